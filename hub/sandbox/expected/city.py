"""What the hub must publish of the city platform's items about entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.expected.parties import is_identified, party
from hub.sandbox.expected.shapes import (
    SOME,
    Columns,
    Named,
    Shape,
    code,
    day,
    key,
    moment,
    phone,
    place,
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

_COORDINATES: Final = {"coordX": point("coordX", "coordY"), "coordY": point("coordX", "coordY")}
_STEP: Final = {"action": "action", "actor": "actor", "note": "note"}


def where(record: Record, entity: Entity, field: str) -> Columns:
    """The division and, where a code that long was sent in `field`, the village."""
    sent = record.row[field]
    return {
        "division_code": entity.township.division,
        "community_code": entity.village_code if sent == entity.village_code else None,
    }


def _shop(record: Record, entity: Entity) -> Columns:
    story = record.truth
    assert isinstance(story, Story)
    return {
        "entity_id": SOME,
        "kind": "shop",
        "name": entity.signboard,
        "phone": entity.phone,
        "longitude": round(entity.longitude, 6),
        "latitude": round(entity.latitude, 6),
        "status": story.shop_status,
        **where(record, entity, "streetCode"),
    }


SHOPS: Final = Shape(
    table="place",
    true=_shop,
    texts={
        "name": "shopName",
        "business_name": "businessName",
        "principal": "operator",
        "address": "address",
        "grid_code": "gridCode",
    },
    fields=_COORDINATES
    | {
        "operatorPhone": phone("phone"),
        "streetCode": place("division_code", "community_code"),
        "state": code("shop_status", "status"),
    },
)


def _permit(record: Record, entity: Entity) -> Columns:
    paper = record.truth
    assert isinstance(paper, Paper)
    return {
        "entity_id": SOME,
        "holder_name": entity.name,
        **party("holder", record.row["holderCode"], entity),
        "document_no": f"乐综执准字〔{paper.decided.year}〕第{paper.number}号",
        "valid_from": paper.since,
        "valid_until": paper.until,
        "is_long_term": paper.until is None,
        "decided_on": paper.decided,
        "issuer_code": paper.agency.code,
        "status": paper.status,
        **where(record, entity, "streetCode"),
    }


PERMITS: Final = Shape(
    table="licence",
    true=_permit,
    texts={
        "holder_name": "holderName",
        "licence_no": "permitNo",
        "category_name": "permitType",
        "content": "content",
        "issuer_name": "issuerName",
    },
    fields={
        "permitNo": key("document_no"),
        "validFrom": day("valid_from", ahead=True),
        "validTo": until("valid_until"),
        "decidedAt": day("decided_on"),
        "streetCode": place("division_code", "community_code"),
        "state": code("permit_status", "status"),
    },
)


def _case(record: Record, entity: Entity) -> Columns:
    case, row = record.truth, record.row
    assert isinstance(case, Incident)
    done = [case.reported, case.accepted, case.filed, case.dispatched, case.resolved, case.closed]
    return {
        "entity_id": is_identified(row["partyCode"]),
        "kind": "city_case",
        "status": case.status,
        "category": row["infoBcName"].removesuffix("(乐清)"),
        "subcategory": row["infoScName"],
        "occurred_at": aware(case.reported),
        "reported_at": aware(case.reported),
        "accepted_at": aware(case.accepted),
        "filed_at": aware(case.filed),
        "dispatched_at": aware(case.dispatched),
        "resolved_at": aware(case.resolved),
        "closed_at": aware(case.closed),
        "due_at": aware(case.due),
        **where(record, entity, "streetCode"),
        "longitude": round(entity.longitude, 6),
        "latitude": round(entity.latitude, 6),
        "urgency": case.urgency,
        **party("party", row["partyCode"], entity),
        "place_id": Named("place", row["shopId"], "city") if row["shopId"] else None,
        "origin_id": Named("incident", case.origin, "grassroots") if case.origin else None,
        "steps": true_steps(row["steps"], [each for each in done if each is not None], _STEP),
    }


def _place(name: str, sent: Sent) -> Columns:
    number = sent.after(name)
    return {"place_id": Named("place", number, "city") if number else None}


def _origin(name: str, sent: Sent) -> Columns:
    number = sent.after(name)
    return {"origin_id": Named("incident", number, "grassroots") if number else None}


CASES: Final = Shape(
    table="incident",
    true=_case,
    texts={
        "incident_no": "taskId",
        "source": "infoSourceName",
        "category": "infoBcName",
        "description": "description",
        "grid_code": "gridCode",
        "address": "address",
        "handler_name": "executeDeptName",
        "party_name": "partyName",
        "origin_no": "relatedEventNo",
    },
    fields=_COORDINATES
    | {
        "statusName": code("incident_status", "status"),
        "discoverTime": moment("occurred_at", "reported_at"),
        "acceptTime": moment("accepted_at"),
        "fileTime": moment("filed_at"),
        "dispatchTime": moment("dispatched_at"),
        "solvingTime": moment("resolved_at"),
        "closeTime": moment("closed_at"),
        "deadline": moment("due_at"),
        "streetCode": place("division_code", "community_code"),
        "urgentDegree": code("urgency", "urgency"),
        "shopId": _place,
        "relatedEventNo": _origin,
        "steps": steps("time", _STEP),
    },
)
