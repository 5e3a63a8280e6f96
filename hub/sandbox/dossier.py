"""What departments' files tell of an entity: papers that the provincial platform has too, and others of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.story import FINES, LICENCE_KINDS, Fine, Paper

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import City, Entity
    from hub.sandbox.items import Item
    from hub.sandbox.story import Story

FIRE_SERVICE: Final = "乐清市消防救援大队"
FORWARDER: Final = "general"
"""The department that sends on what others have decided."""
_OWN_LICENCE, _OWN_PENALTY, _ECOLOGY, _FIRE = 7, 8, 31, 23
# Numbers that the provincial platform never gives.
_FIRST_LICENCE, _FIRST_PENALTY, _OF_ECOLOGY = 5_000_000, 7_000_000, 1_000_000
_FIRE_MATTERS: Final = (
    ("消防设施、器材未保持完好有效", "《中华人民共和国消防法》第六十条第一款第（一）项", ("fine",)),
    ("占用、堵塞、封闭疏散通道", "《中华人民共和国消防法》第六十条第一款第（三）项", ("warning", "fine")),
    (
        "未经消防安全检查擅自投入使用",
        "《中华人民共和国消防法》第五十八条第一款第（四）项",
        ("suspend_business", "fine"),
    ),
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper in a department's file; `is_copy`: the provincial platform has it too, `is_forwarded`: another
    department decided."""

    folder: str
    paper: Paper | Fine
    is_copy: bool = False
    is_forwarded: bool = False


@dataclass(frozen=True, slots=True)
class FireCase:
    """A penalty of the fire service, which corrects (or withdraws) some in a second version."""

    number: str
    violation: str
    basis: str
    kinds: tuple[str, ...]
    decided: date
    is_corrected: bool
    is_withdrawn: bool


@dataclass(slots=True)
class Dossier:
    """Everything that departments' files tell of one entity, but for the register."""

    licences: list[Filed] = field(default_factory=list)
    penalties: list[Filed] = field(default_factory=list)
    ecology: list[Filed] = field(default_factory=list)
    fire: list[FireCase] = field(default_factory=list)


def dossier_of(world: City, entity: Entity, story: Story) -> Dossier:
    """The dossier of an entity: the same for the same city and number."""
    rng, found = world.random("dossier", entity.number), Dossier()
    _copy(rng, found, story)
    if entity.number % _OWN_LICENCE == 3:
        licence = _licence(rng, world, entity)
        found.licences.append(Filed(licence.agency.domain, licence))
        if licence.agency.domain != FORWARDER and rng.random() < 0.25:
            found.licences.append(Filed(FORWARDER, licence, is_forwarded=True))
    if entity.number % _OWN_PENALTY == 5:
        _file(found, _penalty(rng, world, entity.number, rng.choice(world.matters)))
    if entity.number % _ECOLOGY == 4:
        matters = [each for each in world.matters if each.domain == "ecology"]
        _file(found, _penalty(rng, world, _OF_ECOLOGY + entity.number, rng.choice(matters)))
    if entity.number % _FIRE == 2:
        found.fire.append(_fire(rng, world, entity))
    return found


def _copy(rng: Random, found: Dossier, story: Story) -> None:
    """Some of what the provincial platform has."""
    for paper in story.licences:
        if rng.random() < 0.12:
            found.licences.append(Filed(paper.agency.domain, paper, is_copy=True))
    for fine in story.penalties:
        if fine.agency.kind == "department" and rng.random() < 0.35:
            target = found.ecology if fine.agency.domain == "ecology" else found.penalties
            target.append(Filed(fine.agency.domain, fine, is_copy=True))


def _file(found: Dossier, fine: Fine | None) -> None:
    if fine is not None:
        target = found.ecology if fine.agency.domain == "ecology" else found.penalties
        target.append(Filed(fine.agency.domain, fine))


def _day(rng: Random, world: City) -> date:
    return world.reference.date() - timedelta(days=rng.randrange(120, 1000))


def _licence(rng: Random, world: City, entity: Entity) -> Paper:
    decided = _day(rng, world)
    since = decided + timedelta(days=rng.choice((0, 0, 3)))
    until = None if rng.random() < 0.2 else since + timedelta(days=rng.choice((365, 1095, 1826)))
    return Paper(
        number=_FIRST_LICENCE + entity.number,
        kind=rng.choice(LICENCE_KINDS),
        decided=decided,
        since=since,
        until=until,
        status="expired" if until is not None and until < world.reference.date() else "valid",
        agency=rng.choice([each for each in world.agencies if each.kind == "department"]),
    )


def _penalty(rng: Random, world: City, serial: int, item: Item) -> Fine | None:
    if item.department is None:
        return None
    decided = _day(rng, world)
    kinds = tuple(each for each in item.kinds if rng.random() < 0.8) or item.kinds[:1]
    return Fine(
        number=f"{item.department.stem}罚决字〔{decided.year}〕第{_FIRST_PENALTY + serial}号",
        item=item,
        agency=item.department,
        filed=decided - timedelta(days=rng.randrange(3, 40)),
        decided=decided,
        closed=decided + timedelta(days=rng.randrange(1, 60)) if rng.random() < 0.8 else None,
        kinds=kinds,
        fine=rng.choice(FINES) if "fine" in kinds else 0,
        confiscated=rng.choice(FINES) if "confiscation" in kinds else 0,
    )


def _fire(rng: Random, world: City, entity: Entity) -> FireCase:
    violation, basis, kinds = rng.choice(_FIRE_MATTERS)
    decided, chance = _day(rng, world), rng.random()
    return FireCase(
        number=f"乐消行罚决字〔{decided.year}〕第{entity.number:06d}号",
        violation=violation,
        basis=basis,
        kinds=kinds,
        decided=decided,
        is_corrected=chance < 0.3,
        is_withdrawn=chance < 0.1,
    )
