"""What Great Expectations says of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Broken:
    """The rule could not be run."""

    message: str


Verdicts = Mapping[str, int | Broken]
"""For every rule, by its key: how many rows are bad, or why it could not be run."""
