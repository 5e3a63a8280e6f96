"""Small questions to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    import psycopg

Query = sql.SQL | sql.Composed

GROWTH = 0.1
"""By which share a table may outgrow its statistics before they mislead."""


def number(connection: psycopg.Connection, query: Query) -> int:
    """The one number that `query` gives."""
    return int(_value(connection, query))


def truth(connection: psycopg.Connection, query: Query) -> bool:
    """Whether `query`, which gives one boolean, gives true."""
    return bool(_value(connection, query))


def analyze_if_grown(connection: psycopg.Connection, *tables: sql.Identifier) -> None:
    """Renew the statistics of those of `tables` that have grown since they were made.

    Autovacuum does it in time for everybody but the transaction that has just written, or is the first to read.
    """
    asked = {table.as_string(): table for table in tables}
    grown = [asked[name] for (name,) in connection.execute(_GROWN, ([*asked], GROWTH))]
    if grown:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(grown)))


_GROWN = """
SELECT name FROM unnest(%s::text[]) AS asked (name)
WHERE (SELECT pg_relation_size(oid) > (1 + %s) * relpages * current_setting('block_size')::bigint
       FROM pg_class WHERE oid = name::regclass)
"""


def _value(connection: psycopg.Connection, query: Query) -> float:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]
