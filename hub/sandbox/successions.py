"""What became of some of the city's businesses: traders who founded a company, firms that moved or were renamed.

Of every `EVERY` entities one is the successor of the one before it. They are two entities, and look much like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

EVERY: Final = 100


class Change(StrEnum):
    """How the one became the other."""

    CONVERTED = auto()
    """A trader's business was struck off, and the trader founded a company under the same 字号 in the same house."""
    MOVED = auto()
    """A firm moved to the registrar of this county."""
    RENAMED = auto()
    """A firm was refounded under another name; the register tells the former one."""


@dataclass(frozen=True, slots=True)
class Succession:
    """The entity number `successor` is what became of the one before it."""

    change: Change
    successor: int

    @property
    def predecessor(self) -> int:
        """The number of the entity that it was."""
        return self.successor - 1


def succession_of(number: int) -> Succession | None:
    """The succession that the entity with this number is part of, if any."""
    turn, place = divmod(number, EVERY)
    if place < EVERY - 2:
        return None
    return Succession(tuple(Change)[turn % len(Change)], turn * EVERY + EVERY - 1)
