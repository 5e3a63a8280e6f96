"""How the townships do against the same formulas in plain Python, on random rows."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

import pytest
from mart_city import SHANGHAI, TODAY, City

from hub.marts.township_scorecard import TOWNSHIP_SCORECARD

if TYPE_CHECKING:
    from mart_city import Row

    from hub.database.connection import Database

GONE = {"revoked", "cancelled", "moved"}


def month_of(day: dt.date | None) -> str | None:
    """`2026-11`."""
    return f"{day:%Y-%m}" if day else None


def begun(incident: Row) -> dt.datetime | None:
    """When it began to be somebody's business."""
    at: dt.datetime | None = incident["reported_at"] or incident["occurred_at"] or incident["accepted_at"]
    return at


def begun_in(incident: Row) -> str | None:
    """The month of it, by the clocks of the city."""
    at = begun(incident)
    return month_of(at.astimezone(SHANGHAI).date()) if at else None


def is_closed(incident: Row) -> bool:
    """Whether nothing is left to do."""
    return incident["closed_at"] is not None or incident["status"] in {"closed", "voided"}


def ended(incident: Row) -> dt.datetime | None:
    """When a closed incident ended."""
    at: dt.datetime | None = incident["closed_at"] or (incident["resolved_at"] if is_closed(incident) else None)
    return at


def score(division: str, month: str, rows: dict[str, list[Row]], today: dt.date) -> Row:
    """The township's month."""
    year, number = map(int, month.split("-"))
    end = dt.date(year, number, calendar.monthrange(year, number)[1])
    midnight = dt.datetime.combine(today, dt.time(), SHANGHAI)
    own = {table: [each for each in of if each.get("division_code") == division] for table, of in rows.items()}
    entities = [
        each
        for each in own["entity"]
        if (each["cancelled_on"] or each["status"] not in GONE)
        and (each["established_on"] or dt.date.min) <= end
        and not (each["cancelled_on"] and max(each["cancelled_on"], each["established_on"] or dt.date.min) <= end)
    ]
    inspections = [each for each in own["inspection"] if month_of(each["inspected_on"]) == month]
    penalties = [each for each in own["penalty"] if month_of(each["decided_on"]) == month]
    incidents = [each for each in own["incident"] if begun_in(each) == month]
    closed = [each for each in incidents if is_closed(each)]
    hours = [
        (end_at - begin_at).total_seconds() / 3600
        for each in incidents
        if (end_at := ended(each)) and (begin_at := begun(each)) and end_at >= begin_at
    ]
    overdue = [
        each
        for each in incidents
        if each["due_at"] and (until := ended(each) if is_closed(each) else midnight) and each["due_at"] < until
    ]
    squad = officers(division, rows)
    ages = [age(each["citizen_id"], end) for each in squad if each["citizen_id"]]
    return {
        "division_code": division,
        "month": month,
        "entity_count": len(entities),
        "inspection_count": len(inspections),
        "joint_inspection_count": sum(1 for each in inspections if each["joint_task_no"]),
        "penalty_count": len(penalties),
        "fine_yuan": sum((each["fine_yuan"] or Decimal(0) for each in penalties), Decimal(0)),
        "incident_count": len(incidents),
        "incident_closed_count": len(closed),
        "closure_rate": pytest.approx(len(closed) / len(incidents)) if incidents else None,
        "median_hours_to_close": pytest.approx(median(hours)) if hours else None,
        "overdue_count": len(overdue),
        "officer_count": len(squad),
        "certified_officer_count": sum(
            1 for each in squad if each["certificate_no"] and (each["certificate_valid_until"] or dt.date.max) >= end
        ),
        "legal_reviewer_count": sum(1 for each in squad if each["is_legal_reviewer"]),
        "officer_median_age": pytest.approx(median(ages)) if len(ages) >= 3 else None,
    }


def officers(division: str, rows: dict[str, list[Row]]) -> list[Row]:
    """Those who serve with an agency of the division."""
    seats: dict[str, str] = {}
    for each in rows["agency"]:
        if each["code"] and each["division_code"]:
            seats[each["code"]] = min(each["division_code"], seats.get(each["code"], "9"))
    return [
        each
        for each in rows["officer"]
        if each["status"] in {None, "active"} and seats.get(each["agency_code"]) == division
    ]


def age(citizen_id: str, on: dt.date) -> int:
    """In full years."""
    born = dt.datetime.strptime(citizen_id[6:14], "%Y%m%d").date()  # noqa: DTZ007 a day
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def expected(city: City, today: dt.date) -> list[Row]:
    """Every township's months."""
    rows = {table: city.rows(table) for table in TOWNSHIP_SCORECARD.reads}
    covered = {
        *((each["division_code"], month_of(each["inspected_on"])) for each in rows["inspection"]),
        *((each["division_code"], month_of(each["decided_on"])) for each in rows["penalty"]),
        *((each["division_code"], begun_in(each)) for each in rows["incident"]),
        *(
            (each["division_code"], month_of(today))
            for each in rows["entity"]
            if each["cancelled_on"] or each["status"] not in GONE
        ),
        *(
            (each["division_code"], month_of(today))
            for each in rows["agency"]
            if each["division_code"] and officers(each["division_code"], rows)
        ),
    }
    known = sorted((division, month) for division, month in covered if division and month)
    return [score(division, month, rows, today) for division, month in known]


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_plain_python_computes_after_every_release(city_database: Database, seed: int) -> None:
    city = City(city_database, seed, TOWNSHIP_SCORECARD)
    city.begin()
    assert city.shown() == expected(city, TODAY)
    assert any(row["officer_median_age"] for row in city.shown())
    day = 0
    for _ in range(4):
        day += city.random.choice((0, 1, 25))
        city.go_on(day, share=0.05)
        assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
        assert city.again(day) == Counter()


def test_a_new_day_makes_incidents_overdue_and_a_new_month_has_a_row_of_its_own(city_database: Database) -> None:
    city = City(city_database, 5, TOWNSHIP_SCORECARD)
    city.begin()
    for day in (1, 3, 7, 8, 39):
        city.go_on(day, share=0)
        assert city.shown() == expected(city, TODAY + dt.timedelta(days=day))
    assert city.shown()[-1]["month"] >= "2027-01"
