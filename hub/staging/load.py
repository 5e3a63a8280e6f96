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
from hub.landing import retractions
from hub.landing.answers import rows_of
from hub.landing.erased import ErasedRow
from hub.landing.files import Kind, parts_of_file
from hub.landing.headers import IN_USE
from hub.staging.erased import load_erased, without_erased
from hub.staging.retracted import load_retractions, undo_retractions
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
    from hub.landing.retractions import Retraction
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
class Page:
    """A landed page: where it lies, when it came, from which department, in which generation of field names, and how
    many of its rows were erased on request."""

    page_id: int
    location: str
    received_at: datetime
    department: str | None
    generation: str
    erased: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """Pages that were read together, why others could not be, and whether the last of them is read to its end."""

    pages: Sequence[PageRows]
    unreadable: Mapping[int, Unreadable]
    is_end: bool


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pages of one transaction: the rows of those that could be read, by page_id, all of them standardised, what they
    taught of the dataset's fields, and why the others could not be read. A transaction ends with a batch that ends
    its last page."""

    rows: Mapping[int, int]
    frame: pl.DataFrame | None
    lessons: Lessons | None
    erased: Sequence[tuple[int, ErasedRow]]
    retracted: Sequence[tuple[int, Retraction]]
    unreadable: Mapping[int, Unreadable]
    is_end: bool

    def only(self, page_ids: Collection[int]) -> _Batch:
        """What the batch holds of these pages."""
        kept = self.frame.filter(pl.col("page_id").is_in([*page_ids])) if self.frame is not None else None
        return _Batch(
            {page_id: rows for page_id, rows in self.rows.items() if page_id in page_ids},
            kept,
            self.lessons,
            [each for each in self.erased if each[0] in page_ids],
            [each for each in self.retracted if each[0] in page_ids],
            {page_id: why for page_id, why in self.unreadable.items() if page_id in page_ids},
            self.is_end,
        )


def stage(dataset: Dataset, database: Database, store: LandingStore, progress: Progress) -> StagingOutcome:
    """Stage every landed page of `dataset` that is not staged yet, in the order of its landing.

    A transaction is a batch of pages, or a file, whose rows go through in batches: new versions, their entries in the
    ledger and the pages' marks commit together, so a process may be killed anywhere and started again. A page that
    cannot be read is marked with the reason and reported; it stops no other. Raises StorageError where the landing
    store does not give a page back.
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
                    outcome += _stage_pages(dataset, connection, batch, batches)
                progress.advance("staging", dataset.id, outcome.rows)
        if outcome.versions >= ANALYSE_FROM:
            connection.execute(
                sql.SQL("ANALYZE {} (version_hash, source_id, is_delete), {}, hub.version").format(
                    _table(dataset), sql.Identifier("staging", open_table_name(dataset))
                )
            )
    return outcome


def _waiting(dataset: Dataset, connection: psycopg.Connection) -> list[Page]:
    rows = connection.execute(
        "SELECT page_id, location, received_at, request ->> 'department', coalesce(request ->> 'generation', %s), "
        "erased FROM hub.landed_page WHERE platform = %s AND dataset = %s AND staged_at IS NULL ORDER BY page_id",
        (IN_USE, dataset.platform, dataset.name),
    )
    return [Page(*row) for row in rows]


def read_page(dataset: Dataset, store: LandingStore, page: Page) -> Iterator[PageRows]:
    """The rows of a page: those of a platform's answer at once, those of a file some at a time.

    Raises ProtocolError or FileSetAsideError where they are not in it, StorageError where it cannot be had.
    """
    for part in parts_of_page(dataset, landed.read(store, page.location), page):
        yield without_erased(part) if page.erased else part


def parts_of_page(dataset: Dataset, body: bytes, page: Page) -> Iterator[PageRows]:
    """As `read_page`, of a body that was read already; what was erased is a row like any other."""
    platform = PLATFORMS[dataset.platform]
    said = (page.department, page.generation)
    if retractions.is_retraction(page.location):
        decided = retractions.read(body)
        erased, retracted = ([decided], []) if isinstance(decided, ErasedRow) else ([], [decided])
        yield PageRows(page.page_id, page.received_at, (), *said, erased=erased, retracted=retracted)
        return
    if isinstance(platform, RestPlatform):
        yield PageRows(page.page_id, page.received_at, rows_of(platform, body), *said)
        return
    yield PageRows(page.page_id, page.received_at, (), *said)
    for part in parts_of_file(body, Kind(dataset, page.generation), of_platform(platform.name)):
        yield PageRows(page.page_id, page.received_at, part.rows, *said, part.numbers)


