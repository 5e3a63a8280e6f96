"""How the database plans a release: by how much waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import DATASETS
from hub.versions.order import open_versions

if TYPE_CHECKING:
    import psycopg

SETTINGS = {
    "work_mem": "192MB",
    "hash_mem_multiplier": "1",
    "max_parallel_workers_per_gather": "0",
    "maintenance_work_mem": "256MB",
    "temp_buffers": "256MB",
    "jit": "off",
    "default_statistics_target": "20",
    # A large release reads many rows at once: whole tables sooner than one row after the other.
    "random_page_cost": "4",
}
"""What a release is given while it runs: few large sorts and joins, one after the other, planned by rough figures.

A statement may take its `work_mem` for each of its sorts and joins, so none joins more than a handful of tables."""

OF_FEW = {"random_page_cost": "1.1"}
"""What a release of few rows is given instead: it looks them up, so that it costs what changed, not what there is."""
FEW = 0.03
"""The share of the versions in staging up to which those that wait for a release are few."""

OF_MANY = {
    # Each of the two may take as much.
    "work_mem": "96MB",
    "temp_buffers": "64MB",
    "max_parallel_workers_per_gather": "1",
    "parallel_setup_cost": "100",
    "parallel_tuple_cost": "0.01",
    "min_parallel_table_scan_size": "1MB",
}
"""What a release of many rows is given instead: two processes for whatever can be shared, with the memory of one."""
MANY = 50_000
"""From so many waiting versions on they are many: for fewer, starting a second process costs more than it brings."""


def prepare(connection: psycopg.Connection) -> bool:
    """Give the transaction under way what a release of all that waits needs; returns whether that is many rows."""
    waiting, known = _waiting(connection)
    settings = SETTINGS | (OF_FEW if waiting <= FEW * known else {}) | (OF_MANY if waiting >= MANY else {})
    for name, value in settings.items():
        connection.execute("SELECT set_config(%s, %s, true)", (name, value))
    return waiting >= MANY


def _waiting(connection: psycopg.Connection) -> tuple[int, float]:
    """How many versions a release would take or link otherwise, and about how many there are."""
    waiting = [sql.SQL("SELECT count(*) AS rows FROM {}").format(open_versions(each)) for each in DATASETS]
    row = connection.execute(sql.SQL(_WAITING).format(waiting=sql.SQL(" UNION ALL ").join(waiting))).fetchone()
    assert row is not None
    return int(row[0]), float(row[1])


_WAITING = """
SELECT (SELECT sum(rows) FROM ({waiting} UNION ALL SELECT count(*) FROM hub.relinked) AS waiting),
    (SELECT sum(reltuples) FROM pg_class WHERE relnamespace = 'staging'::regnamespace AND relkind = 'r')
"""
