"""How many versions of a dataset were received, by the day of the source's time: what a platform's total counts.

The ledger of versions keeps no times, and superseded versions leave staging, so the days are counted as versions come.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, LiteralString
from zoneinfo import ZoneInfo

import polars as pl

if TYPE_CHECKING:
    from datetime import date

    import psycopg

    from hub.datasets.declaration import Dataset

ZONE = "Asia/Shanghai"

_ADD = """
INSERT INTO hub.version_day AS known (platform, dataset, day, versions)
SELECT %s, %s, day, versions FROM unnest(%s::date[], %s::bigint[]) AS new (day, versions)
ON CONFLICT (platform, dataset, day) DO UPDATE SET versions = known.versions + excluded.versions
"""

_KEEP = """
UPDATE hub.version_day AS known SET removed = removed + gone.versions
FROM (SELECT %s AS platform, %s AS dataset, day, versions
      FROM unnest(%s::date[], %s::bigint[]) AS old (day, versions)) AS gone
WHERE (known.platform, known.dataset, known.day) = (gone.platform, gone.dataset, gone.day)
"""


def today() -> date:
    """The day that is not over yet, in Shanghai."""
    return datetime.now(ZoneInfo(ZONE)).date()


def count_days(connection: psycopg.Connection, dataset: Dataset, versions: pl.DataFrame) -> None:
    """Count new versions (column `source_updated_at`, UTC); those without a time lie in no day. Commits nothing."""
    _count(connection, dataset, versions, _ADD)


def keep_days(connection: psycopg.Connection, dataset: Dataset, versions: pl.DataFrame) -> None:
    """The pages that brought some versions go for their age: these stay counted in every rebuild. Commits nothing."""
    _count(connection, dataset, versions, _KEEP)


def forget_days(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Count the dataset's versions anew, from those whose pages are no more. Commits nothing."""
    of_dataset = (dataset.platform, dataset.name)
    connection.execute("DELETE FROM hub.version_day WHERE platform = %s AND dataset = %s AND removed = 0", of_dataset)
    connection.execute("UPDATE hub.version_day SET versions = removed WHERE platform = %s AND dataset = %s", of_dataset)


def _count(connection: psycopg.Connection, dataset: Dataset, versions: pl.DataFrame, statement: LiteralString) -> None:
    day = pl.col("source_updated_at").dt.convert_time_zone(ZONE).dt.date()
    counts = versions.select(day=day).drop_nulls().group_by("day").len().sort("day")
    if not counts.is_empty():
        days, numbers = counts["day"].to_list(), counts["len"].cast(pl.Int64).to_list()
        connection.execute(statement, (dataset.platform, dataset.name, days, numbers))
