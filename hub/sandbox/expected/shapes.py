"""How a source field shows in the columns of the unified model: the words in which datasets' shapes are declared.

What is true of a record is told by its dataset's own function; a `Shape` tells what a change of one field makes of
that. Changes are written in one plain form of each kind of value, so that hardly anything has to be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from hub.sandbox.moments import SHANGHAI
from hub.sandbox.names import COUNTY
from hub.sandbox.records.record import normalised_key
from hub.sandbox.spelling import LONG_TERMS, spellings

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row

Columns = dict[str, Any]
"""Column → value. `unmapped` holds a dict, `steps` a list of steps."""

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DAY: Final = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)")
_LAST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True)
class Sent:
    """A record whose row changes: `before` and its `columns`, and the fields that change."""

    dataset: str
    before: Row
    changed: Row
    columns: Columns
    entity: Entity

    def after(self, name: str) -> Any:
        """The value of a field after the change."""
        return self.changed[name] if name in self.changed else self.before.get(name)


Effect = Callable[[Sent], Columns]
Nature = Callable[[str, Sent], Columns]
"""From the name of a changed field to the columns that show it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a dataset is to the unified model: its table, how its fields show, and what is true of a record.

    `texts` are the fields that are published as they were sent, by column; `fields` are all others that may change.
    """

    table: str
    true: Callable[[Record, Entity], Columns]
    texts: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Nature] = field(default_factory=dict)

    def columns(self, record: Record, entity: Entity) -> Columns:
        """What the hub must publish of a clean record."""
        row = record.row
        found: Columns = {column: cleaned(row.get(name)) for column, name in self.texts.items()}
        return found | {"unmapped": None} | self.true(record, entity)

    def changed(self, sent: Sent) -> Columns:
        """What else shows after a change of some fields."""
        by_field: dict[str, list[str]] = {}
        for column, name in self.texts.items():
            by_field.setdefault(name, []).append(column)
        found: Columns = {}
        for name in sent.changed:
            merge(found, dict.fromkeys(by_field.get(name, ()), cleaned(sent.after(name))))
            if name in self.fields:
                merge(found, self.fields[name](name, sent))
        return found


def merge(columns: Columns, other: Columns) -> Columns:
    """Put `other` over `columns`; a column that is written anew stands in `unmapped` only if `other` says so."""
    left = {name: value for name, value in (columns.get("unmapped") or {}).items() if name not in other}
    columns |= other
    columns["unmapped"] = (left | (other.get("unmapped") or {})) or None
    return columns


def cleaned(value: object) -> str | None:
    """A text as it is published: LF for line ends, other control characters out, ends trimmed, empty is nothing."""
    if value is None:
        return None
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip() or None


def lost(column: str, value: object) -> Columns:
    """A column without a value, what was sent standing in `unmapped`."""
    sent = value.replace("\x00", "") if isinstance(value, str) else value
    return {column: None, "unmapped": {column: sent}}


def _read(columns: tuple[str, ...], value: object, read: Callable[[object], object]) -> Columns:
    if cleaned(value) is None:
        return dict.fromkeys(columns)
    found = read(value)
    if found is not None:
        return dict.fromkeys(columns, found)
    made: Columns = {}
    for column in columns:
        merge(made, lost(column, value))
    return made


def plain_day(value: object) -> date | None:
    """The day in a text that begins with `2026-01-02` or `2026/01/02`, if it is one that can be meant."""
    found = _DAY.match(str(value))
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day) if year >= 1949 else None
    except ValueError:
        return None


def plain_moment(value: object) -> datetime | None:
    """The instant (aware) in a `yyyy-MM-dd HH:mm:ss`."""
    day = plain_day(value)
    return None if day is None or day.year > _LAST_YEAR else datetime.fromisoformat(str(value)).replace(tzinfo=SHANGHAI)


def day(*columns: str, ahead: bool = False) -> Nature:
    """A day; `ahead`: it may lie in the future, however far."""

    def read(value: object) -> date | None:
        found = plain_day(value)
        return found if found is None or ahead or found.year <= _LAST_YEAR else None

    return lambda name, sent: _read(columns, sent.after(name), read)


def until(column: str) -> Nature:
    """The last day of something that may hold for ever."""

    def show(name: str, sent: Sent) -> Columns:
        value = sent.after(name)
        if value in LONG_TERMS:
            return {column: None, "is_long_term": True}
        found = _read((column,), value, plain_day)
        return found | {"is_long_term": None if found[column] is None else False}

    return show


def moment(*columns: str) -> Nature:
    """An instant."""
    return lambda name, sent: _read(columns, sent.after(name), plain_moment)


def code(code_list: str, column: str) -> Nature:
    """A word of a code list."""

    def show(name: str, sent: Sent) -> Columns:
        return _read((column,), sent.after(name), lambda value: meaning(code_list, sent.dataset, value))

    return show


def flag(code_list: str, column: str) -> Nature:
    """A word of a list of truth values."""

    def show(name: str, sent: Sent) -> Columns:
        said = {"true": True, "false": False}
        return _read((column,), sent.after(name), lambda value: said.get(meaning(code_list, sent.dataset, value) or ""))

    return show


def deletion(name: str, sent: Sent) -> Columns:
    """Whether the record is deleted, in a word that nobody knows: it stays."""
    value = sent.after(name)
    return {} if meaning("bool", sent.dataset, value) else lost("retracted_at", value)


def codes(code_list: str, column: str) -> Nature:
    """Several words of a code list, joined by `；`: those that are known."""

    def show(name: str, sent: Sent) -> Columns:
        value = sent.after(name)
        parts = [part for part in str(value or "").split("；") if part]
        found = [meaning(code_list, sent.dataset, part) for part in parts]
        known = list(dict.fromkeys(each for each in found if each is not None))
        return {column: known or None, "unmapped": {column: value} if None in found else None}

    return show


def listed(column: str) -> Nature:
    """Several texts, joined by `，`."""
    return lambda name, sent: {column: [each for each in str(sent.after(name) or "").split("，") if each] or None}


def yuan_from_wan(column: str) -> Nature:
    """A number of 万元, as money in yuan."""

    def read(value: object) -> Decimal | None:
        text = str(value)
        is_number = re.fullmatch(r"\d+(\.\d+)?", text)
        return Decimal(text) * 10_000 if is_number else None

    return lambda name, sent: _read((column,), sent.after(name), read)


def number(column: str) -> Nature:
    """A whole number."""
    return lambda name, sent: _read(
        (column,), sent.after(name), lambda value: int(str(value)) if str(value).isdigit() else None
    )


def key(column: str) -> Nature:
    """A number whose brackets and blanks are made one."""
    return lambda name, sent: {column: normalised_key(sent.after(name)) or None}


def phone(column: str) -> Nature:
    """A telephone number: what is none is published as it was sent."""
    return lambda name, sent: {column: cleaned(sent.after(name))}


def place(*columns: str) -> Nature:
    """The county, or a division's code or name that nobody knows; after the division's column may come the village's.

    A village's code is published as such whether or not its division is known.
    """

    def show(name: str, sent: Sent) -> Columns:
        value, nothing = sent.after(name), dict.fromkeys(columns)
        if not value:
            return nothing
        if value == COUNTY[:6]:
            return {**nothing, columns[0]: COUNTY}
        is_village = value.isdigit() and len(value) == len(COUNTY) and not value.endswith("000")
        return dict.fromkeys(columns, value if is_village else None) | lost(columns[0], value)

    return show


def point(x: str, y: str) -> Nature:
    """One of the pair of coordinates in fields `x` and `y`, which are judged together."""

    def show(_: str, sent: Sent) -> Columns:
        pair = sent.after(x), sent.after(y)
        if pair == (sent.before[y], sent.before[x]):
            return {}
        left = {name: value for name, value in zip(("longitude", "latitude"), pair, strict=True) if value is not None}
        return {"longitude": None, "latitude": None, "unmapped": left}

    return show


def meaning(code_list: str, dataset: str, value: object) -> str | None:
    """The hub code of a word, None where no list knows it."""
    word = str(value).strip()
    return next((each for each, words in spellings(code_list, dataset).items() if word in words), None)


# -- what only the rest of what is published decides ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """The id of the live record of `table` (of `platform`, where it is not empty) that has this number."""

    table: str
    number: str
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """One of several values: which, the order of two rows under one version decides."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OfEntity:
    """What the record's entity has in this column."""

    column: str


SOME: Final = object()
"""Some value, whatever it is: an entity's id."""