def _read(dataset: Dataset, store: LandingStore, waiting: Sequence[Page]) -> Iterator[_Read]:
    """The rows of the pages, and why the others cannot be read, a batch at a time."""
    pages: list[PageRows] = []
    unreadable: dict[int, Unreadable] = {}
    for page in waiting:
        try:
            for part in read_page(dataset, store, page):
                if sum(len(each.rows) for each in pages) >= BATCH_ROWS:
                    yield _Read(pages, unreadable, is_end=False)
                    pages, unreadable = [], {}
                pages.append(part)
        except (ProtocolError, FileSetAsideError) as error:
            unreadable[page.page_id] = Unreadable(page.location, str(error))
        if page is waiting[-1] or sum(len(each.rows) for each in pages) >= BATCH_ROWS:
            yield _Read(pages, unreadable, is_end=True)
            pages, unreadable = [], {}


def _standardised(dataset: Dataset, read: Iterable[_Read], ledger: Ledger) -> Iterator[_Batch]:
    for each in read:
        counts: dict[int, int] = {}
        for page in each.pages:
            rows = len(page.rows) + len(page.erased) + len(page.retracted)
            counts[page.page_id] = counts.get(page.page_id, 0) + rows
        frame = lessons = None
        if filled := [page for page in each.pages if len(page.rows)]:
            types: dict[str, set[type]] = {}
            frame = standardise(dataset, filled, types)
            lessons = ledger.take(filled, types, frame)
        erased = [(page.page_id, row) for page in each.pages for row in page.erased]
        retracted = [(page.page_id, decided) for page in each.pages for decided in page.retracted]
        yield _Batch(counts, frame, lessons, erased, retracted, each.unreadable, each.is_end)


def _ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The same items, the next one made while the last is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="staging") as pool:
        pending = pool.submit(next, items, None)
        while (item := pending.result()) is not None:
            pending = pool.submit(next, items, None)
            yield item


def _stage_pages(
    dataset: Dataset, connection: psycopg.Connection, batch: _Batch, more: Iterator[_Batch]
) -> StagingOutcome:
    """What of `batch` and of those that go on with its last page nobody else has staged by now, in the caller's
    transaction."""
    rows: dict[int, int] = {}
    versions: dict[int, int] = {}
    unreadable: dict[int, Unreadable] = {}
    while True:
        own = _claimed(connection, batch)
        if len(own) < len(batch.rows.keys() | batch.unreadable.keys()):
            batch = batch.only(own)
        _add(rows, batch.rows)
        _add(versions, load_versions(connection, dataset, batch.frame) if batch.frame is not None else {})
        if batch.erased:
            _add(versions, load_erased(connection, dataset, batch.erased))
        if batch.retracted:
            _add(versions, load_retractions(connection, dataset, batch.retracted))
        if batch.frame is not None:
            undo_retractions(connection, dataset, batch.frame)
        unreadable |= batch.unreadable
        if batch.lessons is not None:
            seen.write(connection, dataset, batch.lessons)
        if batch.is_end:
            break
        batch = next(more)
    _mark(connection, rows, versions, unreadable)
    received, fresh = sum(rows.values()), sum(versions.values())
    pages = len(rows.keys() | unreadable.keys())
    return StagingOutcome(pages, received, fresh, received - fresh, tuple(unreadable.values()))


def _claimed(connection: psycopg.Connection, batch: _Batch) -> set[int]:
    """The batch's pages that nobody else has staged, or is staging."""
    claimed = connection.execute(
        "SELECT page_id FROM hub.landed_page WHERE page_id = ANY (%s) AND staged_at IS NULL ORDER BY 1 FOR UPDATE",
        ([*batch.rows.keys() | batch.unreadable.keys()],),
    )
    return {page_id for (page_id,) in claimed}


def _add(counts: dict[int, int], more: Mapping[int, int]) -> None:
    for page_id, count in more.items():
        counts[page_id] = counts.get(page_id, 0) + count


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


def _mark(
    connection: psycopg.Connection,
    rows: Mapping[int, int],
    versions: Mapping[int, int],
    unreadable: Mapping[int, Unreadable],
) -> None:
    """The pages' counts, why some could not be read, and that they are staged."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE hub.landed_page SET staged_at = now(), rows = %(rows)s, versions = %(versions)s, "
            "repeats = %(rows)s::int - %(versions)s::int, message = %(message)s WHERE page_id = %(page_id)s",
            [
                {
                    "page_id": page_id,
                    "rows": rows.get(page_id, 0),
                    "versions": versions.get(page_id, 0),
                    "message": unreadable[page_id].reason if page_id in unreadable else None,
                }
                for page_id in sorted(rows.keys() | unreadable.keys())
            ],
        )


def _table(dataset: Dataset) -> sql.Identifier:
    return sql.Identifier("staging", dataset.staging_table)
