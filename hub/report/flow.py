"""What came and what was rejected and mended, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True, slots=True)
class Day:
    """A day in Yueqing: rows received, versions rejected and mended on it, and those rejected at its end."""

    day: date
    received: int
    rejected: int
    mended: int
    open: int


def read_days(connection: psycopg.Connection, today: date, days: int) -> tuple[Day, ...]:
    """The last `days` days, today last."""
    with connection.cursor(row_factory=class_row(Day)) as cursor:
        return tuple(cursor.execute(_DAYS, {"first": today - timedelta(days - 1), "today": today}))


_DAYS = """
WITH version AS (
    SELECT version_hash, (min(first_seen_at) AT TIME ZONE 'Asia/Shanghai')::date AS begun,
           CASE WHEN count(*) = count(resolved_at)
                THEN (max(resolved_at) AT TIME ZONE 'Asia/Shanghai')::date END AS ended
    FROM quality.rejection GROUP BY version_hash
), moved AS (
    SELECT day, sum(rejected) AS rejected, sum(mended) AS mended
    FROM (SELECT begun AS day, 1 AS rejected, 0 AS mended FROM version
          UNION ALL SELECT ended, 0, 1 FROM version WHERE ended IS NOT NULL) AS each GROUP BY day
), came AS (
    SELECT day, sum(landed) AS received FROM quality.reconciliation WHERE day >= %(first)s GROUP BY day
), before AS (
    SELECT coalesce(sum(rejected) - sum(mended), 0) AS open FROM moved WHERE day < %(first)s
)
SELECT each.day::date AS day, coalesce(came.received, 0)::bigint AS received,
       coalesce(moved.rejected, 0)::bigint AS rejected, coalesce(moved.mended, 0)::bigint AS mended,
       (before.open + sum(coalesce(moved.rejected, 0) - coalesce(moved.mended, 0)) OVER (ORDER BY each.day))::bigint
           AS open
FROM generate_series(%(first)s::date, %(today)s::date, interval '1 day') AS each (day)
LEFT JOIN came ON came.day = each.day::date LEFT JOIN moved ON moved.day = each.day::date CROSS JOIN before
ORDER BY each.day
"""
