"""The words in which planted defects are declared, and those that every dataset can have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any, Final

from hub.sandbox.city import Entity
from hub.sandbox.expected.parties import unchanged, with_number, without_valid_code
from hub.sandbox.identifiers import another_character
from hub.sandbox.records.record import Record, Row
from hub.sandbox.spelling import full_width

if TYPE_CHECKING:
    from datetime import date

    from hub.sandbox.expected.shapes import Effect

Change = Callable[[Record, Entity, Random], "Row | None"]

REJECTING: Final = frozenset(
    {
        "any.key_missing",
        "any.required_missing",
        "any.unknown_code_required",
        "any.date_unreadable_required",
        "any.date_out_of_range_required",
        "any.item_code_form",
        "licence.decided_after_end",
        "licence.validity_order",
        "penalty.filed_after_decided",
        "penalty.decided_after_closed",
        "penalty.party_missing",
    }
)
AT_RELEASE: Final = frozenset(
    {
        "any.item_unknown",
        "any.agency_unknown",
        "any.grid_unknown",
        "any.inspection_dangling",
        "any.lead_dangling",
        "any.one_number_one_content",
        "registration.uscc_shared",
        "licence.still_valid",
        "inspection.certificate_unknown",
        "inspection.certificate_expired",
        "penalty.item_not_assigned",
        "penalty.before_inspection",
        "incident.overdue",
        "incident.place_dangling",
        "incident.handover_lost",
        "incident.handover_disagrees",
        "officer.certificate_expired",
        "officer.certificate_expiring",
        "place.entity_deregistered",
    }
)
"""Rules that look at other records or at the release's day: they judge what is published, at every release."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect: which rules it must trigger and which it may, and how it changes a row.

    `change` gives the fields to overwrite, or None where the record does not lend itself to the defect. `field` is
    the source field that shows it. Without `rules` it is a blemish that the hub mends without a word. `shows` tells
    what it makes of the published columns, where a plain reading of the changed fields does not. `once`: it is
    planted in one record only.
    """

    name: str
    field: str
    rules: tuple[str, ...]
    change: Change
    may: tuple[str, ...] = ()
    shows: Effect | None = None
    once: bool = False

    @property
    def severity(self) -> str | None:
        """`reject` or `warn` by the gravest rule; None where none is triggered."""
        if not self.rules:
            return None
        return "reject" if REJECTING.intersection(self.rules) else "warn"


def put(field: str, *values: Any) -> Change:
    """Overwrite `field` with one of `values`; not where it is empty already."""
    return lambda record, _, rng: {field: rng.choice(values)} if record.row.get(field) not in ("", None) else None


def missing(field: str, *may: str) -> Kind:
    """A required field left empty, in one of the ways of being empty."""
    return Kind(f"missing:{field}", field, ("any.required_missing",), put(field, "", None, "  ", "　"), may)


def no_key(field: str) -> Kind:
    """A part of the key left empty."""
    return Kind(f"no_key:{field}", field, ("any.key_missing",), put(field, "", None), ("any.required_missing",))


def no_key_at_all(field: str) -> Kind:
    """The only part of the key left empty, where a platform keeps no versions that could be told apart."""
    return replace(no_key(field), once=True)


def unknown_code(field: str, *values: str, required: bool = False, may: tuple[str, ...] = ()) -> Kind:
    """A value that no code list knows."""
    rule = "any.unknown_code_required" if required else "any.unknown_code"
    return Kind(f"unknown_code:{field}", field, (rule,), put(field, *values), may)


def unreadable_date(field: str, *may: str, required: bool = False) -> Kind:
    """Something that is no day."""
    rule = "any.date_unreadable_required" if required else "any.date_unreadable"
    values = ("2025-02-30", "2025/13/01", "2025年2月", "尽快", "31/12/2025")
    return Kind(f"unreadable_date:{field}", field, (rule,), put(field, *values), may)


def impossible_date(field: str, *may: str, required: bool = False, past_only: bool = False) -> Kind:
    """A real day that cannot be meant: a mistyped century."""
    rule = "any.date_out_of_range_required" if required else "any.date_out_of_range"
    values = ("1025-03-04", "1900-01-01") if past_only else ("1025-03-04", "1900-01-01", "2125-03-04", "2206/01/09")
    return Kind(f"impossible_date:{field}", field, (rule,), put(field, *values), may)


def too_long(field: str, limit: int) -> Kind:
    """A text over its limit."""

    def change(record: Record, _: Entity, __: Random) -> Row | None:
        text = record.row.get(field)
        return {field: (text + "，") * (limit // len(text) + 1)} if isinstance(text, str) and len(text) > 3 else None

    return Kind(f"too_long:{field}", field, ("any.too_long",), change)


def control_characters(field: str) -> Kind:
    """NUL and its kin inside a text."""

    def change(record: Record, _: Entity, rng: Random) -> Row | None:
        text = record.row.get(field)
        if not isinstance(text, str) or len(text.strip()) < 3:
            return None
        return {field: text[:2] + rng.choice(("\x00", "\x07", "\x1b", "\x00\x0b")) + text[2:]}

    return Kind(f"control_characters:{field}", field, ("any.control_characters",), change)


def divisions(field: str, second: str | None = None) -> tuple[Kind, ...]:
    """A place that nobody knows, and one outside the county; `second` is read where `field` names none."""

    def change(*values: str) -> Change:
        def put_all(record: Record, _: Entity, rng: Random) -> Row | None:
            if not record.row.get(field):
                return None
            return {field: rng.choice(values)} | ({second: ""} if second else {})

        return put_all

    unknown = change("330382999000", "330382399", "330382777201", "望海街道")
    elsewhere = change("330302005000", "330381103", "331081")
    return (
        Kind(f"division_unknown:{field}", field, ("any.division_unknown",), unknown),
        Kind(f"division_elsewhere:{field}", field, ("any.division_elsewhere",), elsewhere, ("any.division_unknown",)),
    )


def points(x: str, y: str) -> tuple[Kind, ...]:
    """What goes wrong with a pair of coordinates."""

    def swap(record: Record, _: Entity, __: Random) -> Row:
        return {x: record.row[y], y: record.row[x]}

    def half(_: Record, __: Entity, rng: Random) -> Row:
        return {rng.choice((x, y)): None}

    def whole(*pairs: tuple[Any, Any]) -> Change:
        return lambda _, __, rng: dict(zip((x, y), rng.choice(pairs), strict=True))

    field = f"{x};{y}"
    return (
        Kind("coordinate_zero", field, ("any.coordinate_zero",), whole((0, 0), ("0", "0"), (0.0, 0.0))),
        Kind("coordinate_half", field, ("any.coordinate_half",), half),
        Kind("coordinate_swapped", field, ("any.coordinate_swapped",), swap),
        Kind(
            "coordinate_outside",
            field,
            ("any.coordinate_outside",),
            whole((120.65, 27.98), (121.5, 29.87), (116.4, 39.9)),
        ),
    )


def names(field: str) -> tuple[Kind, ...]:
    """A name that cannot be the registered one."""

    def change(spoil: Callable[[str, Random], str]) -> Change:
        def spoilt(record: Record, _: Entity, rng: Random) -> Row | None:
            name = record.row.get(field)
            return {field: spoil(name.strip(), rng)} if isinstance(name, str) and len(name.strip()) > 1 else None

        return spoilt

    def damaged(name: str, rng: Random) -> str:
        return name[:1] + rng.choice(("?", "？", "\ue5c4")) + name[2:]

    return (
        Kind(f"name_short:{field}", field, ("any.name_too_short",), change(lambda name, _: name[:1])),
        Kind(
            f"name_masked:{field}",
            field,
            ("any.name_masked",),
            change(lambda name, rng: name[:1] + rng.choice("*＊") + name[2:]),
        ),
        Kind(f"name_damaged:{field}", field, ("any.name_damaged",), change(damaged)),
    )


def bad_phone(field: str) -> Kind:
    """A telephone number that is none."""
    return Kind(
        f"phone_form:{field}",
        field,
        ("any.phone_form",),
        put(field, "1380013", "13800138000转8", "电话见门头", "05776"),
    )


# -- codes ---------------------------------------------------------------------------------------------------------

_MISREAD: Final = (("0", "O"), ("1", "I"), ("5", "S"), ("2", "Z"))


def misread(code: str, rng: Random) -> str:
    """A valid credit code as it is often copied: wrong letters, lower case, full width, blanks inside."""
    ways = [code.replace(right, wrong, 1) for right, wrong in _MISREAD if right in code]
    ways += [code.lower(), full_width(code), f"{code[:4]} {code[4:9]} {code[9:]}"]
    return rng.choice(ways)


def repairable(field: str) -> Kind:
    """A credit code with mistakes that can be repaired."""

    def change(record: Record, entity: Entity, rng: Random) -> Row | None:
        return {field: misread(entity.credit_code, rng)} if _holds_code(record, field, entity) else None

    return Kind(f"uscc_repaired:{field}", field, ("any.uscc_repaired",), change, shows=unchanged)


def unknown_party_code(field: str, *others: str) -> Kind:
    """A party's code that is neither a credit code nor a citizen id; `others` feed the same column and are emptied."""

    def change(record: Record, entity: Entity, __: Random) -> Row | None:
        if not _holds_code(record, field, entity):
            return None
        return {field: another_character(entity.credit_code, 12)} | dict.fromkeys(others, "")

    may = ("any.party_code_missing",)
    shows = without_valid_code(field)
    return Kind(f"party_code_unknown:{field}", field, ("any.party_code_unknown",), change, may, shows)


