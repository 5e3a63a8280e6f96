"""What is wrong with provincial inspections and with the coercive measures that follow from them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.basic import NOBODYS_CODE
from hub.sandbox.dirt.blemishes import county, oddly_keyed, old_person_code, other_name
from hub.sandbox.dirt.kinds import (
    Kind,
    conflicting_kind,
    control_characters,
    divisions,
    impossible_date,
    missing,
    names,
    no_key,
    no_party_code,
    put,
    repairable,
    too_long,
    unknown_code,
    unknown_party_code,
    unknown_person_code,
    unreadable_date,
    when,
)
from hub.sandbox.expected.parties import without_valid_code

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def _reported_before(day: date, _: Random) -> Row:
    return {"check_date": f"{day:%Y-%m-%d}", "submitted_date": f"{day - timedelta(days=3):%Y-%m-%d}"}


def _one_officer(_: date, __: Random) -> Row:
    return {"check_personnel": "陈建国", "check_personnel_code": "11030000000"}


def _fewer_certificates(_: Record, __: Entity, rng: Random) -> Row:
    return {"check_personnel_code": rng.choice(("", "11030000000"))}


_CODE: Final = "administrative_cp_ui_code"


def _stranger(_: Record, __: Entity, rng: Random) -> Row:
    return {
        "check_personnel": "陈建国，林晓",
        "check_personnel_code": f"11039{rng.randrange(1000):03d}0001，11039990002",
    }


def _expired(record: Record, _: Entity, __: Random) -> Row | None:
    """Two who had left before, their certificates no longer valid."""
    day, agency = record.facts["day"], record.facts["agency"]
    former = [each for each in agency.former if each.certified_until < day][:2]
    if len(former) < 2:
        return None
    return {
        "check_personnel": "，".join(each.name for each in former),
        "check_personnel_code": "，".join(each.certificate for each in former),
    }


def _passport(_: Record, entity: Entity, rng: Random) -> Row | None:
    if not entity.is_person:
        return None
    return {"administrative_cp_ce_type": rng.choice(("护照", "02")), _CODE: f"E{rng.randrange(10**8):08d}"}


INSPECTIONS: Final = (
    no_key("check_action_code"),
    missing("supervise_item_implement_code"),
    missing("supervise_item_check_icode", "inspection.checklist_code_form"),
    missing("check_action_name"),
    missing("administrative_cp"),
    missing("check_result"),
    missing("check_date"),
    missing("check_personnel", "inspection.officers_too_few"),
    Kind(
        "item_code_form",
        "supervise_item_implement_code",
        ("any.item_code_form",),
        put("supervise_item_implement_code", "3302000000100", "33020000001000A", "330200000010001"),
    ),
    unknown_code("check_result", "基本合格", "77", required=True),
    unknown_code("administrative_cp_na", "77", may=("inspection.standard_fields_missing",)),
    unknown_code("check_form", "77", "抽样", may=("inspection.standard_fields_missing",)),
    unknown_code("check_type", "77", may=("inspection.standard_fields_missing",)),
    unknown_code("check_mode", "独立"),
    unreadable_date("check_date", required=True),
    unreadable_date("submitted_date"),
    impossible_date("check_date", "inspection.reported_before", required=True),
    impossible_date("submitted_date"),
    Kind("reported_before", "submitted_date", ("inspection.reported_before",), when("day", _reported_before)),
    Kind("officers_too_few", "check_personnel", ("inspection.officers_too_few",), when("day", _one_officer)),
    Kind("certificates_missing", "check_personnel_code", ("inspection.certificates_missing",), _fewer_certificates),
    Kind(
        "checklist_code_form",
        "supervise_item_check_icode",
        ("inspection.checklist_code_form",),
        put("supervise_item_check_icode", "11330382MB0000000133020000001000", "检查清单3"),
    ),
    Kind("standard_fields_missing", "check_form", ("inspection.standard_fields_missing",), put("check_form", "", None)),
    Kind("standard_fields_missing", "check_type", ("inspection.standard_fields_missing",), put("check_type", "", None)),
    no_party_code(_CODE),
    unknown_party_code(_CODE),
    unknown_person_code(_CODE),
    repairable(_CODE),
    conflicting_kind("administrative_cp_na", _CODE),
    *divisions("area_number"),
    *names("administrative_cp"),
    control_characters("check_action_name"),
    too_long("plan_id", 100),
    Kind(
        "item_unknown",
        "supervise_item_implement_code",
        ("any.item_unknown",),
        put("supervise_item_implement_code", "33029900099000", "33029900098000"),
    ),
    Kind(
        "agency_unknown",
        "implement_institution_code",
        ("any.agency_unknown",),
        put("implement_institution_code", NOBODYS_CODE),
    ),
    Kind("certificate_unknown", "check_personnel_code", ("inspection.certificate_unknown",), _stranger),
    Kind("certificate_expired", "check_personnel_code", ("inspection.certificate_expired",), _expired),
    Kind("lead_dangling", "lead_no", ("any.lead_dangling",), lambda *_: {"lead_no": "SJ20200101999999"}),
    Kind("passport", _CODE, ("any.party_code_unknown",), _passport, shows=without_valid_code(_CODE)),
    old_person_code(_CODE),
    oddly_keyed("check_action_code"),
    other_name("administrative_cp"),
    county("area_number"),
)

# -- coercive measures ---------------------------------------------------------------------------------------------


def _reversed(day: date, _: Random) -> Row:
    return {"begin_date": f"{day:%Y-%m-%d}", "end_date": f"{day - timedelta(days=9):%Y-%m-%d}"}


def _too_long(record: Record, _: Entity, __: Random) -> Row | None:
    if record.facts["kind"] not in ("seal_up", "seize"):
        return None
    day = record.facts["begins"]
    return {
        "begin_date": f"{day:%Y-%m-%d}",
        "end_date": f"{day + timedelta(days=75):%Y-%m-%d}",
        "extend_days": "30",
    }


COERCIVE_MEASURES: Final = (
    no_key("force_action_code"),
    missing("force_action_name"),
    missing("administrative_cp"),
    missing("illegal_fact"),
    missing("force_basis"),
    missing("force_decision_no"),
    missing("begin_date"),
    unknown_code("force_kind", "77", "责令改正"),
    unreadable_date("begin_date", required=True),
    Kind(
        "unreadable_date:end_date",
        "end_date",
        ("any.date_unreadable",),
        lambda _, __, rng: {"end_date": rng.choice(("2025-02-30", "待定期限"))},
    ),
    impossible_date("begin_date", "coercive_measure.dates_order", "coercive_measure.too_long", required=True),
    Kind(
        "number_unreadable",
        "extend_days",
        ("any.number_unreadable",),
        lambda _, __, rng: {"extend_days": rng.choice(("三十", "-3", "若干"))},
        ("coercive_measure.too_long",),
    ),
    Kind("dates_order", "end_date", ("coercive_measure.dates_order",), when("begins", _reversed)),
    Kind("too_long", "end_date", ("coercive_measure.too_long",), _too_long),
    no_party_code(_CODE),
    unknown_party_code(_CODE),
    unknown_person_code(_CODE),
    repairable(_CODE),
    old_person_code(_CODE),
    *divisions("area_number"),
    *names("administrative_cp"),
    control_characters("illegal_fact"),
    Kind(
        "inspection_dangling",
        "check_action_code",
        ("any.inspection_dangling",),
        put("check_action_code", "JC20200101999999"),
    ),
)
