"""The walker's promise, over any way in which a live list may move: what stays in the window is received."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import START

from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import Cursor, Offset, PageNumber
from hub.errors import ProtocolError
from hub.landing.answers import AnswerPage
from resources.rest.client import Received
from resources.rest.walker import Walker

EVENTS = dataset("grassroots/events")
PAGINGS = {
    "pages backwards": PageNumber("page", "size", rows=5, backwards=True),
    "offset backwards": Offset("offset", "limit", rows=5, backwards=True),
    "pages forwards": PageNumber("page", "size", rows=5),
    "offset forwards": Offset("offset", "limit", rows=5),
    "cursor": Cursor("cursor", "limit", rows=5, next_at=("next",)),
}


class LiveList:
    """Stands for the client: a list of keys from which some leave before each call."""

    def __init__(self, paging: Any, keys: list[int], leaving: list[list[int]]) -> None:
        self.platform = dataclasses.replace(PLATFORMS["grassroots"], paging=paging)
        self.keys = keys
        self.leaving = leaving
        self.calls = 0

    def page(self, parameters: dict[str, Any], link: str | None = None, patience: Any = None) -> Received:  # noqa: ARG002
        gone = set(self.leaving[self.calls]) if self.calls < len(self.leaving) else set()
        self.calls += 1
        self.keys = [key for key in self.keys if key not in gone]
        after = None
        if "limit" in parameters and "offset" not in parameters:
            rest = [key for key in self.keys if key > int(parameters.get("cursor", -1))]
            listed = rest[:5]
            after = str(listed[-1]) if len(rest) > 5 else None
        else:
            start = parameters.get("offset", (parameters.get("page", 1) - 1) * 5)
            listed = self.keys[start : start + 5]
        rows: list[dict[str, object]] = [{"eventNo": str(key)} for key in listed]
        return Received({}, b"", None, AnswerPage(rows, len(self.keys), after))  # type: ignore[arg-type]

    def about(self, what: str, advice: str = "") -> str:
        return what + advice


def walked(client: LiveList, kept: dict[str, object] | None = None, stop: int | None = None) -> tuple[list, Walker]:
    walker = Walker(client, EVENTS, {}, kept or {})  # type: ignore[arg-type]
    arrivals = []
    for arrival in walker.arrivals():
        arrivals.append(arrival)
        if len(arrivals) == stop:
            break
    return arrivals, walker


def keys_of(arrivals: list) -> set[int]:
    return {int(row["eventNo"]) for arrival in arrivals for row in arrival.received.page.rows}


@pytest.mark.parametrize("paging", PAGINGS.values(), ids=PAGINGS)
@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(0, 43),
    leaving=st.lists(st.lists(st.integers(0, 42), max_size=6), max_size=5),
)
def test_nothing_that_stays_is_lost(paging, size, leaving):
    client = LiveList(paging, list(range(size)), leaving)
    arrivals, walker = walked(client)
    assert set(client.keys) <= keys_of(arrivals)
    assert walker.received >= len(client.keys)


class LaggingList(LiveList):
    """A list whose platform's clock is behind: until we wait, rows that change move to its front or its end."""

    def __init__(self, paging: Any, size: int, moving: list[int], leaving: list[list[int]], *, front: bool) -> None:
        super().__init__(paging, list(range(size)), leaving)
        self.moving = moving
        self.front = front
        self.waited = 0.0

    def wait(self, seconds: float) -> None:
        self.waited += seconds

    def page(self, parameters: dict[str, Any], link: str | None = None, patience: Any = None) -> Received:
        if self.waited:
            return super().page(parameters, link, patience)
        moved = [key for key in dict.fromkeys(self.moving) if key in self.keys]
        stay = [key for key in self.keys if key not in moved]
        self.keys = moved + stay if self.front else stay + moved
        return dataclasses.replace(super().page(parameters, link, patience), server_time=START - timedelta(seconds=5))


@pytest.mark.parametrize("front", [True, False], ids=["newest first", "newest last"])
@pytest.mark.parametrize("paging", [PAGINGS["pages backwards"], PAGINGS["offset backwards"]], ids=["pages", "offset"])
@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(0, 43),
    moving=st.lists(st.integers(0, 42), max_size=6),
    leaving=st.lists(st.lists(st.integers(0, 42), max_size=6), max_size=5),
)
def test_nothing_is_lost_while_the_window_is_still_open(paging, front, size, moving, leaving):
    client = LaggingList(paging, size, moving, leaving, front=front)
    walker = Walker(client, EVENTS, {}, {}, START)  # type: ignore[arg-type]
    arrivals = list(walker.arrivals())
    assert set(client.keys) <= keys_of(arrivals)
    assert client.waited == (5.0 if len(arrivals) > 1 else 0.0)


@pytest.mark.parametrize("paging", PAGINGS.values(), ids=PAGINGS)
@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 43), stop=st.integers(1, 9), leaving=st.lists(st.integers(0, 42), max_size=9))
def test_interrupted_anywhere_it_receives_the_same(paging, size, stop, leaving):
    client = LiveList(paging, list(range(size)), [])
    before, _ = walked(client, stop=stop)
    kept = dict(before[-1].position)
    client.keys = [key for key in client.keys if key not in leaving]
    walker = Walker(client, EVENTS, {}, kept)  # type: ignore[arg-type]
    walker.recall(arrival.received.page for arrival in before if arrival.number >= kept["first"])
    after = list(walker.arrivals())
    assert set(client.keys) <= keys_of(before) | keys_of(after)


@pytest.mark.parametrize("paging", PAGINGS.values(), ids=PAGINGS)
@settings(max_examples=40, deadline=None)
@given(size=st.integers(2, 43), missing=st.integers(0, 42))
def test_row_that_is_never_shown_is_reported(paging, size, missing):
    """The platform counts a row that it does not list."""

    class Hiding(LiveList):
        def page(self, parameters: dict[str, Any], link: str | None = None, patience: Any = None) -> Received:
            received = super().page(parameters, link, patience)
            rows = [row for row in received.page.rows if row["eventNo"] != str(missing % size)]
            return dataclasses.replace(received, page=dataclasses.replace(received.page, rows=rows))

    with pytest.raises(ProtocolError, match=str(size)):
        walked(Hiding(paging, list(range(size)), []))
