"""How long the change feed and superseded versions are kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days entries of the feed and superseded versions are kept; None: for ever."""

    changes_days: int | None = None
    history_days: int | None = None
