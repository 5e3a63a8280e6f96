"""How one source field is read into one column: a reader for each transform of the field reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from hub.reference.code_lists import CodeList, code_list, entries
from hub.staging.batch import NEVER, filled, is_required, key, text
from hub.text import codes, dates, divisions, names, numbers, phones
from hub.text.keys import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from hub.datasets.declaration import Field

MAY_LIE_AHEAD = frozenset(
    {"valid_from", "valid_until", "op_until", "certificate_valid_until", "due_at", "public_until", "ends_on"}
    | {"begins_on of item_assignment"}
)
_TRUTH_LISTS = frozenset({"bool", "item_validity", "long_term"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How a field is read, in two steps.

    `value` is what its text says, kept as a column that the other expressions are over: `published` is what of it
    goes into the published column (None: all), `faults` are the conditions of the rules that the field may break,
    `left_out` are the rows whose value is not published.
    """

    value: pl.Expr
    published: pl.Expr | None = None
    faults: Mapping[str, pl.Expr] = field(default_factory=dict)
    left_out: pl.Expr = NEVER


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes the reading of `field`, of a dataset (`platform/dataset`), its table and its generation of names.

    `long_term` says that the same source field also feeds a `long_term` column.
    """

    field: Field
    dataset_id: str
    table: str
    generation: str
    long_term: bool = False

    @property
    def source(self) -> str:
        """The field's name at its source."""
        assert self.field.source is not None
        return self.field.source

    @property
    def name(self) -> str:
        """The column that holds what the field says."""
        return f"{self.field.transform} of {self.source}"

    @property
    def found(self) -> pl.Expr:
        """What the field says."""
        return pl.col(self.name)

    def codes(self, name: str) -> CodeList:
        """Code list `name` as this dataset sends it."""
        return code_list(name, self.dataset_id, self.generation)

    def rule(self, rule: str) -> str:
        """`rule`, or its variant for required fields."""
        return f"{rule}_required" if is_required(self.field) else rule

    def may_lie_ahead(self) -> bool:
        """Whether the field's day may lie after its landing; what is not published may."""
        column = self.field.column
        return column is None or column in MAY_LIE_AHEAD or f"{column} of {self.table}" in MAY_LIE_AHEAD

    def read(self) -> Reading:
        """The reading by the field's transform."""
        return READERS[self.field.transform.name](self)


def _text(reader: Reader) -> Reading:
    return Reading(text(reader.source))


def _class_name(reader: Reader) -> Reading:
    return Reading(names.without_place(text(reader.source)))


def _code(reader: Reader) -> Reading:
    name = reader.field.transform.argument or ""
    unknown = key(reader.source).is_not_null() & reader.found.is_null()
    return Reading(
        codes.mapped(key(reader.source), reader.codes(name)),
        published=reader.found == "true" if name in _TRUTH_LISTS else None,
        faults={reader.rule("any.unknown_code"): unknown},
        left_out=unknown,
    )


def _bool(reader: Reader) -> Reading:
    unknown = key(reader.source).is_not_null() & reader.found.is_null()
    return Reading(
        codes.mapped(key(reader.source), reader.codes("bool")),
        published=reader.found == "true",
        faults={"any.bool_unknown": unknown},
        left_out=unknown,
    )


def _list(reader: Reader) -> Reading:
    element = reader.field.transform.argument or ""
    if not element.startswith("code:"):
        return Reading(codes.text_list(text(reader.source)))
    unknown = reader.found.struct.field("unknown").fill_null(value=False)
    return Reading(
        codes.mapped_list(text(reader.source), reader.codes(element.removeprefix("code:"))),
        published=reader.found.struct.field("codes"),
        faults={reader.rule("any.unknown_code"): unknown},
        left_out=unknown,
    )


def _date(reader: Reader) -> Reading:
    out = dates.day_is_out_of_range(reader.found, pl.col("landed_at"), may_lie_ahead=reader.may_lie_ahead())
    return _moment(reader, dates.day(text(reader.source)), out)


