"""What an operator does now: everything that is wrong, in the order in which it wants a hand.

One action stands for what one hand mends: a platform that is down, a dataset that is held, all that a platform's
senders have to mend. What somebody has acknowledged or silenced comes last.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs
from hub.alerts.owners import owner
from hub.alerts.watch import OVERDUE
from hub.alerts.wording import instant
from hub.report.words import (
    dataset_title,
    department_title,
    listed,
    platform_title,
    remedy,
    rule_title,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from hub.report.rejections import Rejections
    from hub.report.standing import Held, OpenAlert

PLATFORM_DOWN = "gate.unreachable"
SET_ASIDE = "departments.file_set_aside"


class Urgency(IntEnum):
    """How soon a hand is wanted; what is being handled waits for no other."""

    NOW = 0
    TODAY = 1
    WEEK = 2
    HANDLED = 3

    @property
    def word(self) -> str:
        """As operators say it."""
        return ("立即", "今天", "本周", "处理中")[self]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `where` is the section of the report that tells more, `command` what may be typed for it,
    `parts` what it is made of."""

    urgency: Urgency
    what: str
    since: datetime
    whose: str
    do: str
    where: str
    command: str = ""
    handled: str = ""
    parts: tuple[str, ...] = ()


def find_actions(
    holds: Sequence[Held], alerts: Sequence[OpenAlert], rejections: Rejections, now: datetime
) -> tuple[Action, ...]:
    """Everything to do, the most urgent first, of the same urgency the oldest first."""
    left = [each for each in alerts if each.severity != "reject"]
    # A hold and the alert that tells of it are one thing: a gate's is the operator's, a rule's is the engineers'.
    held = {(each.platform, each.dataset) for each in holds}
    left = [each for each in left if each.severity != "block" or (each.platform, each.dataset) not in held]
    broken = {(each.platform, each.concerned, each.rule_id) for each in left if each.severity == "error"}
    holds = [each for each in holds if (each.platform, each.dataset, each.rule_id) not in broken]
    found: list[Action] = []
    for belongs, key, make in _GROUPS:
        mine = [each for each in left if belongs(each)]
        left = [each for each in left if not belongs(each)]
        grouped: dict[object, list[OpenAlert]] = defaultdict(list)
        for each in mine:
            grouped[key(each)].append(each)
        found += [_handled(make(group), group, now) for group in grouped.values()]
    found += _held(holds)
    found += _to_mend(rejections, [each for each in alerts if each.rule_id == OVERDUE and not _is_handled(each)])
    return tuple(sorted(found, key=lambda each: (each.urgency, each.since, each.what)))


def _handled(action: Action, alerts: Sequence[OpenAlert], now: datetime) -> Action:
    """The action as one that waits, where somebody has taken on every one of its alerts."""
    if not all(map(_is_handled, alerts)):
        return action
    last = alerts[-1]
    if last.status == "acknowledged" and last.acknowledged_at:
        told = f"{mask_runs(last.acknowledged_by or '')}已于{instant(last.acknowledged_at, now)}确认"
    else:
        told = f"静默至{instant(last.silenced_until, now)}" if last.silenced_until else "已确认"
    return replace(action, urgency=Urgency.HANDLED, handled=told)


def _is_handled(alert: OpenAlert) -> bool:
    return alert.status == "acknowledged" or alert.silenced_until is not None


def _broken(alerts: list[OpenAlert]) -> Action:
    first = alerts[0]
    rules = [rule_title(each) for each in dict.fromkeys(each.rule_id for each in alerts)]
    return Action(
        Urgency.NOW,
        f"{_subject(first)}：{len(alerts)} 条规则无法执行（{listed(rules)}），数据集暂缓发布",
        first.opened_at,
        owner(first),
        "修复规则，再重新判定；不是报送单位的问题",
        "alerts",
        f"hub quality recheck --platform {first.platform}" if first.platform else "",
    )


def _down(alerts: list[OpenAlert]) -> Action:
    """A platform that answers nothing, or for some of its datasets only."""
    first = alerts[0]
    whole = any(each.dataset is None for each in alerts)
    names = [each.subject for each in alerts if each.dataset is not None]
    return Action(
        Urgency.NOW,
        f"{first.platform_title}："
        + ("平台无法访问，全部数据停止更新" if whole else f"{listed(names)}取不到数，停止更新"),
        first.opened_at,
        owner(first),
        f"{remedy(PLATFORM_DOWN)}。恢复后自动补采，已发布的数据不变",
        "freshness",
        "hub config check",
    )


