"""The invented city: its agencies with their officers, the items they enforce, and its businesses and people.

Everything is a function of the seed, the reference instant, the size and a number, so that any part can be made alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from hub.sandbox.agencies import Agency, make_agencies
from hub.sandbox.chance import Chance, mobile, person_name
from hub.sandbox.components import Component, make_components
from hub.sandbox.grids import IN_A_VILLAGE, Grid, make_grids
from hub.sandbox.identifiers import citizen_id, credit_code, numbered_organisation, registration_no
from hub.sandbox.items import Assignment, Item, Jurisdiction, make_assignments, make_items
from hub.sandbox.names import (
    FIRST,
    NON_LOCAL_PREFIXES,
    ROADS,
    SECOND,
    TOWNSHIP_WEIGHTS,
    TOWNSHIPS,
    TRADES,
    VILLAGES,
    Township,
    Trade,
)
from hub.sandbox.successions import Change, succession_of

if TYPE_CHECKING:
    from random import Random

CITY_PLATFORM: Final = "乐清市综合管理服务平台"
_SMALL: Final = 1_000

ENTITY_KINDS: Final = (
    ("individual_business", ("92",), 46),
    ("enterprise", ("91",), 38),
    ("natural_person", (), 8),
    ("cooperative", ("93",), 3),
    ("collective", ("N1", "N2", "N3", "54"), 2),
    ("social_organisation", ("51", "52", "53"), 2),
    ("institution", ("12", "12", "A1"), 1),
)
"""Kind, the classes of its credit codes, and how many of a hundred entities are of it."""
_KINDS: Final = [kind for kind, _, _ in ENTITY_KINDS]
_KIND_WEIGHTS: Final = [weight for _, _, weight in ENTITY_KINDS]
_CREDIT_CLASSES: Final = {kind: classes for kind, classes, _ in ENTITY_KINDS}
_TRADER, _FIRM, _BRANCH = "individual_business", "enterprise", "柳市分公司"
REGISTERED: Final = frozenset({"individual_business", "enterprise", "cooperative"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A business, body or person as it truly is; `number` counts from 0. Natural persons have no `credit_code`."""

    number: int
    kind: str
    name: str
    signboard: str
    trade: Trade
    township: Township
    village: int
    address: str
    longitude: float
    latitude: float
    person: str
    person_id: str
    phone: str
    credit_code: str
    registration_no: str
    status: str
    established: date
    cancelled: date | None
    capital_wan: int
    grid_code: str
    is_past: bool = False
    """What became of it is an entity of its own, which has its shop and its places."""

    @property
    def is_person(self) -> bool:
        """Whether this is a human being and not a business or body."""
        return self.kind == "natural_person"

    @property
    def village_code(self) -> str:
        """12 digits: the township's nine and the village's three."""
        return f"{self.township.code}{201 + self.village}"

    @property
    def village_name(self) -> str:
        """The village or community that it lies in."""
        return VILLAGES[self.village] + "村"


NOBODY: Final = Entity(
    number=-(2**31),
    kind="nobody",
    name="",
    signboard="",
    trade=TRADES[0],
    township=TOWNSHIPS[0],
    village=0,
    address="",
    longitude=0,
    latitude=0,
    person="",
    person_id="",
    phone="",
    credit_code="",
    registration_no="",
    status="",
    established=date.min,
    cancelled=None,
    capital_wan=0,
    grid_code="",
)
"""The entity of records that are about none."""


