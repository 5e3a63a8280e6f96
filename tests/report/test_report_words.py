"""Numbers, days and names as people here write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.datasets import dataset
from hub.report import words
from hub.report.fields import titled_fields

NOW = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(seconds=-5), "刚刚"),
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=1), "1 分钟"),
        (timedelta(minutes=59), "59 分钟"),
        (timedelta(hours=47, minutes=59), "47 小时"),
        (timedelta(days=2), "2 天"),
    ],
)
def test_how_long_something_lasts(length: timedelta, written: str) -> None:
    assert words.lasting(NOW - length, NOW) == written


def test_another_year_is_named() -> None:
    assert words.since(NOW - timedelta(days=1), NOW) == "1月1日 09:00（24 小时）"
    assert words.since(NOW - timedelta(days=3), NOW) == "2025年12月30日 09:00（3 天）"


def test_many_are_counted() -> None:
    assert words.listed(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert words.listed(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等 4 个"


def test_what_nobody_declared_is_shown_harmlessly() -> None:
    assert words.platform_title(None) == "数据枢纽"
    assert words.platform_title("<b>") == words.dataset_title("city", "<b>") == "＜b＞"
    assert words.dataset_title("city", "*") == "平台整体"
    assert words.rule_title("gone.rule") == "gone.rule"
    assert words.remedy("gone.rule") == "联系数据工程组"
    assert words.department_title("market") == "市场监管"


@pytest.mark.parametrize(
    ("fields", "titled"),
    [
        ("CF_JDRQ", "处罚决定日期（CF_JDRQ）"),
        ("CF_JDRQ;CF_FRDB", "处罚决定日期（CF_JDRQ）、法定代表人（CF_FRDB）"),
        ("没有的字段", "没有的字段"),
        ("", "整条记录"),
    ],
)
def test_fields_are_called_by_what_they_mean(fields: str, titled: str) -> None:
    assert titled_fields(dataset("provincial/penalties"), fields) == titled
