"""What the hub must publish of the provincial platform's rows about entities."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from hub.sandbox.expected.parties import kind_word, party
from hub.sandbox.expected.shapes import (
    SOME,
    Columns,
    Named,
    OfEntity,
    Shape,
    code,
    codes,
    day,
    key,
    listed,
    number,
    phone,
    place,
    until,
    yuan_from_wan,
)
from hub.sandbox.spelling import LONG_TERMS
from hub.sandbox.story import Fine, Measure, Paper, Visit

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Record

_TERM: Final = timedelta(days=20 * 365)


def _market_entity(record: Record, entity: Entity) -> Columns:
    row = record.row
    for_ever = row["OpTo"] in LONG_TERMS
    return {
        "entity_id": SOME,
        "name": entity.name,
        "kind": entity.kind,
        "uscc": entity.credit_code if row["UniCode"] else None,
        "organisation_code": entity.credit_code[8:17] if row["UniCode"] else None,
        "registration_no": entity.registration_no if row["RegNO"] else None,
        "citizen_id": entity.person_id,
        "phone": entity.phone,
        "capital_yuan": Decimal(entity.capital_wan * 10_000),
        "established_on": entity.established,
        "op_from": entity.established,
        "op_until": None if for_ever else entity.established + _TERM,
        "is_long_term": for_ever,
        "division_code": entity.township.division,
        "status": entity.status,
        "cancelled_on": entity.cancelled,
    }


def _capital(name: str, sent: Sent) -> Columns:
    """A capital that is no amount of yuan."""
    return {"capital_text": sent.after(name), "capital_yuan": None}


MARKET_ENTITIES: Final = Shape(
    table="registration",
    true=_market_entity,
    texts={
        "name": "EntName",
        "entity_type": "EntType",
        "legal_representative": "LeRep",
        "capital_text": "RegCap",
        "address": "Dom",
        "premises": "ProLoc",
        "authority_name": "RegOrgName",
        "local_office_name": "LocalAdmName",
        "street": "Street",
        "industry_code": "IndustryCo",
    },
    fields={
        "EntTypeCatg": kind_word("kind"),
        "Tel": phone("phone"),
        "RegCap": _capital,
        "EstDate": day("established_on"),
        "OpFrom": day("op_from"),
        "OpTo": until("op_until"),
        "DomDistrict": place("division_code"),
        "RegState": code("registration_status", "status"),
        "CancelDate": day("cancelled_on"),
    },
)


def _code(entity: Entity) -> str:
    return entity.person_id if entity.is_person else entity.credit_code


def _licence(record: Record, entity: Entity) -> Columns:
    paper = record.truth
    assert isinstance(paper, Paper)
    return {
        "entity_id": SOME,
        "holder_name": entity.name,
        **party("holder", _code(entity), entity),
        "document_no": f"{paper.agency.stem}许〔{paper.decided.year}〕第{paper.number}号",
        "category": paper.kind,
        "decided_on": paper.decided,
        "valid_from": paper.since,
        "valid_until": paper.until,
        "is_long_term": paper.until is None,
        "issuer_code": paper.agency.code,
        "status": paper.status,
        "division_code": OfEntity("division_code"),
    }


LICENCES: Final = Shape(
    table="licence",
    true=_licence,
    texts={
        "holder_name": "XK_XDR_MC",
        "document_name": "XK_XKWS",
        "category_name": "XK_XKLB",
        "licence_name": "XK_XKZS",
        "licence_no": "XK_XKBH",
        "content": "XK_NR",
        "issuer_name": "XK_XKJG",
        "issuer_code": "XK_XKJGDM",
    },
    fields={
        "XK_WSH": key("document_no"),
        "XK_XKLB": code("licence_kind", "category"),
        "XK_JDRQ": day("decided_on"),
        "XK_YXQZ": day("valid_from", ahead=True),
        "XK_YXQZI": until("valid_until"),
        "XK_ZT": code("licence_status", "status"),
    },
)


def _inspection(record: Record, entity: Entity) -> Columns:
    visit, row = record.truth, record.row
    assert isinstance(visit, Visit)
    return {
        "entity_id": SOME,
        "party_name": entity.name,
        **party("party", _code(entity), entity),
        "item_code": visit.item.code,
        "lead_incident_id": Named("incident", visit.lead) if visit.lead else None,
        "agency_code": visit.agency.code,
        "form": "on_site",
        "kind": "case_triggered" if visit.lead else "daily",
        "mode": "cross_department" if visit.joint else "single_department",
        "result": visit.result,
        "inspected_on": visit.day,
        "reported_on": visit.day + timedelta(days=1),
        "officer_names": list(dict.fromkeys(each.name for each in visit.officers)),
        "officer_certificate_nos": [each.certificate for each in visit.officers],
        "address": row["address_operating"] or row["address_registered"],
        "division_code": entity.township.division,
    }


def _lead(name: str, sent: Sent) -> Columns:
    number = sent.after(name)
    return {"lead_incident_id": Named("incident", number) if number else None}


def _inspected(name: str, sent: Sent) -> Columns:
    number = sent.after(name)
    return {"inspection_id": Named("inspection", number) if number else None}


INSPECTIONS: Final = Shape(
    table="inspection",
    true=_inspection,
    texts={
        "party_name": "administrative_cp",
        "action_no": "check_action_code",
        "name": "check_action_name",
        "checklist_code": "supervise_item_check_icode",
        "plan_no": "plan_id",
        "joint_task_no": "joint_task_no",
        "lead_no": "lead_no",
        "agency_code": "implement_institution_code",
        "agency_name": "implement_institution",
        "result_text": "check_result",
        "item_code": "supervise_item_implement_code",
    },
    fields={
        "administrative_cp_na": kind_word("party_kind"),
        "area_number": place("division_code"),
        "check_form": code("inspection_form", "form"),
        "check_type": code("inspection_kind", "kind"),
        "check_mode": code("inspection_mode", "mode"),
        "check_result": code("inspection_result", "result"),
        "check_date": day("inspected_on"),
        "submitted_date": day("reported_on"),
        "check_personnel": listed("officer_names"),
        "check_personnel_code": listed("officer_certificate_nos"),
        "lead_no": _lead,
    },
)


def _penalty(record: Record, entity: Entity) -> Columns:
    fine = record.truth
    assert isinstance(fine, Fine)
    return {
        "entity_id": SOME,
        "party_name": entity.name,
        **party("party", _code(entity), entity),
        "decision_no": fine.number,
        "item_code": fine.item.code,
        "inspection_id": Named("inspection", fine.visit) if fine.visit else None,
        "lead_incident_id": Named("incident", fine.lead) if fine.lead else None,
        "kinds": list(fine.kinds),
        "fine_yuan": Decimal(fine.fine) if fine.fine else None,
        "confiscated_yuan": Decimal(fine.confiscated) if fine.confiscated else None,
        "filed_on": fine.filed,
        "decided_on": fine.decided,
        "closed_on": fine.closed,
        "public_until": fine.decided + timedelta(days=365),
        "authority_code": fine.agency.code,
        "division_code": entity.township.division,
    }


PENALTIES: Final = Shape(
    table="penalty",
    true=_penalty,
    texts={
        "party_name": "CF_XDR_MC",
        "violation": "CF_WFXW",
        "facts": "CF_SY",
        "basis": "CF_YJ",
        "content": "CF_NR",
        "revoked_licence": "CF_NR_ZKDX",
        "authority_name": "CF_CFJG",
        "authority_code": "CF_CFJGDM",
        "inspection_no": "check_action_code",
        "case_source": "case_source",
        "lead_no": "lead_no",
        "item_code": "supervise_item_implement_code",
    },
    fields={
        "CF_WSH": key("decision_no"),
        "CF_CFLB": codes("penalty_kind", "kinds"),
        "CF_NR_FK": yuan_from_wan("fine_yuan"),
        "CF_NR_WFFF": yuan_from_wan("confiscated_yuan"),
        "CF_JDRQ": day("decided_on"),
        "CF_GSJZQ": day("public_until", ahead=True),
        "filing_date": day("filed_on"),
        "closing_date": day("closed_on"),
        "area_number": place("division_code"),
        "check_action_code": _inspected,
        "lead_no": _lead,
    },
)


def _measure(record: Record, entity: Entity) -> Columns:
    measure, row = record.truth, record.row
    assert isinstance(measure, Measure)
    return {
        "entity_id": SOME,
        "party_name": entity.name,
        **party("party", _code(entity), entity),
        "decision_no": measure.decision,
        "inspection_id": Named("inspection", measure.visit),
        "kind": measure.kind,
        "begins_on": measure.begins,
        "ends_on": measure.ends,
        "extended_days": measure.extended if row["extend_days"] != "" else None,
        "authority_code": measure.agency.code,
        "division_code": entity.township.division,
    }


COERCIVE_MEASURES: Final = Shape(
    table="coercive_measure",
    true=_measure,
    texts={
        "party_name": "administrative_cp",
        "action_no": "force_action_code",
        "name": "force_action_name",
        "inspection_no": "check_action_code",
        "facts": "illegal_fact",
        "basis": "force_basis",
        "result": "force_result",
        "authority_name": "implement_institution",
        "authority_code": "implement_institution_code",
    },
    fields={
        "check_action_code": _inspected,
        "force_decision_no": key("decision_no"),
        "force_kind": code("force_kind", "kind"),
        "begin_date": day("begins_on"),
        "end_date": day("ends_on", ahead=True),
        "extend_days": number("extended_days"),
        "area_number": place("division_code"),
    },
)
