"""Rows of the unified tables for tests, with invented people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.types.json import Jsonb

from hub.model import unified_table

if TYPE_CHECKING:
    import psycopg

LIUSHI = "330382114000"
HONGQIAO = "330382108000"
CITIZEN_ID = "330382199002300017"
"""Of nobody: there is no 30 February."""
MOBILE = "13800000000"
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def put(connection: psycopg.Connection, schema: str, table: str, **values: object) -> None:
    """Insert one row; the columns of a record that are not given are made from its source_id."""
    made: dict[str, object] = {}
    if {"id", "source_id"} <= set(unified_table(table).c.keys()):
        platform, dataset, source_id = "city", "shops", str(values.setdefault("source_id", "1"))
        made = {"id": f"{platform}:{dataset}:{source_id}", "platform": platform, "dataset": dataset}
    if "changed_at" in unified_table(table).c:
        made |= {"first_published_at": NOW, "changed_at": NOW, "release_id": 1}
    row = made | values
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(schema, table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        ),
        [Jsonb(each) if isinstance(each, dict) else each for each in row.values()],
    )
