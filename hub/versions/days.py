"""How many versions of a dataset were received, by the day of the source's time: what a platform's total counts.

The ledger of versions keeps no times, and superseded versions leave staging, so the days are counted as versions come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import psycopg

    from hub.datasets.declaration import Dataset

ZONE = "Asia/Shanghai"

_ADD = """
INSERT INTO hub.version_day AS known (platform, dataset, day, versions)
SELECT %s, %s, day, versions FROM unnest(%s::date[], %s::bigint[]) AS new (day, versions)
ON CONFLICT (platform, dataset, day) DO UPDATE SET versions = known.versions + excluded.versions
"""


def count_days(connection: psycopg.Connection, dataset: Dataset, versions: pl.DataFrame) -> None:
    """Count new versions (column `source_updated_at`, UTC); those without a time lie in no day. Commits nothing."""
    day = pl.col("source_updated_at").dt.convert_time_zone(ZONE).dt.date()
    counts = versions.select(day=day).drop_nulls().group_by("day").len().sort("day")
    if not counts.is_empty():
        connection.execute(
            _ADD, (dataset.platform, dataset.name, counts["day"].to_list(), counts["len"].cast(pl.Int64).to_list())
        )


def forget_days(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Count the dataset's versions anew from nothing. Commits nothing."""
    connection.execute(
        "DELETE FROM hub.version_day WHERE platform = %s AND dataset = %s", (dataset.platform, dataset.name)
    )
