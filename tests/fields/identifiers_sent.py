"""Identifiers of the record's own entity, in every form, in the right column and in the wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import forms_of_codes
from cases import Case, Group, Key, kept, laid_over, missing
from forms import CONTROL, EMPTY, Line, as_text
from made_numbers import (
    ENTERPRISE,
    INDIVIDUAL,
    NO_PERSON,
    NOBODY,
    OLD_NUMBER,
    OLD_PERSON,
    ORGANISATION,
    OTHER_ENTERPRISE,
    PERSON,
    PERSON_WITH_X,
    SHORT_NUMBER,
    TEXT_NUMBER,
    UNBORN,
    credit_code,
)
from spellings import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sound_rows import Sound

REPAIRED, SEVERAL = "any.uscc_repaired", "any.identifier_several"
WRONG, INVALID = "any.identifier_wrong_column", "any.citizen_id_invalid"
FLOAT, DAMAGED = "departments.number_float", "departments.number_damaged"
TRADER, SOMEBODY = "个体工商户", "个人"
KIND_SENT = {TRADER: "individual_business", SOMEBODY: "natural_person", None: None}


@dataclass(frozen=True)
class Role:
    """What a field that is meant for one kind of identifier does with each kind of value (see `Value.kind`).

    `reads`: those that are valid identifiers here. `wrong`: those that are in the wrong column. `publishes`: those that
    a code column holds in their one form; of others it holds what was sent. `lost`: in a register, those that stand
    in no column, but in `unmapped` under the name `keeps`. `free`: those that a register has as a number that is text.
    """

    reads: frozenset[str]
    wrong: frozenset[str]
    publishes: frozenset[str]
    keeps: str | None = None
    lost: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    invalid: Mapping[str, str] | None = None


_ALL = frozenset({"credit", "number", "organisation", "citizen"})
_PEOPLE = frozenset({"credit", "citizen", "old citizen"})
_NO_CITIZENS = frozenset({"number", "text number", "word", "organisation", "bad citizen", "nobody"})
_NOT_CREDIT = {"nobody": "registration.uscc_invalid", "bad citizen": "registration.uscc_invalid"}

CODE_ROLES = {
    "uscc": Role(_ALL, _ALL - {"credit"}, _ALL),
    "link": Role(_ALL, _ALL - {"credit"}, _ALL),
    "registration_no": Role(_ALL, _ALL - {"number"}, _ALL | {"text number"}),
    "organisation_code": Role(_ALL, _ALL - {"organisation"}, _ALL),
    "citizen_id": Role(_PEOPLE, frozenset({"credit"}), _PEOPLE, invalid=dict.fromkeys(_NO_CITIZENS, INVALID)),
    "party_code": Role(_PEOPLE | {"number", "organisation"}, frozenset(), _PEOPLE),
}
"""Of fields that feed `holder_code` or `party_code`, or linkage alone, by their transform."""

_CREDIT_LOST = frozenset({"word", "text number", "nobody", "bad citizen"})
REGISTER_ROLES = {
    ("uscc", "organisation_code"): Role(
        _ALL, frozenset({"number", "citizen"}), _ALL, "uscc", _CREDIT_LOST, invalid=_NOT_CREDIT
    ),
    ("registration_no",): Role(_ALL, _ALL - {"number"}, _ALL, free=_CREDIT_LOST),
    ("citizen_id",): Role(
        _PEOPLE,
        frozenset({"credit"}),
        _PEOPLE,
        "citizen_id",
        _NO_CITIZENS,
        invalid=dict.fromkeys(_NO_CITIZENS, INVALID),
    ),
    ("uscc", "organisation_code", "registration_no"): Role(
        _ALL,
        frozenset({"citizen"}),
        _ALL,
        "uscc",
        frozenset({"nobody", "bad citizen", "citizen"}),
        frozenset({"word", "text number"}),
        _NOT_CREDIT,
    ),
}
"""Of fields that feed a register's own columns, by their transforms."""


