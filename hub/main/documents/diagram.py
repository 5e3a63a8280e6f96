"""The entity-relationship diagram of the unified model, in Mermaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Date, DateTime, Numeric, Text

from hub.contract.references import relations, unified_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Table

    from hub.contract.references import Relation


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
