"""Rows of the platform for safety at schools: hazards, from their finding to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.alarms import hazards_of
from hub.sandbox.records.record import Record, Row, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.alarms import Hazard

HAZARDS: Final = "school_safety/hazards"
STATES: Final = {"reported": "待处置", "handling": "处置中", "closed": "已处置", "voided": "误报"}
LEVELS: Final = {"normal": "一般", "urgent": "较大", "critical": "重大"}
_UNKNOWN_DELETED: Final = 997


def records(writer: Writer) -> Iterator[Record]:
    """The platform's rows of an entity, as they stand; none of what is no school."""
    number = writer.entity.number
    for hazard in hazards_of(writer.world, writer.entity):
        time = writer.arrival(hazard.fixed or hazard.found, 2).replace(microsecond=0)
        yield Record(HAZARDS, hazard.number, time, number, _hazard(writer, hazard), _facts(hazard), truth=hazard)
    if number % _UNKNOWN_DELETED == 53:
        key = f"YH20200101{number:06d}9"
        time = writer.later(writer.last).replace(microsecond=0)
        yield Record(HAZARDS, key, time, number, {"hazardId": key, "deleted": True}, {"never_sent": True}, "delete")


def _facts(hazard: Hazard) -> Row:
    return {"begun": hazard.found, "closed": hazard.fixed if hazard.status == "closed" else None}


def _hazard(writer: Writer, hazard: Hazard) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    return {
        "hazardId": hazard.number,
        "schoolName": spell.text(entity.name),
        "creditCode": entity.credit_code if rng.random() < 0.8 else None,
        "kind": hazard.kind,
        "level": spell.code("hazard_level", HAZARDS, hazard.urgency, LEVELS[hazard.urgency]),
        "title": spell.text(hazard.words),
        "foundAt": spell.moment(hazard.found),
        "deadline": spell.moment(hazard.deadline),
        "fixedAt": spell.moment_or_none(hazard.fixed),
        "state": spell.code("incident_status", HAZARDS, hazard.status, STATES[hazard.status]),
        "areaCode": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "address": spell.text(entity.address),
        "responsible": hazard.responsible,
        "deleted": False,
    }
