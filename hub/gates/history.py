"""What each day brought of a dataset, kept for the gates: versions, rejections, and how well each field was filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.gates.verdicts import Day
from hub.staging.tables import staging_columns
from hub.versions.order import staging_table

if TYPE_CHECKING:
    from datetime import date

    import psycopg

    from hub.datasets.declaration import Dataset

REMEMBERED_DAYS = 120
"""Days that the gates look back."""


def counted_columns(dataset: Dataset) -> tuple[str, ...]:
    """The staging columns whose filling is watched: those that fields of the source feed."""
    known = staging_columns(dataset)
    return tuple(
        dict.fromkeys(
            each.column
            for each in dataset.fields
            if each.column in known
            and each.column is not None
            and each.source is not None
            and each.table is None
            and each.transform.name not in {"key", "reference", "constant", "golden"}
        )
    )


def add(connection: psycopg.Connection, dataset: Dataset, judged: sql.Identifier, rejected: sql.Identifier) -> None:
    """Count the versions of table `judged` (version_hash), of which those of `rejected` were rejected, to their days.

    In the transaction that gives the verdicts, so that each version is counted once.
    """
    columns = counted_columns(dataset)
    connection.execute(
        sql.SQL(_ADD).format(
            platform=dataset.platform,
            dataset=dataset.name,
            table=staging_table(dataset),
            judged=judged,
            rejected=rejected,
            counts=sql.SQL(", ").join(sql.SQL("count({})").format(sql.Identifier("version", each)) for each in columns),
            names=sql.Literal(list(columns)),
        )
    )


def forget(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Forget the dataset's history: all of it is about to be judged anew."""
    connection.execute(
        "DELETE FROM quality.history WHERE platform = %s AND dataset = %s", (dataset.platform, dataset.name)
    )


def days(connection: psycopg.Connection, dataset: Dataset, before: date) -> list[Day]:
    """What the days before `before` brought, the earliest first; days that brought nothing are left out."""
    rows = connection.execute(
        "SELECT day, versions, counted, filled FROM quality.history"
        " WHERE platform = %s AND dataset = %s AND day < %s AND day >= %s::date - %s AND versions > 0 ORDER BY day",
        (dataset.platform, dataset.name, before, before, REMEMBERED_DAYS),
    )
    return [
        Day(day, versions, {name: count / counted for name, count in filled.items()} if counted else {})
        for day, versions, counted, filled in rows
    ]


_ADD = """
WITH came AS (
    SELECT (judged.landed_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS versions,
           count(rejected.version_hash) AS rejected
    FROM {judged} AS judged LEFT JOIN {rejected} AS rejected USING (version_hash) GROUP BY 1
), record AS (
    SELECT (version.landed_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS counted,
           ARRAY[{counts}]::bigint[] AS filled
    FROM {table} AS version
    WHERE version.version_hash IN (SELECT version_hash FROM {judged}) AND NOT version.is_delete GROUP BY 1
)
INSERT INTO quality.history AS known (platform, dataset, day, versions, rejected, counted, filled)
SELECT {platform}, {dataset}, day, versions, rejected, coalesce(counted, 0), coalesce(
    (SELECT jsonb_object_agg(name, count) FROM unnest({names}::text[], filled) AS each (name, count)), '{{}}')
FROM came LEFT JOIN record USING (day)
ON CONFLICT (platform, dataset, day) DO UPDATE SET
    versions = known.versions + excluded.versions, rejected = known.rejected + excluded.rejected,
    counted = known.counted + excluded.counted, filled = known.filled || (
        SELECT coalesce(jsonb_object_agg(key, value::bigint + coalesce((known.filled ->> key)::bigint, 0)), '{{}}')
        FROM jsonb_each_text(excluded.filled))
"""
