"""Where a record stands in the landed pages, and the pages without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import polars as pl

from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.erasure.answers import blank_rows
from hub.erasure.files import blank_file
from hub.errors import FileSetAsideError, HubError, ProtocolError
from hub.landing import pages as landed
from hub.landing import retractions
from hub.landing.erased import ErasedRow
from hub.landing.headers import IN_USE
from hub.landing.pages import LandedPage
from hub.staging.batch import Batch
from hub.staging.load import Page, parts_of_page, read_page
from hub.staging.retracted import version_of
from hub.staging.versions import read_version
from hub.versions.days import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.staging.rows import PageRows

Rows = dict[int, ErasedRow]
"""Rows of a page by their numbers in it, and what shall stand there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page that holds the record: its row of `hub.landed_page`, its key there, and the record's rows in it."""

    page: Page
    landed: LandedPage
    rows: Rows


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that could not be looked through, and why (Chinese)."""

    location: str
    reason: str


def pages_of(
    connection: psycopg.Connection, dataset: Dataset, *, after: int = 0, only_repeats: bool = False
) -> list[tuple[Page, LandedPage]]:
    """The dataset's pages that are still kept, from the first after `after`; `only_repeats` those that hold any."""
    rows = connection.execute(
        """
        SELECT page_id, platform, dataset, walk_id, number, location, sha256, bytes, received_at, request, message,
               erased
        FROM hub.landed_page
        WHERE platform = %s AND dataset = %s AND removed_at IS NULL AND page_id > %s
          AND (NOT %s OR staged_at IS NULL OR repeats > 0)
        ORDER BY page_id
        """,
        (dataset.platform, dataset.name, after, only_repeats),
    )
    return [(_page(page_id, row), row) for page_id, *columns in rows for row in (LandedPage(*columns),)]


def twins_of(connection: psycopg.Connection, found: Found) -> list[tuple[Page, LandedPage]]:
    """The other pages that keep the same delivered file, for what it holds of other kinds."""
    rows = connection.execute(
        """
        SELECT page_id, platform, dataset, walk_id, number, location, sha256, bytes, received_at, request, message,
               erased
        FROM hub.landed_page
        WHERE walk_id IS NULL AND removed_at IS NULL AND sha256 = %s AND request ->> 'department' = %s
          AND page_id <> %s
        ORDER BY page_id
        """,
        (found.landed.sha256, found.page.department, found.page.page_id),
    )
    return [(_page(page_id, row), row) for page_id, *columns in rows for row in (LandedPage(*columns),)]


def _page(page_id: int, row: LandedPage) -> Page:
    request = row.request or {}
    said = (request.get("department"), request.get("generation") or IN_USE)
    department, generation = cast("tuple[str | None, str]", said)
    return Page(page_id, row.location, row.received_at, department, generation, row.erased)


def find(
    dataset: Dataset,
    store: LandingStore,
    pages: Sequence[tuple[Page, LandedPage]],
    wanted: pl.Expr,
    looked: Callable[[int], None],
) -> tuple[list[Found], list[Unread]]:
    """The pages with rows for which `wanted` (over source_id and version_hash) holds; `looked` is told how many are
    through. Raises StorageError where a page is not there."""
    found: list[Found] = []
    unread: list[Unread] = []
    for done, (page, row) in enumerate(pages, start=1):
        try:
            rows = {
                number: mark
                for part in read_page(dataset, store, page)
                for number, mark in _rows(dataset, part, wanted)
            }
        except (ProtocolError, FileSetAsideError) as error:
            unread.append(Unread(page.location, row.message or str(error)))
        else:
            if rows:
                found.append(Found(page, row, rows))
        looked(done)
    return found, unread


def blanked(dataset: Dataset, store: LandingStore, found: Found) -> bytes:
    """The page's body with the marks in place of the rows.

    Raises HubError where anything else would read differently than before: then nothing may be written.
    """
    if retractions.is_retraction(found.page.location):
        return retractions.blanked(found.rows[1])
    body = landed.read(store, found.page.location)
    platform = PLATFORMS[dataset.platform]
    if isinstance(platform, RestPlatform):
        key = next(each.source for each in dataset.key_fields if each.source)
        new = blank_rows(platform, body, {number - 1: {key: mark.mark} for number, mark in found.rows.items()})
    else:
        new = blank_file(body, {number: mark.mark for number, mark in found.rows.items()})
    if list(_others(dataset, body, found)) != list(_others(dataset, new, found)):
        raise HubError(f"原始页 {found.page.location} 改写后其余内容与原来不一致，未作改动；请由数据工程组处理")
    return new


def _rows(dataset: Dataset, part: PageRows, wanted: pl.Expr) -> Iterator[tuple[int, ErasedRow]]:
    for number, decided in enumerate(part.retracted, start=1):
        version = {"source_id": decided.source_id, "version_hash": version_of(dataset, decided)}
        if not pl.DataFrame([version]).filter(wanted).is_empty():
            yield number, ErasedRow(version["version_hash"], None)
    if not len(part.rows):
        return
    batch = Batch(dataset, [part])
    read_version(batch)
    day = pl.col("source_updated_at").dt.convert_time_zone(ZONE).dt.date()
    rows = batch.frame.filter(wanted).select("row_number", "version_hash", day=day)
    for number, version_hash, on in rows.iter_rows():
        yield number, ErasedRow(version_hash, on)


def _others(dataset: Dataset, body: bytes, found: Found) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Every other row with its number."""
    for part in parts_of_page(dataset, body, found.page):
        rows = part.rows.to_dicts() if isinstance(part.rows, pl.DataFrame) else part.rows
        numbers = range(1, len(rows) + 1) if part.numbers is None else part.numbers.to_list()
        yield from (each for each in zip(numbers, rows, strict=True) if each[0] not in found.rows)
