"""What staging makes of rows that were erased on request: counted as they were, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from hub.landing.erased import set_apart
from hub.versions.days import ZONE, count_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.erased import ErasedRow
    from hub.staging.rows import PageRows


def without_erased(page: PageRows) -> PageRows:
    """The page with what was erased set apart from its rows."""
    rows, numbers, erased = set_apart(page.rows, page.numbers)
    return replace(page, rows=rows, numbers=numbers, erased=[*page.erased, *erased])


def load_erased(
    connection: psycopg.Connection, dataset: Dataset, erased: Sequence[tuple[int, ErasedRow]]
) -> dict[int, int]:
    """Enter erased versions, with their pages, into the ledger; those that are new there count as superseded.

    Returns the number of new ones by page_id. In the caller's transaction.
    """
    first = {row.version_hash: (page_id, row) for page_id, row in reversed(erased)}
    hashes = sorted(first)
    new = connection.execute(
        "INSERT INTO hub.version (version_hash, page_id) SELECT * FROM unnest(%s::uuid[], %s::bigint[]) "
        "ON CONFLICT DO NOTHING RETURNING version_hash::text",
        (hashes, [first[each][0] for each in hashes]),
    ).fetchall()
    # Of an emptied database the pages alone know what was erased.
    connection.execute(
        "INSERT INTO hub.erased_version (version_hash, erasure_id) SELECT hash, 0 FROM unnest(%s::uuid[]) AS hash "
        "ON CONFLICT DO NOTHING",
        (hashes,),
    )
    fresh = [first[version_hash] for (version_hash,) in new]
    count_days(connection, dataset, pl.DataFrame({"source_updated_at": times_of(row for _, row in fresh)}))
    counts: dict[int, int] = {}
    for page_id, _ in fresh:
        counts[page_id] = counts.get(page_id, 0) + 1
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE hub.landed_page SET superseded = superseded + %s WHERE page_id = %s",
            [(count, page_id) for page_id, count in counts.items()],
        )
    return counts


def times_of(rows: Iterable[ErasedRow]) -> pl.Series:
    """A time (UTC) on the day of each row's own; null where it has none."""
    noon = time(12, tzinfo=ZoneInfo(ZONE))
    times = [datetime.combine(row.day, noon) if row.day else None for row in rows]
    return pl.Series(times, dtype=pl.Datetime("us", "UTC"))
