"""The entity-relationship diagram of the unified model, in Mermaid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Date, DateTime, Numeric, Text

from hub.datasets import DATASETS
from hub.model import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Table

BY_NAME = {
    "division_code": ("division", "code"),
    "parent_code": ("division", "code"),
    "grid_code": ("grid", "code"),
    "item_code": ("enforcement_item", "code"),
    "agency_code": ("agency", "code"),
    "exercised_by_code": ("agency", "code"),
    "issuer_code": ("agency", "code"),
    "authority_code": ("agency", "code"),
    "entity_id": ("entity", "entity_id"),
}
"""Columns that name a row of another table by what they are called: column → (table, its column)."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of `table` name a row of `other` in `column`, which equals its column `key`."""

    table: str
    column: str
    other: str
    key: str


def unified_tables() -> dict[str, Table]:
    """The tables of the unified model by their names."""
    return {each.name: each for each in METADATA.sorted_tables if each.schema == "unified"}


def relations() -> tuple[Relation, ...]:
    """Every relation between unified tables: by what readers are bound to, by references, by the columns' names."""
    found = (each for table in unified_tables().values() for each in _relations(table))
    return tuple(dict.fromkeys(each for each in found if (each.table, each.column) != (each.other, each.key)))


def about_entities() -> frozenset[str]:
    """The tables of entities, of what belongs to them, and of what belongs to that."""
    found = {"entity", *(name for name, table in unified_tables().items() if "entity_id" in table.columns)}
    while more := {each.table for each in relations() if each.other in found} - found:
        found |= more
    return frozenset(found)


def diagram(tables: Iterable[str], hidden: Iterable[str] = ()) -> str:
    """The diagram of `tables`: their keys and the relations among them, but those by a column in `hidden`."""
    wanted = set(tables)
    drawn = [each for each in relations() if {each.table, each.other} <= wanted and each.column not in set(hidden)]
    lines = [
        *(line for name in sorted(wanted) for line in _entity(unified_tables()[name], drawn)),
        *(f"    {each.other} {_one(each)}--o{{ {each.table} : {each.column}" for each in drawn),
    ]
    return "\n".join(["```mermaid", "erDiagram", *lines, "```"])


def _relations(table: Table) -> Iterator[Relation]:
    reading = table.info.get("reading")
    if reading is not None and reading.parent is not None and reading.joined_by is not None:
        own, theirs = reading.joined_by
        yield Relation(table.name, own, reading.parent, theirs)
    if reading is not None:
        yield from (Relation(table.name, each.own, each.table, each.theirs) for each in reading.owners)
    for dataset in (each for each in DATASETS if each.table == table.name):
        for field in dataset.fields:
            if field.transform.name == "reference" and field.column and field.transform.argument:
                yield Relation(table.name, field.column, field.transform.argument, "id")
    for column in table.columns:
        if column.name in BY_NAME:
            yield Relation(table.name, column.name, *BY_NAME[column.name])


def _entity(table: Table, drawn: Iterable[Relation]) -> Iterator[str]:
    """A table with the columns of its key and of its relations."""
    foreign = {each.column for each in drawn if each.table == table.name}
    named = foreign | {each.key for each in drawn if each.other == table.name}
    yield f"    {table.name} {{"
    for column in table.columns:
        if column.primary_key or column.name in named:
            keys = [*(["PK"] if column.primary_key else []), *(["FK"] if column.name in foreign else [])]
            yield f"        {_type(column)} {column.name} {','.join(keys)}".rstrip()
    yield "    }"


def _one(relation: Relation) -> str:
    """Whether a row always names one, or none or one."""
    return "|o" if unified_tables()[relation.table].columns[relation.column].nullable else "||"


def _type(column: Column[object]) -> str:
    kinds = {ARRAY: "texts", Text: "text", DateTime: "timestamptz", Date: "date", Numeric: "numeric"}
    return next((name for kind, name in kinds.items() if isinstance(column.type, kind)), "integer")
