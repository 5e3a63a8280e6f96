"""What happens in the city after its history: records change between runs and while they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

import orjson

from hub.sandbox.chance import mobile
from hub.sandbox.habits import FILED, REGISTER
from hub.sandbox.inbox import deliver, deliver_papers
from hub.sandbox.moments import to_milliseconds, written
from hub.sandbox.records.record import DATASETS, KEY_FIELDS, Record, Row
from hub.sandbox.records.versions import KEPT
from hub.sandbox.replay import growing_planter, newcomers
from hub.sandbox.stamps import stamped, unstamped
from hub.sandbox.store import StoredChange, StoredGrowth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hub.sandbox.city import City
    from hub.sandbox.store import Store

_EVERY: Final = 5
_FEW: Final = 2
_DELETED: Final = 0.06
_DELETES: Final = frozenset({"d", "delete"})
_MARKING: Final = frozenset({"micro_grid", "school_safety"})
"""Platforms whose deleted records keep their fields."""


def _close(status: str, word: str, closed: str, due: str, steps: str, step: Callable[[int, str], Row]) -> Mutation:
    """Closes what is open, and adds a step to what is closed."""

    def change(row: Row, now: datetime, _: Random) -> Row:
        moment = written(now)
        added = {steps: [*row[steps], step(1 + len(row[steps]), moment)]}
        if row[closed]:
            return added
        return added | {status: word, closed: moment, due: written(now + timedelta(days=1))}

    return change


def _end(ended: str, also: Callable[[datetime], Row]) -> Mutation:
    """Closes an alert or a hazard, and looks again at one that is closed."""

    def change(row: Row, now: datetime, _: Random) -> Row:
        if row[ended]:
            return {"title": f"{row['title'].partition('（复核')[0]}（复核于{now:%Y-%m-%d %H:%M:%S}）"}
        return {"state": "已处置", ended: written(now)} | also(now)

    return change


Mutation = Callable[[Row, datetime, Random], Row]
_MUTATIONS: Final[dict[str, Mutation]] = {
    "provincial/enforcement_items": lambda row, *_: {"implement_basis": f"{row['implement_basis']}（已修订）"},
    "provincial/item_assignments": lambda row, *_: {"end_date": row["end_date"]},
    "provincial/agencies": lambda row, *_: {"UnitName": row["UnitName"]},
    "provincial/officers": lambda _, __, rng: {"Mobile": mobile(rng)},
    "provincial/market_entities": lambda _, __, rng: {"Tel": mobile(rng)},
    "provincial/licences": lambda row, now, _: {"XK_NR": f"{row['XK_NR']}（{now:%Y-%m-%d %H:%M}变更）"},
    "provincial/inspections": lambda *_: {"check_result": "发现问题经责令已改正"},
    "provincial/penalties": lambda row, now, _: (
        {"case_source": "复核"} if row["closing_date"] else {"closing_date": f"{now:%Y-%m-%d}"}
    ),
    "provincial/coercive_measures": lambda *_: {"force_result": "解除"},
    "city/components": lambda _, __, rng: {"state": rng.choice(("完好", "破损"))},
    "city/shops": lambda _, __, rng: {"operatorPhone": mobile(rng), "state": rng.choice(("营业", "歇业"))},
    "city/permits": lambda row, now, _: {"content": f"{row['content']}（{now:%Y-%m-%d %H:%M}变更）"},
    "city/cases": _close(
        "statusName",
        "已结案",
        "closeTime",
        "deadline",
        "steps",
        lambda seq, time: {"seq": seq, "action": "复查", "actor": "陈建国", "time": time, "note": None},
    ),
    "grassroots/grids": lambda _, __, rng: {"leaderPhone": mobile(rng)},
    "grassroots/places": lambda _, __, rng: {"principalPhone": mobile(rng)},
    "grassroots/filings": lambda row, *_: {"acceptOrg": "乐清市政务服务中心", "address": row["address"]},
    "grassroots/events": _close(
        "status",
        "办结",
        "finishTime",
        "deadline",
        "flows",
        lambda seq, time: {"seq": seq, "node": "评价", "operator": "林晓", "org": None, "time": time, "opinion": None},
    ),
    "micro_grid/alerts": _end("handledAt", lambda _: {}),
    "school_safety/hazards": _end("fixedAt", lambda now: {"deadline": written(now + timedelta(days=1))}),
}


class Changes:
    """Changes the store: the same things for the same seed and number of the start, at the time they happen."""

    def __init__(self, store: Store, world: City, inbox: Path) -> None:
        self._store = store
        self._world = world
        self._inbox = inbox
        self._serial = self._number("serial")
        self._start = self._number("starts")
        self._asked: Counter[str] = Counter()

    def at_start(self, now: datetime) -> None:
        """What happened since the last start; nothing yet at the first."""
        self._start += 1
        rng = self._world.random("start", self._start)
        self._store.begin()
        if self._start > 1:
            each = min(200, max(3, self._store.size() // 3000))
            for dataset in _MUTATIONS:
                for _ in range(each):
                    self._change(dataset, rng, now)
            delivered = self._grow(max(3, self._number("entities") // 1000), now, delivering=True)
            self._deliver(delivered, now - timedelta(minutes=1))
        self._store.keep("starts", str(self._start))
        self._commit()

    def while_read(self, platform: str, now: datetime) -> None:
        """Told of every business call of `platform`: now and then something changes there before it is answered."""
        self._asked[platform] += 1
        asked = self._asked[platform]
        if asked % _EVERY:
            return
        rng = self._world.random(f"walk/{self._start}/{platform}", asked)
        self._store.begin()
        for dataset in _MUTATIONS:
            if dataset.startswith(f"{platform}/"):
                for _ in range(_FEW):
                    self._change(dataset, rng, now)
        if asked % (3 * _EVERY) == 0:
            self._grow(1, now, delivering=False)
        self._commit()

    def _change(self, dataset: str, rng: Random, now: datetime) -> None:
        """One record changes: a defective one is mended, of the others one is now and then deleted."""
        key = self._store.key_near(dataset, rng.randrange(self._store.size()))
        found = self._store.latest(dataset, key) if key and not key.endswith("#") else None
        if key is None or found is None:
            return
        entity, body = found
        row = orjson.loads(body)
        if row.get("deleted") in (True, 1) or str(row.get("dsc_biz_operation")).lower() in _DELETES:
            return
        row, changed = unstamped(row), Row()
        mends = self._store.mends_of(dataset, key)
        if "{}" in mends:
            return
        gone = None if mends or rng.random() >= _DELETED else _deleted(dataset, row)
        for mend in mends:
            changed |= orjson.loads(mend)
        if mends:
            self._store.mended(dataset, key)
        elif gone is None:
            changed = _MUTATIONS[dataset](row, now, rng)
        fields = orjson.dumps(changed).decode() if gone is None else None
        self._store.note_change(StoredChange(dataset, key, to_milliseconds(now), fields))
        operation = "update" if gone is None else "delete"
        self._put(Record(dataset, key, now, entity, row | changed if gone is None else gone, operation=operation))

    def _put(self, record: Record) -> None:
        self._serial += 1
        row = stamped(record, self._serial)
        if record.dataset.startswith("provincial/"):
            self._store.add([row])
        else:
            self._store.replace(row)

    def _deliver(self, records: Sequence[Record], moment: datetime) -> None:
        """Files with rows of departments, dated `moment`."""
        if register := [each.row for each in records if each.dataset == REGISTER]:
            deliver(self._inbox, self._start, register, moment)
        papers = [(each.dataset, each.key, each.row) for each in records if each.dataset != REGISTER]
        deliver_papers(self._inbox, self._start, papers, moment)

    def _grow(self, entities: int, now: datetime, *, delivering: bool) -> list[Record]:
        """New entities with their records; returns those that a department will deliver."""
        grown = self._number("grown")
        growth = StoredGrowth(grown, entities, to_milliseconds(now), delivering)
        planter = growing_planter(self._world, growth)
        delivered: list[Record] = []
        self._store.note_growth(growth)
        for entity, records in newcomers(self._world, growth):
            for record in records:
                planted = planter.plant(record, entity)
                self._serial += 1
                row = stamped(record, self._serial)
                self._store.add([row], [] if planted is None else [planted.stored(row)])
                if record.dataset.startswith("departments/"):
                    delivered.append(record)
        self._store.keep("grown", str(grown + entities))
        return delivered

    def _commit(self) -> None:
        self._store.keep("serial", str(self._serial))
        self._store.commit()

    def _number(self, name: str) -> int:
        return int(self._store.setting(name) or 0)


def _deleted(dataset: str, row: Row) -> Row | None:
    """The row that says the record is gone; None where the platform has no way to say so."""
    platform = dataset.partition("/")[0]
    key = {name: row[name] for name in KEY_FIELDS[dataset]}
    if dataset in KEPT:
        return None
    if platform == "provincial":
        return dict.fromkeys(row) | key
    if platform == "city":
        return key | {"deleted": True}
    if platform in _MARKING:
        return row | {"deleted": True}
    return row | {"deleted": 1} if "deleted" in row else None


assert set(_MUTATIONS) == set(DATASETS) - {REGISTER, *FILED}
