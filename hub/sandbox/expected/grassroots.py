"""What the hub must publish of the grassroots platform's rows about entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.expected.city import where
from hub.sandbox.expected.parties import is_identified, party
from hub.sandbox.expected.shapes import (
    SOME,
    Columns,
    Named,
    Shape,
    code,
    day,
    deletion,
    key,
    meaning,
    moment,
    phone,
    place,
    plain_moment,
    point,
    until,
)
from hub.sandbox.expected.steps import steps, true_steps
from hub.sandbox.moments import aware
from hub.sandbox.story import Incident, Paper, Story

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Record

TRANSFERRED: Final = "transferred to"
"""No column: the number of the case to which an event was handed over."""

_COORDINATES: Final = {"lng": point("lng", "lat"), "lat": point("lng", "lat")}
_STEP: Final = {"action": "node", "actor": "operator", "organisation": "org", "note": "opinion"}


def _place(record: Record, entity: Entity) -> Columns:
    story = record.truth
    assert isinstance(story, Story)
    return {
        "entity_id": SOME,
        "kind": entity.trade.place_kind,
        "phone": entity.phone,
        "longitude": entity.longitude,
        "latitude": entity.latitude,
        "status": story.place_status,
        **where(record, entity, "areaCode"),
    }


PLACES: Final = Shape(
    table="place",
    true=_place,
    texts={"name": "placeName", "principal": "principal", "address": "address", "grid_code": "gridCode"},
    fields=_COORDINATES
    | {
        "placeKind": code("place_kind", "kind"),
        "principalPhone": phone("phone"),
        "areaCode": place("division_code", "community_code"),
        "state": code("place_status", "status"),
    },
)


def _filing(record: Record, entity: Entity) -> Columns:
    paper = record.truth
    assert isinstance(paper, Paper)
    return {
        "entity_id": SOME,
        "holder_name": entity.name,
        **party("holder", record.row["subjectCode"], entity),
        "document_no": f"{paper.agency.stem}备〔{paper.decided.year}〕{paper.number}号",
        "decided_on": paper.decided,
        "valid_until": paper.until,
        "is_long_term": paper.until is None,
        "status": paper.status,
        **where(record, entity, "areaCode"),
    }


FILINGS: Final = Shape(
    table="licence",
    true=_filing,
    texts={"holder_name": "subjectName", "category_name": "filingKind", "issuer_name": "acceptOrg"},
    fields={
        "filingNo": key("document_no"),
        "filedDate": day("decided_on"),
        "validUntil": until("valid_until"),
        "areaCode": place("division_code", "community_code"),
        "state": code("filing_status", "status"),
    },
)


_WORKSTREAMS: Final = {
    "综治工作": "governance",
    "市场监管": "market_supervision",
    "综合执法": "integrated_enforcement",
    "便民服务": "public_services",
}


def _event(record: Record, entity: Entity) -> Columns:
    event, row = record.truth, record.row
    assert isinstance(event, Incident)
    done = [event.reported, event.accepted, event.dispatched, event.resolved, event.closed]
    return {
        "entity_id": is_identified(row["subjectCode"]),
        "kind": "grassroots_event",
        "workstream": _WORKSTREAMS[row["platform"]],
        "urgency": event.urgency,
        "status": event.status,
        "occurred_at": aware(event.occurred),
        "reported_at": aware(event.reported),
        "accepted_at": aware(event.accepted),
        "dispatched_at": aware(event.dispatched),
        "resolved_at": aware(event.closed or event.resolved),
        "closed_at": aware(event.closed),
        "due_at": aware(event.due),
        **where(record, entity, "areaCode"),
        "longitude": entity.longitude,
        "latitude": entity.latitude,
        "reporter_phone": event.reporter_phone,
        **party("party", row["subjectCode"], entity),
        "place_id": Named("place", row["placeId"], "grassroots") if row["placeId"] else None,
        "satisfaction": event.satisfaction if event.closed else None,
        TRANSFERRED: event.handed_to or None,
        "steps": true_steps(row["flows"], [each for each in done if each is not None], _STEP),
    }


def _finish(name: str, sent: Sent) -> Columns:
    """The end of handling, which is also the end of the event where its status says so."""
    shown = moment("resolved_at")(name, sent)
    is_closed = meaning("incident_status", sent.dataset, sent.after("status")) == "closed"
    if not is_closed:
        return shown | {"closed_at": None}
    return moment("resolved_at", "closed_at")(name, sent)


def _status(name: str, sent: Sent) -> Columns:
    shown = code("incident_status", "status")(name, sent)
    finished = plain_moment(sent.after("finishTime")) or sent.columns["resolved_at"]
    return shown | {"closed_at": finished if shown["status"] == "closed" else None}


def _premises(name: str, sent: Sent) -> Columns:
    number = sent.after(name)
    return {"place_id": Named("place", number, "grassroots") if number else None}


EVENTS: Final = Shape(
    table="incident",
    true=_event,
    texts={
        "incident_no": "eventNo",
        "category": "bigType",
        "subcategory": "smallType",
        "title": "title",
        "description": "content",
        "source": "source",
        "address": "address",
        "grid_code": "gridCode",
        "reporter_name": "reporterName",
        "party_name": "subjectName",
        "handler_name": "handlerOrg",
    },
    fields=_COORDINATES
    | {
        "platform": code("workstream", "workstream"),
        "urgency": code("urgency", "urgency"),
        "occurTime": moment("occurred_at"),
        "reportTime": moment("reported_at"),
        "acceptTime": moment("accepted_at"),
        "dispatchTime": moment("dispatched_at"),
        "status": _status,
        "finishTime": _finish,
        "deadline": moment("due_at"),
        "areaCode": place("division_code", "community_code"),
        "reporterPhone": phone("reporter_phone"),
        "placeId": _premises,
        "satisfaction": code("satisfaction", "satisfaction"),
        "transferredNo": lambda name, sent: {TRANSFERRED: sent.after(name) or None},
        "flows": steps("time", _STEP),
        "deleted": deletion,
    },
)
