"""Finding the days on which a platform and the hub do not agree, by asking for few totals.

Totals add up over windows that do not overlap. So a range that agrees is left alone, and one that does not is halved:
a day among thousands is found by a dozen questions.
"""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTIONS = 64
"""How many totals are asked for at most; ranges that are not halved by then are taken whole."""


class Days(NamedTuple):
    """A range of days, both ends included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"

    @property
    def halves(self) -> tuple[Days, Days]:
        """The range in two; of several days only."""
        middle = self.first + (self.last - self.first) // 2
        return Days(self.first, middle), Days(middle + timedelta(days=1), self.last)

    def holds(self, other: Days) -> bool:
        """Whether `other` lies within this range."""
        return self.first <= other.first and other.last <= self.last


def differing(
    whole: Days, total: int, expected: Callable[[Days], int], ask: Callable[[Days], int], questions: int = QUESTIONS
) -> list[Days]:
    """The smallest ranges within `whole` whose totals are not as `expected`, in order.

    `total` is the platform's total of the whole; `ask` gets that of a part, and what it raises is not caught.
    """
    found: list[Days] = []
    waiting = deque([(whole, total)])
    while waiting:
        days, said = waiting.popleft()
        if said == expected(days):
            continue
        if days.first == days.last or questions == 0:
            found.append(days)
            continue
        questions -= 1
        left, right = days.halves
        of_left = ask(left)
        waiting += [(left, of_left), (right, said - of_left)]
    return sorted(found)