def _blocked(alerts: list[OpenAlert]) -> Action:
    first = alerts[0]
    return Action(
        Urgency.TODAY,
        mask_runs(first.title),
        first.opened_at,
        owner(first),
        remedy(first.rule_id),
        "alerts",
    )


def _files(alerts: list[OpenAlert]) -> Action:
    files = [mask_runs(each.title).removeprefix("部门文件").split("：", 1)[0].strip() for each in alerts]
    departments = dict.fromkeys(
        alert.department or file.split("/", 1)[0] for alert, file in zip(alerts, files, strict=True)
    )
    return Action(
        Urgency.TODAY,
        f"{len(alerts)} 个部门文件整份搁置：{listed(files)}",
        alerts[0].opened_at,
        f"报送部门（{'、'.join(map(department_title, departments))}）",
        f"{remedy(SET_ASIDE)}，用原文件名重新放入收件箱",
        "alerts",
    )


def _others(alerts: list[OpenAlert]) -> Action:
    first = alerts[0]
    if len(alerts) == 1:
        what = mask_runs(first.title)
    else:
        names = list(dict.fromkeys(each.subject for each in alerts))
        what = f"{first.platform_title}：{first.problem}，{len(alerts)} 处（{listed(names)}）"
    return Action(
        Urgency.TODAY if first.rule_id.startswith("gate.") else Urgency.WEEK,
        what,
        first.opened_at,
        owner(first),
        first.remedy,
        "alerts",
    )


_GROUPS: tuple[
    tuple[Callable[[OpenAlert], bool], Callable[[OpenAlert], object], Callable[[list[OpenAlert]], Action]], ...
] = (
    (lambda each: each.severity == "error", lambda each: (each.platform, each.concerned), _broken),
    (lambda each: each.rule_id == PLATFORM_DOWN, lambda each: each.platform, _down),
    (lambda each: each.severity == "block", lambda each: each.alert_id, _blocked),
    (lambda each: each.rule_id == SET_ASIDE, lambda each: each.platform, _files),
    (lambda _: True, lambda each: (each.platform, each.rule_id, each.problem), _others),
)
"""Which alerts one action stands for: those that belong, by a key, and the action of each group; the first
that fits counts."""


def _held(holds: Iterable[Held]) -> Iterator[Action]:
    by_dataset: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for each in holds:
        by_dataset[each.platform, each.dataset].append(each)
    for (platform, dataset), reasons in by_dataset.items():
        yield Action(
            Urgency.TODAY,
            f"{reasons[0].title}：暂缓发布，因为{'；'.join(dict.fromkeys(each.gate for each in reasons))}",
            reasons[0].since,
            f"数据管理员；{platform_title(platform)}报送单位核实",
            f"{'；'.join(dict.fromkeys(remedy(each.rule_id) for each in reasons))}。"
            "核实无误即可放行；此前已发布的数据不受影响",
            "holds",
            f"hub quality accept {platform} {dataset} --by 姓名 --reason 理由",
        )


def _to_mend(rejections: Rejections, overdue: Sequence[OpenAlert]) -> Iterator[Action]:
    """All that is rejected: one export gives every sender its list. What is `overdue` cannot wait."""
    if not rejections.platforms:
        return
    parts = tuple(
        f"{platform_title(each.platform)} {each.versions:,} 条"
        f"（{listed([dataset_title(each.platform, name) for name in each.datasets])}）"
        for each in rejections.platforms
    )
    late = listed(list(dict.fromkeys(each.subject for each in overdue)))
    yield Action(
        Urgency.TODAY if overdue else Urgency.WEEK,
        f"{rejections.versions:,} 条记录被拒收，待报送单位改正" + (f"；{late}已超过整改期限" if overdue else ""),
        min(each.since for each in rejections.platforms),
        "各报送单位，见“谁要改什么”",
        "导出整改清单，发给各报送单位；改正后重新报送，拒收自动解除" + ("。超过期限的请催办" if overdue else ""),
        "senders",
        "hub quality export -o 整改清单",
        parts=parts,
    )


def _subject(alert: OpenAlert) -> str:
    if alert.platform is None or alert.concerned is None:
        return alert.platform_title
    return f"{alert.platform_title} · {dataset_title(alert.platform, alert.concerned)}"