def unknown_person_code(field: str) -> Kind:
    """A natural person's citizen id with a wrong digit."""

    def change(record: Record, entity: Entity, __: Random) -> Row | None:
        if not entity.is_person or record.row.get(field) != entity.person_id:
            return None
        return {field: another_character(entity.person_id, 15)}

    may = ("any.citizen_id_invalid", "any.party_code_missing")
    shows = without_valid_code(field)
    return Kind(f"person_code_unknown:{field}", field, ("any.party_code_unknown",), change, may, shows)


def no_party_code(*fields: str) -> Kind:
    """None of the codes that tell who the party is."""
    empty, shows = dict.fromkeys(fields, ""), without_valid_code(None)
    rules = ("any.party_code_missing",)
    return Kind(f"party_code_missing:{fields[0]}", fields[0], rules, lambda *_: dict(empty), shows=shows)


def conflicting_kind(kind_field: str, code_field: str) -> Kind:
    """A company called a natural person."""

    def change(record: Record, entity: Entity, rng: Random) -> Row | None:
        if entity.kind == "individual_business" or not _holds_code(record, code_field, entity):
            return None
        return {kind_field: rng.choice(("自然人", "01", "个人"))}

    rules = ("any.party_kind_conflict",)
    return Kind(f"party_kind_conflict:{kind_field}", kind_field, rules, change, shows=unchanged)


