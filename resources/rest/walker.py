"""Walks a list to a proved end: from page to page, fetching ahead, noticing what does not add up.

A walk is made of rounds. A round that does not add up (rows lost between pages, fewer than the platform says there
are) is begun again; where that does not mend it, the walk ends with an error that names both figures.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

import orjson

from hub.datasets.wire import TotalCounts
from hub.errors import ProtocolError, TransientError
from resources.rest.errors import PlaceLost
from resources.rest.paging import pager_of, trace
from resources.rest.retry import Patience

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from hub.datasets.declaration import Dataset
    from hub.datasets.wire import Answer
    from hub.landing.answers import AnswerPage, Row
    from resources.rest.client import Client, Received
    from resources.rest.paging import Parameters, Step

REPEATS = 1
"""How often a round that does not add up is repeated."""
MOVES = 5
"""How often a round is begun again because the list moved under it."""
LOSSES = 3
"""How often a walk is begun again because the platform lost our place in it."""
IDLE = 3
"""How many pages in a row may bring nothing new."""


@dataclass(slots=True)
class Position:
    """Where a walk stands; JSON in `hub.walk.position`, so that a walk that was killed goes on from here.

    `step` is the next one, None at the end; `paging` is the declaration that it belongs to. `number` counts the
    pages landed, `first` is the first page of this round. `opening` and `total` are the platform's totals on the
    round's first and last page. `fault` is why the walk failed.
    """

    paging: str
    step: Step | None
    number: int = 0
    first: int = 1
    opening: int | None = None
    total: int | None = None
    repeats: int = 0
    moves: int = 0
    losses: int = 0
    fault: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Position:
        """A position as it was kept."""
        return cls(**{each.name: document[each.name] for each in fields(cls) if each.name in document})  # type: ignore[arg-type]

    def document(self) -> dict[str, object]:
        """The position as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page that came, its number in the walk, and where the walk stands once it is landed."""

    number: int
    received: Received
    position: Mapping[str, object]
    total: int | None
    count: int


class Tally:
    """What a round has received: rows as listed, or distinct keys, as the platform's total counts them."""

    def __init__(self, answer: Answer, key: Sequence[str], size: int) -> None:
        self._by_key = answer.total_counts is TotalCounts.KEYS
        self._key = tuple(key)
        self._size = size
        self._was_short = False
        self.has_gap = False
        """Whether rows came after a page that was not full."""
        self._rows = 0
        self._seen: set[int] = set()
        self._trail: set[str] = set()
        self._idle = 0

    @property
    def received(self) -> int:
        """Rows or keys by now."""
        return len(self._seen) if self._by_key else self._rows

    @property
    def is_stuck(self) -> bool:
        """Whether pages come again: by keys a few may bring nothing new, as listed not even one."""
        return self._idle > (IDLE if self._by_key else 0)

    def add(self, page: AnswerPage) -> None:
        """Count a page."""
        # Hashes, not keys: a million of them in tens of megabytes, and this process alone compares them.
        marks = set(self._keys(page.rows)) if self._by_key else _outline(page.rows)
        self._idle = self._idle + 1 if (marks or self._by_key) and marks <= self._seen else 0
        self.has_gap = self.has_gap or (self._was_short and bool(page.rows))
        self._was_short = len(page.rows) < self._size
        self._seen |= marks
        self._rows += len(page.rows)

    def comes_back(self, step: Step | None) -> bool:
        """Whether a cursor or link was named before in this round."""
        mark = trace(step)
        if mark is None:
            return False
        if mark in self._trail:
            return True
        self._trail.add(mark)
        return False

    def _keys(self, rows: Iterable[Row]) -> Iterator[int]:
        for row in rows:
            parts = tuple(row.get(name) for name in self._key)
            # Without its whole key a row is told by its content.
            whole = all(isinstance(part, str | int) for part in parts)
            yield hash(tuple(map(str, parts))) if whole else hash(orjson.dumps(row))