@dataclass(frozen=True)
class Value:
    """What was sent as an identifier: its kind, its one form, and the rules that its form breaks. `line` is the class
    of a credit code."""

    sent: object
    kind: str
    plain: str | None
    rules: tuple[str, ...] = ()
    line: Line | None = None


def _credit_codes(code: str) -> Iterator[Value]:
    yield Value(code, "credit", code)
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    for sent in (code.lower(), f"{code[:8]} {code[8:]}", wide):
        yield Value(sent, "credit", code, (REPAIRED,))
    misread = OTHER_ENTERPRISE.translate(str.maketrans("0125", "OIZS"))
    yield Value(misread, "credit", OTHER_ENTERPRISE, (REPAIRED,))
    yield Value(f" {code}\u3000", "credit", code)
    yield Value(f"{code[:3]}\x00{code[3:]}", "credit", code, (CONTROL,))
    for separator in "、,，;；/\n":
        yield Value(f"{NOBODY}{separator}{code}", "credit", code, (SEVERAL,))
    yield Value(f"{code}{OTHER_ENTERPRISE}", "credit", code, (SEVERAL,))
    for line in forms_of_codes.known("credit_code_class"):
        yield Value(credit_code(line.value), "credit", credit_code(line.value), line=line)


def _others(*, is_file: bool) -> Iterator[Value]:
    for number in (OLD_NUMBER, SHORT_NUMBER):
        yield Value(number, "number", number)
    yield Value(f"{OLD_NUMBER[:6]} {OLD_NUMBER[6:]}", "number", OLD_NUMBER)
    yield Value(f"{OLD_NUMBER}.0", "number", OLD_NUMBER, (FLOAT,) if is_file else ())
    yield Value(f"{OLD_NUMBER}\x00", "number", OLD_NUMBER, (CONTROL,))
    hyphened = f"{ORGANISATION[:8]}-{ORGANISATION[8:]}"
    for sent in (hyphened, hyphened.lower(), ORGANISATION):
        yield Value(sent, "organisation", ORGANISATION)
    for person in (PERSON, PERSON_WITH_X):
        yield Value(person, "citizen", person)
    yield Value(PERSON_WITH_X.lower(), "citizen", PERSON_WITH_X)
    yield Value(f"{PERSON[:6]} {PERSON[6:]}", "citizen", PERSON)
    yield Value(OLD_PERSON, "old citizen", PERSON)
    for sent in (NO_PERSON, UNBORN):
        yield Value(sent, "bad citizen", None)
    yield Value(NOBODY, "nobody", None)
    yield Value(TEXT_NUMBER, "text number", TEXT_NUMBER)
    for sent in ("办理中", "12345", 12345, "9133"):
        yield Value(sent, "word", None)
    if is_file:
        yield Value("9.13304E+17", "damaged", None, (DAMAGED,))


def identifier_group(sound: Sound, source: str) -> Group:
    """The cases of a field that identifies the record's entity, no other doing so."""
    # An old tax number holds an organisation code.
    rivals = [*sound.own_codes, *(each for each in sound.sources if str(sound.lead(each).transform) == "link:tax_no")]
    context: dict[str, object] = {each: None for each in rivals if each != source}
    if sound.kind_source is not None:
        context[sound.kind_source] = _kind_sent(sound, source)
    row = laid_over(sound.row(), context)
    values = sorted(_values(sound, source), key=lambda each: each.sent != sound.value(source))
    cases = [_case(sound, source, each, row) for each in values]
    return Group(source, sound.fields(source), context, tuple(cases))


def _kind_sent(sound: Sound, source: str) -> str | None:
    if source == "sfzhm":
        return SOMEBODY
    return None if sound.dataset.table == "registration" else TRADER


