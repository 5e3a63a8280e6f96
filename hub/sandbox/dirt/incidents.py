"""What is wrong with the course of cases and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.sandbox.dirt.kinds import Change, Kind
from hub.sandbox.moments import written
from hub.sandbox.story import Incident

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


@dataclass(frozen=True, slots=True)
class Course:
    """How a dataset names the moments of an incident's course, its status, and its list of steps."""

    reported: str
    accepted: str
    closed: str
    due: str
    status: str
    open_word: str
    steps: str
    time: str


def courses(names: Course) -> tuple[Kind, ...]:
    """What goes wrong with an incident's course and steps."""

    def of(spoil: Callable[[Incident], Row | None]) -> Change:
        def change(record: Record, _: Entity, __: Random) -> Row | None:
            incident = record.facts.get("incident")
            return spoil(incident) if isinstance(incident, Incident) else None

        return change

    def accepted_early(case: Incident) -> Row | None:
        if case.accepted is None:
            return None
        early = case.occurred - timedelta(hours=2)
        return {names.reported: written(case.reported), names.accepted: written(early)}

    def closed_early(case: Incident) -> Row | None:
        return {names.closed: written(case.occurred - timedelta(hours=5))} if case.closed else None

    def closed_without_time(case: Incident) -> Row | None:
        return {names.closed: None} if case.closed else None

    def closed_late(case: Incident) -> Row | None:
        return {names.due: written(case.closed - timedelta(minutes=30))} if case.closed else None

    def step_without(field: str) -> Change:
        def change(record: Record, _: Entity, __: Random) -> Row | None:
            steps = record.row[names.steps]
            return {names.steps: [*steps[:-1], {**steps[-1], field: None}]} if len(steps) > 1 else None

        return change

    def steps_reversed(record: Record, _: Entity, __: Random) -> Row | None:
        steps = record.row[names.steps]
        if len(steps) < 2:
            return None
        first, last = steps[0], steps[-1]
        return {
            names.steps: [
                {**first, names.time: last[names.time]},
                *steps[1:-1],
                {**last, names.time: first[names.time]},
            ]
        }

    def seq_twice(record: Record, _: Entity, rng: Random) -> Row | None:
        """Two steps with one number, the later one last or not."""
        steps = record.row[names.steps]
        if len(steps) < 2:
            return None
        *others, before, last = steps
        twice = [before, {**last, "seq": before["seq"]}]
        return {names.steps: [*others, *(twice if rng.random() < 0.5 else reversed(twice))]}

    return (
        Kind("times_order", names.accepted, ("incident.times_order",), of(accepted_early)),
        Kind(
            "reported_after_closed",
            names.closed,
            ("incident.reported_after_closed", "incident.times_order"),
            of(closed_early),
        ),
        Kind("closed_without_time", names.closed, ("incident.closed_without_time",), of(closed_without_time)),
        Kind("closed_late", names.due, ("incident.closed_late",), of(closed_late)),
        Kind(
            "step_without_time",
            f"{names.steps}[].{names.time}",
            ("incident.step_incomplete",),
            step_without(names.time),
        ),
        Kind("step_without_seq", f"{names.steps}[].seq", ("incident.step_incomplete",), step_without("seq")),
        Kind("steps_reversed", f"{names.steps}[].{names.time}", ("incident.steps_order",), steps_reversed),
        Kind("seq_twice", f"{names.steps}[].seq", ("incident.steps_order",), seq_twice),
    )


def still_open(names: Course) -> Kind:
    """A closing time on what is not closed."""

    def change(record: Record, _: Entity, __: Random) -> Row | None:
        incident = record.facts.get("incident")
        if not isinstance(incident, Incident) or incident.closed is None:
            return None
        return {names.status: names.open_word}

    may = ("incident.overdue",)
    return Kind("open_with_time", names.status, ("incident.open_with_time",), change, may)


def overdue(names: Course) -> Kind:
    """A term that is over, of what stands open."""

    def change(record: Record, _: Entity, __: Random) -> Row | None:
        incident = record.facts.get("incident")
        if not isinstance(incident, Incident) or incident.closed or incident.status in ("voided", "suspended"):
            return None
        return {names.due: written(incident.reported + timedelta(hours=30))}

    return Kind("overdue", names.due, ("incident.overdue",), change)
