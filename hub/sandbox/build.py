"""Makes a sandbox's store and its first files: the whole city, streamed entity by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from hub.sandbox.dirt.planter import FILE_SET_ASIDE, SAME_VERSION_TWICE, Planted, Planter
from hub.sandbox.habits import FILED, REGISTER
from hub.sandbox.inbox import UNKNOWN_FILE, deliver, deliver_papers, deliver_unknown
from hub.sandbox.records import history
from hub.sandbox.replay import TWIN, Again, again
from hub.sandbox.stamps import Stored, stamped, twin
from hub.sandbox.store import Store, StoredDefect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hub.sandbox.city import City, Entity
    from hub.sandbox.records.record import Record, Row

_BATCH: Final = 4_000


class _Builder:
    def __init__(self, store: Store, world: City) -> None:
        self._store = store
        self._planter = Planter(world)
        self._rows: list[Stored] = []
        self._defects: list[StoredDefect] = []
        self.serial = 0

    def add(self, entity: Entity, records: Iterable[Record]) -> None:
        for record in records:
            planted = self._planter.plant(record, entity)
            self.serial += 1
            row = stamped(record, self.serial)
            self._rows.append(row)
            if planted is not None:
                self._defects.append(planted.stored(row))
            else:
                self._again(again(record, self.serial), record, row)
        if len(self._rows) >= _BATCH:
            self.flush()

    def _again(self, how: Again | None, record: Record, row: Stored) -> None:
        if how is Again.REPEATED:
            self._rows.append(row)
        elif how is Again.TWIN:
            self._rows.append(twin(row, **TWIN[row.dataset]))
            self._defects.append(Planted(SAME_VERSION_TWICE, record.row, {}, {}).stored(row))

    def flush(self) -> None:
        self._store.add(self._rows, self._defects)
        self._rows, self._defects = [], []


def build(path: Path, inbox: Path, world: City) -> None:
    """Write the store of a city to `path`, and what its departments deliver to `inbox`.

    The store is there whole or not at all.
    """
    unfinished = path.with_suffix(".part")
    for leftover in path.parent.glob(f"{unfinished.name}*"):
        leftover.unlink()
    store = Store(unfinished)
    store.create()
    builder = _Builder(store, world)
    for entity, records in history(world):
        builder.add(entity, records)
    builder.flush()
    aside = Stored(REGISTER, 0, UNKNOWN_FILE, UNKNOWN_FILE, -1, b"")
    store.add([], [Planted(FILE_SET_ASIDE, {}, {}, {}).stored(aside)])
    size = world.entities
    counts = {"serial": builder.serial, "entities": size, "grown": size, "seed": world.seed, "starts": 0}
    for name, value in (counts | {"reference": world.reference.isoformat()}).items():
        store.keep(name, str(value))
    store.finish()
    deliver(inbox, 1, _register(store), world.reference)
    deliver_papers(inbox, 1, _papers(store), world.reference)
    deliver_unknown(inbox, world.reference)
    store.close()
    unfinished.rename(path)


def _register(store: Store) -> Iterator[Row]:
    return (orjson.loads(body) for _, _, _, body in store.rows(REGISTER))


def _papers(store: Store) -> Iterator[tuple[str, str, Row]]:
    for dataset in FILED:
        for key, _, _, body in store.rows(dataset):
            yield dataset, key, orjson.loads(body)
