"""Records that a platform no longer lists although it never said that they were deleted.

A record is missing where a proved walk of the window of its newest version did not list it; it may also have changed
a moment ago. So it is suspected at first, and confirmed by another proved walk a while later. Nothing is taken back
by itself: what is published of it stays, and people decide (`retract`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row

from hub.reconciliation.known import newest

if TYPE_CHECKING:
    from datetime import date, datetime

    import psycopg

    from hub.datasets.declaration import Dataset

PATIENCE = timedelta(minutes=15)
"""After so long a record that changed while it was looked for has come by an increment, whatever the clocks say."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A row of `quality.vanished` that has not returned; `retracted_by` names who retracted it."""

    platform: str
    dataset: str
    source_id: str
    source_updated_at: datetime | None
    missing_since: datetime
    confirmed_at: datetime | None
    retracted_by: str | None
    retracted_at: datetime | None


def note(connection: psycopg.Connection, dataset: Dataset, walk_id: str, now: datetime) -> None:
    """Write what `listing.compare` found in this transaction: missing, confirmed, or listed again. Commits nothing."""
    names = {"platform": dataset.platform, "dataset": dataset.name, "walk": walk_id, "now": now, "patience": PATIENCE}
    connection.execute(_RETURNED, names)
    connection.execute(_MISSING, names)


def settle(connection: psycopg.Connection, dataset: Dataset, now: datetime) -> None:
    """Those that came back by a newer version, or were deleted in order after all, are missing no longer.

    Commits nothing.
    """
    connection.execute(
        sql.SQL(_NEWER).format(newest=newest(dataset)),
        {"platform": dataset.platform, "dataset": dataset.name, "now": now},
    )


def missing(connection: psycopg.Connection, dataset: Dataset | None = None) -> list[Missing]:
    """What has not returned, of `dataset` or of all, the longest missing first."""
    with connection.cursor(row_factory=class_row(Missing)) as cursor:
        return cursor.execute(
            "SELECT platform, dataset, source_id, source_updated_at, missing_since, confirmed_at, "
            "decided_by AS retracted_by, decided_at AS retracted_at "
            "FROM quality.vanished LEFT JOIN (SELECT * FROM hub.retraction WHERE undone_at IS NULL) AS retraction "
            "USING (platform, dataset, source_id) WHERE returned_at IS NULL "
            "AND (%(platform)s::text IS NULL OR (platform = %(platform)s AND dataset = %(dataset)s)) "
            "ORDER BY missing_since, platform, dataset, source_id",
            {"platform": dataset and dataset.platform, "dataset": dataset and dataset.name},
        ).fetchall()


def suspected_days(connection: psycopg.Connection, dataset: Dataset) -> set[date]:
    """The days on which records stood that are missing and not confirmed yet."""
    found = connection.execute(
        "SELECT DISTINCT (source_updated_at AT TIME ZONE 'Asia/Shanghai')::date FROM quality.vanished "
        "WHERE platform = %s AND dataset = %s AND returned_at IS NULL AND confirmed_at IS NULL "
        "AND source_updated_at IS NOT NULL",
        (dataset.platform, dataset.name),
    )
    return {day for (day,) in found}


_RETURNED = """
UPDATE quality.vanished SET returned_at = %(now)s
WHERE platform = %(platform)s AND dataset = %(dataset)s AND returned_at IS NULL
  AND source_id IN (SELECT source_id FROM pg_temp.listed)
"""

_MISSING = """
INSERT INTO quality.vanished AS known (platform, dataset, source_id, source_updated_at, missing_since, walk_id)
SELECT %(platform)s, %(dataset)s, source_id, source_updated_at, %(now)s, %(walk)s FROM pg_temp.gone WHERE is_live
ON CONFLICT (platform, dataset, source_id) DO UPDATE SET
    source_updated_at = excluded.source_updated_at, walk_id = excluded.walk_id, returned_at = NULL,
    missing_since = CASE WHEN known.returned_at IS NULL THEN known.missing_since ELSE excluded.missing_since END,
    confirmed_at = CASE WHEN known.returned_at IS NULL
                        THEN coalesce(known.confirmed_at, CASE WHEN known.missing_since <= %(now)s - %(patience)s
                                                               THEN %(now)s END) END
"""

_NEWER = """
UPDATE quality.vanished AS known SET returned_at = %(now)s FROM ({newest}) AS newest
WHERE known.platform = %(platform)s AND known.dataset = %(dataset)s AND known.returned_at IS NULL
  AND newest.source_id = known.source_id
  AND (newest.is_delete OR newest.source_updated_at > known.source_updated_at)
"""
