"""Alerts as operators read them: one message for all that is new, in Chinese, with nothing a reader may not see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.alerts.delivery import Event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.alerts.delivery import Notice

ZONE = ZoneInfo("Asia/Shanghai")
IN_FULL = 5
"""Alerts of a message that are told whole; the others have a line each."""
IN_LINES = 30
"""Alerts of a message that have a line at least; of the others only the number is told."""
SEVERITIES = {"error": "程序", "block": "暂缓发布", "reject": "拒收", "warn": "提醒"}


@dataclass(frozen=True, slots=True)
class Message:
    """What one call to a channel says."""

    title: str
    body: str


def compose(notices: Sequence[Notice]) -> Message:
    """One message of `notices` (at least one): the gravest first, then what is over."""
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    opened = sorted(
        (each for each in notices if each.event is Event.OPENED), key=lambda each: order.get(each.severity, len(order))
    )
    over = [each for each in notices if each.event is Event.RESOLVED]
    parts = [f"{len(opened)} 条新告警" if opened else "", f"{len(over)} 条已恢复" if over else ""]
    title = f"执法数据中枢：{'，'.join(part for part in parts if part)}"
    if len(notices) == 1:
        title = f"执法数据中枢：{_line(notices[0])}"
    blocks = [_whole(each) for each in opened[:IN_FULL]]
    lines = [_line(each) for each in opened[IN_FULL:] + over]
    if len(lines) > IN_LINES:
        left = Counter(each.platform for each in (opened[IN_FULL:] + over)[IN_LINES:])
        rest = "，".join(f"{platform} {count} 条" for platform, count in sorted(left.items()))
        lines = [*lines[:IN_LINES], f"另有 {sum(left.values())} 条（{rest}），全部见 hub alerts list"]
    return Message(title=title, body="\n\n".join([*blocks, *(["\n".join(lines)] if lines else [])]))


def instant(moment: datetime) -> str:
    """An instant as people here write it: 2026年11月22日 19:50."""
    local = moment.astimezone(ZONE)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _line(notice: Notice) -> str:
    if notice.event is Event.RESOLVED and notice.resolved_at is not None:
        return f"【已恢复】{notice.title}（{instant(notice.opened_at)} 至 {instant(notice.resolved_at)}）"
    return f"【{SEVERITIES.get(notice.severity, notice.severity)}】{notice.title}"


def _whole(notice: Notice) -> str:
    since = f"起始时间：{instant(notice.opened_at)}" + (
        f"（已出现 {notice.occurrences} 次）" if notice.occurrences > 1 else ""
    )
    return f"{_line(notice)}\n{since}\n{notice.body}"
