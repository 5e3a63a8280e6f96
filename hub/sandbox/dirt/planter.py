"""Spreads the defects of the catalogue over the records, each dataset's kinds in turn, at a fixed rate."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import orjson

from hub.sandbox.dirt import (
    basic,
    city,
    departments,
    grassroots,
    inspections,
    licences,
    micro_grid,
    papers,
    penalties,
    professional,
    registrations,
    school_safety,
)
from hub.sandbox.dirt.kinds import AT_RELEASE, Kind
from hub.sandbox.records.record import KEY_FIELDS, Record, Row, source_id
from hub.sandbox.store import StoredDefect

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import City, Entity
    from hub.sandbox.stamps import Stored

CATALOGUE: Final[dict[str, tuple[Kind, ...]]] = {
    "provincial/enforcement_items": basic.ENFORCEMENT_ITEMS,
    "provincial/item_assignments": basic.ITEM_ASSIGNMENTS,
    "provincial/agencies": basic.AGENCIES,
    "provincial/officers": basic.OFFICERS,
    "provincial/market_entities": registrations.MARKET_ENTITIES,
    "provincial/licences": licences.LICENCES,
    "provincial/inspections": inspections.INSPECTIONS,
    "provincial/penalties": penalties.PENALTIES,
    "provincial/coercive_measures": inspections.COERCIVE_MEASURES,
    "city/components": basic.COMPONENTS,
    "city/shops": city.SHOPS,
    "city/permits": city.PERMITS,
    "city/cases": city.CASES,
    "grassroots/grids": basic.GRIDS,
    "grassroots/places": grassroots.PLACES,
    "grassroots/filings": grassroots.FILINGS,
    "grassroots/events": grassroots.EVENTS,
    "departments/market_register": departments.MARKET_REGISTER,
    "departments/licences": papers.LICENCES,
    "departments/penalties": papers.PENALTIES,
    "departments/ecology_penalties": professional.ECOLOGY_PENALTIES,
    "departments/fire_penalties": professional.FIRE_PENALTIES,
    "micro_grid/alerts": micro_grid.ALERTS,
    "school_safety/hazards": school_safety.HAZARDS,
}
ONE_IN: Final = 18
SMALL: Final = {
    "provincial/enforcement_items": 15,
    "provincial/agencies": 3,
    "provincial/officers": 15,
    "provincial/penalties": 10,
    "provincial/coercive_measures": 6,
    "departments/market_register": 12,
    "departments/licences": 12,
    "departments/penalties": 11,
    "departments/ecology_penalties": 8,
    "departments/fire_penalties": 8,
}
"""One in how many records, where a dataset has too few for `ONE_IN`."""
_ANOTHER_ENTITY: Final = frozenset({"uscc_organisation", "uscc_region", "uscc_shared"})


def _elsewhere(name: str, rule: str) -> Kind:
    """A defect that no change of one row makes: it is planted where rows are listed or delivered."""
    return Kind(name, "-", (rule,), lambda *_: None)


DELETE_UNKNOWN: Final = _elsewhere("delete_unknown", "any.delete_unknown")
SAME_VERSION_TWICE: Final = _elsewhere("same_version_twice", "any.same_version_twice")
FILE_SET_ASIDE: Final = _elsewhere("file_set_aside", "departments.file_set_aside")
LACKING: Final = {"departments/penalties": "CF_CFLB", "departments/fire_penalties": "dxfl"}
"""The field that shows what a form of file has no column for."""


class _Deck:
    """The kinds of one dataset in turn; those that the records at hand did not suit are tried on every record."""

    def __init__(self, kinds: tuple[Kind, ...], one_in: int, rng: Random) -> None:
        self._rng = rng
        self._one_in = one_in
        self._waiting = deque(rng.sample(kinds, len(kinds)))
        self._overdue: list[Kind] = []
        self._seen = 0
        self._planted = 0

    def draw(self, record: Record, entity: Entity) -> tuple[Kind, Row] | None:
        """The kind to plant in `record` now, if any, and the fields to overwrite."""
        self._seen += 1
        is_due = self._planted * self._one_in < self._seen
        for kind in tuple(self._waiting) if is_due else tuple(self._overdue):
            changed = kind.change(record, entity, self._rng)
            if changed is not None:
                self._waiting.remove(kind)
                if not kind.once:
                    self._waiting.append(kind)
                self._planted += 1
                if kind in self._overdue:
                    self._overdue.remove(kind)
                return kind, changed
            if kind not in self._overdue:
                self._overdue.append(kind)
        return None


FIRST: Final = "dirt"


class Planter:
    """Plants one defect in about every `ONE_IN`-th record of a dataset; `purpose` names the source of chance.

    Several planters of one store are told apart by their purpose; what is planted once is the first one's.
    """

    def __init__(self, world: City, purpose: str = FIRST) -> None:
        self._decks = {
            dataset: _Deck(
                tuple(kind for kind in kinds if purpose == FIRST or not kind.once),
                SMALL.get(dataset, ONE_IN),
                world.random(f"{purpose}/{dataset}"),
            )
            for dataset, kinds in CATALOGUE.items()
        }

    def plant(self, record: Record, entity: Entity) -> Planted | None:
        """Perhaps plant a defect in `record`, whose row, key and owner then are the defective ones."""
        if record.operation == "delete":
            return Planted(DELETE_UNKNOWN, record.row, {}, {}) if record.facts.get("never_sent") else None
        drawn, lacked = self._decks[record.dataset].draw(record, entity), record.facts.get("lacks", ())
        if drawn is not None:
            kind, changed = drawn
            return _planted(record, replace(kind, may=(*kind.may, *lacked)) if lacked else kind, changed)
        if lacked:
            return Planted(Kind("lacking", LACKING[record.dataset], lacked, lambda *_: None), record.row, {}, {})
        return None


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect in a record that has no place in a store yet: the row with it, what it changed, and what mends it."""

    kind: Kind
    row: Row
    changed: Row
    mend: Row

    def stored(self, row: Stored) -> StoredDefect:
        """The defect as it is kept, for the stored row of its record."""
        kind = self.kind
        shown = [self.row.get(name.partition("[]")[0]) for name in kind.field.split(";")]
        return StoredDefect(
            dataset=row.dataset,
            key=row.key,
            tie=row.tie,
            kind=kind.name,
            rules=" ".join(rule for rule in kind.rules if rule not in AT_RELEASE),
            at_release=" ".join(rule for rule in kind.rules if rule in AT_RELEASE),
            may=" ".join(kind.may),
            severity=kind.severity,
            field=kind.field,
            value=None if all(each is None for each in shown) else orjson.dumps(shown).decode(),
            mend=orjson.dumps(self.mend).decode(),
        )


def _planted(record: Record, kind: Kind, changed: Row) -> Planted:
    mend = {name: record.row[name] for name in changed}
    record.row = record.row | changed
    if not mend.keys().isdisjoint(KEY_FIELDS[record.dataset]):
        record.key = source_id(record.dataset, record.row, record.folder)
        mend = {}
    if kind.name in _ANOTHER_ENTITY:
        record.entity = -1 - record.entity
    return Planted(kind, record.row, changed, mend)
