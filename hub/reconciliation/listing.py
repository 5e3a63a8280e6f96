"""What a proved walk listed, and how it differs from what is held: every row of the difference has its reason."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.asking import number
from hub.database.copying import copy_in
from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.landing import pages as landed
from hub.landing.answers import rows_of
from hub.reconciliation.known import SENT, counts_rows, newest
from hub.staging.erased import times_of, without_erased
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise
from hub.versions.order import staging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore

PAGES = 20
"""How many pages are read at a time."""

_LISTED = sql.Identifier("pg_temp", "listed")


@dataclass(frozen=True, slots=True)
class Difference:
    """A window's total at the platform against what is held, and the reasons, which add up to the difference.

    `total` - `known` = `doubled` + `erased` + `elsewhere` - `gone`: rows (or spellings of a key) listed more than
    once; listed and erased here on request; listed without being held within the window (changed since, or their time
    cannot be read); held and no longer listed. `gone_live` of these are published, `gone_retracted` were retracted by
    people.
    """

    total: int
    known: int
    doubled: int
    erased: int
    elsewhere: int
    gone: int
    gone_live: int
    gone_retracted: int

    @property
    def sentence(self) -> str:
        """The reasons in Chinese; empty where there is no difference."""
        reasons = {
            "同一行或同一主键列出多次": self.doubled,
            "已应要求抹去个人信息": self.erased,
            "取数后又有变更或来源时间无法读取": self.elsewhere,
            "平台已不再列出": self.gone,
        }
        of_gone = {"仍在发布": self.gone_live, "已人工撤回": self.gone_retracted}
        told, within = _told(reasons), _told(of_gone)
        return f"{told}（其中{within}）" if within else told


def _told(counts: Mapping[str, int]) -> str:
    return "，".join(f"{what} {count:,} 条" for what, count in counts.items() if count)


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
    keys = _keys(connection, dataset, window)
    if not counts_rows(dataset):
        listed = number(connection, sql.SQL("SELECT count(DISTINCT source_id) FROM pg_temp.listed"))
        return Difference(
            total, keys.known, total - listed, keys.erased, keys.elsewhere, keys.gone, keys.gone_live, keys.retracted
        )
    listed = number(connection, sql.SQL("SELECT count(DISTINCT version_hash) FROM pg_temp.listed"))
    inside = number(
        connection, sql.SQL("SELECT count(DISTINCT version_hash) FROM pg_temp.listed WHERE {}").format(window)
    )
    known = _versions(connection, dataset, since, until)
    # What was erased is counted among the versions as it ever was.
    return Difference(total, known, total - listed, 0, listed - inside, known - inside, keys.gone_live, keys.retracted)


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
            without_erased(PageRows(page_id, received_at, rows_of(platform, landed.read(store, location))))
            for page_id, received_at, location in some
        ]
        erased = [row for page in pages for row in page.erased]
        yield pl.concat(
            [
                standardise(dataset, pages).select("source_id", "version_hash", "source_updated_at"),
                # Of those the key is not known any more, but that each is one.
                pl.DataFrame(
                    {
                        "source_id": pl.Series([row.mark for row in erased], dtype=pl.String),
                        "version_hash": pl.Series([row.version_hash for row in erased], dtype=pl.String),
                        "source_updated_at": times_of(erased),
                    }
                ),
            ],
            how="vertical_relaxed",
        ).unique()


@dataclass(frozen=True, slots=True)
class _Keys:
    """Keys held within the window; of them no longer listed, of those published and retracted by people; keys listed
    and not held there, those that were erased apart."""

    known: int
    gone: int
    gone_live: int
    retracted: int
    elsewhere: int
    erased: int


def _keys(connection: psycopg.Connection, dataset: Dataset, window: sql.Composed) -> _Keys:
    names = {"newest": newest(dataset), "staging": staging(dataset), "window": window}
    connection.execute(sql.SQL(_GONE).format(**names))
    of_dataset = {"platform": sql.Literal(dataset.platform), "dataset": sql.Literal(dataset.name)}
    row = connection.execute(sql.SQL(_COUNT).format(**names, **of_dataset)).fetchone()
    assert row is not None
    return _Keys(*row)


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
            sent=SENT,
        ),
    )


_VERSIONS = """
WITH last AS (SELECT (({until} - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date AS day)
SELECT (SELECT coalesce(sum(versions), 0)::bigint FROM hub.version_day
        WHERE platform = {platform} AND dataset = {dataset} AND day <= (SELECT day FROM last)
          AND ({since}::timestamptz IS NULL OR day >= ({since}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date))
     - (SELECT count(*) FROM {staging} AS version WHERE source_updated_at >= {until} AND {sent}
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
WITH held AS MATERIALIZED (SELECT source_id FROM ({newest}) AS newest WHERE {window}), elsewhere AS MATERIALIZED (
    SELECT source_id, bool_or(version_hash IN (SELECT version_hash FROM hub.erased_version)) AS is_erased
    FROM pg_temp.listed WHERE source_id NOT IN (SELECT source_id FROM held) GROUP BY source_id)
SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM pg_temp.gone),
       (SELECT count(*) FROM pg_temp.gone WHERE is_live),
       (SELECT count(*) FROM pg_temp.gone WHERE NOT is_live AND source_id IN (
            SELECT source_id FROM hub.retraction
            WHERE platform = {platform} AND dataset = {dataset} AND undone_at IS NULL)),
       count(*) FILTER (WHERE NOT is_erased), count(*) FILTER (WHERE is_erased)
FROM elsewhere
"""