def _values(sound: Sound, source: str) -> Iterator[Value]:
    value = sound.value(source)
    # In a field of persons' numbers a company's code would be in conflict with the kind sent.
    is_persons = sound.lead(source).transform.name == "citizen_id"
    is_code = sound.lead(source).transform.name in {"uscc", "party_code", "link"}
    code = INDIVIDUAL if is_persons else str(value) if is_code else ENTERPRISE
    codes = (each for each in _credit_codes(code) if not is_persons or str(each.plain).startswith("92"))
    yield from codes
    yield from _others(is_file=sound.dataset.platform == "departments")
    yield from (Value(sent, "nothing", None) for sent in (*EMPTY, *PLACEHOLDERS))


def _case(sound: Sound, source: str, value: Value, row: Mapping[str, object]) -> Case:
    transforms = tuple(each.transform.name for each in sound.fields(source) if each.transform.name != "key")
    fed = {each.column for name in sound.own_codes for each in sound.fields(name)}
    is_register = bool(fed & {"uscc", "registration_no", "citizen_id"})
    role = REGISTER_ROLES[transforms] if is_register else CODE_ROLES[transforms[0]]
    # Fifteen digits are a person's only where a person's number is meant.
    kind = "number" if value.kind == "old citizen" and "old citizen" not in role.reads else value.kind
    plain = str(value.sent) if kind != value.kind else value.plain
    found = {
        each: plain if kind in role.reads and kind == each else None for each in ("credit", "number", "organisation")
    }
    citizen = plain if kind in role.reads and kind in {"citizen", "old citizen"} else None
    credit = found["credit"]
    organisation = credit[8:17] if credit else found["organisation"]
    textual = TEXT_NUMBER if kind == "text number" and kind in role.free else None
    columns: dict[str, object] = {
        "link_uscc": credit,
        "link_organisation_code": organisation,
        "link_registration_no": found["number"] or textual,
        "link_citizen_id": citizen,
    }
    free = as_text(value.sent) if kind in role.free else None
    register = {
        "uscc": credit,
        "registration_no": found["number"] or free,
        "organisation_code": organisation,
        "citizen_id": citizen,
    }
    columns |= {column: each for column, each in register.items() if column in fed}
    code = plain if kind in role.publishes else None if kind in {"nothing", "damaged"} else _as_sent(value.sent)
    columns |= {column: code for column in ("holder_code", "party_code") if column in fed}
    columns |= _party_kind(sound, source, value, credit)
    key = Key(sound.source_id({**row, source: value.sent}), sound.department)
    columns["source_id"] = key
    is_lost = kind in role.lost or (kind in role.wrong and not fed & {*_COLUMN_OF[kind], "holder_code", "party_code"})
    unmapped = kept([role.keeps], value.sent) if is_register and is_lost else {}
    rules = [*value.rules, *([WRONG] if kind in role.wrong else []), *_invalid(role, kind)]
    defects = frozenset((rule, source) for rule in rules) | missing(sound, source, frozenset(), key)
    return Case({source: value.sent}, columns, unmapped, defects, line=value.line)


_COLUMN_OF: Mapping[str, tuple[str, ...]] = {
    "credit": ("uscc",),
    "number": ("registration_no",),
    "organisation": ("organisation_code",),
    "citizen": ("citizen_id",),
}


def _as_sent(sent: object) -> str | None:
    text = as_text(sent)
    return text.removesuffix(".0") if text and text.removesuffix(".0").isdigit() else text


def _invalid(role: Role, kind: str) -> list[str]:
    return [role.invalid[kind]] if role.invalid and kind in role.invalid else []


def _party_kind(sound: Sound, source: str, value: Value, credit: str | None) -> dict[str, object]:
    """The class of a valid credit code goes before the kind sent."""
    if sound.kind_source is None:
        return {}
    (column,) = (each.column for each in sound.fields(sound.kind_source) if each.column)
    classes = {line.value: line.code for line in forms_of_codes.known("credit_code_class")}
    said = KIND_SENT[_kind_sent(sound, source)]
    return {column or "": classes[credit[:2]] if credit else said}
