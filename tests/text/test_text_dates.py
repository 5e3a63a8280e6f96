"""Every form of a day and an instant of the field reference."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.text import dates

DAYS = {
    "2026/01/02": date(2026, 1, 2),
    "2026-1-2": date(2026, 1, 2),
    "2026.1.2": date(2026, 1, 2),
    "20260102": date(2026, 1, 2),
    "2026年1月2日": date(2026, 1, 2),
    "2026年01月02日 13时04分": date(2026, 1, 2),
    "2026-01-02 13:04:05": date(2026, 1, 2),
    "2026/01/02 13:04": date(2026, 1, 2),
    "2026-1-2 13:04": date(2026, 1, 2),
    "２０２６－０１－０２": date(2026, 1, 2),
    "2026-01-02T13:04:05+08:00": date(2026, 1, 2),
    "2026-01-01T20:00:00Z": date(2026, 1, 2),
    "2026-01-02T13:04:05.123Z": date(2026, 1, 2),
    "1767283200000": date(2026, 1, 2),
    "42473": date(2016, 4, 13),
    "42473.0": date(2016, 4, 13),
    "18264": date(1950, 1, 1),
    "73050": date(2099, 12, 31),
    "1949-05-01": date(1949, 5, 1),
    "2099-12-31": date(2099, 12, 31),
    "9999-12-31": date(9999, 12, 31),
}
NO_DAYS = (
    "2026-02-30", "2026-13-01", "2026-00-10", "18263", "73051", "长期", "2026-01", "26-01-02", "20260230",
    "2026-01-02 25:00", "176728320000", "abc", "2026年", "2026-01-0213",
)  # fmt: skip
INSTANTS = {
    "2026-01-02 13:04:05": datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC),
    "2026/1/2 3:04": datetime(2026, 1, 1, 19, 4, tzinfo=UTC),
    "2026年1月2日13时04分05秒": datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC),
    "2026-01-02": datetime(2026, 1, 1, 16, tzinfo=UTC),
    "20260102130405": datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC),
    "2026-01-02T13:04:05+0800": datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC),
    "2026-01-02T13:04:05-05:30": datetime(2026, 1, 2, 18, 34, 5, tzinfo=UTC),
    "2026-01-02T13:04:05Z": datetime(2026, 1, 2, 13, 4, 5, tzinfo=UTC),
    "2026-01-02 13:04:05.250": datetime(2026, 1, 2, 5, 4, 5, 250000, tzinfo=UTC),
    "1767283200123": datetime(2026, 1, 1, 16, 0, 0, 123000, tzinfo=UTC),
    "42473.5": datetime(2016, 4, 13, 4, tzinfo=UTC),
    "1988-07-01 12:00:00": datetime(1988, 7, 1, 3, tzinfo=UTC),
}


def test_days(read) -> None:
    assert dict(zip(DAYS, read(dates.day, list(DAYS)), strict=True)) == DAYS


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_real_day_is_nothing(read, text: str) -> None:
    assert read(dates.day, [text]) == [None]
    assert read(dates.instant, [text]) == [None]


def test_instants(read) -> None:
    assert dict(zip(INSTANTS, read(dates.instant, list(INSTANTS)), strict=True)) == INSTANTS


def test_the_hour_that_summer_time_left_out_is_read_by_the_standard_offset(read) -> None:
    assert read(dates.instant, ["1988-04-17 02:30:00"]) == [datetime(1988, 4, 16, 18, 30, tzinfo=UTC)]


def test_iso_text_bears_shanghais_offset(read) -> None:
    sent = ["2026-01-02T05:04:05Z", "2026-01-02 13:04:05.5"]
    assert read(lambda text: dates.iso_text(dates.instant(text)), sent) == [
        "2026-01-02T13:04:05+08:00",
        "2026-01-02T13:04:05.500+08:00",
    ]


@given(st.datetimes(datetime(1949, 10, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_a_day_is_read_alike_in_every_form(moment: datetime) -> None:
    serial = (moment.date() - date(1899, 12, 30)).days
    forms = [
        f"{moment:%Y/%m/%d}",
        f"{moment.year}-{moment.month}-{moment.day}",
        f"{moment:%Y%m%d}",
        f"{moment.year}年{moment.month}月{moment.day}日",
        f"{moment:%Y-%m-%d} 23:59:59",
        str(serial) if 18264 <= serial <= 73050 else f"{moment:%Y.%m.%d}",
    ]
    read = pl.DataFrame({"text": forms}).select(dates.day(pl.col("text"))).to_series().to_list()
    assert read == [moment.date()] * len(forms)


@pytest.mark.parametrize(
    ("day", "out", "out_even_ahead"),
    [
        (date(2026, 11, 22), False, False),
        (date(2026, 11, 23), False, False),
        (date(2026, 11, 24), True, False),
        (date(1949, 1, 1), False, False),
        (date(1948, 12, 31), True, True),
    ],
)
def test_a_day_may_be_one_day_ahead_at_most(day: date, out: bool, out_even_ahead: bool) -> None:
    landed = datetime(2026, 11, 22, 12, tzinfo=UTC)
    frame = pl.DataFrame({"day": [day], "landed": pl.Series([landed], dtype=dates.INSTANT)})
    columns = pl.col("day"), pl.col("landed")
    assert frame.select(dates.day_is_out_of_range(*columns, may_lie_ahead=False)).item() is out
    assert frame.select(dates.day_is_out_of_range(*columns, may_lie_ahead=True)).item() is out_even_ahead


def test_an_instant_may_be_a_day_ahead_to_the_second() -> None:
    landed = datetime(2026, 11, 22, 12, tzinfo=UTC)
    ahead = [landed + timedelta(days=1), landed + timedelta(days=1, seconds=1)]
    frame = pl.DataFrame({"at": pl.Series(ahead, dtype=dates.INSTANT), "landed": pl.Series([landed] * 2)})
    out = frame.select(dates.instant_is_out_of_range(pl.col("at"), pl.col("landed"), may_lie_ahead=False))
    assert out.to_series().to_list() == [False, True]
