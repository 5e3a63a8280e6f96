"""What is wrong with provincial market entities."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.city import REGISTERED
from hub.sandbox.dirt.blemishes import fixed_line, oddly_written, old_person_code, other_name, placeholder
from hub.sandbox.dirt.kinds import (
    Kind,
    bad_phone,
    control_characters,
    divisions,
    impossible_date,
    missing,
    names,
    no_key,
    put,
    repairable,
    several,
    too_long,
    unknown_code,
    unreadable_date,
)
from hub.sandbox.expected.parties import unchanged
from hub.sandbox.expected.shapes import lost, meaning
from hub.sandbox.identifiers import another_character, credit_code

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Columns, Sent
    from hub.sandbox.records.record import Record, Row


def _numbers(sent: Sent) -> Columns:
    """The identifiers of a row in whatever column they stand: the credit code's kind goes before the word's."""
    entity, fields = sent.entity, (sent.after("UniCode"), sent.after("RegNO"))
    coded = any(each and entity.credit_code in each for each in fields)
    numbered = any(each and entity.registration_no in each for each in fields)
    return {
        "uscc": entity.credit_code if coded else None,
        "organisation_code": entity.credit_code[8:17] if coded else None,
        "registration_no": entity.registration_no if numbered else None,
        "kind": entity.kind,
    }


def _another_code(sent: Sent) -> Columns:
    """A valid credit code that is not the entity's own."""
    code = sent.after("UniCode")
    kind = meaning("credit_code_class", sent.dataset, code[:2])
    return _numbers(sent) | {"uscc": code, "organisation_code": code[8:17], "kind": kind}


def _invalid_code(sent: Sent) -> Columns:
    return _numbers(sent) | lost("uscc", sent.after("UniCode"))


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


def _copied(record: Record, entity: Entity, _: Random) -> Row | None:
    """Another trader's code."""
    if not record.row["UniCode"] or entity.number == 0:
        return None
    other = record.facts["world"].entity(entity.number - 1)
    return {"UniCode": other.credit_code, "RegNO": ""} if other.kind in REGISTERED else None


def _old_number(_: Record, entity: Entity, rng: Random) -> Row:
    """A number of before 2007, in digits or in words."""
    return {"RegNO": rng.choice((f"330382{entity.number:07d}", f"企合浙温总字第{entity.number:06d}号"))}


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
    replace(several("UniCode"), shows=_numbers),
    Kind("wrong_column:UniCode", "UniCode;RegNO", ("any.identifier_wrong_column",), _in_wrong_column, shows=_numbers),
    Kind(
        "citizen_id_invalid",
        "CerNO",
        ("any.citizen_id_invalid",),
        _invalid_person,
        ("registration.operator_missing",),
        lambda sent: lost("citizen_id", sent.after("CerNO")),
    ),
    bad_phone("Tel"),
    Kind("identifier_missing", "UniCode;RegNO", ("registration.identifier_missing",), _no_code, shows=_numbers),
    Kind(
        "uscc_invalid",
        "UniCode",
        ("registration.uscc_invalid",),
        _wrong_check,
        ("registration.identifier_missing",),
        _invalid_code,
    ),
    Kind(
        "uscc_organisation",
        "UniCode",
        ("registration.uscc_organisation",),
        _wrong_organisation,
        shows=_another_code,
    ),
    Kind("uscc_region", "UniCode", ("registration.uscc_region",), _other_region, shows=_another_code),
    Kind(
        "uscc_shared",
        "UniCode",
        ("registration.uscc_shared",),
        _copied,
        ("registration.kind_conflict", "registration.operator_missing"),
        _another_code,
    ),
    Kind(
        "registration_no_check",
        "RegNO",
        ("registration.registration_no_check",),
        _wrong_registration_no,
        shows=lambda sent: {"registration_no": sent.after("RegNO")},
    ),
    Kind("dates_order", "EstDate;CancelDate", ("registration.dates_order",), _established_after_end),
    Kind("term_order", "OpFrom;OpTo", ("registration.term_order",), _term_reversed),
    Kind("end_date_missing", "CancelDate", ("registration.end_date_missing",), _no_end_date),
    Kind("end_date_active", "CancelDate", ("registration.end_date_active",), _active_with_end),
    Kind("kind_conflict", "EntTypeCatg", ("registration.kind_conflict",), _other_kind, shows=unchanged),
    Kind("operator_missing", "LeRep", ("registration.operator_missing",), _no_operator),
    Kind(
        "capital_unreadable",
        "RegCap",
        ("registration.capital_unreadable",),
        put("RegCap", "100万美元", "见章程", "50万港元"),
    ),
    Kind("old_number", "RegNO", (), _old_number, shows=lambda sent: {"registration_no": sent.after("RegNO")}),
    placeholder("Tel", "phone"),
    fixed_line("Tel", "phone"),
    Kind("float_key", "PriPID", (), lambda record, *_: {"PriPID": f"{record.row['PriPID']}.0"}),
    placeholder("EstDate", "established_on"),
    oddly_written("RegState"),
    old_person_code("CerNO"),
    other_name("EntName"),
    Kind("county:DomDistrict", "DomDistrict", (), put("DomDistrict", "330382", "乐清市"), shows=unchanged),
)
