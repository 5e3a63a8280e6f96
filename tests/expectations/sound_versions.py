"""For every dataset one version that nothing is wrong with, and how each rule's finding is planted in it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from staged_versions import Version, at

from hub.rules.kinds import Defect, LengthAtLeast, LengthAtMost, NotNull
from hub.staging.tables import staging_columns

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset
    from hub.rules.catalogue import Rule

CODE = "91330382MA00000A1W"
CITIZEN = "330382190001010009"
AUTHORITY = "11330382000000001P"


def day(number):
    """A day of 2026, counted from its first."""
    return dt.date(2026, 1, 1) + dt.timedelta(days=number)


_PARTY = {"party_name": "乐清市样例电器有限公司", "party_kind": "enterprise", "party_code": CODE, "link_uscc": CODE}
_HOLDER = {"holder_name": "乐清市样例电器有限公司", "holder_code": CODE, "link_uscc": CODE}
_INCIDENT = {
    "status": "closed",
    "category": "市容环境",
    "description": "占道经营",
    "address": "乐清市城东街道",
    "occurred_at": at(0),
    "reported_at": at(1),
    "accepted_at": at(2),
    "dispatched_at": at(3),
    "resolved_at": at(4),
    "closed_at": at(5),
    "due_at": at(6),
    "incident_no": "S1",
    "steps": [{"seq": 1, "at": "2026-11-01T08:00:00+08:00"}, {"seq": 2, "at": "2026-11-01T09:00:00+08:00"}],
    **{key: value for key, value in _PARTY.items() if key != "party_kind"},
}
_PENALTY = {
    **_PARTY,
    "decision_no": "乐综执罚决字〔2026〕第12号",
    "violation": "占道经营",
    "facts": "占道经营",
    "basis": "条例",
    "kinds": ["warning", "fine", "confiscation", "revoke_licence"],
    "content": "警告，罚款人民币贰仟元整，没收违法所得100元",
    "fine_yuan": 2000,
    "confiscated_yuan": 100,
    "revoked_licence": "许可证1号",
    "item_code": "33022310100001",
    "filed_on": day(1),
    "decided_on": day(2),
    "closed_on": day(3),
    "public_until": day(400),
    "authority_name": "样例局",
    "authority_code": AUTHORITY,
}
_LICENCE = {
    **_HOLDER,
    "holder_kind": "enterprise",
    "document_no": "乐许〔2026〕第1号",
    "decided_on": day(1),
    "valid_from": day(2),
    "valid_until": day(3),
    "issuer_name": "样例局",
    "issuer_code": AUTHORITY,
    "content": "准予许可",
}

SOUND: dict[str, dict[str, object]] = {
    "provincial/enforcement_items": {"code": "33022310100001", "name": "占道经营", "basis": "条例"},
    "provincial/item_assignments": {
        "item_code": "33022310100001",
        "agency_code": AUTHORITY,
        "begins_on": day(1),
        "ends_on": day(2),
    },
    "provincial/agencies": {
        "code": AUTHORITY,
        "name": "样例队",
        "kind": "township_squad",
        "division_code": "330382103000",
    },
    "provincial/officers": {
        "name": "样例",
        "agency_name": "样例局",
        "mobile": "13800000000",
        "certificate_no": "浙C001",
        "status": "active",
    },
    "provincial/market_entities": {
        "name": "乐清市样例电器有限公司",
        "kind": "enterprise",
        "uscc": CODE,
        "registration_no": "330382600000002",
        "legal_representative": "样例",
        "citizen_id": CITIZEN,
        "phone": "13800000000",
        "capital_text": "50万元",
        "capital_yuan": 500000,
        "established_on": day(1),
        "op_from": day(1),
        "op_until": day(2),
        "status": "active",
        "address": "乐清市城东街道",
    },
    "provincial/licences": _LICENCE,
    "provincial/inspections": {
        **_PARTY,
        "name": "日常检查",
        "item_code": "33022310100001",
        "checklist_code": AUTHORITY + "1001",
        "action_no": "JC1",
        "inspected_on": day(1),
        "reported_on": day(2),
        "officer_names": ["甲", "乙"],
        "officer_certificate_nos": ["1", "2"],
        "address": "乐清市城东街道",
    },
    "provincial/penalties": _PENALTY,
    "provincial/coercive_measures": {
        **_PARTY,
        "name": "查封",
        "action_no": "QZ1",
        "decision_no": "乐综执强决字〔2026〕第1号",
        "kind": "seal_up",
        "facts": "占道经营",
        "basis": "条例",
        "begins_on": day(1),
        "ends_on": day(41),
        "extended_days": 10,
        "authority_name": "样例局",
        "authority_code": AUTHORITY,
    },
    "city/components": {"code": "3303820010010001", "class": "公用设施", "name": "井盖"},
    "city/shops": {
        "name": "样例电器",
        "business_name": "乐清市样例电器有限公司",
        "principal": "样例",
        "phone": "057762000000",
        "address": "乐清市城东街道",
        "status": "active",
    },
    "city/permits": {
        **_HOLDER,
        "document_no": "乐许〔2026〕第1号",
        "decided_on": day(1),
        "valid_from": day(2),
        "valid_until": day(3),
        "content": "户外广告",
    },
    "city/cases": _INCIDENT,
    "grassroots/grids": {"code": "1", "name": "样例网格", "leader_phone": "13800000000"},
    "grassroots/places": {
        "name": "样例场所",
        "principal": "样例",
        "phone": "13800000000",
        "address": "乐清市城东街道",
        "status": "active",
    },
    "grassroots/filings": {
        **_HOLDER,
        "document_no": "备1",
        "decided_on": day(1),
        "valid_until": day(2),
    },
    "grassroots/events": {**_INCIDENT, "title": "占道经营", "reporter_phone": "13800000000"},
    "departments/market_register": {
        "name": "乐清市样例电器有限公司",
        "uscc": CODE,
        "registration_no": "330382600000002",
        "authority_name": "样例局",
    },
    "departments/licences": _LICENCE,
    "departments/penalties": {**_PENALTY, "CF_ZT": "valid"},
    "departments/ecology_penalties": {**_PENALTY, "jaqk": "已结案"},
    "departments/fire_penalties": _PENALTY,
    "micro_grid/alerts": {**_INCIDENT, "title": "烟雾报警"},
    "school_safety/hazards": {**_INCIDENT, "title": "护栏松动"},
}

PLANTED: dict[str, dict[str, object]] = {
    "any.name_masked": {"*name": "乐清市*电器有限公司"},
    "any.name_damaged": {"*name": "乐清市\ue000\U000f0001电器有限公司"},
    "any.phone_form": {"*phone": "1380000000"},
    "any.item_code_form": {"*item_code": "3302231010000"},
    "any.party_code_unknown": {"*code": "91330382MA00000A11"},
    "registration.identifier_missing": {"uscc": None, "registration_no": None},
    "registration.uscc_region": {"uscc": "91330182MA00000A1J"},
    "registration.registration_no_check": {"registration_no": "330382600000001"},
    "registration.dates_order": {"established_on": day(3), "cancelled_on": day(2), "status": "cancelled"},
    "registration.term_order": {"op_from": day(3)},
    "registration.end_date_missing": {"status": "revoked"},
    "registration.end_date_active": {"cancelled_on": day(3)},
    "registration.operator_missing": {"kind": "individual_business", "citizen_id": None},
    "registration.capital_unreadable": {"capital_text": "若干", "capital_yuan": None},
    "licence.decided_after_end": {"decided_on": day(4), "valid_from": None},
    "licence.validity_order": {"valid_from": day(4)},
    "licence.decided_after_start": {"decided_on": day(3), "valid_from": day(2)},
    "licence.far_end": {"valid_until": dt.date(2126, 1, 3)},
    "licence.issuer_code_form": {"issuer_code": "样例局"},
    "inspection.checklist_code_form": {"checklist_code": AUTHORITY + "6"},
    "inspection.reported_before": {"reported_on": day(0)},
    "inspection.officers_too_few": {"officer_names": ["甲"]},
    "inspection.certificates_missing": {"officer_certificate_nos": None},
    "penalty.decision_no_form": {"decision_no": "乐综执罚决字2026第12号"},
    "penalty.filed_after_decided": {"filed_on": day(3)},
    "penalty.decided_after_closed": {"closed_on": day(1)},
    "penalty.public_before_decided": {"public_until": day(1)},
    "penalty.fine_missing": {"fine_yuan": None},
    "penalty.fine_without_kind": {"kinds": ["confiscation"]},
    "penalty.fine_text": {"fine_yuan": 3000},
    "penalty.fine_unit": {"fine_yuan": 20_000_000},
    "penalty.confiscated_missing": {"confiscated_yuan": None},
    "penalty.licence_missing": {"revoked_licence": None},
    "penalty.withdrawn": {"CF_ZT": "disputed"},
    "penalty.closing_date_missing": {"jaqk": "未结案"},
    "coercive_measure.dates_order": {"ends_on": day(0)},
    "coercive_measure.too_long": {"ends_on": day(42)},
    "item_assignment.dates_order": {"ends_on": day(0)},
    "agency.code_invalid": {"code": "11330382000000001Q"},
    "agency.squad_without_division": {"division_code": "330382000000"},
    "officer.certificate_missing": {"certificate_no": None, "status": None},
    "component.code_form": {"code": "330382001001001"},
    "component.class_unknown": {"class": "街面秩序"},
    "incident.reported_after_closed": {"reported_at": at(7)},
    "incident.times_order": {"accepted_at": None, "dispatched_at": at(0.5), "resolved_at": at(0.7)},
    "incident.closed_without_time": {"closed_at": None},
    "incident.open_with_time": {"status": "handling"},
    "incident.closed_late": {"due_at": at(4.5)},
    "incident.steps_order": {
        "steps": [{"seq": 2, "at": "2026-11-01T08:00:00+08:00"}, {"seq": 1, "at": "2026-11-01T09:00:00+08:00"}]
    },
    "incident.class_unknown": {"category": "市容"},
}
"""By rule_id: the columns that make the sound version a bad one; `*name` is whichever column the rule is about."""

FOUND_TOO = {
    "any.too_long:decision_no": {"penalty.decision_no_form"},
    "penalty.fine_unit:content:fine_yuan": {"penalty.fine_text"},
    "incident.reported_after_closed:reported_at:closed_at": {"incident.times_order"},
}
"""What else is wrong with the version that a rule's finding was planted in, by the rule's key."""


def sound(dataset: Dataset, source_id: str = "sound") -> Version:
    """A version that every rule finds sound."""
    columns = _sent(dataset, SOUND[dataset.id])
    return Version(dataset.id, source_id, time=at(0), sequence=1, verdict="new", columns=columns)


def planted(dataset: Dataset, rule: Rule, source_id: str) -> Version:
    """A version with what `rule` is there to find."""
    columns = _sent(dataset, {**SOUND[dataset.id], **_changes(rule)})
    return replace(sound(dataset, source_id), columns=columns)


def bad(dataset: Dataset, rule: Rule) -> tuple[Version, ...]:
    """The versions that `rule` is there to find, among them nothing sound."""
    match rule.rule_id:
        case "any.same_version_twice":
            twin = sound(dataset, rule.key)
            return twin, replace(twin, columns={**twin.columns, "department": "another"})
        case "any.delete_unknown":
            return (replace(sound(dataset, rule.key), is_delete=True),)
    return (planted(dataset, rule, rule.key),)


def _sent(dataset: Dataset, columns: dict[str, object]) -> dict[str, object]:
    """Those of the columns that the dataset stages."""
    return {name: value for name, value in columns.items() if name in staging_columns(dataset)}


def defect(rule_id: str, field: str = "field", value: object = None) -> dict[str, object]:
    """The column `defects` with one defect."""
    return {"defects": json.dumps([{"rule": rule_id, "field": field, "value": value}])}


def _changes(rule: Rule) -> dict[str, object]:
    match rule.kind:
        case Defect():
            return defect(rule.rule_id)
        case NotNull(column):
            return {column: None}
        case LengthAtMost(column, limit):
            return {column: "长" * (limit + 1)}
        case LengthAtLeast(column, limit):
            return {column: "短" * (limit - 1)}
    return {
        (rule.kind.columns[0] if name.startswith("*") else name): value for name, value in PLANTED[rule.rule_id].items()
    }
