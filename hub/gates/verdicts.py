"""What each gate says of the facts: pure functions, each with its limits and its sentence for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from hub.gates.limits import Limits

REJECTED_SHARE = "gate.rejected_share"
VOLUME = "gate.volume"
FILL_RATE = "gate.fill_rate"
FIELD_ABSENT = "gate.required_field_absent"
UNREADABLE = "gate.schema_unreadable"
RECONCILIATION = "gate.reconciliation"
TOTALS = "gate.totals"
FRESHNESS = "gate.freshness"
UNREACHABLE = "gate.unreachable"
NEW_FIELD = "gate.new_field"

ALIKE_DAYS = 4
"""From so many days of the same weekday on, a day is compared with those alone."""
SPREADS = 5
"""How many robust spreads (1.4826 times the median absolute deviation) a volume must be off besides."""
_MAD = 1.4826


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate found wrong, as one Chinese sentence for whoever has to act."""

    reason: str


@dataclass(frozen=True, slots=True)
class Increment:
    """What came of a dataset and is not released yet: versions, and those of them rejected and not mended."""

    versions: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Day:
    """What a day of the past brought: versions, and of each field the share (0 to 1) that was not empty."""

    day: date
    versions: int
    filled: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fill:
    """Of each field of an increment's `records` the share (0 to 1) that is not empty."""

    records: int
    shares: Mapping[str, float]


def rejected_share(increment: Increment, limits: Limits) -> Verdict | None:
    """Too many of what came are rejected."""
    if increment.versions < limits.enough_versions:
        return None
    share = increment.rejected / increment.versions
    if share <= limits.rejected_share:
        return None
    return Verdict(
        f"尚未发布的 {increment.versions} 条中有 {increment.rejected} 条被拒收（{_percent(share)}），"
        f"超过上限 {_percent(limits.rejected_share)}"
    )


def volume(today: Day, closed: Day | None, history: Sequence[Day], limits: Limits) -> Verdict | None:
    """A day brought far more than the days before, or a closed one far less and today has not made up for it.

    `closed` is the last day before `today` that brought anything; `history` are the days before the one judged.
    Days without any version are silence, which another gate judges.
    """
    return _flood(today, history, limits) or _ebb(today, closed, history, limits)


def fill_rate(fill: Fill, history: Sequence[Day], limits: Limits, names: Mapping[str, str]) -> Verdict | None:
    """Fields that used to be filled are empty. `names`: what the source calls each field."""
    if fill.records < limits.enough_versions or len(history) < limits.history_days:
        return None
    fallen = []
    for field, share in fill.shares.items():
        known = [day.filled[field] for day in history if field in day.filled]
        if len(known) >= limits.history_days and (usual := median(known)) - share > limits.fill_drop:
            fallen.append(f"{names.get(field, field)}（由 {_percent(usual)} 降至 {_percent(share)}）")
    return Verdict(f"字段填充率骤降：{'、'.join(fallen)}") if fallen else None


def field_absent(absent: Mapping[str, int], limits: Limits) -> Verdict | None:
    """Required fields whose names stand in no row: `absent` rows running, by name."""
    missing = {name: rows for name, rows in absent.items() if rows >= limits.absent_rows}
    if not missing:
        return None
    listed = "、".join(f"{name}（连续 {rows} 行）" for name, rows in sorted(missing.items()))
    return Verdict(f"必填字段整列缺失：{listed}")


def unreadable(absent: Mapping[str, int], keys: Sequence[Sequence[str]]) -> Verdict | None:
    """No field of the key stands in any row: the structure has changed. `keys`: the fields of each part of the key."""
    fields = {name for part in keys for name in part}
    if not fields or not all(absent.get(name) for name in fields):
        return None
    return Verdict(f"数据结构变化，主键字段 {'、'.join(sorted(fields))} 一个也没有出现，记录无法识别")


def usual_volume(day: date, history: Sequence[Day]) -> tuple[float, float]:
    """The median of the days' versions and their robust spread: of the same weekday where there are enough."""
    alike = [each.versions for each in history if each.day.weekday() == day.weekday()]
    counts = alike if len(alike) >= ALIKE_DAYS else [each.versions for each in history]
    usual = median(counts)
    return usual, _MAD * median(abs(count - usual) for count in counts)


def _flood(today: Day, history: Sequence[Day], limits: Limits) -> Verdict | None:
    before = [each for each in history if each.day < today.day]
    if len(before) < limits.history_days or not today.versions:
        return None
    usual, spread = usual_volume(today.day, before)
    if today.versions <= usual * limits.volume_times or today.versions <= usual + SPREADS * spread:
        return None
    return Verdict(
        f"{_day(today.day)}已收到 {today.versions} 条，超过通常每日 {_number(usual)} 条的 "
        f"{_number(limits.volume_times)} 倍"
    )


def _ebb(today: Day, closed: Day | None, history: Sequence[Day], limits: Limits) -> Verdict | None:
    if closed is None or not closed.versions:
        return None
    before = [each for each in history if each.day < closed.day]
    if len(before) < limits.history_days:
        return None
    usual, _ = usual_volume(closed.day, before)
    least = usual / limits.volume_times
    if closed.versions >= least or today.versions >= least:
        return None
    return Verdict(
        f"{_day(closed.day)}全天只收到 {closed.versions} 条，不足通常每日 {_number(usual)} 条的 "
        f"{_number(limits.volume_times)} 分之一"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
