"""What a proved walk listed, and how it differs from what is held: every row of the difference has its reason."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import number
from hub.database.copying import copy_in
from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.landing import pages as landed
from hub.landing.answers import rows_of
from hub.reconciliation.known import counts_rows, newest
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise
from hub.versions.order import staging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import polars as pl
    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore

PAGES = 20
"""How many pages are read at a time."""

_LISTED = sql.Identifier("pg_temp", "listed")


@dataclass(frozen=True, slots=True)
class Difference:
    """A window's total at the platform against what is held, and the reasons, which add up to the difference.

    `total` - `known` = `doubled` + `elsewhere` - `gone`: rows (or spellings of a key) listed more than once; listed
    without being held within the window (changed since, or their time cannot be read); held and no longer listed.
    `gone_live` of these are published.
    """

    total: int
    known: int
    doubled: int
    elsewhere: int
    gone: int
    gone_live: int

    @property
    def sentence(self) -> str:
        """The reasons in Chinese; empty where there is no difference."""
        reasons = {
            "同一行或同一主键列出多次": self.doubled,
            "取数后又有变更或来源时间无法读取": self.elsewhere,
            "平台已不再列出": self.gone,
        }
        told = "，".join(f"{reason} {count:,} 条" for reason, count in reasons.items() if count)
        return f"{told}（其中仍在发布 {self.gone_live:,} 条）" if self.gone_live else told


def compare(connection: psycopg.Connection, dataset: Dataset, store: LandingStore, walk_id: str) -> Difference:
    """How what a proved walk listed differs from what is held in its window; its pages have to be staged.

    Makes the temporary tables `listed` and `gone` (source_id, source_updated_at, is_live), which live as long as the
    transaction. Raises StorageError where a page cannot be read again.
    """
    since, until, total = _window(connection, walk_id)
    connection.execute(
        "CREATE TEMP TABLE listed (source_id text, version_hash uuid, source_updated_at timestamptz) ON COMMIT DROP"
    )
    for frame in _frames(connection, dataset, store, walk_id):
        copy_in(connection, _LISTED, frame)
    connection.execute("ANALYZE pg_temp.listed")
    within = sql.SQL("source_updated_at < {until} AND ({since}::timestamptz IS NULL OR source_updated_at >= {since})")
    window = within.format(since=sql.Literal(since), until=sql.Literal(until))
    gone_live, gone_keys, known_keys, elsewhere_keys = _keys(connection, dataset, window)
    if not counts_rows(dataset):
        listed = number(connection, sql.SQL("SELECT count(DISTINCT source_id) FROM pg_temp.listed"))
        return Difference(total, known_keys, total - listed, elsewhere_keys, gone_keys, gone_live)
    listed = number(connection, sql.SQL("SELECT count(DISTINCT version_hash) FROM pg_temp.listed"))
    inside = number(
        connection, sql.SQL("SELECT count(DISTINCT version_hash) FROM pg_temp.listed WHERE {}").format(window)
    )
    known = _versions(connection, dataset, since, until)
    return Difference(total, known, total - listed, listed - inside, known - inside, gone_live)


def _window(connection: psycopg.Connection, walk_id: str) -> tuple[datetime | None, datetime, int]:
    row = connection.execute(
        "SELECT window_from, window_to, coalesce(source_total, received) FROM hub.walk "
        "WHERE walk_id = %s AND status = 'proved'",
        (walk_id,),
    ).fetchone()
    if row is None:
        raise ValueError(f"{walk_id} is no proved walk: it shows nothing about what it did not list")
    since, until, total = row
    return since, until, total


def _frames(
    connection: psycopg.Connection, dataset: Dataset, store: LandingStore, walk_id: str
) -> Iterator[pl.DataFrame]:
    """Key, version and time of everything that the walk's pages hold, rounds that were begun again included."""
    platform = PLATFORMS[dataset.platform]
    assert isinstance(platform, RestPlatform)
    found = connection.execute(
        "SELECT page_id, received_at, location FROM hub.landed_page WHERE walk_id = %s AND rows > 0 ORDER BY page_id",
        (walk_id,),
    ).fetchall()
    rows = iter(found)
    while some := list(islice(rows, PAGES)):
        pages = [
            PageRows(page_id, received_at, rows_of(platform, landed.read(store, location)))
            for page_id, received_at, location in some
        ]
        yield standardise(dataset, pages).select("source_id", "version_hash", "source_updated_at").unique()


def _keys(connection: psycopg.Connection, dataset: Dataset, window: sql.Composed) -> tuple[int, int, int, int]:
    """Keys held within the window and no longer listed (live, all), keys held, keys listed and not held there."""
    names = {"newest": newest(dataset), "staging": staging(dataset), "window": window}
    connection.execute(sql.SQL(_GONE).format(**names))
    row = connection.execute(sql.SQL(_COUNT).format(**names)).fetchone()
    assert row is not None
    live, gone, known, elsewhere = row
    return live, gone, known, elsewhere


def _versions(connection: psycopg.Connection, dataset: Dataset, since: datetime | None, until: datetime) -> int:
    """Versions received within the window, by whole days; what came since on the last of them is taken off."""
    return number(
        connection,
        sql.SQL(_VERSIONS).format(
            platform=sql.Literal(dataset.platform),
            dataset=sql.Literal(dataset.name),
            staging=staging(dataset),
            since=sql.Literal(since),
            until=sql.Literal(until),
        ),
    )


_VERSIONS = """
WITH last AS (SELECT (({until} - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date AS day)
SELECT (SELECT coalesce(sum(versions), 0)::bigint FROM hub.version_day
        WHERE platform = {platform} AND dataset = {dataset} AND day <= (SELECT day FROM last)
          AND ({since}::timestamptz IS NULL OR day >= ({since}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date))
     - (SELECT count(*) FROM {staging} AS version WHERE source_updated_at >= {until}
          AND (source_updated_at AT TIME ZONE 'Asia/Shanghai')::date = (SELECT day FROM last))
"""

_GONE = """
CREATE TEMP TABLE gone ON COMMIT DROP AS
SELECT source_id, source_updated_at,
       EXISTS (SELECT FROM {staging} AS version
               WHERE version.source_id = newest.source_id AND released AND NOT version.is_delete)
       AND NOT EXISTS (SELECT FROM {staging} AS version
                       WHERE version.source_id = newest.source_id AND released AND version.is_delete) AS is_live
FROM ({newest}) AS newest
WHERE {window} AND source_id NOT IN (SELECT source_id FROM pg_temp.listed WHERE source_id IS NOT NULL)
"""

_COUNT = """
SELECT (SELECT count(*) FROM pg_temp.gone WHERE is_live), (SELECT count(*) FROM pg_temp.gone),
       (SELECT count(*) FROM ({newest}) AS newest WHERE {window}),
       (SELECT count(DISTINCT source_id) FROM pg_temp.listed
        WHERE source_id NOT IN (SELECT source_id FROM ({newest}) AS newest WHERE {window} AND source_id IS NOT NULL))
"""
