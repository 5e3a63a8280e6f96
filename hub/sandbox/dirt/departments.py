"""What is wrong with the rows of departments' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.kinds import Kind, misread, missing, names
from hub.sandbox.expected.departments import with_invalid_code, without_number
from hub.sandbox.expected.parties import unchanged
from hub.sandbox.identifiers import another_character

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row

_CODE: Final = "注册号/统一社会信用代码"


def _float(record: Record, _: Entity, __: Random) -> Row | None:
    code = record.row[_CODE]
    return {_CODE: f"{code}.0"} if code.isdigit() else None


def _scientific(record: Record, _: Entity, __: Random) -> Row | None:
    code = record.row[_CODE]
    return {_CODE: f"{int(code):.5E}"} if code.isdigit() else None


def _misread(record: Record, entity: Entity, rng: Random) -> Row | None:
    return {_CODE: misread(entity.credit_code, rng)} if record.row[_CODE] == entity.credit_code else None


def _invalid(record: Record, entity: Entity, _: Random) -> Row | None:
    return {_CODE: another_character(entity.credit_code, 12)} if record.row[_CODE] == entity.credit_code else None


MARKET_REGISTER: Final = (
    missing("企业名称"),
    *names("企业名称"),
    Kind("number_float", _CODE, ("departments.number_float",), _float, shows=unchanged),
    Kind(
        "number_damaged",
        _CODE,
        ("departments.number_damaged",),
        _scientific,
        ("registration.identifier_missing",),
        without_number,
    ),
    Kind("uscc_repaired", _CODE, ("any.uscc_repaired",), _misread, shows=unchanged),
    Kind(
        "uscc_invalid",
        _CODE,
        ("registration.uscc_invalid",),
        _invalid,
        ("registration.identifier_missing",),
        with_invalid_code,
    ),
    Kind(
        "identifier_missing",
        _CODE,
        ("registration.identifier_missing",),
        lambda _, __, rng: {_CODE: rng.choice(("", "无"))},
        shows=without_number,
    ),
)
