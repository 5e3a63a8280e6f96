"""Filling an empty table: its indexes are built once it is full, which costs a third of what row by row costs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

import psycopg
from psycopg import sql

from hub.database.asking import truth

if TYPE_CHECKING:
    from collections.abc import Iterator

WORTH_IT = 20_000
"""From so many rows on."""


@contextmanager
def indexes_afterwards(connection: psycopg.Connection, table: sql.Identifier, rows: int) -> Iterator[None]:
    """While the block fills `table` with about `rows` rows, an empty table does without its indexes.

    In the caller's transaction: readers wait for its end, and an error leaves everything as it was. A table that
    holds rows, or that somebody is reading, is filled as it is. Raises psycopg.errors.UniqueViolation at the end where
    rows break a key.
    """
    taken_away = _take_away(connection, table) if rows >= WORTH_IT and _is_ours(connection, table) else []
    yield
    for index in taken_away:
        connection.execute(index.make)
    if taken_away:
        # Building an index notes the table's size and nothing of what is in it: plans would be made blindly.
        connection.execute(sql.SQL("ANALYZE {}").format(table))


@dataclass(frozen=True, slots=True)
class _Index:
    """The statements that make an index, or a key with its index, and that take it away."""

    make: sql.SQL | sql.Composed
    drop: sql.Composed


def _is_ours(connection: psycopg.Connection, table: sql.Identifier) -> bool:
    """Whether the table is empty and locked for us alone now, in a new file, and no other's keys stand on its own."""
    is_empty = sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(table)
    is_alone = sql.SQL(_IS_ALONE).format(sql.Literal(table.as_string()))
    if not (truth(connection, is_empty) and truth(connection, is_alone)):
        return False
    try:
        with connection.transaction():
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT").format(table))
            if not truth(connection, is_empty):
                raise psycopg.Rollback
            # What goes into a file made in the same transaction is not logged where wal_level is minimal.
            connection.execute(sql.SQL("TRUNCATE {}").format(table))
            return True
    except psycopg.errors.LockNotAvailable:
        pass
    return False


def _take_away(connection: psycopg.Connection, table: sql.Identifier) -> list[_Index]:
    indexes = [_index(table, *row) for row in connection.execute(_INDEXES, (table.as_string(),))]
    for index in indexes:
        connection.execute(index.drop)
    return indexes


_IS_ALONE = "SELECT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = {}::regclass)"

_INDEXES = """
SELECT nspname, relname, conname, coalesce(pg_get_constraintdef(pg_constraint.oid), pg_get_indexdef(indexrelid))
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
LEFT JOIN pg_constraint ON conindid = indexrelid AND contype IN ('p', 'u')
WHERE indrelid = %s::regclass
"""


def _index(table: sql.Identifier, schema: str, name: str, key: str | None, definition: LiteralString) -> _Index:
    if key is None:
        return _Index(sql.SQL(definition), sql.SQL("DROP INDEX {}").format(sql.Identifier(schema, name)))
    names = {"table": table, "key": sql.Identifier(key), "definition": sql.SQL(definition)}
    return _Index(
        sql.SQL("ALTER TABLE {table} ADD CONSTRAINT {key} {definition}").format(**names),
        sql.SQL("ALTER TABLE {table} DROP CONSTRAINT {key}").format(**names),
    )
