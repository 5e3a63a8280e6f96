"""How often a key may ask: a bucket for each that fills at a steady rate."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RATE = 50.0
"""Requests a second that a key may make where nothing else is said."""
BURST_SECONDS = 2.0


@dataclass(slots=True)
class Limits:
    """`rate` requests a second for each key, and what would have been asked in `BURST_SECONDS` at once.

    `clock` gives seconds.
    """

    rate: float
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, key_id: str) -> float:
        """Take one request; 0 where it may go on, else the seconds until it may be asked again."""
        now, most = self.clock(), max(1.0, self.rate * BURST_SECONDS)
        level, since = self._buckets.get(key_id, (most, now))
        level = min(most, level + (now - since) * self.rate)
        is_allowed = level >= 1
        self._buckets[key_id] = (level - 1 if is_allowed else level, now)
        return 0.0 if is_allowed else (1 - level) / self.rate
