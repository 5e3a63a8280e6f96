"""Lands a dataset: its next window is walked to a proved end, every page kept before anything reads it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from hub.datasets import PLATFORMS
from hub.datasets.wire import Cursor, NextLink, RestPlatform
from hub.errors import HubError, PermanentError, ProtocolError, StorageError, TransientError
from hub.landing import answers, pages, walks
from resources.rest.client import Client
from resources.rest.errors import BadAnswer
from resources.rest.paging import pager_of
from resources.rest.walker import Walker
from resources.rest.windows import Span, next_span, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Walk a dataset to a proved end and land all its pages; an interrupted walk is gone on with first.

    `full` begins anew and asks for everything. `platform` is the registered declaration if none is given.
    `lines` are shared by the datasets of one run: a platform that is gone is waited for once.
    Raises TransientError, StorageError (the walk stays open and is gone on with next time), PermanentError,
    ProtocolError (the walk has failed, what was landed stays, the next one begins anew), SettingsError.
    """
    declared = platform or _rest_platform(dataset)
    with (
        Client(declared, access, dataset, clock, lines) as client,
        database.connect(autocommit=True) as connection,
        _database_faults(),
    ):
        landing = _Landing(dataset, client, connection, store, progress)
        if full:
            walks.abandon(connection, dataset, "已由新的全量取数取代", now=client.clock.now())
        elif interrupted := walks.resume(connection, dataset):
            landing.go_on(interrupted)
        return landing.begin(full=full)


class _Landing:
    """One call of `land`: its parts, and what it has brought so far."""

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

    def begin(self, *, full: bool) -> LandingOutcome:
        """Walk the next window from its beginning."""
        now = self._client.clock.now()
        walks.abandon(self._connection, self._dataset, "取数中断，已重新开始", now=now)
        watermark = None if full else walks.watermark(self._connection, self._dataset)
        # Over a live table the walk backwards loses nothing as long as rows only leave its window.
        is_live = pager_of(self._client.platform.paging).backwards
        span = next_span(self._client.platform.window, watermark, now, closed=is_live)
        walk = walks.begin(self._connection, self._dataset, window_from=span.since, window_to=span.until, now=now)
        total = self._walk(walk, self._walker(walk))
        return LandingOutcome(self._pages, self._rows, walk.walk_id, span.since, span.until, total)

    def go_on(self, walk: Walk) -> None:
        """Walk on from where a walk was interrupted, unless its place means nothing any more."""
        walker = self._walker(walk)
        if not walker.is_lost:
            walker.recall(self._landed(walk, walker.position.first))
            self._walk(walk, walker)

    def _walker(self, walk: Walk) -> Walker:
        declared = self._client.platform.window
        window = parameters(declared, Span(walk.window_from, walk.window_to))
        closes_at = walk.window_to if declared else None
        return Walker(self._client, self._dataset, dict(window), walk.position, closes_at)

    def _walk(self, walk: Walk, walker: Walker) -> int | None:
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
