"""What of a session outlasts its use: the connection, and nothing that was set in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from hub.database.locks import platform_lock

if TYPE_CHECKING:
    from hub.database.connection import Database

PID = "SELECT pg_backend_pid()"


def ask(connection: psycopg.Connection, question: str) -> object:
    row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def pid(database: Database, *, autocommit: bool = False) -> object:
    with database.connect(autocommit=autocommit) as connection:
        return ask(connection, PID)


def test_the_next_use_finds_the_connection_open(database: Database) -> None:
    assert pid(database) == pid(database, autocommit=True) == pid(database)


def test_uses_at_once_have_a_connection_each(database: Database) -> None:
    with database.connect() as first, database.connect() as second:
        assert ask(first, PID) != ask(second, PID)


def test_nothing_that_was_set_outlasts_the_use(database: Database) -> None:
    with database.connect() as connection:
        before = ask(connection, PID)
        connection.execute("SET work_mem = '77MB'")
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET ROLE hub_reader")
        connection.execute("SELECT pg_advisory_lock(1)")
        connection.execute("LISTEN news")
    with database.connect() as connection:
        assert ask(connection, PID) == before
        assert ask(connection, "SHOW work_mem") != "77MB"
        assert ask(connection, "SHOW TimeZone") == "Asia/Shanghai"
        assert ask(connection, "SELECT current_user") != "hub_reader"
        assert ask(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted") == 0
        assert connection.execute("SELECT pg_listening_channels()").fetchall() == []


def test_a_session_that_had_temporary_tables_is_not_kept(database: Database) -> None:
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE leftover (a int)")
        gone = ask(connection, PID)
    with database.connect() as connection:
        assert ask(connection, PID) != gone
        connection.execute("SET temp_buffers = '16MB'")


def test_a_use_that_failed_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.connect() as connection:
            connection.execute("CREATE TABLE undone (a int)")
            connection.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        fail()
    with database.connect() as connection:
        assert ask(connection, "SELECT to_regclass('undone')") is None


def test_a_commit_that_fails_is_told_and_its_connection_closed(database: Database) -> None:
    used: list[psycopg.Connection] = []

    def fail() -> None:
        with database.connect() as connection:
            used.append(connection)
            connection.execute("CREATE TABLE undone (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            connection.execute("INSERT INTO undone VALUES (1), (1)")

    with pytest.raises(psycopg.errors.UniqueViolation):
        fail()
    assert used[0].closed
    with database.connect() as connection:
        assert ask(connection, "SELECT to_regclass('undone')") is None


def test_that_the_server_goes_after_the_commit_is_nobodys_failure(database: Database) -> None:
    with database.connect() as connection:
        gone = ask(connection, PID)
        connection.execute("CREATE TABLE done (a int)")
        connection.commit()
        with psycopg.connect(database.url.get_secret_value()) as stranger:
            stranger.execute("SELECT pg_terminate_backend(%s, 5000)", [gone])
    with database.connect() as connection:
        assert ask(connection, PID) != gone
        assert ask(connection, "SELECT to_regclass('done')::text") == "done"


def test_a_kept_connection_that_the_server_ended_is_not_used(database: Database) -> None:
    before = pid(database)
    with database.connect() as other, database.connect() as connection:
        gone = ask(other, PID)
        assert gone == before
        ended = ask(connection, PID)
    with database.connect(autocommit=True) as connection:
        left = {before, ended} - {ask(connection, PID)}
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [list(left)])
    with database.connect() as first, database.connect() as second:
        assert not left & {ask(first, PID), ask(second, PID)}


def test_a_lock_that_was_given_up_is_free(database: Database) -> None:
    with platform_lock(database, "city"):
        pass
    with psycopg.connect(database.url.get_secret_value()) as stranger:
        assert ask(stranger, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted") == 0


def test_disconnecting_leaves_nobody_in_the_database(database: Database) -> None:
    pid(database)
    database.disconnect()
    with psycopg.connect(database.url.get_secret_value()) as stranger:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        # The server takes a moment to notice.
        for _ in range(1000):
            if ask(stranger, others) == 0:
                break
            stranger.commit()
        assert ask(stranger, others) == 0
