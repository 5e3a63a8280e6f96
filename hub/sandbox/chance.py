"""Chance as the sandbox uses it, and the smallest things that are made by it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

from hub.sandbox.names import GIVEN, SURNAMES

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")


class Chance(Random):
    """A source of chance that picks in half the time; evenness to the last bit does not matter here."""

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        """One of `seq`."""
        return seq[int(self.random() * len(seq))]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """A number from `start` up to `stop`, without it; from 0 up to `start` where there is no `stop`."""
        low, high = (0, start) if stop is None else (start, stop)
        return low + int(self.random() * ((high - low) // step)) * step


def person_name(rng: Random) -> str:
    """A surname and one or two characters."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.7 else "")


def mobile(rng: Random) -> str:
    """11 digits in the shape of a mobile number."""
    return f"1{rng.randrange(3, 10)}{rng.randrange(10)}0000{rng.randrange(10000):04d}"
