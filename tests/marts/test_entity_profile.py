"""One file for every entity against the same formulas in plain Python, on random rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from mart_city import DEFAULTS, TODAY, City, last_of

from hub.marts.entity_profile import ENTITY_PROFILE

if TYPE_CHECKING:
    from mart_city import Row

    from hub.database.connection import Database

TABLES = ("entity", "licence", "inspection", "penalty", "coercive_measure", "incident")
PROBLEMS = {"corrected", "follow_up", "uncooperative", "failed"}
HEAVY = {
    "suspend_licence",
    "revoke_licence",
    "restrict_business",
    "suspend_business",
    "order_closure",
    "restrict_occupation",
    "detention",
}
OF_PERSONS = ("name", "citizen_id", "address", "division_code", "phone")
OF_OTHERS = (
    "name",
    "uscc",
    "legal_representative",
    "status",
    "established_on",
    "address",
    "division_code",
    "longitude",
    "business_scope",
    "phone",
)


def profile(entity: Row, of: dict[str, list[Row]], today: dt.date, values: dict[str, int | float]) -> Row:
    """What the profile of `entity` has to be; `of`: its own rows by table."""
    since = today - dt.timedelta(days=int(values["risk_days"]))
    soon = today + dt.timedelta(days=int(values["expiring_days"]))
    valid = [each for each in of["licence"] if is_in_force(each, today)]
    failed = [each for each in of["inspection"] if each["result"] in PROBLEMS]
    unfinished = [
        each for each in of["incident"] if each["closed_at"] is None and each["status"] not in {"closed", "voided"}
    ]
    points = values["open_incident_points"] * len(unfinished)
    for each in failed:
        if each["inspected_on"] and each["inspected_on"] > since:
            points += values[
                "uncooperative_points" if each["result"] == "uncooperative" else "failed_inspection_points"
            ]
    for each in of["penalty"]:
        if each["decided_on"] and each["decided_on"] > since:
            heavy = (each["fine_yuan"] or 0) >= values["heavy_fine_yuan"] or HEAVY & set(each["kinds"] or ())
            points += values["heavy_penalty_points" if heavy else "penalty_points"]
    for each in of["coercive_measure"]:
        if each["begins_on"] and each["begins_on"] > since:
            points += values["coercive_points"]
    wanted = OF_PERSONS if entity["kind"] == "natural_person" else OF_OTHERS
    had = [each for each in wanted if entity[each] is not None and (each, entity[each]) != ("status", "unknown")]
    return {
        **{each: entity[each] for each in ("entity_id", "name", "uscc", "kind", "status", "division_code")},
        "licence_count": len(of["licence"]),
        "valid_licence_count": len(valid),
        "expiring_licence_count": sum(
            1 for each in valid if not each["is_long_term"] and each["valid_until"] and each["valid_until"] <= soon
        ),
        "inspection_count": len(of["inspection"]),
        "last_inspected_on": last_of(each["inspected_on"] for each in of["inspection"] if each["inspected_on"]),
        "failed_inspection_count": len(failed),
        "penalty_count": len(of["penalty"]),
        "fine_yuan_total": sum((each["fine_yuan"] or Decimal(0) for each in of["penalty"]), Decimal(0)),
        "last_penalised_on": last_of(each["decided_on"] for each in of["penalty"] if each["decided_on"]),
        "coercive_measure_count": len(of["coercive_measure"]),
        "incident_count": len(of["incident"]),
        "open_incident_count": len(unfinished),
        "risk_level": "high"
        if points >= values["high_risk_from"]
        else "medium"
        if points >= values["medium_risk_from"]
        else "low",
        "completeness": pytest.approx(len(had) / len(wanted)),
    }


def is_in_force(licence: Row, today: dt.date) -> bool:
    """Whether a licence is in force on the day."""
    return (
        licence["status"] in {None, "valid", "disputed"}
        and (licence["valid_from"] is None or licence["valid_from"] <= today)
        and (licence["is_long_term"] is True or licence["valid_until"] is None or licence["valid_until"] >= today)
    )


def expected(city: City, today: dt.date, values: dict[str, int | float] = DEFAULTS) -> list[Row]:
    """Every entity's profile."""
    rows = {table: city.rows(table) for table in TABLES}
    return [
        profile(
            entity,
            {table: [each for each in rows[table] if each["entity_id"] == entity["entity_id"]] for table in TABLES[1:]},
            today,
            values,
        )
        for entity in sorted(rows["entity"], key=lambda each: str(each["entity_id"]))
    ]


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_plain_python_computes_after_every_release(city_database: Database, seed: int) -> None:
    city = City(city_database, seed, ENTITY_PROFILE)
    city.begin()
    assert city.shown() == expected(city, TODAY)
    day = 0
    for _ in range(4):
        day += city.random.choice((0, 1, 25))
        city.go_on(day)
        assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
        assert city.again(day) == Counter()
    city.merge(day)
    assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
    assert city.again(day) == Counter()


def test_a_new_day_changes_what_hangs_on_the_day_and_nothing_else(city_database: Database) -> None:
    city = City(city_database, 7, ENTITY_PROFILE)
    city.begin()
    changed = 0
    for day in range(1, 40, 7):
        counts = city.go_on(day, share=0)
        assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
        changed += counts["updated"]
        assert city.go_on(day, share=0) == Counter()
    assert changed
