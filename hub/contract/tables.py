"""The tables of a product as readers find them, from the models: columns, types, keys, references, personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.contract.references import relations_of
from hub.database.generated import all_views
from hub.datasets import DATASETS
from hub.model.editions import EDITIONS
from hub.reference.code_lists import codes_named
from hub.release.columns import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Column, Table

    from hub.contract.products import Product
    from hub.contract.references import Relation
    from hub.database.views import View
    from hub.model.classification import Personal
    from hub.model.editions import Edition


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as readers see it; `type` as PostgreSQL spells it, `codes` its only values (none: it has any)."""

    name: str
    type: str
    description: str
    is_required: bool
    key_position: int | None
    personal: Personal | None
    codes: tuple[str, ...]
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as readers see it; `datasets` (`platform/dataset`) feed it."""

    name: str
    description: str
    columns: tuple[Shown, ...]
    datasets: tuple[str, ...]


OF_NO_TABLE: Mapping[str, Mapping[str, str]] = {
    "entity_value": {
        **dict.fromkeys(("entity_id", "attribute", "value", "platform", "dataset", "source_id"), "text"),
        "observed_at": "timestamp with time zone",
        "is_golden": "boolean",
    },
    "freshness": {
        **dict.fromkeys(("platform", "dataset"), "text"),
        **dict.fromkeys(("fresh_until", "received_at", "held_since"), "timestamp with time zone"),
    },
    "feed": {
        "feed_id": "text",
        **dict.fromkeys(("begins_after", "ends_at"), "bigint"),
        "history_from": "timestamp with time zone",
    },
    "release": {
        "release_id": "bigint",
        "published_at": "timestamp with time zone",
        **dict.fromkeys(("counts", "held"), "jsonb"),
    },
}
"""The types of views that show no one table as it is, by column; those of `KEYS` are their keys."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "entity_value": (),
    "freshness": ("platform", "dataset"),
    "feed": ("feed_id",),
    "release": ("release_id",),
}


def tables(product: Product) -> tuple[ShownTable, ...]:
    """The tables of `product` in the order in which they are made."""
    return tuple(
        _table(each, _edition(product, each)) for each in all_views(product.editions) if each.schema == product.schema
    )


def _edition(product: Product, view: View) -> Edition:
    return next((each for each in product.editions if each.schema == view.schema), EDITIONS[-1])


def _table(view: View, edition: Edition) -> ShownTable:
    if view.table is None:
        return ShownTable(str(view.name), view.comment, tuple(_untabled(view)), ())
    return ShownTable(str(view.name), view.comment, tuple(_columns(view.table, edition)), _feeding(view.table))


def _untabled(view: View) -> Iterator[Shown]:
    keys = KEYS[view.name]
    for name, comment in view.columns:
        position = keys.index(name) + 1 if name in keys else None
        yield Shown(name, OF_NO_TABLE[view.name][name], comment, position is not None, position, None, (), None)


def _columns(table: Table, edition: Edition) -> Iterator[Shown]:
    keys = [each.name for each in table.primary_key.columns]
    related = {each.column: each for each in relations_of(table)}
    for column, name in edition.columns(table):
        yield Shown(
            str(name),
            type_of(column),
            column.comment or "",
            not column.nullable,
            keys.index(column.name) + 1 if column.name in keys else None,
            column.info.get("personal"),
            codes_named(column.comment or ""),
            _unless_own(table, related.get(column.name)),
        )


def type_of(column: Column[Any]) -> str:
    """The column's type as PostgreSQL spells it when asked."""
    return sql_type(column).as_string().lower().replace(", ", ",")


def _unless_own(table: Table, relation: Relation | None) -> Relation | None:
    """A key that names its own row is no reference."""
    if relation is None or (relation.other, relation.key) == (table.name, relation.column):
        return None
    return relation


def _feeding(table: Table) -> tuple[str, ...]:
    if table.schema != "unified":
        return ()
    return tuple(each.id for each in DATASETS if table.name in {each.table, *(field.table for field in each.fields)})