def _instant(reader: Reader) -> Reading:
    out = dates.instant_is_out_of_range(reader.found, pl.col("landed_at"), may_lie_ahead=reader.may_lie_ahead())
    return _moment(reader, dates.instant(text(reader.source)), out)


def _moment(reader: Reader, value: pl.Expr, out: pl.Expr) -> Reading:
    is_sent = filled(reader.source).is_not_null()
    if reader.long_term:
        for_ever = is_long_term(reader)
        is_sent, out = is_sent & ~for_ever, out & ~for_ever
    unreadable, out = is_sent & reader.found.is_null(), out.fill_null(value=False)
    return Reading(
        value,
        published=pl.when(is_sent & ~out).then(reader.found),
        faults={
            reader.rule("any.date_unreadable"): unreadable,
            reader.rule("any.date_out_of_range"): out,
        },
        left_out=unreadable | out,
    )


def _long_term(reader: Reader) -> Reading:
    other = pl.when(reader.found.is_not_null()).then(pl.lit(value=False))
    return Reading(
        dates.day(text(reader.source)),
        published=pl.when(is_long_term(reader)).then(pl.lit(value=True)).otherwise(other),
    )


def is_long_term(reader: Reader) -> pl.Expr:
    """Whether a field holds a value of the list `long_term`, or one of its days in any form (what was found)."""
    word = codes.mapped(key(reader.source), reader.codes("long_term")) == "true"
    return word.fill_null(value=False) | reader.found.is_in(_long_term_days()).fill_null(value=False)


@cache
def _long_term_days() -> list[date]:
    values = [each.value for each in entries() if each.code_list == "long_term"]
    return (
        pl.DataFrame({"value": values}).select(dates.day(pl.col("value"))).to_series().unique().drop_nulls().to_list()
    )


def _number(reader: Reader, value: pl.Expr) -> Reading:
    unreadable = key(reader.source).is_not_null() & reader.found.is_null()
    return Reading(value, faults={"any.number_unreadable": unreadable}, left_out=unreadable)


def _phone(reader: Reader) -> Reading:
    wrong = filled(reader.source).is_not_null() & reader.found.is_null()
    as_sent = pl.when(wrong).then(text(reader.source)).otherwise(reader.found)
    return Reading(phones.phone(filled(reader.source)), published=as_sent)


def _division(reader: Reader) -> Reading:
    unknown = key(reader.source).is_not_null() & reader.found.is_null()
    return Reading(
        divisions.division(key(reader.source)),
        faults={
            "any.division_unknown": unknown,
            "any.division_elsewhere": divisions.is_elsewhere(key(reader.source)),
        },
        left_out=unknown,
    )


READERS: Mapping[str, Callable[[Reader], Reading]] = {
    "text": _text,
    "name": _text,
    "class_name": _class_name,
    "code": _code,
    "bool": _bool,
    "list": _list,
    "date": _date,
    "instant": _instant,
    "instant_if_closed": _instant,
    "long_term": _long_term,
    "int": lambda reader: _number(reader, numbers.integer(key(reader.source))),
    "decimal": lambda reader: _number(reader, numbers.decimal(key(reader.source))),
    "sequence": lambda reader: _number(reader, numbers.decimal(key(reader.source))),
    "yuan": lambda reader: _number(reader, numbers.yuan(key(reader.source))),
    "yuan_from_wan": lambda reader: _number(reader, numbers.yuan_from_wan(key(reader.source))),
    # What cannot be read as yuan stands in capital_text: nothing is left out.
    "capital": lambda reader: Reading(numbers.capital(key(reader.source))),
    "item_code": lambda reader: Reading(key(reader.source)),
    "phone": _phone,
    "division": _division,
    "community": lambda reader: Reading(divisions.community(key(reader.source))),
    "decision_no": lambda reader: Reading(normalised(key(reader.source))),
    "reference": lambda reader: Reading(normalised(key(reader.source))),
}
