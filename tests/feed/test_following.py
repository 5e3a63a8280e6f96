"""Following the feed: whatever happens to the connection, every entry comes once and in order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from fed_releases import publish_entries
from psycopg import sql

from hub.errors import CursorError
from hub.feed import reading
from hub.feed.reading import follow, last, read
from hub.release.transaction import CHANNEL

if TYPE_CHECKING:
    from conftest import Server

    from hub.database.connection import Database

SOON = 60.0
"""Seconds that nobody waits: what is waited for is told."""


def start(database: Database) -> str:
    """The cursor at the feed's end."""
    with database.connect() as connection:
        return last(connection, 0)


def test_entries_come_in_batches_and_the_cursor_leads_on(database: Database) -> None:
    cursor = start(database)
    publish_entries(database, *((("penalty", str(number), "insert", None)) for number in range(5)))
    publish_entries(database, ("licence", "L", "insert", None))
    found = []
    with database.connect() as connection:
        while batch := read(connection, cursor, limit=2):
            entries, cursor = batch
            found += [each.id for each in entries]
            if len(entries) < 2:
                break
        assert found == ["0", "1", "2", "3", "4", "L"]
        assert read(connection, cursor) == ([], cursor)
        of_one, end = read(connection, "0", tables=["licence"])
    assert ([each.id for each in of_one], end) == (["L"], cursor)


def test_who_listens_is_told_of_a_release_once_it_is_committed(database: Database) -> None:
    with database.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        number = publish_entries(database, ("penalty", "1", "insert", None))
        (told,) = connection.notifies(timeout=SOON, stop_after=1)
    assert f'"release_id": {number},' in told.payload


def test_a_follower_reads_on_when_it_is_told(database: Database) -> None:
    following = follow(database, start(database), poll_seconds=SOON)
    publish_entries(database, ("penalty", "1", "insert", None))
    assert next(following).id == "1"
    publish_entries(database, ("penalty", "2", "update", None), ("entity", "E", "merge", "F"))
    assert [(each.id, each.other_id) for each in islice(following, 2)] == [("2", None), ("E", "F")]
    following.close()


def test_a_follower_reads_on_without_being_told(database: Database) -> None:
    following = follow(database, start(database), poll_seconds=0.05)
    publish_entries(database, ("penalty", "1", "insert", None))
    assert next(following).id == "1"
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at) "
            "VALUES (1, 'penalty', '2', 'update', now())"
        )
    assert next(following).id == "2"
    following.close()


def test_a_follower_goes_on_where_it_was_after_the_server_was_away(
    database: Database, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FIRST_PAUSE", 0.0)
    name, told = server.name_of(database), []

    def interrupted(why: str) -> None:
        told.append(why)
        if len(told) == 3:
            allow(server, name, is_allowed=True)
            publish_entries(database, ("penalty", "2", "insert", None))

    following = follow(database, start(database), poll_seconds=SOON, interrupted=interrupted)
    publish_entries(database, ("penalty", "0", "insert", None), ("penalty", "1", "insert", None))
    # Of the two, the second has been read from the database already, but not yet been taken.
    assert next(following).id == "0"
    allow(server, name, is_allowed=False)
    with server.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    assert [each.id for each in islice(following, 2)] == ["1", "2"]
    assert len(told) == 3
    assert "not currently accepting connections" in told[-1]
    following.close()


def allow(server: Server, name: str, *, is_allowed: bool) -> None:
    """Whether the database lets anybody in, who is not in it already."""
    with server.connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(name), sql.Literal(is_allowed))
        )


def test_a_follower_is_told_when_what_comes_back_is_another_state(database: Database) -> None:
    publish_entries(database, ("penalty", "1", "insert", None))
    with pytest.raises(CursorError, match="另一个数据库"):
        next(follow(database, "ffffffff:1"))
