"""What each gate says of what came, from its limits and the days before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.datasets import dataset
from hub.gates import verdicts
from hub.gates.limits import BOUNDS, DEFAULTS, UNSET, Book
from hub.gates.verdicts import Day, Fill, Increment

MONDAY = dt.date(2026, 11, 23)


def days(*versions: int, until: dt.date = MONDAY, share: float = 1.0) -> list[Day]:
    """Days that end the day before `until`, each with so many versions and field `f` filled to that share."""
    first = until - dt.timedelta(len(versions))
    return [Day(first + dt.timedelta(place), count, {"f": share}) for place, count in enumerate(versions)]


@pytest.mark.parametrize(
    ("versions", "rejected", "is_held"),
    [(200, 40, False), (200, 41, True), (199, 199, False), (1000, 200, False), (1000, 201, True), (0, 0, False)],
)
def test_more_than_a_fifth_rejected_holds_from_200_versions_on(versions: int, rejected: int, is_held: bool) -> None:
    assert bool(verdicts.rejected_share(Increment(versions, rejected), DEFAULTS)) == is_held


def test_a_share_is_told_as_people_read_it() -> None:
    verdict = verdicts.rejected_share(Increment(320, 96), DEFAULTS)

    assert verdict is not None
    assert verdict.reason == "尚未发布的 320 条中有 96 条被拒收（30.0%），超过上限 20.0%"


@pytest.mark.parametrize(
    ("today", "history", "is_held"),
    [
        (1001, days(*[100] * 14), True),
        (1000, days(*[100] * 14), False),
        (100_000, days(*[100] * 13), False),
        (0, days(*[100] * 30), False),
        # A first load of everything is one day like another.
        (1001, days(600_000, *[100] * 14), True),
    ],
)
def test_ten_times_the_usual_versions_hold_after_14_days(today: int, history: list[Day], is_held: bool) -> None:
    assert bool(verdicts.volume(Day(MONDAY, today, {}), None, history, DEFAULTS)) == is_held


def test_a_tight_limit_leaves_room_for_days_that_always_differ() -> None:
    limits = replace(DEFAULTS, volume_times=2.0)
    restless, steady = days(*[40, 100, 160] * 6), days(*[95, 100, 105] * 6)

    assert verdicts.volume(Day(MONDAY, 300, {}), None, restless, limits) is None
    assert verdicts.volume(Day(MONDAY, 300, {}), None, steady, limits) is not None
    assert verdicts.volume(Day(MONDAY, 600, {}), None, restless, limits) is not None


def test_a_closed_day_with_a_tenth_holds_until_today_makes_up_for_it() -> None:
    closed = Day(MONDAY - dt.timedelta(1), 9, {})
    history = [*days(*[100] * 14, until=closed.day), closed]

    assert verdicts.volume(Day(MONDAY, 0, {}), closed, history, DEFAULTS) == verdicts.Verdict(
        "2026年11月22日全天只收到 9 条，不足通常每日 100 条的 10 分之一"
    )
    assert verdicts.volume(Day(MONDAY, 10, {}), closed, history, DEFAULTS) is None
    assert verdicts.volume(Day(MONDAY, 0, {}), replace(closed, versions=10), history, DEFAULTS) is None


def test_a_day_is_compared_with_its_like_where_there_are_enough() -> None:
    weekdays_and_ends = [2000 if each.day.weekday() == 0 else 10 for each in days(*[1] * 35)]
    history = days(*weekdays_and_ends)

    assert verdicts.usual_volume(MONDAY, history)[0] == 2000
    assert verdicts.volume(Day(MONDAY, 2100, {}), None, history, DEFAULTS) is None
    assert verdicts.volume(Day(MONDAY + dt.timedelta(1), 2100, {}), None, history, DEFAULTS) is not None


@pytest.mark.parametrize(
    ("records", "share", "history", "is_held"),
    [
        (200, 0.69, days(*[100] * 14), True),
        (200, 0.71, days(*[100] * 14), False),
        (199, 0.0, days(*[100] * 14), False),
        (200, 0.0, days(*[100] * 13), False),
        (200, 0.0, days(*[100] * 14, share=0.25), False),
    ],
)
def test_a_field_three_tenths_below_its_median_holds(
    records: int, share: float, history: list[Day], is_held: bool
) -> None:
    assert bool(verdicts.fill_rate(Fill(records, {"f": share}), history, DEFAULTS, {"f": "CF_NR"})) == is_held


def test_fallen_fields_are_named_as_the_source_does() -> None:
    verdict = verdicts.fill_rate(Fill(300, {"f": 0.4}), days(*[100] * 20, share=0.98), DEFAULTS, {"f": "CF_NR"})

    assert verdict is not None
    assert verdict.reason == "字段填充率骤降：CF_NR（由 98.0% 降至 40.0%）"


def test_required_names_that_are_missing_from_20_rows() -> None:
    assert verdicts.field_absent({"CF_WSH": 19}, DEFAULTS) is None
    assert verdicts.field_absent({"CF_NR": 25, "CF_WSH": 20, "BZ": 1}, DEFAULTS) == verdicts.Verdict(
        "必填字段整列缺失：CF_NR（连续 25 行）、CF_WSH（连续 20 行）"
    )


def test_nothing_can_be_read_without_any_field_of_the_key() -> None:
    keys = (("CF_WSH",), ("CF_CFJGDM", "CF_CFJG"))

    assert verdicts.unreadable({"CF_WSH": 5, "CF_CFJGDM": 5, "CF_CFJG": 5}, keys) is not None
    assert verdicts.unreadable({"CF_WSH": 5, "CF_CFJGDM": 5}, keys) is None
    assert verdicts.unreadable({}, keys) is None


@given(
    history=st.lists(st.integers(1, 10_000), max_size=40),
    today=st.integers(0, 10_000),
    factor=st.integers(1, 50),
)
def test_days_like_those_before_never_hold(history: list[int], today: int, factor: int) -> None:
    """Whatever the history, a day no larger than its largest and no smaller than its smallest is let through."""
    known = days(*history)
    usual = min(max(today, *history), max(history)) if history else today
    assert len(history) < DEFAULTS.history_days or (
        verdicts.volume(Day(MONDAY, int(verdicts.usual_volume(MONDAY, known)[0]), {}), None, known, DEFAULTS) is None
    )
    limits = replace(DEFAULTS, history_days=len(history) + factor)
    assert verdicts.volume(Day(MONDAY, usual, {}), known[-1] if known else None, known, limits) is None


def test_limits_of_a_dataset_go_before_its_platforms_and_those_before_all() -> None:
    book = Book(
        {
            "": {"rejected_share": 0.1, "freshness_days": 5.0},
            "city": {"rejected_share": 0.3, "enough_versions": 50.0},
            "city/cases": {"rejected_share": 0.5},
        }
    )

    assert book.of(dataset("city/cases")).rejected_share == 0.5
    assert book.of(dataset("city/cases")).enough_versions == 50
    assert book.of(dataset("city/shops")).rejected_share == 0.3
    assert book.of(dataset("grassroots/grids")).rejected_share == 0.1
    assert book.of(dataset("departments/penalties")).freshness_days == 5.0


def test_defaults_are_those_of_the_design() -> None:
    rest, files = UNSET.of(dataset("city/cases")), UNSET.of(dataset("departments/penalties"))

    assert (rest.rejected_share, rest.enough_versions, rest.volume_times, rest.fill_drop) == (0.2, 200, 10.0, 0.3)
    assert (rest.history_days, rest.absent_rows, rest.freshness_days, files.freshness_days) == (14, 20, 3.0, 40.0)
    assert (rest.mend_days, files.mend_days) == (15, 40)
    assert BOUNDS.keys() == {"rejected_share", "enough_versions", "volume_times", "fill_drop", "history_days"} | {
        "absent_rows",
        "freshness_days",
        "mend_days",
    }