class Walker:
    """One walk of one dataset, from the beginning or from a kept position on.

    `closes_at` is the window's end: until the platform's clock has passed it, rows still move within the window, and
    a walk backwards waits for it. `is_lost`: the position was kept under another way of paging, so it leads nowhere.
    """

    def __init__(
        self,
        client: Client,
        dataset: Dataset,
        window: Parameters,
        kept: Mapping[str, object],
        closes_at: datetime | None = None,
    ) -> None:
        self._client = client
        self._platform = client.platform
        self._pager = pager_of(client.platform.paging)
        self._key = tuple(dict.fromkeys(field.source for field in dataset.key_fields if field.source))
        self._window = window
        self._closes_at = closes_at
        self._pause = 0.0
        self._patience = Patience(client.platform.limits)
        paging = repr(client.platform.paging)
        self.position = Position.of(kept) if kept else Position(paging, self._pager.first())
        self.is_lost = self.position.paging != paging
        self._tally = self._new_tally()

    def _new_tally(self) -> Tally:
        return Tally(self._platform.answer, self._key, self._pager.rows)

    @property
    def received(self) -> int:
        """What this round has received by now, as the platform's total counts it."""
        return self._tally.received

    def recall(self, pages: Iterable[AnswerPage]) -> None:
        """Count the pages of this round again that were landed before the walk was interrupted, in their order."""
        for page in pages:
            self._tally.add(page)
            self._tally.comes_back(self._pager.following({}, page) if not self._pager.by_place else None)

    def arrivals(self) -> Generator[Arrival]:
        """The pages from here to the walk's proved end, each asked for while the one before is being landed.

        Raises what `Client.page` raises, and ProtocolError where the walk does not add up; the page that shows it
        has arrived before.
        """
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"fetch-{self._platform.name}")
        try:
            ahead = self._ask(executor)
            while ahead is not None:
                try:
                    received = ahead.result()
                except PlaceLost as error:
                    self._lose_place(error)
                    ahead = self._ask(executor)
                    continue
                arrival = self._arrive(received)
                ahead = self._ask(executor)
                yield arrival
            if self.position.fault is not None:
                raise ProtocolError(self.position.fault)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    def _ask(self, executor: ThreadPoolExecutor) -> Future[Received] | None:
        step = self.position.step
        if step is None or self.position.fault is not None:
            return None
        link = step.get("link")
        parameters = {**self._window, **self._pager.parameters(step)}
        pause, self._pause = self._pause, 0.0
        return executor.submit(self._fetch, pause, parameters, link if isinstance(link, str) else None)

    def _fetch(self, pause: float, parameters: Parameters, link: str | None) -> Received:
        if pause:
            self._client.wait(pause)
        return self._client.page(parameters, link, self._patience)

    def _arrive(self, received: Received) -> Arrival:
        """Count a page, judge the round, and move on."""
        position, page = self.position, received.page
        step = position.step
        assert step is not None
        position.number += 1
        number = position.number
        following = self._pager.following(step, page)
        if step.get("survey") and following is not None:
            # Seen only to learn the total; the page is asked for again at the end.
            position.first = number + 1
            self._pause = self._open_for(received)
        else:
            self._tally.add(page)
        moved = self._moved(page.total)
        position.opening = page.total if position.opening is None else position.opening
        position.total = page.total
        count = self._tally.received
        returned = self._tally.comes_back(following)
        position.step = following
        if returned:
            position.fault = self._spoken("下一页的游标或链接又回到了前面的一页，翻页没有尽头")
        elif moved and position.moves < MOVES:
            position.moves += 1
            self._begin_round()
        elif fault := moved or self._fault(step, page):
            self._repeat(fault)
        return Arrival(number, received, position.document(), page.total, count)

    def _moved(self, total: int | None) -> str | None:
        """Rows lost between this page and the one before, because the list moved against the walk's direction."""
        before = self.position.total
        if total is None or before is None or not self._pager.by_place:
            return None
        if self._pager.backwards and total > before:
            return f"读取中总数由 {before} 升至 {total}"
        if not self._pager.backwards and total < before:
            return f"读取中总数由 {before} 降至 {total}"
        return None

    def _fault(self, step: Step, page: AnswerPage) -> str | None:
        """What does not add up with this page, or at the walk's end with the whole round."""
        received, total, opening = self._tally.received, page.total, self.position.opening
        expected = self._pager.expected(step, total)
        if expected is not None and len(page.rows) != expected:
            return f"第 {self.position.number} 次答复应有 {expected} 行，实收 {len(page.rows)} 行（平台总数 {total}）"
        if self._tally.is_stuck and not self._pager.backwards:
            return f"重复收到同样的页（平台总数 {total}，实收 {received}）"
        if opening is not None and received > 2 * opening + 1000:
            return f"实收 {received} 远超平台总数 {total}，翻页没有尽头"
        if total is None and self._pager.by_place and self._tally.has_gap:
            return f"一页不满 {self._pager.rows} 行，其后却还有数据"
        if self.position.step is not None or total is None:
            return None
        if received < total or (received > total and self._platform.answer.total_counts is TotalCounts.ROWS):
            return f"平台总数 {total}，实收 {received}，两者不符"
        return None

    def _open_for(self, received: Received) -> float:
        """Seconds until the window closes by the platform's clock; none where that clock is wrong altogether."""
        if self._closes_at is None or received.server_time is None:
            return 0.0
        seconds = (self._closes_at - received.server_time).total_seconds()
        return seconds if 0.0 < seconds <= self._platform.limits.longest_wait_seconds else 0.0

    def _repeat(self, fault: str) -> None:
        if self.position.repeats >= REPEATS:
            self.position.fault = self._spoken(f"{fault}；重新获取一遍后仍不符")
            self.position.step = None
        else:
            self.position.repeats += 1
            self._begin_round()

    def _lose_place(self, error: PlaceLost) -> None:
        if self.position.losses >= LOSSES:
            raise TransientError(f"{error}；已从头开始 {LOSSES} 次，仍在中途失效") from None
        self.position.losses += 1
        self._begin_round()

    def _begin_round(self) -> None:
        self.position.step = self._pager.first()
        self.position.first = self.position.number + 1
        self.position.opening = self.position.total = None
        self._tally = self._new_tally()

    def _spoken(self, fault: str) -> str:
        return self._client.about(fault, "已收到的页均已留存；请与平台方核对该接口的总数与分页")


def _outline(rows: Sequence[Row]) -> set[int]:
    """What tells a page of rows from every other: its first and last row and its length; nothing where all are one."""
    if len(rows) < 2 or rows[0] == rows[-1]:
        return set()
    return {hash(orjson.dumps((rows[0], rows[-1], len(rows))))}
