"""Whole messages, as an operator reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.alerts.delivery import Event, Notice
from hub.alerts.messages import compose

OPENED = datetime(2026, 11, 22, 11, 50, tzinfo=UTC)


def notice(number: int, *, event: Event = Event.OPENED, severity: str = "reject", platform: str = "city") -> Notice:
    return Notice(
        alert_id=number,
        event=event,
        severity=severity,
        platform=platform,
        dataset="shops",
        rule_id="any.key_missing",
        title=f"问题 {number}",
        body=f"怎么办：处理 {number}",
        occurrences=number,
        opened_at=OPENED,
        resolved_at=datetime(2026, 11, 23, 1, 5, tzinfo=UTC) if event is Event.RESOLVED else None,
    )


def test_one_alert_is_told_whole() -> None:
    message = compose([notice(3)])
    assert message.title == "执法数据中枢：【拒收】问题 3"
    assert message.body == "【拒收】问题 3\n起始时间：2026年11月22日 19:50（已出现 3 次）\n怎么办：处理 3"


def test_an_end_says_how_long_it_lasted() -> None:
    message = compose([notice(1, event=Event.RESOLVED)])
    assert message.title == message.body.join(["执法数据中枢：", ""])
    assert message.body == "【已恢复】问题 1（2026年11月22日 19:50 至 2026年11月23日 09:05）"


def test_several_are_one_message_the_gravest_first() -> None:
    message = compose([notice(1, severity="warn"), notice(2, event=Event.RESOLVED), notice(4, severity="block")])
    assert message.title == "执法数据中枢：2 条新告警，1 条已恢复"
    assert message.body.split("\n\n") == [
        "【暂缓发布】问题 4\n起始时间：2026年11月22日 19:50（已出现 4 次）\n怎么办：处理 4",
        "【提醒】问题 1\n起始时间：2026年11月22日 19:50\n怎么办：处理 1",
        "【已恢复】问题 2（2026年11月22日 19:50 至 2026年11月23日 09:05）",
    ]


def test_a_storm_is_one_message_and_counts_what_it_leaves_out() -> None:
    storm = [notice(number, platform="city" if number % 2 else "provincial") for number in range(1, 10_001)]
    message = compose(storm)
    assert message.title == "执法数据中枢：10000 条新告警"
    assert message.body.endswith("另有 9965 条（city 4982 条，provincial 4983 条），全部见 hub alerts list")
    assert len(message.body) < 4_000
