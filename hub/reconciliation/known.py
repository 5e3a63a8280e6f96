"""What the hub holds of a dataset, counted as its platform's total counts: by the day of the source's time.

A platform whose total counts rows as listed keeps every version in its list: all versions ever received are counted.
One whose total counts keys shows each record once, at its newest time: so is it counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform, TotalCounts
from hub.versions.order import newest_first, staging

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import psycopg

    from hub.datasets.declaration import Dataset


def counts_rows(dataset: Dataset) -> bool:
    """Whether the platform's total counts rows as listed, and not keys."""
    platform = PLATFORMS[dataset.platform]
    return isinstance(platform, RestPlatform) and platform.answer.total_counts is TotalCounts.ROWS


def known_by_day(connection: psycopg.Connection, dataset: Dataset, until: datetime) -> Mapping[date, int]:
    """How much is held of each day, of source times before `until`; deletes count, what has no time does not."""
    if counts_rows(dataset):
        found = connection.execute(
            "SELECT day, versions FROM hub.version_day WHERE platform = %s AND dataset = %s "
            "AND day <= (%s AT TIME ZONE 'Asia/Shanghai')::date",
            (dataset.platform, dataset.name, until),
        )
        return dict(found.fetchall())
    query = sql.SQL(
        "SELECT (source_updated_at AT TIME ZONE 'Asia/Shanghai')::date, count(*) FROM ({newest}) AS newest "
        "WHERE source_updated_at < {until} GROUP BY 1"
    ).format(newest=newest(dataset), until=sql.Literal(until))
    return dict(connection.execute(query).fetchall())


def newest(dataset: Dataset) -> sql.Composed:
    """A query of every key's newest version, whatever was judged of it: source_id, source_updated_at, is_delete.

    What people retracted says nothing of what the platform has: its own newest version counts.
    """
    return sql.SQL(
        'SELECT DISTINCT ON (source_id COLLATE "C") source_id, source_updated_at, is_delete FROM {staging} AS version '
        'WHERE {sent} ORDER BY source_id COLLATE "C", {newest}'
    ).format(staging=staging(dataset), newest=newest_first(dataset), sent=SENT)


SENT = sql.SQL("version_hash NOT IN (SELECT version_hash FROM hub.retraction)")
"""The condition that a version came from its platform."""
