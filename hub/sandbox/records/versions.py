"""What becomes of a provincial row in time: it comes once, and sometimes again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.city import NOBODY
from hub.sandbox.records.record import KEY_FIELDS, Record, Row, Writer, source_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.records.record import Scribe

NOTES: Final = {
    "provincial/enforcement_items": "implement_basis",
    "provincial/item_assignments": "dsc_sydep_name",
    "provincial/agencies": "dsc_sydep_name",
    "provincial/officers": "UnitName",
    "provincial/market_entities": "LocalAdmName",
    "provincial/licences": "XK_LYDW",
    "provincial/inspections": "plan_id",
    "provincial/penalties": "case_source",
    "provincial/coercive_measures": "force_result",
}
"""By dataset the field in which a later version says something else."""
KEPT: Final = frozenset(
    f"provincial/{name}" for name in ("enforcement_items", "item_assignments", "agencies", "officers")
)
"""Datasets of which nothing is deleted, or it would be unknown to those who name it."""


def versions(scribe: Scribe, dataset: str, row: Row, day: date, facts: Row, truth: object) -> Iterator[Record]:
    """The row as it first came, after `day`, and sometimes as it came again.

    Changed, changed back, unchanged, deleted, or back after its delete.
    """
    rng = scribe.rng
    earliest = (scribe.world.reference - timedelta(days=3 * 365)).date()
    time = scribe.arrival(max(day, earliest))
    key = source_id(dataset, row)
    owner = scribe.entity.number if isinstance(scribe, Writer) else NOBODY.number
    yield Record(dataset, key, time, owner, row, facts, truth=truth)
    chance = rng.random()
    if chance < 0.14:
        time = scribe.later(time)
        changed = {**row, NOTES[dataset]: f"第{rng.randrange(2, 9)}次核对"} if chance < 0.12 else dict(row)
        yield Record(dataset, key, time, owner, changed, facts, "update", truth)
    if 0.01 < chance < 0.025:
        time = scribe.later(time)
        yield Record(dataset, key, time, owner, dict(row), facts, "update", truth)
    if chance < 0.01 and dataset not in KEPT:
        time = scribe.later(time)
        kept = KEY_FIELDS[dataset]
        bare = {name: (value if name in kept or chance < 0.005 else None) for name, value in row.items()}
        yield Record(dataset, key, time, owner, bare, facts, "delete", truth)
        if chance < 0.002:
            yield Record(dataset, key, scribe.later(time), owner, dict(row), facts, "insert", truth)
