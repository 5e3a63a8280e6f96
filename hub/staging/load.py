"""From landed pages to staging: what was never received before becomes a version, all else is a repeat."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import polars as pl
from psycopg import sql

from hub.database.copying import copy_in
from hub.datasets import PLATFORMS, of_platform
from hub.datasets.wire import RestPlatform
from hub.drift import seen
from hub.errors import FileSetAsideError, ProtocolError
from hub.landing import pages as landed
from hub.landing.answers import rows_of
from hub.landing.files import Kind, rows_of_file
from hub.landing.headers import IN_USE
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise
from hub.staging.tables import open_table_name
from hub.versions.days import count_days

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.drift.seen import Ledger, Lessons
    from hub.landing.store import LandingStore
    from hub.progress import Progress

T = TypeVar("T")

BATCH_ROWS = 20_000
"""A batch ends with the page that fills it; memory and the work lost to a kill grow with it."""

ANALYSE_FROM = 5_000
"""From so many new versions on the planner's statistics are renewed, so that judging does not run on none."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A page whose rows cannot be found in it: where it lies, and why (Chinese)."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class StagingOutcome:
    """What staging did: pages and rows read, new versions among them, repeats, and pages that cannot be read."""

    pages: int = 0
    rows: int = 0
    versions: int = 0
    repeats: int = 0
    unreadable: tuple[Unreadable, ...] = ()

    def __add__(self, other: StagingOutcome) -> StagingOutcome:
        return StagingOutcome(
            self.pages + other.pages,
            self.rows + other.rows,
            self.versions + other.versions,
            self.repeats + other.repeats,
            self.unreadable + other.unreadable,
        )


@dataclass(frozen=True, slots=True)
class _Page:
    page_id: int
    location: str
    received_at: datetime
    department: str | None
    generation: str


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pages of one transaction: the rows of those that could be read, by page_id, all of them standardised, what they
    taught of the dataset's fields, and why the others could not be read."""

    rows: Mapping[int, int]
    frame: pl.DataFrame | None
    lessons: Lessons | None
    unreadable: Mapping[int, Unreadable]

    def only(self, page_ids: Collection[int]) -> _Batch:
        """What the batch holds of these pages."""
        kept = self.frame.filter(pl.col("page_id").is_in([*page_ids])) if self.frame is not None else None
        return _Batch(
            {page_id: rows for page_id, rows in self.rows.items() if page_id in page_ids},
            kept,
            self.lessons,
            {page_id: why for page_id, why in self.unreadable.items() if page_id in page_ids},
        )


def stage(dataset: Dataset, database: Database, store: LandingStore, progress: Progress) -> StagingOutcome:
    """Stage every landed page of `dataset` that is not staged yet, in the order of its landing.

    Each batch of pages is one transaction: its new versions, their entries in the ledger and the pages' marks
    commit together, so a process may be killed anywhere and started again. A page that cannot be read is marked
    with the reason and reported; it stops no other. Raises StorageError where the landing store does not give a
    page back.
    """
    outcome = StagingOutcome()
    progress.advance("staging", dataset.id, 0)
    with database.connect(autocommit=True) as connection:
        waiting = _waiting(dataset, connection)
        with (
            closing(_ahead(_read(dataset, store, waiting))) as read,
            closing(_ahead(_standardised(dataset, read, seen.Ledger.read(connection, dataset)))) as batches,
        ):
            for batch in batches:
                with connection.transaction():
                    outcome += _stage_batch(dataset, connection, batch)
                progress.advance("staging", dataset.id, outcome.rows)
        if outcome.versions >= ANALYSE_FROM:
            connection.execute(
                sql.SQL("ANALYZE {} (version_hash, source_id, is_delete), {}, hub.version").format(
                    _table(dataset), sql.Identifier("staging", open_table_name(dataset))
                )
            )
    return outcome


def _waiting(dataset: Dataset, connection: psycopg.Connection) -> list[_Page]:
    rows = connection.execute(
        "SELECT page_id, location, received_at, request ->> 'department', coalesce(request ->> 'generation', %s) "
        "FROM hub.landed_page WHERE platform = %s AND dataset = %s AND staged_at IS NULL ORDER BY page_id",
        (IN_USE, dataset.platform, dataset.name),
    )
    return [_Page(*row) for row in rows]


def _read(
    dataset: Dataset, store: LandingStore, waiting: Sequence[_Page]
) -> Iterator[tuple[list[PageRows], dict[int, Unreadable]]]:
    """The rows of the pages, and why the others cannot be read, a batch at a time."""
    pages: list[PageRows] = []
    unreadable: dict[int, Unreadable] = {}
    for page in waiting:
        try:
            rows = _rows(Kind(dataset, page.generation), landed.read(store, page.location))
        except (ProtocolError, FileSetAsideError) as error:
            unreadable[page.page_id] = Unreadable(page.location, str(error))
        else:
            pages.append(PageRows(page.page_id, page.received_at, rows, page.department, page.generation))
        if page is waiting[-1] or sum(len(each.rows) for each in pages) >= BATCH_ROWS:
            yield pages, unreadable
            pages, unreadable = [], {}