def wrong_column(field: str, *may: str) -> Kind:
    """A registration number in the credit code's column."""

    def change(record: Record, entity: Entity, _: Random) -> Row | None:
        return {field: entity.registration_no} if _holds_code(record, field, entity) else None

    return Kind(f"wrong_column:{field}", field, ("any.identifier_wrong_column",), change, may, with_number)


def several(field: str) -> Kind:
    """Two codes in one field, the right one first."""

    def change(record: Record, entity: Entity, rng: Random) -> Row | None:
        if not _holds_code(record, field, entity):
            return None
        return {field: f"{entity.credit_code}{rng.choice('、,;')}{entity.registration_no}"}

    may = ("any.identifier_wrong_column",)
    return Kind(f"several:{field}", field, ("any.identifier_several",), change, may, unchanged)


def _holds_code(record: Record, field: str, entity: Entity) -> bool:
    return bool(entity.credit_code) and record.row.get(field) == entity.credit_code


def when(fact: str, change: Callable[[Any, Random], Row]) -> Change:
    """A change made out of the fact of that name; not where it is missing or empty."""

    def changed(record: Record, _: Entity, rng: Random) -> Row | None:
        value = record.facts.get(fact)
        return change(value, rng) if value else None

    return changed


def slashed(day: date) -> str:
    """A day in the form of the 双公示 lists."""
    return f"{day:%Y/%m/%d}"


def deregistered(word: str) -> Change:
    """A place said to be open by `word`, of an entity that is no more."""
    return lambda _, entity, __: None if entity.cancelled is None else {"state": word}
