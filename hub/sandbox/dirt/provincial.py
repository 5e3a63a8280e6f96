"""What is wrong with provincial market entities and inspections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.kinds import (
    Kind,
    bad_phone,
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
    several,
    too_long,
    unknown_code,
    unknown_party_code,
    unknown_person_code,
    unreadable_date,
    when,
)
from hub.sandbox.identifiers import another_character, credit_code

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def _in_wrong_column(record: Record, entity: Entity, rng: Random) -> Row | None:
    """A registration number or citizen id in the credit code's column, or the credit code in the other."""
    if not record.row["UniCode"]:
        return None
    return rng.choice(
        (
            {"UniCode": entity.registration_no, "RegNO": ""},
            {"UniCode": entity.person_id, "RegNO": entity.registration_no},
            {"UniCode": "", "RegNO": entity.credit_code},
        )
    )


def _no_code(_: Record, __: Entity, rng: Random) -> Row:
    return {"UniCode": rng.choice(("", "无", "000000000000000000", "待补", None)), "RegNO": rng.choice(("", "/", "-"))}


def _wrong_check(record: Record, entity: Entity, _: Random) -> Row | None:
    return {"UniCode": another_character(entity.credit_code, 12)} if record.row["UniCode"] else None


def _wrong_organisation(record: Record, entity: Entity, _: Random) -> Row | None:
    """A code that is valid itself around an organisation code that is not."""
    if not record.row["UniCode"]:
        return None
    organisation = entity.credit_code[8:17]
    last = "1" if organisation[-1] != "1" else "2"
    return {"UniCode": credit_code(entity.credit_code[:2], organisation[:-1] + last), "RegNO": ""}


def _other_region(record: Record, entity: Entity, rng: Random) -> Row | None:
    if not record.row["UniCode"]:
        return None
    return {
        "UniCode": credit_code(entity.credit_code[:2], entity.credit_code[8:17], rng.choice(("330106", "310115"))),
        "RegNO": "",
    }


def _wrong_registration_no(record: Record, entity: Entity, _: Random) -> Row | None:
    number = entity.registration_no
    return {"RegNO": number[:-1] + str((int(number[-1]) + 1) % 10)} if record.row["UniCode"] else None


def _invalid_person(_: Record, entity: Entity, __: Random) -> Row:
    return {"CerNO": another_character(entity.person_id, 15)}


def _established_after_end(_: Record, entity: Entity, __: Random) -> Row | None:
    return None if entity.cancelled is None else {"EstDate": f"{entity.cancelled + timedelta(days=20):%Y-%m-%d}"}


def _term_reversed(_: Record, entity: Entity, __: Random) -> Row:
    return {
        "OpFrom": f"{entity.established:%Y-%m-%d}",
        "OpTo": f"{entity.established - timedelta(days=365):%Y-%m-%d}",
    }


def _no_end_date(_: Record, entity: Entity, __: Random) -> Row | None:
    return None if entity.cancelled is None else {"CancelDate": ""}


def _active_with_end(_: Record, entity: Entity, __: Random) -> Row | None:
    if entity.status != "active":
        return None
    return {"CancelDate": f"{entity.established + timedelta(days=300):%Y-%m-%d}"}


def _other_kind(record: Record, entity: Entity, _: Random) -> Row | None:
    if not record.row["UniCode"]:
        return None
    return {"EntTypeCatg": "50" if entity.kind != "individual_business" else "11"}


def _no_operator(_: Record, entity: Entity, __: Random) -> Row | None:
    return {"LeRep": ""} if entity.kind == "individual_business" else None


MARKET_ENTITIES: Final = (
    no_key("PriPID"),
    missing("EntName"),
    unknown_code("EntTypeCatg", "99", "Z1"),
    unknown_code("RegState", "ZZ", "情况不明"),
    unreadable_date("EstDate"),
    impossible_date("EstDate"),
    control_characters("EntName"),
    too_long("Dom", 400),
    *divisions("DomDistrict", "Street"),
    *names("EntName"),
    repairable("UniCode"),
    several("UniCode"),
    Kind("wrong_column:UniCode", "UniCode;RegNO", ("any.identifier_wrong_column",), _in_wrong_column),
    Kind(
        "citizen_id_invalid", "CerNO", ("any.citizen_id_invalid",), _invalid_person, ("registration.operator_missing",)
    ),
    bad_phone("Tel"),
    Kind("identifier_missing", "UniCode;RegNO", ("registration.identifier_missing",), _no_code),
    Kind("uscc_invalid", "UniCode", ("registration.uscc_invalid",), _wrong_check, ("registration.identifier_missing",)),
    Kind("uscc_organisation", "UniCode", ("registration.uscc_organisation",), _wrong_organisation),
    Kind("uscc_region", "UniCode", ("registration.uscc_region",), _other_region),
    Kind("registration_no_check", "RegNO", ("registration.registration_no_check",), _wrong_registration_no),
    Kind("dates_order", "EstDate;CancelDate", ("registration.dates_order",), _established_after_end),
    Kind("term_order", "OpFrom;OpTo", ("registration.term_order",), _term_reversed),
    Kind("end_date_missing", "CancelDate", ("registration.end_date_missing",), _no_end_date),
    Kind("end_date_active", "CancelDate", ("registration.end_date_active",), _active_with_end),
    Kind("kind_conflict", "EntTypeCatg", ("registration.kind_conflict",), _other_kind),
    Kind("operator_missing", "LeRep", ("registration.operator_missing",), _no_operator),
    Kind(
        "capital_unreadable",
        "RegCap",
        ("registration.capital_unreadable",),
        put("RegCap", "100万美元", "见章程", "50万港元"),
    ),
)

# -- inspections ---------------------------------------------------------------------------------------------------


def _reported_before(day: date, _: Random) -> Row:
    return {"check_date": f"{day:%Y-%m-%d}", "submitted_date": f"{day - timedelta(days=3):%Y-%m-%d}"}


def _one_officer(_: date, __: Random) -> Row:
    return {"check_personnel": "陈建国", "check_personnel_code": "11030000000"}


def _fewer_certificates(_: Record, __: Entity, rng: Random) -> Row:
    return {"check_personnel_code": rng.choice(("", "11030000000"))}


_CODE: Final = "administrative_cp_ui_code"

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
)
