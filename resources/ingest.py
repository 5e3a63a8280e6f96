"""Lands a dataset: a window is walked to a proved end, every page kept before anything reads it.

What comes next is an increment from an overlap before the last proved end; past windows and comparisons of all there
is go beside the increments.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import psycopg

from hub.datasets import PLATFORMS
from hub.datasets.wire import Cursor, NextLink, RestPlatform
from hub.errors import HubError, PermanentError, ProtocolError, SettingsError, StorageError, TransientError
from hub.landing import answers, pages, walks
from hub.landing.walks import Kind
from resources.rest.client import Client
from resources.rest.errors import BadAnswer
from resources.rest.paging import pager_of
from resources.rest.walker import Walker
from resources.rest.windows import Span, next_span, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.answers import AnswerPage
    from hub.landing.store import LandingStore
    from hub.landing.walks import Walk
    from hub.progress import Progress
    from resources.rest.access import PlatformAccess
    from resources.rest.clock import Clock
    from resources.rest.lines import Lines


@dataclass(frozen=True, slots=True)
class LandingOutcome:
    """What landing brought: pages and rows of this call, and the last walk with its window and the platform's total.

    Delivered files have no walk, no window and no total, and their rows are not counted before they are staged.
    """

    pages: int
    rows: int | None
    walk_id: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    source_total: int | None = None


def land(
    dataset: Dataset,
    access: PlatformAccess,
    database: Database,
    store: LandingStore,
    progress: Progress,
    *,
    full: bool = False,
    platform: RestPlatform | None = None,
    clock: Clock | None = None,
    lines: Lines | None = None,
) -> LandingOutcome:
    """Walk a dataset's next window to a proved end and land all its pages: `Ingest.next` of an `ingesting` by itself.

    Raises what they raise.
    """
    with ingesting(
        dataset,
        access,
        database,
        store,
        progress,
        platform=platform,
        clock=clock,
        lines=lines,
    ) as ingest:
        return ingest.next(full=full)


@contextmanager
def ingesting(
    dataset: Dataset,
    access: PlatformAccess,
    database: Database,
    store: LandingStore,
    progress: Progress,
    *,
    platform: RestPlatform | None = None,
    clock: Clock | None = None,
    lines: Lines | None = None,
) -> Iterator[Ingest]:
    """A dataset's platform and a place to land, for as many walks as are needed.

    `platform` is the registered declaration if none is given. `lines` are shared by the datasets of one run: a
    platform that is gone is waited for once.

    Raises SettingsError. Within the block: TransientError, StorageError (the walk stays open and is gone on with next
    time), PermanentError, ProtocolError (the walk has failed, what was landed stays, the next one begins anew).
    """
    declared = platform or _rest_platform(dataset)
    with (
        Client(_overlapping(declared, access, dataset), access, dataset, clock, lines) as client,
        database.connect(autocommit=True) as connection,
        _database_faults(),
    ):
        yield Ingest(dataset, client, connection, store, progress)


class Ingest:
    """The walks of one dataset, with what they have brought so far."""

    def __init__(
        self,
        dataset: Dataset,
        client: Client,
        connection: psycopg.Connection,
        store: LandingStore,
        progress: Progress,
    ) -> None:
        self._dataset = dataset
        self._client = client
        self._connection = connection
        self._store = store
        self._progress = progress
        self._pages = 0
        self._rows = 0

    @property
    def has_windows(self) -> bool:
        """Whether the platform can be asked for a part of the past."""
        return self._client.platform.window is not None

    def next(self, *, full: bool = False) -> LandingOutcome:
        """Walk what is new since the last proved end; an interrupted walk is gone on with first.

        `full` begins anew and asks for everything.
        """
        now = self._client.clock.now()
        if full:
            walks.abandon(self._connection, self._dataset, "已由新的全量取数取代", now=now)
        elif interrupted := walks.resume(self._connection, self._dataset):
            self._go_on(interrupted)
        walks.abandon(self._connection, self._dataset, "取数中断，已重新开始", now=now)
        span = self._next_span(None if full else walks.watermark(self._connection, self._dataset))
        return self._begin(span, None)

    def backfill(self, spans: Sequence[Span]) -> Iterator[LandingOutcome]:
        """Walk past windows, one after the other, beside the increments; gives what became of each.

        Where walks of an interrupted backfill are still open within these windows, those are gone on with instead.
        What fails for good is raised after the rest was walked. Raises SettingsError where the platform knows no
        windows.
        """
        if not self.has_windows:
            raise SettingsError(f"{self._dataset.id} 的接口不能按时间取数，只能全量重取（hub run --full）")
        failed: HubError | None = None
        for walk in self._ordered(spans):
            try:
                total = self._walk(*self._resumed(walk))
            except (PermanentError, ProtocolError) as error:
                failed = failed or error
            else:
                yield self._outcome(walk, total)
        if failed is not None:
            raise failed

    def compare(self) -> LandingOutcome:
        """Walk all there is up to now, beside the increments; an interrupted comparison is gone on with."""
        begun = walks.ordered(self._connection, self._dataset, Kind.COMPARE)
        if not begun:
            return self._begin(self._next_span(None), Kind.COMPARE)
        return self._outcome(begun[0], self._walk(*self._resumed(begun[0])))

    def total(self, span: Span) -> int | None:
        """What the platform says it has within `span`, by asking for one row; None where it gives no totals."""
        platform = self._client.platform
        if platform.answer.total_at is None:
            return None
        pager = pager_of(replace(platform.paging, rows=1))
        asked = {**parameters(platform.window, span), **pager.parameters(pager.first())}
        return self._client.page(asked).page.total

    def wait(self, seconds: float) -> None:
        """Let time pass, by the walks' clock."""
        self._client.wait(seconds)

    def now(self) -> datetime:
        """The instant by the walks' clock."""
        return self._client.clock.now()

    def _next_span(self, watermark: datetime | None) -> Span:
        # Over a live table the walk backwards loses nothing as long as rows only leave its window.
        is_live = pager_of(self._client.platform.paging).backwards
        return next_span(self._client.platform.window, watermark, self._client.clock.now(), closed=is_live)

    def _begin(self, span: Span, kind: Kind | None) -> LandingOutcome:
        walk = walks.begin(
            self._connection,
            self._dataset,
            window_from=span.since,
            window_to=span.until,
            now=self._client.clock.now(),
            kind=kind,
        )
        return self._outcome(walk, self._walk(walk, self._walker(walk)))

    def _ordered(self, spans: Sequence[Span]) -> list[Walk]:
        within = [
            each
            for each in walks.ordered(self._connection, self._dataset, Kind.BACKFILL)
            if any(_holds(span, each) for span in spans)
        ]
        return within or walks.order(
            self._connection, self._dataset, Kind.BACKFILL, spans, now=self._client.clock.now()
        )

    def _outcome(self, walk: Walk, total: int | None) -> LandingOutcome:
        return LandingOutcome(self._pages, self._rows, walk.walk_id, walk.window_from, walk.window_to, total)

    def _go_on(self, walk: Walk) -> None:
        """Walk on from where a walk was interrupted, unless its place means nothing any more."""
        walker = self._walker(walk)
        if not walker.is_lost:
            self._walk(walk, walker)

    def _resumed(self, walk: Walk) -> tuple[Walk, Walker]:
        """The walk from where it stands, or from its beginning where that place means nothing any more."""
        walker = self._walker(walk)
        if not walker.is_lost:
            return walk, walker
        anew = replace(walk, position={})
        return anew, self._walker(anew)

    def _walker(self, walk: Walk) -> Walker:
        declared = self._client.platform.window
        window = parameters(declared, Span(walk.window_from, walk.window_to))
        closes_at = walk.window_to if declared else None
        return Walker(self._client, self._dataset, dict(window), walk.position, closes_at)

    def _walk(self, walk: Walk, walker: Walker) -> int | None:
        if walk.position:
            walker.recall(self._landed(walk, walker.position.first))
        try:
            with closing(walker.arrivals()) as arrivals:
                for arrival in arrivals:
                    received = arrival.received
                    pages.record(
                        self._connection,
                        self._store,
                        walk,
                        arrival.number,
                        received.body,
                        received.request,
                        received.received_at,
                        pages.Standing(arrival.position, arrival.total, arrival.count),
                    )
                    self._pages += 1
                    self._rows += len(received.page.rows)
                    self._progress.advance("landing", self._dataset.id, arrival.count, arrival.total)
        except (PermanentError, ProtocolError) as error:
            self._fail(walk, walker, error)
            raise
        walks.finish(self._connection, walk, now=self._client.clock.now())
        return walker.position.total

    def _fail(self, walk: Walk, walker: Walker, error: HubError) -> None:
        if isinstance(error, BadAnswer):
            pages.record_refused(
                self._connection,
                self._store,
                walk,
                walker.position.number + 1,
                error.body,
                error.request,
                error.received_at,
                str(error),
            )
        walks.fail(self._connection, walk, str(error), now=self._client.clock.now())

    def _landed(self, walk: Walk, first: int) -> Iterator[AnswerPage]:
        paging = self._client.platform.paging
        next_at = paging.next_at if isinstance(paging, Cursor | NextLink) else None
        rows = self._connection.execute(
            """
            SELECT location FROM hub.landed_page
            WHERE walk_id = %s AND number >= %s AND message IS NULL
            ORDER BY number
            """,
            (walk.walk_id, first),
        ).fetchall()
        for (location,) in rows:
            document = answers.parse(pages.read(self._store, location))
            yield answers.page_of(self._client.platform, document, next_at)


def _overlapping(platform: RestPlatform, access: PlatformAccess, dataset: Dataset) -> RestPlatform:
    """The declaration with the overlap of this dataset: as set, else as the dataset declares it."""
    overlap = access.overlaps.get(dataset.name, dataset.overlap)
    if overlap is None or platform.window is None:
        return platform
    return replace(platform, window=replace(platform.window, overlap=overlap))


def _holds(span: Span, walk: Walk) -> bool:
    """Whether the walk's window lies within `span`."""
    begins = span.since is None or (walk.window_from is not None and span.since <= walk.window_from)
    return begins and walk.window_to <= span.until


def _rest_platform(dataset: Dataset) -> RestPlatform:
    platform = PLATFORMS.get(dataset.platform)
    if not isinstance(platform, RestPlatform):
        raise TypeError(f"{dataset.id} is not asked over HTTP")
    return platform


@contextmanager
def _database_faults() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise StorageError("数据库所在磁盘已满；请清理或扩容后重试，未提交的页会在下次续取") from error
    except psycopg.OperationalError as error:
        raise TransientError(
            f"与数据库的连接中断（{str(error).strip()}）；请检查数据库，下次运行会从中断处继续"
        ) from error
