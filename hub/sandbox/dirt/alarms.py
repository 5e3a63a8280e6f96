"""What is wrong with alerts and hazards alike: the way from their beginning to their end, and who they concern."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.sandbox.dirt.kinds import Kind, names, repairable, several, unknown_party_code, when
from hub.sandbox.moments import written

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def courses(begun: str, ended: str) -> tuple[Kind, ...]:
    """What goes wrong with the times of what is over; `begun` and `ended` are the fields that hold them."""

    def early(record: Record, _: Entity, __: Random) -> Row | None:
        if not record.facts["closed"]:
            return None
        start = record.facts["begun"]
        return {begun: written(start), ended: written(start - timedelta(hours=5))}

    order = ("incident.reported_after_closed", "incident.times_order")
    without = when("closed", lambda _, rng: {ended: rng.choice(("", None))})
    return (
        Kind("ended_early", ended, order, early),
        Kind("closed_without_time", ended, ("incident.closed_without_time",), without),
    )


def closed_late(due: str) -> Kind:
    """An end after the term that stands in the field `due`."""
    change = when("closed", lambda closed, _: {due: written(closed - timedelta(minutes=20))})
    return Kind("closed_late", due, ("incident.closed_late",), change)


def parties(name: str, code: str) -> tuple[Kind, ...]:
    """What goes wrong with a party's name and credit code."""
    return (
        *names(name),
        repairable(code),
        several(code),
        unknown_party_code(code),
    )


def unknown_deletion() -> Kind:
    """A word about deletion that nobody knows: the record stays."""
    return Kind(
        "bool_unknown", "deleted", ("any.bool_unknown",), lambda _, __, rng: {"deleted": rng.choice(("待删", 2))}
    )
