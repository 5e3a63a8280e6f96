"""Rows of the micro-grid platform: what its devices reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.alarms import alerts_of
from hub.sandbox.records.record import Record, Row, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.alarms import Alert

ALERTS: Final = "micro_grid/alerts"
STATES: Final = {"reported": "待处置", "handling": "处置中", "closed": "已处置", "voided": "误报"}
LEVELS: Final = {"normal": "一般", "urgent": "较大", "critical": "重大"}
_UNKNOWN_DELETED: Final = 499


def records(writer: Writer) -> Iterator[Record]:
    """The micro-grid's rows of an entity, as they stand."""
    number = writer.entity.number
    for alert in alerts_of(writer.world, writer.entity):
        time = writer.arrival(alert.handled or alert.happened, 2).replace(microsecond=0)
        yield Record(ALERTS, alert.number, time, number, _alert(writer, alert), _facts(alert), truth=alert)
    if number % _UNKNOWN_DELETED == 47:
        key = f"YJ20200101{number:06d}9"
        time = writer.later(writer.last).replace(microsecond=0)
        yield Record(ALERTS, key, time, number, {"alertId": key, "deleted": True}, {"never_sent": True}, "delete")


def _facts(alert: Alert) -> Row:
    return {"begun": alert.happened, "closed": alert.handled if alert.status == "closed" else None}


def _alert(writer: Writer, alert: Alert) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    known = not entity.is_person and rng.random() < 0.5
    named = known or rng.random() < 0.4
    x, y = round(entity.longitude, 6), round(entity.latitude, 6)
    return {
        "alertId": alert.number,
        "deviceId": alert.device,
        "kind": alert.kind,
        "level": spell.code("alert_level", ALERTS, alert.urgency, LEVELS[alert.urgency]),
        "title": spell.text(f"{entity.signboard}{alert.words}"),
        "happenedAt": spell.moment(alert.happened),
        "handledAt": spell.moment_or_none(alert.handled),
        "state": spell.code("incident_status", ALERTS, alert.status, STATES[alert.status]),
        "gridCode": entity.grid_code,
        "areaCode": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "lng": str(x) if rng.random() < 0.2 else x,
        "lat": str(y) if rng.random() < 0.2 else y,
        "placeName": entity.name if named and not entity.is_person else None,
        "creditCode": entity.credit_code if known else None,
        "deleted": False,
    }
