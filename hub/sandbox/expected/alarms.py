"""What the hub must publish of devices' alerts and schools' hazards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.alarms import Alert, Hazard
from hub.sandbox.expected.city import where
from hub.sandbox.expected.parties import is_identified, party
from hub.sandbox.expected.shapes import (
    Columns,
    Nature,
    Shape,
    code,
    deletion,
    meaning,
    moment,
    place,
    plain_moment,
    point,
)
from hub.sandbox.moments import aware

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Record


def _alert(record: Record, entity: Entity) -> Columns:
    alert, row = record.truth, record.row
    assert isinstance(alert, Alert)
    return {
        "entity_id": is_identified(row["creditCode"]),
        "kind": "device_alert",
        "urgency": alert.urgency,
        "occurred_at": aware(alert.happened),
        "reported_at": aware(alert.happened),
        "resolved_at": aware(alert.handled),
        "closed_at": aware(alert.handled) if alert.status == "closed" else None,
        "status": alert.status,
        **where(record, entity, "areaCode"),
        "longitude": round(entity.longitude, 6),
        "latitude": round(entity.latitude, 6),
        **party("party", row["creditCode"], entity),
    }


def _ended(name: str, sent: Sent) -> Columns:
    """The end of handling, which is also the end of it all where the state says so."""
    is_closed = meaning("incident_status", sent.dataset, sent.after("state")) == "closed"
    shown = moment(*("resolved_at", "closed_at") if is_closed else ("resolved_at",))(name, sent)
    return shown if is_closed else shown | {"closed_at": None}


def _state(ended: str) -> Nature:
    def show(name: str, sent: Sent) -> Columns:
        shown = code("incident_status", "status")(name, sent)
        end = plain_moment(sent.after(ended)) or sent.columns["resolved_at"]
        return shown | {"closed_at": end if shown["status"] == "closed" else None}

    return show


ALERTS: Final = Shape(
    table="incident",
    true=_alert,
    texts={
        "incident_no": "alertId",
        "category": "kind",
        "title": "title",
        "grid_code": "gridCode",
        "party_name": "placeName",
    },
    fields={
        "deleted": deletion,
        "level": code("alert_level", "urgency"),
        "happenedAt": moment("occurred_at", "reported_at"),
        "state": _state("handledAt"),
        "handledAt": _ended,
        "areaCode": place("division_code", "community_code"),
        "lng": point("lng", "lat"),
        "lat": point("lng", "lat"),
    },
)


def _hazard(record: Record, entity: Entity) -> Columns:
    hazard, row = record.truth, record.row
    assert isinstance(hazard, Hazard)
    return {
        "entity_id": is_identified(row["creditCode"]),
        "kind": "school_hazard",
        "urgency": hazard.urgency,
        "occurred_at": aware(hazard.found),
        "reported_at": aware(hazard.found),
        "resolved_at": aware(hazard.fixed),
        "closed_at": aware(hazard.fixed) if hazard.status == "closed" else None,
        "due_at": aware(hazard.deadline),
        "status": hazard.status,
        **where(record, entity, "areaCode"),
        **party("party", row["creditCode"], entity),
    }


HAZARDS: Final = Shape(
    table="incident",
    true=_hazard,
    texts={
        "incident_no": "hazardId",
        "category": "kind",
        "title": "title",
        "party_name": "schoolName",
        "address": "address",
        "handler_name": "responsible",
    },
    fields={
        "deleted": deletion,
        "level": code("hazard_level", "urgency"),
        "foundAt": moment("occurred_at", "reported_at"),
        "deadline": moment("due_at"),
        "state": _state("fixedAt"),
        "fixedAt": _ended,
        "areaCode": place("division_code", "community_code"),
    },
)
