"""From page to page: where a walk begins, what it asks for at each step, and where an answer leads.

A step is JSON, so that a walk can be gone on with: `{"index": 3}` counts pages from 0, `{"cursor": …}` and
`{"link": …}` are what the platform gave; `{"survey": True}` asks for the first page only to learn the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hub.datasets.wire import Cursor, NextLink, Offset, PageNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.wire import Paging
    from hub.landing.answers import AnswerPage

Step = dict[str, object]
Parameters = dict[str, object]


@dataclass(frozen=True, slots=True)
class Places:
    """Pages that are places in the list: by page number (`scale` 1) or by rows passed over (`scale` = page size).

    Where the list moves, the same place shows other rows (`by_place`).
    """

    place: str
    size: str
    rows: int
    origin: int
    scale: int
    backwards: bool
    by_place: ClassVar[bool] = True

    def first(self) -> Step:
        """The first page; of a walk backwards only to learn where the last one is."""
        return {"index": 0, "survey": True} if self.backwards else {"index": 0}

    def parameters(self, step: Step) -> Parameters:
        """Place and size."""
        return {self.place: self.origin + _index(step) * self.scale, self.size: self.rows}

    def following(self, step: Step, page: AnswerPage) -> Step | None:
        """The neighbouring page towards the end of the walk."""
        index = _index(step)
        if page.total is None:
            # A short page may be one that was cut: only an empty one ends such a list.
            return {"index": index + 1} if page.rows else None
        # Where the last page is full, the one beyond it is asked for too: it is empty, or the total was cut off.
        last = page.total // self.rows
        if not self.backwards:
            return {"index": index + 1} if index < last else None
        index = last + 1 if step.get("survey") and last else index
        return {"index": index - 1} if index else None

    def expected(self, step: Step, total: int | None) -> int | None:
        """A full page everywhere but at the end of the list; beyond it nothing."""
        return None if total is None else min(max(total - _index(step) * self.rows, 0), self.rows)


@dataclass(frozen=True, slots=True)
class Chain:
    """Pages of which each leads to the next, by a cursor to be sent back (`parameter`) or by its whole address."""

    name: str
    size: str
    rows: int
    parameter: str | None
    backwards: ClassVar[bool] = False
    by_place: ClassVar[bool] = False

    def first(self) -> Step:
        """The beginning of the chain."""
        return {self.name: None}

    def parameters(self, step: Step) -> Parameters:
        """Size and cursor; a link says everything itself and is no parameter."""
        found = {self.parameter: step[self.name]} if self.parameter and step[self.name] is not None else {}
        return {self.size: self.rows, **found}

    def following(self, step: Step, page: AnswerPage) -> Step | None:  # noqa: ARG002 the answer alone leads on
        """What the answer names."""
        return {self.name: page.next} if page.next is not None else None

    def expected(self, step: Step, total: int | None) -> None:
        """Nothing says so."""


Pager = Places | Chain
"""One way of paging."""


def pager_of(paging: Paging) -> Pager:
    """The way of paging that a declaration names."""
    match paging:
        case PageNumber():
            return Places(paging.page, paging.size, paging.rows, paging.first, 1, paging.backwards)
        case Offset():
            return Places(paging.offset, paging.limit, paging.rows, 0, paging.rows, paging.backwards)
        case Cursor():
            return Chain("cursor", paging.limit, paging.rows, paging.parameter)
        case NextLink():
            return Chain("link", paging.limit, paging.rows, None)


def trace(step: Mapping[str, object] | None) -> str | None:
    """What must not come back in a walk: the step's cursor or link."""
    found = step and (step.get("cursor") or step.get("link"))
    return found if isinstance(found, str) else None


def _index(step: Step) -> int:
    index = step["index"]
    assert isinstance(index, int)
    return index
