"""What devices noticed at premises, and inspectors in schools: how it began, how urgent it was, how it ended.

All of it before a platform writes it down; see `records` for how they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.chance import person_name
from hub.sandbox.story import HISTORY_DAYS

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import City, Entity

SCHOOL_KINDS: Final = frozenset({"institution", "social_organisation"})
"""The kinds of entity that are schools and kindergartens."""

EQUIPPED: Final = 4
"""Premises of which one has devices."""

ALERTS: Final = (
    ("烟感报警", "烟雾探测器报警", "critical"),
    ("电气火灾监控", "剩余电流超过限值", "urgent"),
    ("电气火灾监控", "线缆温度超过限值", "urgent"),
    ("燃气泄漏", "可燃气体浓度超过限值", "critical"),
    ("消防水压", "消火栓水压低于限值", "urgent"),
    ("人员聚集", "室内人数超过核定人数", "urgent"),
    ("通道占用", "消防通道被占用超过十分钟", "normal"),
    ("电动自行车", "电动自行车进入室内充电", "urgent"),
    ("设备离线", "设备超过二十四小时没有上线", "normal"),
)
"""Kind, what the device says, and how urgent that is (hub code)."""

HAZARDS: Final = (
    ("消防安全", "疏散通道堆放杂物", "urgent"),
    ("消防安全", "灭火器压力不足", "normal"),
    ("食品安全", "食堂留样记录不全", "normal"),
    ("食品安全", "食堂从业人员健康证过期", "urgent"),
    ("校舍安全", "外墙面砖空鼓松动", "critical"),
    ("校车安全", "校车未按时年检", "critical"),
    ("用电安全", "配电箱未上锁", "normal"),
    ("实验室安全", "危险化学品未双人双锁", "critical"),
    ("校园周边", "校门口流动摊贩聚集", "normal"),
    ("设施设备", "体育器材松动", "normal"),
)
"""Kind, what was found, and how urgent that is (hub code)."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A device's alert. `urgency` and `status` are hub codes; `handled` is None where it stands open."""

    number: str
    device: str
    kind: str
    words: str
    urgency: str
    happened: datetime
    handled: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard at a school. `urgency` and `status` are hub codes; `fixed` is None where it stands open."""

    number: str
    kind: str
    words: str
    urgency: str
    found: datetime
    deadline: datetime
    fixed: datetime | None
    status: str
    responsible: str


def alerts_of(city: City, entity: Entity) -> list[Alert]:
    """The alerts at an entity's premises: the same for the same city and number."""
    if entity.number % EQUIPPED:
        return []
    rng = city.random("alerts", entity.number)
    return [_alert(city, entity, rng, number) for number in range(rng.choice((1, 1, 1, 2, 3)))]


def hazards_of(city: City, entity: Entity) -> list[Hazard]:
    """The hazards at a school, none elsewhere: the same for the same city and number."""
    if entity.kind not in SCHOOL_KINDS:
        return []
    rng = city.random("hazards", entity.number)
    return [_hazard(city, entity, rng, number) for number in range(rng.randrange(5, 13))]


def _alert(city: City, entity: Entity, rng: Random, number: int) -> Alert:
    kind, words, urgency = rng.choice(ALERTS)
    happened = _moment(city, rng)
    ended = happened + timedelta(minutes=rng.randrange(3, 2 * 1440))
    handled, status = _course(city, rng, ended)
    return Alert(
        number=f"YJ{happened:%Y%m%d}{entity.number:06d}{number}",
        device=f"SB{entity.number:07d}{rng.randrange(1, 5)}",
        kind=kind,
        words=words,
        urgency=urgency,
        happened=happened,
        handled=handled,
        status=status,
    )


def _hazard(city: City, entity: Entity, rng: Random, number: int) -> Hazard:
    kind, words, urgency = rng.choice(HAZARDS)
    found = _moment(city, rng)
    days = {"critical": 3, "urgent": 7, "normal": 30}[urgency]
    # In time, all but a few: those stand open beyond their term.
    ended = found + timedelta(minutes=rng.randrange(30, days * 1440))
    fixed, status = _course(city, rng, ended)
    return Hazard(
        number=f"YH{found:%Y%m%d}{entity.number:06d}{number}",
        kind=kind,
        words=words,
        urgency=urgency,
        found=found,
        deadline=found + timedelta(days=days),
        fixed=fixed,
        status=status,
        responsible=person_name(rng),
    )


def _moment(city: City, rng: Random) -> datetime:
    """A whole minute of the history; every tenth of the last days."""
    days = 5 if rng.random() < 0.1 else HISTORY_DAYS
    back = timedelta(minutes=rng.randrange(60, days * 1440))
    return (city.reference - back).replace(second=0, microsecond=0)


def _course(city: City, rng: Random, ended: datetime) -> tuple[datetime | None, str]:
    """When it ended and how; what would lie after the end of history, and a few besides, stand open."""
    if ended > city.reference - timedelta(minutes=30) or rng.random() < 0.03:
        return None, rng.choice(("reported", "handling"))
    return ended, "voided" if rng.random() < 0.08 else "closed"
