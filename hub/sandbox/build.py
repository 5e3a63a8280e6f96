"""Makes a sandbox's store and its first files: the whole city, streamed entity by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from hub.sandbox.dirt.planter import FILE_SET_ASIDE, SAME_VERSION_TWICE, Planted, Planter
from hub.sandbox.inbox import UNKNOWN_FILE, deliver, deliver_unknown
from hub.sandbox.records import records_of
from hub.sandbox.records.departments import REGISTER
from hub.sandbox.records.provincial import NOTES
from hub.sandbox.stamps import Stored, stamped, twin
from hub.sandbox.store import Store, StoredDefect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.sandbox.city import City
    from hub.sandbox.records.record import Record, Row

_BATCH: Final = 4_000
_REPEATED: Final = 211
_TWICE: Final = 1_499


class _Builder:
    def __init__(self, store: Store, world: City) -> None:
        self._store = store
        self._world = world
        self._planter = Planter(world)
        self._rows: list[Stored] = []
        self._defects: list[StoredDefect] = []
        self.serial = 0

    def add(self, number: int) -> None:
        entity = self._world.entity(number)
        for record in records_of(self._world, entity):
            planted = self._planter.plant(record, entity)
            self.serial += 1
            row = stamped(record, self.serial)
            self._rows.append(row)
            if planted is not None:
                self._defects.append(planted.stored(row))
            elif row.dataset.startswith("provincial/"):
                self._again(record, row)
        if len(self._rows) >= _BATCH:
            self.flush()

    def _again(self, record: Record, row: Stored) -> None:
        """Some provincial rows come twice; a few of them with other content under the same version."""
        if self.serial % _REPEATED == 0:
            self._rows.append(row)
        elif self.serial % _TWICE == 0 and record.operation == "insert":
            self._rows.append(twin(row, NOTES[row.dataset], "以本条为准"))
            self._defects.append(Planted(SAME_VERSION_TWICE, record.row, {}).stored(row))

    def flush(self) -> None:
        self._store.add(self._rows, self._defects)
        self._rows, self._defects = [], []


def build(path: Path, inbox: Path, world: City, entities: int) -> None:
    """Write the store of a city with `entities` entities to `path`, and what its departments deliver to `inbox`.

    The store is there whole or not at all.
    """
    unfinished = path.with_suffix(".part")
    for leftover in path.parent.glob(f"{unfinished.name}*"):
        leftover.unlink()
    store = Store(unfinished)
    store.create()
    builder = _Builder(store, world)
    for number in range(entities):
        builder.add(number)
    builder.flush()
    aside = Stored(REGISTER, 0, UNKNOWN_FILE, UNKNOWN_FILE, -1, b"")
    store.add([], [Planted(FILE_SET_ASIDE, {}, {}).stored(aside)])
    counts = {"serial": builder.serial, "entities": entities, "grown": entities, "seed": world.seed, "starts": 0}
    for name, value in (counts | {"reference": world.reference.isoformat()}).items():
        store.keep(name, str(value))
    store.finish()
    deliver(inbox, 1, _register(store), world.reference)
    deliver_unknown(inbox, world.reference)
    store.close()
    unfinished.rename(path)


def _register(store: Store) -> Iterator[Row]:
    return (orjson.loads(body) for _, _, _, body in store.rows(REGISTER))
