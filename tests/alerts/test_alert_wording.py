"""Numbers, instants and spans as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.alerts.wording import instant, number, span

MOMENT = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


def test_numbers_and_instants() -> None:
    assert number(1234) == "1,234"
    assert instant(MOMENT, MOMENT) == "11月23日 09:05"
    assert instant(MOMENT, MOMENT + timedelta(days=365)) == "2026年11月23日 09:05"
    # The new year begins in Shanghai.
    assert instant(datetime(2026, 12, 31, 16, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)) == "1月1日 00:00"


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(minutes=5, seconds=59), "5 分钟"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(hours=2, minutes=10), "2 小时 10 分钟"),
        (timedelta(days=3, minutes=59), "3 天"),
        (timedelta(days=1234, hours=4), "1,234 天 4 小时"),
    ],
)
def test_spans(length: timedelta, written: str) -> None:
    assert span(length) == written
