"""Which column of the unified model names a row of which table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.datasets import DATASETS
from hub.model import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

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
    "licence_id": ("licence", "id"),
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
    found = (each for table in unified_tables().values() for each in relations_of(table))
    return tuple(dict.fromkeys(each for each in found if (each.table, each.column) != (each.other, each.key)))


def relations_of(table: Table) -> Iterator[Relation]:
    """The relations from `table`, a unified or a derived one, to unified tables."""
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
