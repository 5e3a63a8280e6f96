"""Whole messages, as an operator reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.alerts.bodies import body
from hub.alerts.due import Event, Notice
from hub.alerts.masking import mask_value
from hub.alerts.messages import compose
from hub.datasets import dataset

OPENED = datetime(2026, 11, 22, 11, 50, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
BODY = body(
    what="记录的最新版本因“主键缺失”被拒收，没有发布",
    how_much=1234,
    examples=["D-1：shopName = 章*", "D-2：shopName = （空）", "D-3：shopName = 甲乙商行", "D-4：不再列出"],
    effect="此前合格的版本继续发布，其他记录照常",
    remedy="补齐该记录的主键字段后重新报送",
    where="质量报告",
)


def notice(
    number: int,
    *,
    event: Event = Event.OPENED,
    severity: str = "reject",
    platform: str = "city",
    title: str = "",
    text: str = BODY,
    was_told: bool = True,
    resolved_by: str | None = None,
    department: str | None = None,
    affected: int | None = None,
) -> Notice:
    return Notice(
        alert_id=number,
        event=event,
        number=0,
        severity=severity,
        platform=platform,
        rule_id="any.key_missing",
        department=department,
        title=title or f"问题 {number}",
        body=text,
        occurrences=number,
        opened_at=OPENED,
        resolved_at=NOW if event is Event.RESOLVED else None,
        resolved_by=resolved_by,
        was_told=was_told,
        affected=affected,
    )


def test_one_alert_is_told_whole() -> None:
    message = compose(
        [notice(3, title="乐清市综合管理服务平台 · 沿街店铺：主键缺失，拒收 1,234 条")],
        now=NOW,
        report="https://hub.example/reports/quality.html",
    )
    assert message.title == "执法数据中枢：【拒收】乐清市综合管理服务平台 · 沿街店铺：主键缺失，拒收 1,234 条"
    assert (
        message.body
        == """\
【拒收】乐清市综合管理服务平台 · 沿街店铺：主键缺失，拒收 1,234 条（编号 3）
自何时：11月22日 19:50 起，已持续 13 小时 15 分钟，出现 3 次
归谁处理：报送单位（乐清市综合管理服务平台）
发生了什么：记录的最新版本因“主键缺失”被拒收，没有发布
有多少：1,234 条
示例：
  1. D-1：shopName = 章*
  2. D-2：shopName = （空）
  3. D-3：shopName = 甲乙商行
有何影响：此前合格的版本继续发布，其他记录照常
怎么办：补齐该记录的主键字段后重新报送
在哪里看：质量报告

质量报告：https://hub.example/reports/quality.html
着手处理后请确认，以免重复提醒：hub alerts acknowledge 编号 --by 姓名
全部告警：hub alerts list"""
    )


def test_an_end_says_how_long_it_lasted() -> None:
    message = compose([notice(1, event=Event.RESOLVED)], now=NOW)
    assert message.title == "执法数据中枢：【已恢复】问题 1（11月22日 19:50 至 11月23日 09:05，历时 13 小时 15 分钟）"
    assert (
        message.body
        == """\
【已恢复】问题 1（编号 1；11月22日 19:50 至 11月23日 09:05，历时 13 小时 15 分钟）

全部告警：hub alerts list"""
    )


def test_an_end_by_hand_and_one_nobody_had_heard_of() -> None:
    over = [
        notice(1, event=Event.RESOLVED, resolved_by="王五"),
        notice(2, event=Event.RESOLVED, was_told=False),
    ]
    assert compose(over, now=NOW).body.splitlines()[:2] == [
        "【已解除】问题 1（编号 1；11月22日 19:50 至 11月23日 09:05，历时 13 小时 15 分钟；由王五人工解除）",
        "【已恢复】问题 2（编号 2；11月22日 19:50 至 11月23日 09:05，历时 13 小时 15 分钟；此前未及通知）",
    ]


def test_several_are_one_message_the_gravest_first() -> None:
    message = compose(
        [
            notice(1, severity="warn", text="怎么办：处理 1", department="market"),
            notice(2, event=Event.RESOLVED),
            notice(4, severity="error", text="怎么办：处理 4"),
            notice(5, event=Event.REMINDED, severity="block", text="怎么办：处理 5"),
        ],
        now=NOW,
    )
    assert message.title == "执法数据中枢 · 乐清市综合管理服务平台：2 条新告警，1 条仍未解除，1 条已恢复"
    assert (
        message.body
        == """\
