"""One row of one platform, and what its writers share."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from hub.sandbox.spelling import Spelling
from hub.sandbox.telling import story_of

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import City, Entity

Row = dict[str, Any]

KEY_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "provincial/enforcement_items": ("item_code",),
    "provincial/item_assignments": ("item_code", "UnitCode", "area_code", "begin_date"),
    "provincial/agencies": ("UnitCode",),
    "provincial/officers": ("EmployeeNO",),
    "provincial/market_entities": ("PriPID",),
    "provincial/licences": ("XK_WSH", "XK_XKJGDM"),
    "provincial/inspections": ("check_action_code",),
    "provincial/penalties": ("CF_WSH", "CF_CFJGDM"),
    "provincial/coercive_measures": ("force_action_code",),
    "city/components": ("componentCode",),
    "city/shops": ("shopId",),
    "city/permits": ("permitId",),
    "city/cases": ("taskId",),
    "grassroots/grids": ("gridCode",),
    "grassroots/places": ("placeId",),
    "grassroots/filings": ("filingNo",),
    "grassroots/events": ("eventNo",),
    "departments/market_register": ("注册号/统一社会信用代码",),
    "departments/licences": ("XK_WSH", "XK_XKJGDM"),
    "departments/penalties": ("CF_WSH", "CF_CFJGDM"),
    "departments/ecology_penalties": ("jdwsh",),
    "departments/fire_penalties": ("cfwh",),
    "micro_grid/alerts": ("alertId",),
    "school_safety/hazards": ("hazardId",),
}
CLOSING_HOUR: Final = time(17)
DATASETS: Final = tuple(KEY_FIELDS)

_BRACKETS: Final = str.maketrans("【】[]()", "〔〕〔〕〔〕")


def normalised_key(value: object) -> str:
    """A key part as the hub keeps it: NFKC, blanks out, brackets to 〔〕, a number without a trailing `.0`."""
    plain = str(value)
    if plain.isascii() and plain.isalnum():
        return plain
    text = "".join(unicodedata.normalize("NFKC", plain).translate(_BRACKETS).split())
    whole = text.removesuffix(".0")
    return whole if whole.isdigit() else text


def source_id(dataset: str, row: Row, folder: str = "") -> str:
    """The key of a row: its parts joined by `|`; empty parts left out and `#` appended where one is missing.

    `folder`: of a file, which stands in front, and in the place of a missing authority.
    """
    if dataset == "departments/market_register":
        return _register_key(row)
    parts = [row.get(name) for name in KEY_FIELDS[dataset]]
    if folder and len(parts) > 1:
        parts[1:] = [parts[1] or folder]
    there = "|".join(normalised_key(part) for part in parts if part)
    whole = there if all(parts) else there + "#"
    return f"{folder}|{whole}" if folder else whole


def _register_key(row: Row) -> str:
    """The register's key: the folder, and the code without a spreadsheet's `.0`, else the name."""
    code = normalised_key(row["注册号/统一社会信用代码"]).removesuffix(".0")
    readable = code not in _PLACEHOLDERS and "E+" not in code
    part = code if readable else normalised_key(row["企业名称"] or "")
    return f"market|{part}" if part else "market#"


_PLACEHOLDERS: Final = frozenset({"", "无"})


@dataclass(slots=True)
class Record:
    """A row as a platform holds it: `time` is its platform's own (naive, Asia/Shanghai).

    `truth` is what the row is about: the entity, or one of its papers, visits, incidents, or an officer, an item …;
    `facts` are what defects are made of. `operation` is insert, update or delete where the platform sends operations.
    `folder` is where a file with the row is delivered.
    """

    dataset: str
    key: str
    time: datetime
    entity: int
    row: Row
    facts: Row = field(default_factory=dict)
    operation: str = "insert"
    truth: object = None
    folder: str = ""


class Scribe:
    """What the writers of rows have at hand, with `rng` for their habits."""

    def __init__(self, world: City, rng: Random) -> None:
        self.world = world
        self.rng = rng
        self.spelling = Spelling(rng)
        self.last = world.reference - timedelta(minutes=1)

    def arrival(self, day: date | datetime, hours: int = 72) -> datetime:
        """When something of `day` reached a platform: within `hours`, at the latest by the end of history."""
        start = day if isinstance(day, datetime) else datetime.combine(day, CLOSING_HOUR)
        moment = start + timedelta(seconds=self.rng.randrange(60, hours * 3600))
        return min(moment, self.last - timedelta(seconds=self.rng.randrange(3600)))

    def later(self, moment: datetime) -> datetime:
        """Some time after `moment`, not after the end of history."""
        room = max(1, int((self.last - moment).total_seconds()))
        return moment + timedelta(seconds=self.rng.randrange(0, room))


class Writer(Scribe):
    """What the writers of an entity's rows have at hand."""

    def __init__(self, world: City, entity: Entity) -> None:
        super().__init__(world, world.random("rows", entity.number))
        self.entity = entity
        self.story = story_of(world, entity)
        self.sent: dict[object, Row] = {}
        """The provincial platform's rows of the entity's papers, by their number."""

    def holder_word(self, dataset: str) -> str:
        """What a clerk writes for the kind of party that the entity is."""
        kind = self.entity.kind
        if kind in ("natural_person", "individual_business"):
            return self.spelling.code(
                "party_kind", dataset, kind, "自然人" if kind == "natural_person" else "个体工商户"
            )
        return self.rng.choice(("法人及非法人组织", "法人及非法人组织", "02", "法人"))
