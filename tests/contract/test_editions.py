"""Two editions served side by side from the same unified tables."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from hub.database.migrate import upgrade
from hub.model.editions import Edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server

    from hub.database.connection import Database

CITIZEN_ID = "330382199002300017"
"""Of nobody: there is no 30 February."""
TOWN, NEXT_TOWN = "330382114000", "330382108000"
PUBLISHED = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
EDITIONS = (
    Edition(1),
    Edition(2, renamed={"penalty": {"party_name": "offender"}}, left_out={"penalty": frozenset({"violation"})}),
)


@dataclass(frozen=True)
class Twice:
    """A database with both editions, and what the first was before there was a second."""

    database: Database
    before: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def twice(server: Server, template: str) -> Iterator[Twice]:
    """A database that got a second edition."""
    database = server.create(template)
    before = described(database)
    assert upgrade(database, EDITIONS).refreshed
    yield Twice(database, before)
    server.drop(database)


@pytest.fixture(scope="module")
def served(twice: Twice) -> Iterator[psycopg.Connection]:
    """A reader bound to one town, where a penalty was changed; another is elsewhere."""
    name = f"reader_{uuid.uuid4().hex[:12]}"
    role = sql.Identifier(name)
    with twice.database.connect(autocommit=True) as connection:
        put(connection, "unified", "1", TOWN, 200)
        put(connection, "history", "1", TOWN, 100, valid_from=PUBLISHED - dt.timedelta(days=1), valid_to=PUBLISHED)
        put(connection, "unified", "2", NEXT_TOWN, 300)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE hub_reader").format(role))
        connection.execute("INSERT INTO hub.reader_division VALUES (%s, %s)", [name, TOWN])
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(role))
        try:
            yield connection
        finally:
            connection.execute("RESET SESSION AUTHORIZATION")
            connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name])
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


def put(connection: psycopg.Connection, schema: str, key: str, town: str, fine: int, **validity: dt.datetime) -> None:
    """A penalty of a person, or a version that it had."""
    row = {
        **{"id": f"p:d:{key}", "platform": "p", "dataset": "d", "source_id": key, "party_name": "张小三"},
        **{"party_kind": "natural_person", "party_code": CITIZEN_ID, "fine_yuan": fine, "division_code": town},
        **{"first_published_at": PUBLISHED, "changed_at": PUBLISHED, "release_id": 1},
        **validity,
    }
    connection.execute(
        sql.SQL("INSERT INTO {}.penalty ({}) VALUES ({})").format(
            sql.Identifier(schema),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join([sql.Placeholder()] * len(row)),
        ),
        list(row.values()),
    )


def one(connection: psycopg.Connection, query: str, *values: object) -> dict[str, object]:
    """The only row that a reader finds."""
    with connection.cursor(row_factory=dict_row) as cursor:
        (row,) = cursor.execute(query.encode(), values).fetchall()
    return row


def test_both_editions_show_the_same_rows_each_under_its_names(served: psycopg.Connection) -> None:
    older, newer = one(served, "SELECT * FROM v1.penalty"), one(served, "SELECT * FROM v2.penalty")
    assert (older["party_name"], older["party_code"]) == ("张*", "330382********0017")
    assert list(newer) == ["offender" if each == "party_name" else each for each in older if each != "violation"]
    assert newer == {
        ("offender" if name == "party_name" else name): older[name] for name in older if name != "violation"
    }


def test_history_and_the_past_are_served_in_both(served: psycopg.Connection) -> None:
    assert one(served, "SELECT party_name, fine_yuan FROM v1_history.penalty").values()
    assert one(served, "SELECT offender FROM v2_history.penalty") == {"offender": "张*"}
    for name, column in (("v1", "party_name"), ("v2", "offender")):
        for hours, fine in ((-1, 100), (0, 200)):
            found = one(
                served,
                f"SELECT {column}, fine_yuan FROM {name}_history.penalty_at(%s)",  # noqa: S608
                PUBLISHED + dt.timedelta(hours=hours),
            )
            assert found == {column: "张*", "fine_yuan": fine}


def test_the_feed_is_served_in_both_and_what_is_in_clear_in_neither(served: psycopg.Connection) -> None:
    assert one(served, "SELECT * FROM v1.feed") == one(served, "SELECT * FROM v2.feed")
    for name in ("v1", "v2"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.execute(sql.SQL("SELECT * FROM {}.penalty").format(sql.Identifier(f"{name}_sensitive")))


def test_the_new_edition_changes_nothing_for_the_old_one(twice: Twice) -> None:
    assert described(twice.database) == twice.before
    assert not upgrade(twice.database, EDITIONS).refreshed


def described(database: Database) -> list[tuple[object, ...]]:
    """What `v1` is to who looks at it: its relations, columns, types and comments."""
    with database.connect() as connection:
        return connection.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum) "
            "FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 "
            "WHERE c.relnamespace = 'v1'::regnamespace ORDER BY c.relname, a.attnum"
        ).fetchall()
