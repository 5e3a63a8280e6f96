"""What a hub's database holds, as values to compare: two runs on the same sources must give the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from hub.database.connection import Database

OF_THE_RUN = ("first_published_at", "changed_at", "linked_at", "release_id")
"""Columns that tell when something was done, and by which release."""

FATES = ("current", "retracted", "duplicate", "rejected", "held", "superseded")

_CHANGES = "SELECT jsonb_build_array(table_name, id, operation, other_id, division_code)::text FROM hub.change"
_REJECTIONS = """
SELECT jsonb_build_array(platform, dataset, source_id, version_hash, rule_id, field, value, reason_zh,
                         resolved_at IS NULL, published_version_kept)::text
FROM quality.rejection
"""
_VERSIONS = "SELECT version_hash::text FROM hub.version"


def content(database: Database) -> dict[str, Counter[str]]:
    """Every row of every unified table without `OF_THE_RUN`, the change feed, the rejections, and all versions."""
    with database.connect() as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'unified'"
                " AND table_type = 'BASE TABLE' ORDER BY 1"
            )
        ]
        queries = {
            f"unified.{name}": sql.SQL("SELECT (to_jsonb(row) - {}::text[])::text FROM {} AS row").format(
                sql.Literal(list(OF_THE_RUN)), sql.Identifier("unified", name)
            )
            for name in tables
        } | {
            "changes": sql.SQL(_CHANGES),
            "rejections": sql.SQL(_REJECTIONS),
            "versions": sql.SQL(_VERSIONS),
        }
        return {name: Counter(row for (row,) in connection.execute(query)) for name, query in queries.items()}


def reconciliation(database: Database) -> dict[str, dict[str, int]]:
    """The reconciliation of each dataset, all days together, after a check that it adds up."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        days = cursor.execute("SELECT * FROM quality.reconciliation").fetchall()
    total: dict[str, Counter[str]] = {}
    for each in days:
        counts = {name: each[name] for name in ("landed", "repeats", "versions", *FATES)}
        assert counts["landed"] == counts["repeats"] + counts["versions"], each
        assert counts["versions"] == sum(counts[name] for name in FATES), each
        total.setdefault(f"{each['platform']}/{each['dataset']}", Counter()).update(counts)
    return {dataset: dict(counts) for dataset, counts in total.items()}
