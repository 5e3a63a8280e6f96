"""The words and forms in which operators read numbers, days and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs
from hub.alerts.owners import BESIDE_THE_DOMAINS, ENGINEERS
from hub.alerts.wording import ZONE, instant
from hub.datasets import DATASETS, PLATFORMS
from hub.reference.domains import domains
from hub.rules.texts import Dimension, rule_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

DIMENSIONS = {
    Dimension.NORMS: "规范性",
    Dimension.COMPLETENESS: "完整性",
    Dimension.ACCURACY: "准确性",
    Dimension.CONSISTENCY: "一致性",
    Dimension.TIMELINESS: "时效性",
    Dimension.ACCESSIBILITY: "可访问性",
}
"""The dimensions by their names in GB/T 36344-2018, in its order."""

WHOLE_PLATFORM = "*"
"""In the place of a dataset: what was checked of the platform as a whole."""

_TITLES = {(each.platform, each.name): each.title for each in DATASETS}


def platform_title(platform: str | None) -> str:
    """The platform as people call it; what has none is the hub's own."""
    if platform is None:
        return "数据枢纽"
    return PLATFORMS[platform].title if platform in PLATFORMS else mask_runs(platform)


def dataset_title(platform: str, dataset: str) -> str:
    """The dataset as people call it."""
    if dataset == WHOLE_PLATFORM:
        return "平台整体"
    return _TITLES.get((platform, dataset)) or mask_runs(dataset)


def department_title(folder: str) -> str:
    """A department that delivers files, by its folder's name, as people call it."""
    return domains().get(folder) or BESIDE_THE_DOMAINS.get(folder) or mask_runs(folder)


def rule_title(rule_id: str) -> str:
    """What the rule finds."""
    text = rule_texts().get(rule_id)
    return text.title if text else mask_runs(rule_id)


def remedy(rule_id: str) -> str:
    """What is done about what the rule finds."""
    text = rule_texts().get(rule_id)
    return text.remedy if text else f"联系{ENGINEERS}"


def local_day(moment: datetime) -> date:
    """The day in Yueqing."""
    return moment.astimezone(ZONE).date()


def written_day(day: date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def since(moment: datetime, now: datetime) -> str:
    """Since when, and for how long: `11月20日 08:15（3 天）`."""
    return f"{instant(moment, now)}（{lasting(moment, now)}）"


def lasting(moment: datetime, now: datetime) -> str:
    """How long it has lasted, in the largest unit that says enough."""
    minutes = max(int((now - moment).total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} 分钟" if minutes else "刚刚"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时"
    return f"{minutes // (24 * 60)} 天"


def listed(items: Sequence[str], shown: int = 3) -> str:
    """The first of `items`, and how many there are where not all are shown."""
    head = "、".join(items[:shown])
    return head if len(items) <= shown else f"{head}等 {len(items)} 个"