def _standardised(
    dataset: Dataset, read: Iterable[tuple[Sequence[PageRows], Mapping[int, Unreadable]]], ledger: Ledger
) -> Iterator[_Batch]:
    for pages, unreadable in read:
        counts = {each.page_id: len(each.rows) for each in pages}
        if any(counts.values()):
            types: dict[str, set[type]] = {}
            frame = standardise(dataset, pages, types)
            yield _Batch(counts, frame, ledger.take(pages, types, frame), unreadable)
        else:
            yield _Batch(counts, None, None, unreadable)


def _ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The same items, the next one made while the last is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="staging") as pool:
        pending = pool.submit(next, items, None)
        while (item := pending.result()) is not None:
            pending = pool.submit(next, items, None)
            yield item


def _stage_batch(dataset: Dataset, connection: psycopg.Connection, batch: _Batch) -> StagingOutcome:
    """One batch in the caller's transaction; a page that somebody else has staged by now is left out."""
    claimed = connection.execute(
        "SELECT page_id FROM hub.landed_page WHERE page_id = ANY (%s) AND staged_at IS NULL ORDER BY 1 FOR UPDATE",
        ([*batch.rows, *batch.unreadable],),
    )
    own = {page_id for (page_id,) in claimed}
    if len(own) < len(batch.rows) + len(batch.unreadable):
        batch = batch.only(own)
    versions = load_versions(connection, dataset, batch.frame) if batch.frame is not None else {}
    if batch.lessons is not None:
        seen.write(connection, dataset, batch.lessons)
    _mark(connection, batch, versions)
    rows, fresh = sum(batch.rows.values()), sum(versions.values())
    return StagingOutcome(len(own), rows, fresh, rows - fresh, tuple(batch.unreadable.values()))


def _rows(kind: Kind, body: bytes) -> Sequence[Mapping[str, object]] | pl.DataFrame:
    platform = PLATFORMS[kind.dataset.platform]
    if isinstance(platform, RestPlatform):
        return rows_of(platform, body)
    return rows_of_file(body, kind, of_platform(platform.name))


def load_versions(connection: psycopg.Connection, dataset: Dataset, frame: pl.DataFrame) -> dict[int, int]:
    """Append the rows of `frame` (the columns of `staging_columns`) that were never received before.

    Of equal versions the first by (page_id, row_number) stays. Returns the number of new versions by page_id.
    In the caller's transaction.
    """
    first = frame.sort("page_id", "row_number").unique("version_hash", keep="first", maintain_order=True)
    # In the order of the keys, so that both primary keys grow page by page.
    first = first.sort("version_hash").with_row_index("number")
    connection.execute("CREATE TEMP TABLE received (number int, version_hash uuid, page_id bigint) ON COMMIT DROP")
    copy_in(connection, sql.Identifier("received"), first.select("number", "version_hash", "page_id"))
    new = connection.execute(
        "WITH new AS (INSERT INTO hub.version (version_hash, page_id) SELECT version_hash, page_id FROM received "
        "ON CONFLICT DO NOTHING RETURNING version_hash) "
        "SELECT received.number FROM received JOIN new USING (version_hash)"
    )
    numbers = pl.Series("number", [number for (number,) in new], dtype=pl.UInt32)
    connection.execute("DROP TABLE received")
    fresh = first.filter(pl.col("number").is_in(numbers.implode())).drop("number")
    copy_in(connection, _table(dataset), fresh)
    count_days(connection, dataset, fresh)
    unjudged = fresh.select("version_hash", "source_id", verdict=pl.lit("new"))
    copy_in(connection, sql.Identifier("staging", open_table_name(dataset)), unjudged)
    return dict(fresh.group_by("page_id").len().iter_rows())


def _mark(connection: psycopg.Connection, batch: _Batch, versions: Mapping[int, int]) -> None:
    """The pages' counts, and that they are staged."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE hub.landed_page SET staged_at = now(), rows = %(rows)s, versions = %(versions)s, "
            "repeats = %(rows)s::int - %(versions)s::int WHERE page_id = %(page_id)s",
            [
                {"page_id": page_id, "rows": rows, "versions": versions.get(page_id, 0)}
                for page_id, rows in batch.rows.items()
            ],
        )
        cursor.executemany(
            "UPDATE hub.landed_page SET staged_at = now(), rows = 0, versions = 0, repeats = 0, message = %s "
            "WHERE page_id = %s",
            [(each.reason, page_id) for page_id, each in batch.unreadable.items()],
        )


def _table(dataset: Dataset) -> sql.Identifier:
    return sql.Identifier("staging", dataset.staging_table)
