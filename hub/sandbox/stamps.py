"""What a platform itself adds to a row: its times, sequence and operation, and where the row then stands in order."""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from hub.sandbox.moments import EPOCH, to_milliseconds, written, written_iso

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.sandbox.records.record import Record, Row

_BEGINNING: Final = EPOCH.replace(year=2015)
_SPELLED: Final[dict[str, tuple[str | None, ...]]] = {
    "insert": ("I", "I", "I", "insert", "i", None),
    "update": ("U", "U", "update", "u", None),
    "delete": ("D", "D", "delete", "d"),
}


class Stored(NamedTuple):
    """A row as the store keeps it; `position` and `tie` give the order in which its platform lists it.

    `tie` is the sequence (`dsc_biz_record_id`) of a provincial row, the key of any other.
    """

    dataset: str
    position: int
    tie: int | str
    key: str
    entity: int
    body: bytes


def stamped(record: Record, serial: int) -> Stored:
    """The stored row of a record; `serial` counts every row ever made, so that no two share a sequence."""
    platform = record.dataset.partition("/")[0]
    stamp = _STAMPS[platform]
    position, tie, row = stamp(record, serial)
    return Stored(record.dataset, position, tie, record.key, record.entity, orjson.dumps(row))


def twin(stored: Stored, **changed: str) -> Stored:
    """A row under the same version that says something else in some fields."""
    return stored._replace(body=orjson.dumps(orjson.loads(stored.body) | changed))


def unstamped(row: Row) -> Row:
    """A row without what its platform added."""
    return {name: value for name, value in row.items() if not name.startswith("dsc_") and name not in _TIMES}


_TIMES: Final = frozenset({"updatedAt", "updateTime"})


def _provincial(record: Record, serial: int) -> tuple[int, int, Row]:
    moment = record.time.replace(microsecond=0)
    seconds = int((moment - _BEGINNING).total_seconds())
    sequence = seconds * 1_000_000 + serial % 1_000_000
    spelled = _SPELLED[record.operation]
    row = record.row | {
        "dsc_biz_record_id": str(sequence) if serial % 7 == 3 else sequence,
        "dsc_biz_operation": spelled[serial % len(spelled)],
        "dsc_biz_timestamp": written(moment).replace("-", "/") if serial % 29 == 11 else written(moment),
        "dsc_sydep_name": record.row.get("CF_CFJG") or record.row.get("XK_XKJG") or "乐清市市场监督管理局",
        "dsc_hash_unique": md5(f"{record.key}/{sequence}".encode(), usedforsecurity=False).hexdigest(),
    }
    return to_milliseconds(moment), sequence, row


def _city(record: Record, serial: int) -> tuple[int, str, Row]:
    row = record.row | {"updatedAt": written_iso(record.time, universal=serial % 23 == 5)}
    return to_milliseconds(record.time), record.key, row


def _grassroots(record: Record, _: int) -> tuple[int, str, Row]:
    moment = record.time.replace(microsecond=0)
    # listed newest first: the order ascends over negative times
    return -to_milliseconds(moment), record.key, record.row | {"updateTime": written(moment)}


def _live_table(record: Record, _: int) -> tuple[int, str, Row]:
    moment = record.time.replace(microsecond=0)
    return to_milliseconds(moment), record.key, record.row | {"updatedAt": written(moment)}


def _departments(record: Record, _: int) -> tuple[int, str, Row]:
    return to_milliseconds(record.time), record.key, record.row


_STAMPS: Final[dict[str, Callable[[Record, int], tuple[int, int | str, Row]]]] = {
    "provincial": _provincial,
    "city": _city,
    "grassroots": _grassroots,
    "departments": _departments,
    "micro_grid": _live_table,
    "school_safety": _live_table,
}
