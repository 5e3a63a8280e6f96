"""What truly happened around an entity: its papers, and the chains that lead from an event to a penalty.

All of it before the platforms write it down; see `records` for how they do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from hub.sandbox.agencies import Agency, Officer
    from hub.sandbox.items import Item

HISTORY_DAYS = 3 * 365


@dataclass(slots=True)
class Paper:
    """A licence, permit or filing; `until` None where it holds for ever."""

    number: int
    kind: str
    decided: date
    since: date
    until: date | None
    status: str
    agency: Agency


@dataclass(slots=True)
class Incident:
    """An event or a case: its number, the truth about its course, and where it came from or went.

    `urgency` and `satisfaction` are hub codes.
    """

    number: str
    item: Item
    occurred: datetime
    reported: datetime
    accepted: datetime | None
    filed: datetime | None
    dispatched: datetime | None
    resolved: datetime | None
    closed: datetime | None
    due: datetime
    status: str
    at_premises: bool
    urgency: str
    satisfaction: str
    reporter: str
    reporter_phone: str
    origin: str = ""
    handed_to: str = ""


@dataclass(slots=True)
class Visit:
    """An inspection."""

    number: str
    item: Item
    agency: Agency
    officers: tuple[Officer, ...]
    day: date
    result: str
    lead: str = ""
    joint: str = ""


@dataclass(slots=True)
class Fine:
    """A penalty; money in yuan."""

    number: str
    item: Item
    agency: Agency
    filed: date
    decided: date
    closed: date | None
    kinds: tuple[str, ...]
    fine: int
    confiscated: int
    visit: str = ""
    lead: str = ""


@dataclass(slots=True)
class Measure:
    """A coercive measure that followed from a visit; `kind` is a hub code, `ends` None where it goes on."""

    number: str
    decision: str
    kind: str
    item: Item
    agency: Agency
    begins: date
    ends: date | None
    extended: int
    result: str
    visit: str


@dataclass(slots=True)
class Story:
    """Everything that happened around one entity."""

    licences: list[Paper] = field(default_factory=list)
    permits: list[Paper] = field(default_factory=list)
    filings: list[Paper] = field(default_factory=list)
    events: list[Incident] = field(default_factory=list)
    cases: list[Incident] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    penalties: list[Fine] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    has_shop: bool = False
    has_place: bool = False
    shop_status: str = "active"
    place_status: str = "active"


PERMIT_KINDS = ("户外广告设置", "临时占用城市道路", "建筑垃圾处置", "挖掘城市道路", "店招店牌设置")
LICENCE_KINDS = ("ordinary", "ordinary", "approval", "registration", "recognition", "concession")
FINES = (200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 35_000, 100_000, 120_500)
