"""A sandbox's history told again, with what must be published of it: nothing of that is kept, all is made anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Final

import orjson

from hub.sandbox.dirt.planter import Planter
from hub.sandbox.expected import after_change, columns_of
from hub.sandbox.moments import EPOCH, aware
from hub.sandbox.records import history, records_of
from hub.sandbox.records.versions import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from hub.sandbox.city import City, Entity
    from hub.sandbox.expected.shapes import Columns
    from hub.sandbox.records.record import Record, Row
    from hub.sandbox.store import Store, StoredChange, StoredGrowth

_REPEATED: Final = 211
_TWICE: Final = 1_499
TWIN: Final = {dataset: {name: "以本条为准"} for dataset, name in NOTES.items()}
"""By dataset what the other of two rows under one version says."""


class Again(StrEnum):
    """How a row comes twice: as it is, or with other content under the same version."""

    REPEATED = auto()
    TWIN = auto()


def again(record: Record, serial: int) -> Again | None:
    """Whether the sound row number `serial` comes twice."""
    if record.dataset not in TWIN:
        return None
    if serial % _REPEATED == 0:
        return Again.REPEATED
    return Again.TWIN if serial % _TWICE == 0 and record.operation == "insert" else None


def newcomers(world: City, growth: StoredGrowth) -> Iterator[tuple[Entity, list[Record]]]:
    """The entities of a growth with their clean records, which all came at once."""
    time = _moment(growth.time)
    for number in range(growth.first, growth.first + growth.number):
        entity = world.entity(number)
        first: dict[tuple[str, str], Record] = {}
        for record in records_of(world, entity):
            is_filed = record.dataset.startswith("departments/")
            if record.operation == "insert" and (growth.delivering or not is_filed):
                record.time = time
                first.setdefault((record.dataset, record.key), record)
        yield entity, list(first.values())


def growing_planter(world: City, growth: StoredGrowth) -> Planter:
    """Who plants defects in the records of a growth."""
    return Planter(world, f"dirt/{growth.first}")


@dataclass(slots=True)
class Version:
    """A version of a record as its platform sent it.

    `columns` is what must be published of it (None: it says that the record is gone); `others`: what another row
    under the same version says. `clean` and `clean_columns` are the row and columns before something was planted.
    """

    time: datetime
    entity: int
    row: Row
    columns: Columns | None
    clean: Row
    clean_columns: Columns | None
    is_rejected: bool = False
    others: list[Columns] = field(default_factory=list)


Records = dict[tuple[str, str], list[Version]]
"""By dataset and key the versions of each record, in their order."""


def replay(store: Store, world: City) -> Iterator[Records]:
    """The records of every entity of the sandbox in `store`, and those about none in parts between them."""
    changes: dict[tuple[str, str], list[StoredChange]] = {}
    for change in store.changes():
        changes.setdefault((change.dataset, change.key), []).append(change)
    planter, serial = Planter(world), 0
    for entity, records in history(world):
        yield _changed(_versions(entity, records, planter, serial), entity, changes)
        serial += len(records)
    for growth in store.growths():
        planter = growing_planter(world, growth)
        for entity, records in newcomers(world, growth):
            yield _changed(_versions(entity, records, planter, None), entity, changes)


def _versions(entity: Entity, records: Iterable[Record], planter: Planter, serial: int | None) -> Records:
    """The records as they were sent first; `serial`: how many rows came before, where rows may come twice."""
    found: Records = {}
    for number, record in enumerate(records, start=1):
        is_there, clean = record.operation != "delete", record.row
        columns = clean_columns = columns_of(record, entity) if is_there else None
        planted = planter.plant(record, entity)
        version = Version(record.time, record.entity, record.row, columns, clean, clean_columns)
        if planted is not None and columns is not None:
            version.is_rejected = planted.kind.severity == "reject"
            if not version.is_rejected:
                args = record.dataset, columns, clean, planted.changed, entity
                version.columns = after_change(*args, planted.kind.shows)
        elif columns is not None and serial is not None and again(record, serial + number) is Again.TWIN:
            version.others = [after_change(record.dataset, columns, clean, TWIN[record.dataset], entity, None)]
        found.setdefault((record.dataset, record.key), []).append(version)
    return found


def _changed(records: Records, entity: Entity, changes: Mapping[tuple[str, str], Sequence[StoredChange]]) -> Records:
    """The records with all versions that came later."""
    for (dataset, key), versions in records.items():
        for change in changes.get((dataset, key), ()):
            versions.append(_next(dataset, versions[-1], change, entity))
    return records


def _next(dataset: str, last: Version, change: StoredChange, entity: Entity) -> Version:
    time = _moment(change.time)
    if change.fields is None or last.clean_columns is None:
        return Version(time, last.entity, last.row, None, last.clean, None)
    row = last.row | orjson.loads(change.fields)
    fields = {name: value for name, value in row.items() if name not in last.clean or last.clean[name] != value}
    columns = after_change(dataset, last.clean_columns, last.clean, fields, entity, None)
    seen = time if dataset.startswith("city/") else time.replace(microsecond=0)
    columns["source_updated_at"] = aware(seen)
    return Version(time, last.entity, row, columns, row, columns)


def _moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)
