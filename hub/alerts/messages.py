"""Alerts as operators read them, in Chinese, with nothing a reader may not see.

A message says of each alert what is wrong, since when, whose it is, how much, three examples, what to do and where to
look. What does not fit is told in a line, what does not fit either is counted: the list has it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.alerts.due import Event, Notice
from hub.alerts.masking import mask_lines, mask_runs
from hub.alerts.owners import owner
from hub.alerts.wording import instant, number, span
from hub.datasets import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

NAME = "执法数据中枢"
IN_FULL = 5
"""Alerts of a message that are told whole; the others have a line each."""
IN_LINES = 30
"""Alerts of a message that have a line at least; of the others only the number is told."""
LONGEST_TITLE = 100
"""Characters of an alert's title that are shown."""
SEVERITIES = {"error": "系统故障", "block": "暂缓发布", "reject": "拒收", "warn": "提醒"}
KINDS = {Event.OPENED: "新告警", Event.REMINDED: "仍未解除", Event.RESOLVED: "已恢复"}
LIST = "全部告警：hub alerts list"
TAKE_ON = "着手处理后请确认，以免重复提醒：hub alerts acknowledge 编号 --by 姓名"


@dataclass(frozen=True, slots=True)
class Message:
    """What one call to a channel says."""

    title: str
    body: str


def compose(
    notices: Sequence[Notice], *, now: datetime, longest: int | None = None, report: str | None = None
) -> Message:
    """One message of `notices` (at least one): the gravest and largest first, then what is over.

    It takes at most `longest` bytes of UTF-8, title and body together (800 at least); `report` is where the quality
    report is found.
    """
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    last = len(order)
    lasting = sorted(
        (each for each in notices if each.event is not Event.RESOLVED),
        key=lambda each: (order.get(each.severity, last), each.event is Event.REMINDED, -(each.affected or 0)),
    )
    over = [each for each in notices if each.event is Event.RESOLVED]
    title = _title(notices, now)
    foot = "\n".join((*([f"质量报告：{report}"] if report else []), *([TAKE_ON] if lasting else []), LIST))
    room = None if longest is None else longest - _size(title) - _size(foot) - _size(_left_out(notices))
    return Message(title=title, body="\n\n".join(filter(None, (_told(lasting, over, now, room), foot))))


def _told(lasting: Sequence[Notice], over: Sequence[Notice], now: datetime, room: int | None) -> str:
    """As much of the notices as fits into `room` bytes: whole, in a line, or counted."""
    blocks: list[str] = []
    lines: list[str] = []
    told = 0
    for place, notice in enumerate((*lasting, *over)):
        is_over = notice.event is Event.RESOLVED
        whole = "" if is_over or place >= IN_FULL or lines else _whole(notice, now)
        line = _line(notice, now)
        if whole and _fits(whole, room):
            blocks.append(whole)
            room = _after(whole, room)
        elif len(lines) < IN_LINES and _fits(line, room):
            lines.append(line)
            room = _after(line, room)
        else:
            break
        told += 1
    left = (*lasting, *over)[told:]
    if left:
        lines.append(_left_out(left))
    return "\n\n".join((*blocks, *(["\n".join(lines)] if lines else [])))


def _title(notices: Sequence[Notice], now: datetime) -> str:
    if len(notices) == 1:
        return f"{NAME}：{_line(notices[0], now, with_number=False)}"
    counts = Counter(each.event for each in notices)
    parts = "，".join(f"{number(counts[event])} 条{kind}" for event, kind in KINDS.items() if counts[event])
    platforms = {each.platform for each in notices}
    if len(platforms) > 1:
        return f"{NAME}：{parts}"
    return f"{NAME} · {_platform(platforms.pop())}：{parts}"


def _line(notice: Notice, now: datetime, *, with_number: bool = True) -> str:
    """The alert in one line; `with_number` with the number under which the list has it."""
    marks = [f"编号 {notice.alert_id}"] if with_number else []
    title = mask_runs(notice.title)
    title = title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"
    if notice.event is not Event.RESOLVED or notice.resolved_at is None:
        again = "【明显增多】" if notice.has_grown else "【仍未解除】" if notice.event is Event.REMINDED else ""
        return f"{again}【{SEVERITIES.get(notice.severity, notice.severity)}】{title}{_in_brackets(marks)}"
    marks.append(
        f"{instant(notice.opened_at, now)} 至 {instant(notice.resolved_at, now)}，"
        f"历时 {span(notice.resolved_at - notice.opened_at)}"
    )
    if notice.resolved_by:
        marks.append(f"由{mask_runs(notice.resolved_by)}人工解除")
    if not notice.was_told:
        marks.append("此前未及通知")
    return f"【{'已解除' if notice.resolved_by else '已恢复'}】{title}{_in_brackets(marks)}"


def _whole(notice: Notice, now: datetime) -> str:
    times = f"，出现 {number(notice.occurrences)} 次" if notice.occurrences > 1 else ""
    return "\n".join(
        (
            _line(notice, now),
            f"自何时：{instant(notice.opened_at, now)} 起，已持续 {span(now - notice.opened_at)}{times}",
            f"归谁处理：{owner(notice)}",
            mask_lines(notice.body),
        )
    )


def _left_out(notices: Sequence[Notice]) -> str:
    counts = Counter(each.platform for each in notices)
    rest = "，".join(f"{_platform(platform)} {number(count)} 条" for platform, count in counts.most_common())
    return f"另有 {number(len(notices))} 条未在此列出（{rest}）"


def _platform(name: str | None) -> str:
    if name is None:
        return "数据中枢自身"
    return PLATFORMS[name].title if name in PLATFORMS else mask_runs(name)


def _in_brackets(marks: Sequence[str]) -> str:
    return f"（{'；'.join(marks)}）" if marks else ""


def _size(text: str) -> int:
    """Bytes of `text` in UTF-8, with the line breaks that part it from what follows."""
    return len(text.encode()) + 2


def _fits(text: str, room: int | None) -> bool:
    return room is None or _size(text) <= room


def _after(text: str, room: int | None) -> int | None:
    return None if room is None else room - _size(text)
