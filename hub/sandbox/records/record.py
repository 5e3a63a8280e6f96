"""One row of one platform, and what its writers share."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from hub.sandbox.spelling import Spelling
from hub.sandbox.story import story_of

if TYPE_CHECKING:
    from hub.sandbox.city import City, Entity

Row = dict[str, Any]

KEY_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "provincial/market_entities": ("PriPID",),
    "provincial/licences": ("XK_WSH", "XK_XKJGDM"),
    "provincial/inspections": ("check_action_code",),
    "provincial/penalties": ("CF_WSH", "CF_CFJGDM"),
    "city/shops": ("shopId",),
    "city/permits": ("permitId",),
    "city/cases": ("taskId",),
    "grassroots/places": ("placeId",),
    "grassroots/filings": ("filingNo",),
    "grassroots/events": ("eventNo",),
    "departments/market_register": ("注册号/统一社会信用代码",),
}
CLOSING_HOUR: Final = time(17)
DATASETS: Final = tuple(KEY_FIELDS)

_BRACKETS: Final = str.maketrans("【】[]()", "〔〕〔〕〔〕")


def normalised_key(value: object) -> str:
    """A key part as the hub keeps it: NFKC, blanks out, brackets to 〔〕."""
    text = unicodedata.normalize("NFKC", str(value)).translate(_BRACKETS)
    return "".join(text.split())


def source_id(dataset: str, row: Row) -> str:
    """The key of a row: its parts joined by `|`; empty parts left out and `#` appended where one is missing."""
    if dataset == "departments/market_register":
        return _register_key(row)
    parts = [row.get(name) for name in KEY_FIELDS[dataset]]
    there = "|".join(normalised_key(part) for part in parts if part)
    return there if all(parts) else there + "#"


def _register_key(row: Row) -> str:
    """The register's key: the folder, and the code without a spreadsheet's `.0`, else the name."""
    code = normalised_key(row["注册号/统一社会信用代码"]).removesuffix(".0")
    readable = code not in _PLACEHOLDERS and "E+" not in code
    part = code if readable else normalised_key(row["企业名称"] or "")
    return f"market|{part}" if part else "market#"


_PLACEHOLDERS: Final = frozenset({"", "无"})


@dataclass(slots=True)
class Record:
    """A row as a platform holds it: `time` is its platform's own (naive, Asia/Shanghai), `facts` the truth behind it.

    `operation` is insert, update or delete where the platform sends operations.
    """

    dataset: str
    key: str
    time: datetime
    entity: int
    row: Row
    facts: Row = field(default_factory=dict)
    operation: str = "insert"


class Writer:
    """What the writers of an entity's rows have at hand."""

    def __init__(self, world: City, entity: Entity) -> None:
        self.world = world
        self.entity = entity
        self.story = story_of(world, entity)
        self.rng = world.random("rows", entity.number)
        self.spelling = Spelling(self.rng)
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

    def holder_word(self, dataset: str) -> str:
        """What a clerk writes for the kind of party that the entity is."""
        kind = self.entity.kind
        if kind in ("natural_person", "individual_business"):
            return self.spelling.code(
                "party_kind", dataset, kind, "自然人" if kind == "natural_person" else "个体工商户"
            )
        return self.rng.choice(("法人及非法人组织", "法人及非法人组织", "02", "法人"))
