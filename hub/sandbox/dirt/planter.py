"""Spreads the defects of the catalogue over the records, each dataset's kinds in turn, at a fixed rate."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from hub.sandbox.dirt import city, departments, grassroots, provincial, publicity
from hub.sandbox.dirt.kinds import Kind
from hub.sandbox.records.record import KEY_FIELDS, Record, Row, source_id
from hub.sandbox.store import StoredDefect

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import City, Entity
    from hub.sandbox.stamps import Stored

CATALOGUE: Final[dict[str, tuple[Kind, ...]]] = {
    "provincial/market_entities": provincial.MARKET_ENTITIES,
    "provincial/licences": publicity.LICENCES,
    "provincial/inspections": provincial.INSPECTIONS,
    "provincial/penalties": publicity.PENALTIES,
    "city/shops": city.SHOPS,
    "city/permits": city.PERMITS,
    "city/cases": city.CASES,
    "grassroots/places": grassroots.PLACES,
    "grassroots/filings": grassroots.FILINGS,
    "grassroots/events": grassroots.EVENTS,
    "departments/market_register": departments.MARKET_REGISTER,
}
ONE_IN: Final = 18
_ANOTHER_ENTITY: Final = frozenset({"uscc_organisation", "uscc_region"})


def _elsewhere(name: str, rule: str) -> Kind:
    """A defect that no change of one row makes: it is planted where rows are listed or delivered."""
    return Kind(name, "-", (rule,), lambda *_: None)


DELETE_UNKNOWN: Final = _elsewhere("delete_unknown", "any.delete_unknown")
SAME_VERSION_TWICE: Final = _elsewhere("same_version_twice", "any.same_version_twice")
FILE_SET_ASIDE: Final = _elsewhere("file_set_aside", "departments.file_set_aside")


class _Deck:
    """The kinds of one dataset in turn; those that the records at hand did not suit are tried on every record."""

    def __init__(self, kinds: tuple[Kind, ...], rng: Random) -> None:
        self._rng = rng
        self._waiting = deque(rng.sample(kinds, len(kinds)))
        self._overdue: list[Kind] = []
        self._seen = 0
        self._planted = 0

    def draw(self, record: Record, entity: Entity) -> tuple[Kind, Row] | None:
        """The kind to plant in `record` now, if any, and the fields to overwrite."""
        self._seen += 1
        is_due = self._planted * ONE_IN < self._seen
        for kind in tuple(self._waiting) if is_due else tuple(self._overdue):
            changed = kind.change(record, entity, self._rng)
            if changed is not None:
                self._waiting.remove(kind)
                self._waiting.append(kind)
                self._planted += 1
                if kind in self._overdue:
                    self._overdue.remove(kind)
                return kind, changed
            if kind not in self._overdue:
                self._overdue.append(kind)
        return None


class Planter:
    """Plants one defect in about every `ONE_IN`-th record of a dataset; `purpose` names the source of chance."""

    def __init__(self, world: City, purpose: str = "dirt") -> None:
        self._decks = {
            dataset: _Deck(kinds, world.random(f"{purpose}/{dataset}")) for dataset, kinds in CATALOGUE.items()
        }

    def plant(self, record: Record, entity: Entity) -> Planted | None:
        """Perhaps plant a defect in `record`, whose row, key and owner then are the defective ones."""
        if record.operation == "delete":
            return Planted(DELETE_UNKNOWN, record.row, {}) if record.facts.get("never_sent") else None
        drawn = self._decks[record.dataset].draw(record, entity)
        return None if drawn is None else _planted(record, *drawn)


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect in a record that has no place in a store yet: the row with it, and the fields that mend it."""

    kind: Kind
    row: Row
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
            rules=" ".join(kind.rules),
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
        record.key = source_id(record.dataset, record.row)
        mend = {}
    if kind.name in _ANOTHER_ENTITY:
        record.entity = -1 - record.entity
    return Planted(kind, record.row, mend)
