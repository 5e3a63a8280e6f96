"""What is kept how long: who is behind the feed's beginning, or asks for too old a past, is told so."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import psycopg
import pytest
from fed_releases import BEGINNING, publish_entries
from psycopg import sql
from reading_application import application

from hub.errors import CursorError
from hub.feed.cursor import read_feed
from hub.feed.keeping import Keeping
from hub.feed.reading import read
from hub.feed.retention import LetGo, expire

if TYPE_CHECKING:
    from hub.database.connection import Database

TOWN = "330382114000"
WEEK = Keeping(changes_days=7, history_days=7)


def after(days: float) -> dt.datetime:
    """An instant so many days after the beginning."""
    return BEGINNING + dt.timedelta(days=days)


def superseded(database: Database, content: str, begins: float, ends: float) -> None:
    """A version of a penalty that was shown from one day to another."""
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO history.penalty (id, platform, dataset, source_id, content, first_published_at, changed_at, "
            "release_id, valid_from, valid_to) VALUES ('p:d:1', 'p', 'd', '1', %s, %s, %s, 1, %s, %s)",
            [content, after(begins), after(begins), after(begins), after(ends)],
        )


def test_old_entries_go_by_whole_releases_and_who_is_behind_has_to_copy_anew(database: Database) -> None:
    for day in (0, 1, 2):
        publish_entries(
            database, ("penalty", f"{day}a", "insert", None), ("penalty", f"{day}b", "insert", None), days=day
        )
    with database.connect() as connection:
        before = read_feed(connection)
        entries, _ = read(connection, "0")
    assert expire(database, Keeping(), now=after(9)) == LetGo()
    assert expire(database, WEEK, now=after(8.5)) == LetGo(changes=4)
    assert expire(database, WEEK, now=after(8.5)) == LetGo()
    with database.connect() as connection:
        feed = read_feed(connection)
        assert (feed.feed_id, feed.begins_after, feed.ends_at) == (before.feed_id, entries[3].seq, before.ends_at)
        assert [each.id for each in read(connection, entries[3].cursor)[0]] == ["2a", "2b"]
        with pytest.raises(CursorError, match="重新复制一份数据"):
            read(connection, entries[2].cursor)


def test_who_is_bound_to_a_town_is_told_to_copy_anew_by_its_own_numbers(database: Database) -> None:
    for day in (0, 1, 2):
        publish_entries(database, ("penalty", str(day), "insert", None), days=day)
    with database.connect() as connection:
        connection.execute("UPDATE hub.change SET division_code = %s", [TOWN])
    with application(database, TOWN) as connection:
        entries, end = read(connection, "0")
        assert [each.id for each in entries] == ["0", "1", "2"]
        expire(database, WEEK, now=after(8.5))
        # It had read up to the release before the first that is kept, and missed nothing or much: nobody knows.
        for behind in (entries[0].cursor, entries[1].cursor):
            with pytest.raises(CursorError, match="重新复制一份数据"):
                read(connection, behind)
        assert read(connection, end) == ([], end)
        feed = read_feed(connection)
        assert read(connection, feed.cursor(feed.begins_after))[0] == entries[2:]
        expire(database, WEEK, now=after(30))
        emptied = read_feed(connection)
        assert emptied.begins_after == emptied.ends_at
        with pytest.raises(CursorError, match="重新复制一份数据"):
            read(connection, end)


def test_an_emptied_feed_still_knows_where_it_ends(database: Database) -> None:
    publish_entries(database, ("penalty", "1", "insert", None))
    with database.connect() as connection:
        end = read_feed(connection).ends_at
    expire(database, WEEK, now=after(30))
    with database.connect() as connection:
        feed = read_feed(connection)
        assert (feed.begins_after, feed.ends_at) == (end, end)
        assert read(connection, feed.cursor(end)) == ([], feed.cursor(end))


def test_the_past_is_whole_or_refused(database: Database) -> None:
    superseded(database, "甲", 0, 1)
    superseded(database, "乙", 1, 5)
    assert expire(database, WEEK, now=after(9)) == LetGo(versions=1)
    with application(database) as connection:
        for day, content in ((2, "乙"), (4.99, "乙"), (5, None)):
            row = connection.execute("SELECT content FROM v1_history.penalty_at(%s)", [after(day)]).fetchone()
            assert row == (content and (content,))
        for day in (1.99, -1):
            with pytest.raises(psycopg.errors.DataException, match=r"历史版本自 .* 起保留"):
                connection.execute("SELECT count(*) FROM v1_history.penalty_at(%s)", [after(day)])


def test_a_search_in_the_past_uses_the_index(database: Database) -> None:
    with database.connect() as owner:
        for schema, more, values in (
            ("unified", "", ""),
            ("history", ", valid_from, valid_to", ", now() - interval '1 day', now()"),
        ):
            owner.execute(
                sql.SQL(
                    "INSERT INTO {}.penalty (id, platform, dataset, source_id, first_published_at, changed_at, "
                    "release_id{}) SELECT 'city:shops:' || n, 'city', 'shops', n, now(), now(), 1{} "
                    "FROM generate_series(1, 5000) AS n"
                ).format(sql.Identifier(schema), sql.SQL(more), sql.SQL(values))
            )
            owner.execute(sql.SQL("ANALYZE {}.penalty").format(sql.Identifier(schema)))
    with application(database) as connection:
        plan = connection.execute(
            "EXPLAIN SELECT * FROM v1_history.penalty_at(now() - interval '1 hour') WHERE id = 'city:shops:77'"
        ).fetchall()
    assert str(plan).count("pk_penalty") >= 2
    assert "Seq Scan on penalty" not in str(plan)
