"""One matter, jurisdiction and closure against the same answers in plain Python, on random rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from mart_city import TODAY
from naive_enforcement import closure, jurisdiction, one_matter, published
from psycopg import sql
from random_enforcement import MARTS, Enforcement

from hub.marts.formulas import apply_parameters

if TYPE_CHECKING:
    import psycopg

    from hub.database.connection import Database


def assert_as_found_row_by_row(city: Enforcement, days: int, *, by_decision: bool = False) -> None:
    shown, today = published(city.database), TODAY + dt.timedelta(days=days)
    assert city.mart("jurisdiction", "item_code", "division_code") == jurisdiction(shown, today)
    assert city.mart("one_matter", "theme", "item_code", "agency_code") == one_matter(shown, today)
    assert city.mart("closure", "lead_id") == closure(shown, city.sent, today, by_decision=by_decision)


@pytest.mark.parametrize("seed", range(2))
def test_each_release_ends_in_what_is_found_row_by_row(city_database: Database, seed: int) -> None:
    city = Enforcement(city_database, seed)
    assert city.publish(0, share=0.8).keys() == {"jurisdiction", "one_matter", "closure"}
    assert_as_found_row_by_row(city, 0)
    for days in (0, 0, 1, 3, 3):
        city.publish(days, share=0.1)
        assert_as_found_row_by_row(city, days)
    assert city.anew(3) == {}


def test_a_new_day_alone_changes_what_depends_on_it(city_database: Database) -> None:
    city = Enforcement(city_database, 7)
    city.publish(0, share=0.9)
    for days in (1, 2, 5, 40):
        changed = city.wait(days)
        assert "closure" in changed
        assert_as_found_row_by_row(city, days)


def test_where_events_say_they_went_is_known_the_next_day(city_database: Database) -> None:
    city = Enforcement(city_database, 11)
    city.publish(0, share=0.9)
    city.hand_on(0)
    assert "closure" in city.wait(1)
    assert_as_found_row_by_row(city, 1)


def test_nothing_is_written_where_nothing_changed(city_database: Database) -> None:
    city = Enforcement(city_database, 8)
    city.publish(0, share=0.9)
    assert city.wait(0) == {}
    assert city.publish(0, share=0) == {}


def test_a_decision_ends_a_penalty_where_the_city_says_so(city_database: Database) -> None:
    city = Enforcement(city_database, 9)
    city.publish(0, share=0.9)
    with city_database.connect() as connection:
        apply_parameters(connection, {"closed_by_decision": 1})
    assert "closure" in city.wait(0)
    assert_as_found_row_by_row(city, 0, by_decision=True)


def test_only_what_changed_is_written(city_database: Database) -> None:
    city = Enforcement(city_database, 10)
    city.publish(0, share=1)
    with city_database.connect() as connection:
        before = written(connection)
    city.publish(0, share=0.02)
    with city_database.connect() as connection:
        after = written(connection)
    assert 0 < len(after - before) < len(before) / 4


def written(connection: psycopg.Connection) -> set[tuple[str, str]]:
    """Every row of the marts with the place at which it was written."""
    return {
        row
        for mart in MARTS
        for row in connection.execute(
            sql.SQL("SELECT {}, ctid::text FROM {}").format(
                sql.Literal(mart.name), sql.Identifier("derived", mart.name)
            )
        ).fetchall()
    }
