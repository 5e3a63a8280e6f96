"""Filling an empty table without its indexes: they are all there again, or nothing has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from hub.database.bulk import WORTH_IT, indexes_afterwards

if TYPE_CHECKING:
    from hub.database.connection import Database

TABLE = sql.Identifier("unified", "penalty")


def indexes(connection: psycopg.Connection, table: str = "penalty") -> list[tuple[str, str]]:
    """Every index of a unified table with its definition."""
    return connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'unified' AND tablename = %s ORDER BY 1",
        (table,),
    ).fetchall()


def keys(connection: psycopg.Connection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'unified.penalty'::regclass "
        "AND contype IN ('p', 'u') ORDER BY 1"
    ).fetchall()


def fill(connection: psycopg.Connection, key: str) -> None:
    connection.execute(
        "INSERT INTO unified.penalty (id, platform, dataset, source_id, first_published_at, changed_at, release_id) "
        "VALUES (%s, 'provincial', 'penalties', 'x', now(), now(), 1)",
        (key,),
    )


def fill_twice(connection: psycopg.Connection) -> None:
    with indexes_afterwards(connection, TABLE, WORTH_IT):
        fill(connection, "one")
        fill(connection, "one")


def test_an_empty_table_has_no_index_while_it_is_filled_and_all_of_them_afterwards(database: Database) -> None:
    with database.connect() as connection:
        before = indexes(connection), keys(connection)
        with indexes_afterwards(connection, TABLE, WORTH_IT):
            assert indexes(connection) == []
            fill(connection, "one")
        assert (indexes(connection), keys(connection)) == before


def test_few_rows_leave_the_indexes_where_they_are(database: Database) -> None:
    with database.connect() as connection, indexes_afterwards(connection, TABLE, WORTH_IT - 1):
        assert indexes(connection)


def test_a_table_that_holds_rows_keeps_its_indexes(database: Database) -> None:
    with database.connect() as connection:
        before = indexes(connection)
        fill(connection, "one")
        with indexes_afterwards(connection, TABLE, WORTH_IT):
            assert indexes(connection) == before


def test_a_table_that_somebody_reads_keeps_its_indexes(database: Database) -> None:
    with database.connect() as reader, database.connect() as connection:
        reader.execute("SELECT count(*) FROM unified.penalty")
        before = indexes(connection)
        with indexes_afterwards(connection, TABLE, WORTH_IT):
            assert indexes(connection) == before
            fill(connection, "one")


def test_rows_that_break_a_key_are_refused(database: Database) -> None:
    with database.connect() as connection, pytest.raises(psycopg.errors.UniqueViolation):
        fill_twice(connection)
    with database.connect() as connection:
        assert keys(connection)
        assert connection.execute("SELECT count(*) FROM unified.penalty").fetchone() == (0,)


def test_a_table_that_others_refer_to_keeps_its_indexes(database: Database) -> None:
    with database.connect() as connection:
        connection.execute("CREATE TABLE unified.referred (id text PRIMARY KEY)")
        connection.execute("CREATE TABLE unified.referring (id text REFERENCES unified.referred)")
        with indexes_afterwards(connection, sql.Identifier("unified", "referred"), WORTH_IT):
            assert indexes(connection, "referred")
