"""Rules that follow from a dataset's declaration: what can be wrong with its keys, codes, days, numbers and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets.declaration import Required
from hub.rules.kinds import Defect, Kind, LengthAtLeast, LengthAtMost, NoPattern, NotNull, Pattern, Predicate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.datasets.declaration import Dataset, Field

LONGEST = {
    **dict.fromkeys(("name", "holder_name", "party_name", "agency_name", "authority_name", "issuer_name"), 200),
    **dict.fromkeys(("document_no", "decision_no"), 128),
    **dict.fromkeys(("licence_no", "plan_no", "action_no", "joint_task_no", "incident_no"), 100),
    **dict.fromkeys(("result_text", "title"), 500),
    **dict.fromkeys(("violation", "basis"), 2000),
    **dict.fromkeys(("content", "description"), 4000),
    **dict.fromkeys(("legal_representative", "principal"), 50),
    "address": 400,
    "facts": 5000,
}
"""The greatest number of characters of a column (field reference, "Longest texts")."""

_TIMES = frozenset({"date", "instant", "instant_if_closed"})
_NUMBERS = frozenset({"int", "decimal", "sequence", "yuan", "yuan_from_wan"})
_IDENTIFIERS = frozenset({"uscc", "organisation_code", "registration_no", "citizen_id", "party_code"})
_COORDINATES = frozenset({"coordinate_cgcs2000", "coordinate_gcj02"})
_PARTY_CODES = frozenset({"holder_code", "party_code"})
_WITHOUT_DUTY_OF_CODES = frozenset({"city/permits", "grassroots/filings"})
_TABLES_WITH_DUTY_OF_CODES = frozenset({"licence", "inspection", "penalty", "coercive_measure"})


def derived(dataset: Dataset) -> Iterator[tuple[str, Kind]]:
    """(rule_id, kind) of every `any.*` rule that can find something in the dataset's fields; may repeat itself."""
    yield "any.key_missing", Defect("any.key_missing")
    yield "any.control_characters", Defect("any.control_characters")
    yield "any.same_version_twice", Predicate("has_twin", (), ("has_twin",))
    if any(field.column == "retracted_at" for field in dataset.fields):
        yield "any.delete_unknown", Predicate("is_unknown", (), ("is_unknown",))
    if dataset.platform == "departments":
        yield "departments.number_damaged", Defect("departments.number_damaged")
        yield "departments.number_float", Defect("departments.number_float")
    for field in dataset.fields:
        if field.source is None:
            continue
        if field.is_element:
            yield from _of_elements(field)
            continue
        for rule_id in _of_reading(field):
            yield rule_id, Defect(rule_id)
        if field.column is not None and field.table is None:
            yield from _of_column(field, field.column)
    yield from _of_party_code(dataset)


def _of_elements(field: Field) -> Iterator[tuple[str, Kind]]:
    if field.required is Required.YES:
        yield "incident.step_incomplete", Defect("incident.step_incomplete")


def _of_reading(field: Field) -> Iterator[str]:
    """What reading the source value can find."""
    transform = field.transform.name
    element = (field.transform.argument or "").split(":")[0] if transform == "list" else transform
    suffix = ""
    if field.required is Required.YES:
        suffix = "_required"
        yield "any.required_missing"
    if element == "code":
        yield f"any.unknown_code{suffix}"
    elif transform in _TIMES:
        yield f"any.date_unreadable{suffix}"
        yield f"any.date_out_of_range{suffix}"
    elif transform in _NUMBERS:
        yield "any.number_unreadable"
    elif transform == "bool":
        yield "any.bool_unknown"
    elif transform == "division":
        yield "any.division_unknown"
        yield "any.division_elsewhere"
    elif transform in _COORDINATES:
        yield from (f"any.coordinate_{finding}" for finding in ("zero", "outside", "swapped", "half"))
    elif transform in _IDENTIFIERS or str(field.transform) == "link:uscc":
        yield from ("any.uscc_repaired", "any.identifier_wrong_column", "any.identifier_several")
        if transform == "citizen_id":
            yield "any.citizen_id_invalid"


def _of_column(field: Field, column: str) -> Iterator[tuple[str, Kind]]:
    """What the published column can show."""
    if column in LONGEST:
        yield "any.too_long", LengthAtMost(column, LONGEST[column])
    match field.transform.name:
        case "name":
            yield "any.name_too_short", LengthAtLeast(column, 2)
            yield "any.name_masked", NoPattern(column, "[*＊]")
            # U+E000-U+F8FF and the two planes for private use.
            yield "any.name_damaged", NoPattern(column, r"[?？\uE000-\uF8FF\U000F0000-\U0010FFFF]")
        case "phone":
            yield "any.phone_form", Pattern(column, "^(1[3-9][0-9]{9}|[02-9][0-9]{6,11})$")
        case "item_code":
            yield "any.item_code_form", Pattern(column, "^[0-9]{14}$")


def _of_party_code(dataset: Dataset) -> Iterator[tuple[str, Kind]]:
    columns = set(dataset.columns())
    for code in sorted(_PARTY_CODES & columns):
        if dataset.table in _TABLES_WITH_DUTY_OF_CODES and dataset.id not in _WITHOUT_DUTY_OF_CODES:
            yield "any.party_code_missing", NotNull(code)
        yield "any.party_code_unknown", _unknown_party_code(code)
        if {"holder_kind", "party_kind"} & columns:
            yield "any.party_kind_conflict", Defect("any.party_kind_conflict")


def _unknown_party_code(code: str) -> Predicate:
    condition = sql.SQL("{0} IS DISTINCT FROM link_uscc AND {0} IS DISTINCT FROM link_citizen_id AND {0} IS NOT NULL")
    return Predicate(condition.format(sql.Identifier(code)), (code,), ("link_uscc", "link_citizen_id"))
