"""The fields of enforcement, one integrated and eight professional (data: enforcement-domains.csv).

A domain's code is also the name of its department's folder in the inbox.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def domains() -> Mapping[str, str]:
    """The Chinese name of every domain by its code, in the list's order."""
    text = files("hub.reference").joinpath("enforcement-domains.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}
