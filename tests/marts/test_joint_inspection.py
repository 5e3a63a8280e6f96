"""Visits that could have been one against the same rules in plain Python, on random rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest
from mart_city import AGENCIES, DEFAULTS, MONDAY, TODAY, City, draw, put, release

from hub.marts.fill import fill_marts
from hub.marts.joint_inspection import JOINT_INSPECTION

if TYPE_CHECKING:
    from mart_city import Row

    from hub.database.connection import Database

FIRST, SECOND, THIRD, _ = AGENCIES


def quarter(day: dt.date) -> str:
    """`2026Q4`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def avoidable(rows: list[Row], days: int) -> Counter[str]:
    """By quarter, the visits to one entity that could have been spared, walking from visit to visit."""
    joint: dict[tuple[dt.date, str], bool] = defaultdict(bool)
    for row in rows:
        agency = row["agency_code"] or row["agency_name"]
        if row["inspected_on"] and agency and row["form"] in {None, "on_site"}:
            joint[row["inspected_on"], agency] |= row["joint_task_no"] is not None
    found: Counter[str] = Counter()
    begun: dt.date | None = None
    seen: set[str] = set()
    for (day, agency), is_joint in sorted(joint.items(), key=lambda item: (item[0][0], not item[1], item[0][1])):
        if begun is None or day > begun + dt.timedelta(days=days):
            begun, seen = day, {agency}
        elif agency not in seen:
            seen.add(agency)
            if not is_joint:
                found[quarter(day)] += 1
    return found


def expected(city: City) -> list[Row]:
    """Every entity's quarters."""
    by_entity: dict[str, list[Row]] = defaultdict(list)
    for row in city.rows("inspection"):
        if row["entity_id"]:
            by_entity[row["entity_id"]].append(row)
    found = []
    for entity_id, rows in sorted(by_entity.items()):
        spared = avoidable(rows, int(DEFAULTS["joint_days"]))
        dated = [each for each in rows if each["inspected_on"]]
        for each in sorted({quarter(row["inspected_on"]) for row in dated}):
            own = [row for row in dated if quarter(row["inspected_on"]) == each]
            found.append(
                {
                    "entity_id": entity_id,
                    "quarter": each,
                    "agencies": sorted({row["agency_code"] or row["agency_name"] for row in own} - {None}),
                    "item_codes": sorted({row["item_code"] for row in own} - {None}),
                    "inspection_count": len(own),
                    "joint_count": sum(1 for row in own if row["joint_task_no"]),
                    "avoidable_count": spared[each],
                }
            )
    return found


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_plain_python_counts_after_every_release(city_database: Database, seed: int) -> None:
    city = City(city_database, seed, JOINT_INSPECTION, size=150)
    city.begin()
    assert city.shown() == expected(city)
    assert sum(row["avoidable_count"] for row in city.shown()) > 4
    for _ in range(3):
        city.go_on(0)
        assert city.shown() == expected(city)
        assert city.again(0) == Counter()


def visits(city_database: Database, *of: tuple[int, str, str | None]) -> dict[str, int]:
    """Avoidable visits by quarter, where agencies came to one entity so many days from today, in joint tasks."""
    city = City(city_database, 0, JOINT_INSPECTION, size=0)
    rows = [
        draw(city.random, "inspection", f"city:inspection:{number}")
        | {"entity_id": "E01", "retracted_at": None, "form": "on_site", "agency_code": agency, "joint_task_no": task}
        | {"inspected_on": TODAY + dt.timedelta(days=day)}
        for number, (day, agency, task) in enumerate(of)
    ]
    with release(city_database, MONDAY) as under_way:
        put(under_way, "inspection", rows)
        fill_marts(under_way, (JOINT_INSPECTION,))
    return {row["quarter"]: row["avoidable_count"] for row in city.shown()}


def test_another_agency_within_thirty_days_could_have_come_along(city_database: Database) -> None:
    assert visits(city_database, (0, FIRST, None), (30, SECOND, None)) == {"2026Q4": 1}
    assert visits(city_database, (0, FIRST, None), (31, SECOND, None)) == {"2026Q4": 0}


def test_who_comes_back_to_see_what_was_mended_is_not_spared(city_database: Database) -> None:
    assert visits(city_database, (0, FIRST, None), (10, FIRST, None), (20, SECOND, None), (25, SECOND, None)) == {
        "2026Q4": 1
    }


def test_who_came_together_was_no_visit_too_many(city_database: Database) -> None:
    assert visits(city_database, (0, FIRST, "Z1"), (0, SECOND, "Z1"), (9, THIRD, None)) == {"2026Q4": 1}
    assert visits(city_database, (0, FIRST, None), (9, SECOND, "Z1"), (9, THIRD, "Z1")) == {"2026Q4": 0}


def test_a_period_does_not_end_with_the_quarter(city_database: Database) -> None:
    december = (dt.date(2026, 12, 20) - TODAY).days
    assert visits(city_database, (december, FIRST, None), (december + 20, SECOND, None)) == {"2026Q4": 0, "2027Q1": 1}
