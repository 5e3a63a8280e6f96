"""Licences to look after against the same rules in plain Python, on random rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from mart_city import DEFAULTS, TODAY, City, last_of

from hub.marts.licence_watch import LICENCE_WATCH

if TYPE_CHECKING:
    from mart_city import Row

    from hub.database.connection import Database

SUPERVISED = {"inspection": "inspected_on", "penalty": "decided_on", "coercive_measure": "begins_on"}
NEVER = dt.date.max


def expected(city: City, today: dt.date) -> list[Row]:
    """Every licence to look after."""
    active = {each["entity_id"] for each in city.rows("entity") if each["status"] == "active"}
    licences = city.rows("licence")
    days = [
        (each["entity_id"], each[column])
        for table, column in SUPERVISED.items()
        for each in city.rows(table)
        if each[column]
    ]
    found = []
    for licence in licences:
        last_on = last_of(day for entity_id, day in days if entity_id == licence["entity_id"])
        finding = finding_of(licence, last_on, today)
        if licence["entity_id"] in active and finding and not any(renews(each, licence, today) for each in licences):
            found.append(
                {
                    "licence_id": licence["id"],
                    "entity_id": licence["entity_id"],
                    "finding": finding,
                    "valid_until": ends_on(licence),
                    "last_supervised_on": last_on,
                }
            )
    return sorted(found, key=lambda row: str(row["licence_id"]))


def ends_on(licence: Row) -> dt.date | None:
    """Its last day, if any."""
    return None if licence["is_long_term"] else licence["valid_until"]


def finding_of(licence: Row, last_on: dt.date | None, today: dt.date) -> str | None:
    """What there is to say of a licence that no other renews."""
    if licence["status"] not in {None, "valid", "disputed", "expired"}:
        return None
    end = ends_on(licence)
    if licence["status"] == "expired" or (end is not None and end < today):
        return "supervised_after_expiry" if end and last_on and last_on > end else "expired"
    soon = today + dt.timedelta(days=int(DEFAULTS["expiring_days"]))
    return "expiring" if end is not None and end <= soon else None


def renews(newer: Row, licence: Row, today: dt.date) -> bool:
    """Whether `newer` takes the place of `licence`."""
    paper, other = ((each["licence_name"] or each["category_name"]) for each in (licence, newer))
    return (
        newer["id"] != licence["id"]
        and (newer["entity_id"], newer["category"]) == (licence["entity_id"], licence["category"])
        and newer["status"] in {None, "valid", "disputed"}
        and paper is not None
        and other == paper
        and (ends_on(newer) or NEVER) > (ends_on(licence) or today - dt.timedelta(days=1))
    )


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_plain_python_finds_after_every_release(city_database: Database, seed: int) -> None:
    city = City(city_database, seed, LICENCE_WATCH, size=80)
    city.begin()
    assert city.shown() == expected(city, TODAY)
    assert city.shown()
    day = 0
    for _ in range(4):
        day += city.random.choice((0, 1, 25))
        city.go_on(day)
        assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
        assert city.again(day) == Counter()
    city.merge(day)
    assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))


def test_a_licence_runs_out_on_its_day_without_any_record_having_changed(city_database: Database) -> None:
    city = City(city_database, 11, LICENCE_WATCH)
    city.begin()
    for day in range(1, 8):
        city.go_on(day, share=0)
        assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