【系统故障】问题 4（编号 4）
自何时：11月22日 19:50 起，已持续 13 小时 15 分钟，出现 4 次
归谁处理：数据工程组
怎么办：处理 4

【仍未解除】【暂缓发布】问题 5（编号 5）
自何时：11月22日 19:50 起，已持续 13 小时 15 分钟，出现 5 次
归谁处理：报送单位（乐清市综合管理服务平台）
怎么办：处理 5

【提醒】问题 1（编号 1）
自何时：11月22日 19:50 起，已持续 13 小时 15 分钟
归谁处理：报送单位：市场监管
怎么办：处理 1

【已恢复】问题 2（编号 2；11月22日 19:50 至 11月23日 09:05，历时 13 小时 15 分钟）

着手处理后请确认，以免重复提醒：hub alerts acknowledge 编号 --by 姓名
全部告警：hub alerts list"""
    )


def test_of_equally_grave_ones_the_largest_is_first() -> None:
    few, many = notice(1, affected=2, text="少"), notice(2, affected=1_000, text="多")
    body = compose([few, many], now=NOW).body
    assert body.index("问题 2") < body.index("问题 1")


def test_a_storm_is_one_message_and_counts_what_it_leaves_out() -> None:
    storm = [notice(number, platform="city" if number % 2 else "provincial") for number in range(1, 10_001)]
    message = compose(storm, now=NOW)
    assert message.title == "执法数据中枢：10,000 条新告警"
    assert (
        '另有 9,965 条未在此列出（省"大综合一体化"执法监管数字应用 4,983 条，乐清市综合管理服务平台 4,982 条）'
        in message.body
    )
    assert len(message.body) < 4_000


@given(
    st.lists(st.builds(notice, st.integers(1, 999_999), title=st.text(max_size=120)), min_size=1, max_size=12),
    st.integers(1_200, 5_000),
)
def test_a_message_never_outgrows_its_channel(notices: list[Notice], longest: int) -> None:
    message = compose(notices, now=NOW, longest=longest)
    assert len(f"{message.title}\n{message.body}".encode()) <= longest


def test_a_short_channel_still_says_what_to_do_about_the_gravest() -> None:
    message = compose([notice(1), notice(2, severity="block"), notice(3)], now=NOW, longest=2_048)
    assert message.body.startswith("【暂缓发布】问题 2（编号 2）\n自何时：")
    assert "【拒收】问题 1（编号 1）" in message.body


def test_the_year_is_told_where_it_is_another() -> None:
    message = compose([notice(1)], now=NOW + timedelta(days=60))
    assert "自何时：2026年11月22日 19:50 起，已持续 60 天 13 小时" in message.body


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("'; DROP TABLE quality.alert; --", "'; DROP TABLE quality.alert; --"),
        ('<img src=x onerror="alert(1)">', '＜img src=x onerror="alert(1)"＞'),
        ("[点这里](http://evil.example)", "［点这里］(http:／／evil.example)"),
        ("`rm` <at user_id='all'> @所有人", "｀rm｀ ＜at user_id='all'＞ ＠所有人"),
        ('=HYPERLINK("http://evil.example")', '=HYPERLINK("http:／／evil.example")'),
        ("一\r\n【已恢复】全部\u2028二\u202e三\x00", "一  【已恢复】全部 二 三"),
    ],
)
def test_values_reach_messages_as_harmless_text(value: str, shown: str) -> None:
    example = mask_value(dataset("city/cases"), ["statusName"], value)
    assert example == shown
    text = body(what="状态不在代码表内", examples=[f"A-1：statusName = {example}"], remedy="改正", where="质量报告")
    message = compose([notice(1, text=text)], now=NOW)
    assert f"  1. A-1：statusName = {shown}\n怎么办：改正" in message.body


def test_what_a_finding_forgot_to_mask_is_masked_all_the_same() -> None:
    careless = notice(1, title="章某某 330382190001011234", text="发生了什么：电话 13812345678\n  \x1b[31m红色")
    message = compose([careless], now=NOW)
    assert "330382********1234" in message.title
    assert "发生了什么：电话 138****5678\n   ［31m红色" in message.body
    assert "13812345678" not in f"{message.title}{message.body}"