class City:
    """The whole invented city for one seed; `reference` (naive, Asia/Shanghai) is the instant its history ends.

    `entities` says how large it is: a small one has fewer officers, items and grids.
    """

    def __init__(self, seed: int, reference: datetime, entities: int) -> None:
        self.seed = seed
        self.reference = reference
        self.entities = entities
        self.is_small = entities < _SMALL
        self._bases: dict[str, int] = {}
        bodies = make_agencies(self.random("agencies"), reference.date(), small=self.is_small)
        self.bodies: tuple[Agency, ...] = tuple(bodies)
        self.agencies = tuple(each for each in self.bodies if not each.is_station)
        self.squads = {each.division: each for each in self.agencies if each.kind == "township_squad"}
        self.items: tuple[Item, ...] = tuple(make_items(self.agencies, small=self.is_small))
        self.matters = tuple(each for each in self.items if each.is_used)
        assignments = make_assignments(self.random("assignments"), self.items, self.agencies)
        self.assignments: tuple[Assignment, ...] = tuple(assignments)
        self.jurisdiction = Jurisdiction(self.assignments)

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """Every grid, village by village."""
        return tuple(make_grids(self.random("grids"), small=self.is_small))

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component that stands in the streets."""
        return tuple(make_components(self, 60 + self.entities * 3 // 10))

    def random(self, purpose: str, number: int = 0) -> Chance:
        """A source of chance of its own for each purpose and number."""
        base = self._bases.get(purpose)
        if base is None:
            base = self._bases[purpose] = Chance(f"{self.seed}/{purpose}").getrandbits(64)
        return Chance(base << 32 | number)

    def grid_code(self, township: Township, village: int, number: int) -> str:
        """15 digits: the village's twelve and those of one of its general grids, by any `number`."""
        grids = 1 if self.is_small else IN_A_VILLAGE
        return f"{township.code}{201 + village}{1 + number % grids:03d}"

    def entity(self, number: int) -> Entity:
        """The entity with this number."""
        succession = succession_of(number)
        if succession is None:
            return self._entity(number)
        is_trader = succession.change is Change.CONVERTED
        former = self._former(self._entity(succession.predecessor, _TRADER if is_trader else _FIRM), succession.change)
        if number == succession.predecessor:
            return former
        return self._successor(self._entity(number, _FIRM), former, succession.change)

    def _former(self, entity: Entity, change: Change) -> Entity:
        """What was struck off, or moved, before the story that is told of everybody begins."""
        ended = self.reference.date() - timedelta(days=1_230 + entity.number % 250)
        status = "moved" if change is Change.MOVED else "cancelled"
        return replace(
            entity,
            name=entity.name.removesuffix(_BRANCH),
            established=ended - timedelta(days=400 + entity.number % 3_000),
            status=status,
            cancelled=None if status == "moved" else ended,
            is_past=True,
        )

    def _successor(self, entity: Entity, former: Entity, change: Change) -> Entity:
        """The same person's and trade's; of one that was converted or moved the same 字号, of the others the house."""
        found = replace(
            entity,
            trade=former.trade,
            person=former.person,
            person_id=former.person_id,
            phone=former.phone,
            status="active",
            cancelled=None,
            established=(former.cancelled or former.established) + timedelta(days=entity.number % 20),
        )
        if change is not Change.MOVED:
            kept = ("township", "village", "address", "longitude", "latitude", "grid_code")
            found = replace(found, **{name: getattr(former, name) for name in kept})
        if change is Change.RENAMED:
            mark = entity.signboard.removesuffix(entity.trade.signboard)
            name = f"乐清市{mark}{former.trade.company}有限公司（原{former.name}）"
            return replace(found, name=name, signboard=f"{mark}{former.trade.signboard}")
        mark = former.signboard.removesuffix(former.trade.signboard)
        name = f"乐清市{mark}{former.trade.company}有限公司"
        # Where the one that moved was called just so, it was another registrar's name.
        return replace(found, name=name if name != former.name else f"浙江{name[3:]}", signboard=former.signboard)

    def _entity(self, number: int, kind: str = "") -> Entity:
        """The entity with this number, of `kind` where one is named."""
        rng = self.random("entity", number)
        chance = rng.random
        kind = kind or rng.choices(_KINDS, _KIND_WEIGHTS)[0]
        township = rng.choices(TOWNSHIPS, TOWNSHIP_WEIGHTS)[0]
        trade = rng.choice(TRADES)
        village = rng.randrange(len(VILLAGES))
        person = person_name(rng)
        reference = self.reference.date()
        established = reference - timedelta(days=rng.randrange(1200, 9000))
        status = rng.choices(("active", "revoked", "cancelled", "moved"), (88, 4, 6, 2))[0]
        ended = established + timedelta(days=rng.randrange(400, (reference - established).days - 30))
        mark = rng.choice(FIRST) + rng.choice(SECOND) + (rng.choice(SECOND) if chance() < 0.25 else "")
        address = f"浙江省乐清市{township.name}{rng.choice(ROADS)}{rng.randrange(1, 990)}号"
        classes = _CREDIT_CLASSES[kind]
        return Entity(
            number=number,
            kind=kind,
            name=_name(kind, mark, trade, township, village, person, rng),
            signboard=f"{mark}{trade.signboard}",
            trade=trade,
            township=township,
            village=village,
            address=address + (f"{rng.randrange(1, 6)}幢" if chance() < 0.3 else ""),
            longitude=township.longitude + (chance() - 0.5) * 0.03,
            latitude=township.latitude + (chance() - 0.5) * 0.03,
            person=person,
            person_id=citizen_id(date(1950, 1, 1) + timedelta(days=rng.randrange(18000)), rng.randrange(1000)),
            phone=mobile(rng),
            credit_code=credit_code(rng.choice(classes), numbered_organisation("W", number)) if classes else "",
            registration_no=registration_no(f"330382{'6' if kind == 'individual_business' else '0'}{number:07d}"),
            status="active" if kind not in REGISTERED else status,
            established=established,
            cancelled=ended if kind in REGISTERED and status in ("revoked", "cancelled") else None,
            capital_wan=rng.choice((3, 5, 10, 50, 100, 200, 500, 1000, 5000)),
            grid_code=self.grid_code(township, village, number),
        )


def _name(kind: str, mark: str, trade: Trade, place: Township, village: int, person: str, rng: Random) -> str:
    match kind:
        case "enterprise":
            prefix = "乐清市" if rng.random() < 0.7 else rng.choice(NON_LOCAL_PREFIXES)
            branch = _BRANCH if rng.random() < 0.03 else ""
            return f"{prefix}{mark}{trade.company}{rng.choice(('有限公司', '有限公司', '股份有限公司'))}{branch}"
        case "individual_business":
            return f"乐清市{place.bare}{mark}{trade.shop}"
        case "cooperative":
            return f"乐清市{mark}{trade.company}专业合作社"
        case "collective":
            return f"乐清市{place.name}{VILLAGES[village]}村股份经济合作社"
        case "institution":
            return f"乐清市{place.name}{mark}中心小学"
        case "social_organisation":
            return f"乐清市{place.bare}{mark}幼儿园"
        case _:
            return person
