"""Nobody is named: every column of every relation and every function that a reader can read, on known people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from filled_tables import CLEAR, TABLES, fill
from psycopg import sql
from readable import everything, relations

from hub.database.roles import READER, SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server


GIVEN = {"platform": "provincial", "dataset": "market_entities", "retracted_at": None}


@pytest.fixture(scope="module")
def connection(server: Server, template: str) -> Iterator[psycopg.Connection]:
    """A database in which two rows of every table, a person's and a company's, hold personal data wherever they can."""
    database = server.create(template)
    with database.connect(autocommit=True) as connection:
        for number, of_person in ((1, True), (2, False)):
            for table in TABLES:
                fill(connection, table, number, of_person=of_person, **GIVEN, entity_id=f"E{number}")
        connection.execute("INSERT INTO hub.release (published_at, counts, held) VALUES (now(), '{}', '{}')")
        yield connection
    server.drop(database)


def test_a_reader_sees_nobody_by_any_route(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(READER)))
    try:
        shown = everything(connection)
    finally:
        connection.execute("RESET ROLE")
    seen = {(name, secret) for name, rows in shown.items() for secret in CLEAR for row in rows if secret in row}
    assert seen == set()
    empty = {name for name, rows in shown.items() if not rows}
    assert empty <= {"v1_history.is_kept()"}


def test_the_walk_would_find_somebody(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(SENSITIVE)))
    try:
        shown = everything(connection)
    finally:
        connection.execute("RESET ROLE")
    assert {schema for schema, _ in relations(connection)} >= {"v1", "v1_history", "v1_sensitive", "mart"}
    for secret in CLEAR:
        assert any(secret in row for name, rows in shown.items() for row in rows if name.startswith("v1_sensitive."))
    assert not any(secret in row for secret in CLEAR for row in shown["v1.penalty"])


def test_what_the_views_ask_no_reader_can_ask(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(SENSITIVE)))
    try:
        for function in ("mask_salt()", "reader_divisions()", "note_sensitive_read('x')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT hub.{function}".encode())
    finally:
        connection.execute("RESET ROLE")


def test_what_the_database_refuses_names_nobody(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(READER)))
    try:
        said: list[str] = []
        for schema, name in relations(connection):
            if schema == "v1_history":
                continue  # as `v1`, and slow
            columns = connection.execute(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass(%s) "
                "AND attnum > 0 AND format_type(atttypid, NULL) = 'text'",
                [f'"{schema}"."{name}"'],
            ).fetchall()
            for column, _ in columns:
                # Casts fail on a value and quote it; below the barrier they would quote what the views hide.
                query = sql.SQL("SELECT 1 FROM {} WHERE {}::integer = 1").format(
                    sql.Identifier(schema, name), sql.Identifier(column)
                )
                said += _refusal(connection, query)
    finally:
        connection.execute("RESET ROLE")
    assert len(said) > 50
    assert [secret for secret in CLEAR for each in said if secret in each] == []


def _refusal(connection: psycopg.Connection, query: sql.Composed) -> list[str]:
    try:
        connection.execute(query)
    except psycopg.errors.DataError as error:
        return [str(error)]
    return []
