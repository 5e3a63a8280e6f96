"""The words in which a platform's datasets are declared; everything else is derived from them.

A `Field` is one arrow from a source field to a column of the unified model, in the vocabulary of the
field reference (docs/model.md): its transform, whether it must be there, and what else it is called in files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta


class Category(StrEnum):
    """The three kinds of data that the hub links."""

    BASIC = "basic"
    LICENSING = "licensing"
    SUPERVISION = "supervision"


class Required(StrEnum):
    """Whether an empty value is a rejection, judged on the value as sent after text cleaning."""

    YES = "yes"
    CONDITIONAL = "conditional"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Transform:
    """How a source value becomes a column's value: a name of the vocabulary and its argument, such as `code:sex`."""

    name: str
    argument: str | None = None

    def __str__(self) -> str:
        return self.name if self.argument is None else f"{self.name}:{self.argument}"


def key(part: int) -> Transform:
    """Part `part` (from 1) of the record's key."""
    return Transform("key", str(part))


def code(code_list: str) -> Transform:
    """The hub code of `code_list` for the value sent."""
    return Transform("code", code_list)


def listed(element: Transform) -> Transform:
    """Several values in one text, each read by `element`."""
    return Transform("list", str(element))


def link(what: str) -> Transform:
    """Evidence about the entity; read by linkage, not published by itself."""
    return Transform("link", what)


def reference(table: str) -> Transform:
    """The id of the live row of `table` that the value names, set anew at every release."""
    return Transform("reference", table)


def constant(value: str) -> Transform:
    """Always `value`, whatever was sent."""
    return Transform("constant", value)


TEXT = Transform("text")
NAME = Transform("name")
CLASS_NAME = Transform("class_name")
DATE = Transform("date")
INSTANT = Transform("instant")
INSTANT_IF_CLOSED = Transform("instant_if_closed")
LONG_TERM = Transform("long_term")
YUAN_FROM_WAN = Transform("yuan_from_wan")
YUAN = Transform("yuan")
CAPITAL = Transform("capital")
INT = Transform("int")
DECIMAL = Transform("decimal")
BOOL = Transform("bool")
COORDINATE_CGCS2000 = Transform("coordinate_cgcs2000")
COORDINATE_GCJ02 = Transform("coordinate_gcj02")
USCC = Transform("uscc")
ORGANISATION_CODE = Transform("organisation_code")
REGISTRATION_NO = Transform("registration_no")
CITIZEN_ID = Transform("citizen_id")
PARTY_CODE = Transform("party_code")
DECISION_NO = Transform("decision_no")
ITEM_CODE = Transform("item_code")
PHONE = Transform("phone")
DIVISION = Transform("division")
COMMUNITY = Transform("community")
GOLDEN = Transform("golden")
SEQUENCE = Transform("sequence")


@dataclass(frozen=True, slots=True)
class Field:
    """One arrow from a source field to a column.

    `source` is the field's name as the platform spells it (`x[].y`: field y of every element of list x), or
    None where no field feeds the column. `column` is None where the value is not published; `table` names the
    target where it is not the dataset's own table. `rank` orders several fields that feed one column.
    `aliases` are other headers of the same field in files; `note` says what the reader should know.

    `beside` is the field that has to feed its own column for this one to be read (an end goes with its number).
    `is_staged` keeps a value that is not published for the rules that read it, under the source's name. `targets`
    are the datasets (`platform/dataset`) whose records a reference names; without any, all of the table.
    """

    source: str | None
    column: str | None
    transform: Transform
    required: Required = Required.NO
    rank: int = 1
    table: str | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""
    beside: str | None = None
    is_staged: bool = False
    targets: tuple[str, ...] = ()

    @property
    def is_element(self) -> bool:
        """Whether this is a field of the elements of a list (`steps[].seq`)."""
        return self.source is not None and "[]." in self.source

    @property
    def list_name(self) -> str:
        """For a field of list elements: the list's name (`steps`)."""
        assert self.source is not None
        return self.source.split("[].", 1)[0]

    @property
    def element_name(self) -> str:
        """For a field of list elements: the field's name within the element (`seq`)."""
        assert self.source is not None
        return self.source.split("[].", 1)[1]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What one platform sends of one kind of record, and the unified table that it feeds.

    `endpoint` is the dataset's name on its platform's wire (the part of the address that varies); empty for files.
    `overlap` is what is asked for again before the last proved end, where it is not as long as its platform's.
    `kept` are fields of `fields` that staging keeps beside what they feed, for rules: `is_staged` each.
    """

    platform: str
    name: str
    title: str
    table: str
    category: Category
    endpoint: str
    fields: tuple[Field, ...] = field(repr=False)
    overlap: timedelta | None = None
    kept: tuple[Field, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """`platform/dataset`, as code lists and commands spell it."""
        return f"{self.platform}/{self.name}"

    @property
    def staging_table(self) -> str:
        """The dataset's table in schema `staging`."""
        return f"{self.platform}_{self.name}"

    @property
    def key_fields(self) -> tuple[Field, ...]:
        """The fields of the key, in the order of its parts."""
        parts = [each for each in self.fields if each.transform.name == "key"]
        return tuple(sorted(parts, key=lambda each: int(each.transform.argument or 0)))

    @property
    def key_parts(self) -> tuple[tuple[str, ...], ...]:
        """The parts of the key in their order; for each the source fields it is read from, the first that is there."""
        parts: dict[str | None, dict[str, None]] = {}
        for each in self.key_fields:
            if each.source is not None:
                parts.setdefault(each.transform.argument, {})[each.source] = None
        return tuple(tuple(fields) for fields in parts.values())

    @property
    def source_fields(self) -> tuple[str, ...]:
        """Every top-level source field that the declaration names, once, in its order."""
        names = (each.list_name if each.is_element else each.source for each in self.fields if each.source)
        return tuple(dict.fromkeys(name for name in names if name is not None))

    @property
    def has_own_time(self) -> bool:
        """Whether a version's time can come from the source; else it is when its file was taken."""
        return any(each.column == "source_updated_at" for each in self.fields)

    def columns(self) -> Iterator[str]:
        """The columns of the dataset's own table that its fields feed, once each, in order."""
        seen = {each.column: None for each in self.fields if each.column and each.table is None}
        return iter(seen)
