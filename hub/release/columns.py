"""The unified tables' columns as a release treats them, read from the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql
from sqlalchemy.dialects import postgresql

from hub.model import history_table, unified_table
from hub.model.classification import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column

    from hub.model.classification import Owner

STAMPS = ("first_published_at", "changed_at", "release_id")
"""Columns that say when and by which release a row was written."""

SILENT = ("source_updated_at", "retracted_at", "provenance")
"""Columns that may move without the row having changed: a version that says nothing new, a delete sent again."""


def names(table: str) -> tuple[str, ...]:
    """The columns of `unified.<table>` but its stamps, in order."""
    return tuple(each.name for each in unified_table(table).columns if each.name not in STAMPS)


def spoken(table: str) -> tuple[str, ...]:
    """The columns of which any difference is a change of the row."""
    return tuple(each for each in names(table) if each not in SILENT)


def key(table: str) -> str:
    """The name of the one column that is the table's key."""
    (column,) = unified_table(table).primary_key.columns
    return column.name


def division(table: str, row: str) -> sql.Composable:
    """The division that the `row` (its alias) of `unified.<table>` is in: its own, else its owner's; NULL for none."""
    if "division_code" in unified_table(table).columns:
        return sql.Identifier(row, "division_code")
    owners = [
        sql.SQL("(SELECT min(division_code) FROM {} AS owner WHERE owner.{} = {})").format(
            sql.Identifier("unified", each.table), sql.Identifier(each.theirs), sql.Identifier(row, each.own)
        )
        for each in owners_of(table)
    ]
    return sql.SQL("coalesce({})").format(sql.SQL(", ").join([*owners, sql.SQL("NULL::text")]))


def owners_of(table: str) -> tuple[Owner, ...]:
    """The tables whose rows own those of `unified.<table>`."""
    reading = unified_table(table).info.get("reading")
    return reading.owners if isinstance(reading, Reading) else ()


def sql_type(column: Column[object]) -> sql.SQL:
    """The column's type as PostgreSQL spells it."""
    return sql.SQL(column.type.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


def history_pairs(table: str) -> tuple[tuple[str, str], ...]:
    """The history's columns (but its validity) with the unified columns that they keep."""
    return tuple((each.name, each.info["of"]) for each in history_table(table).columns if "of" in each.info)


def listed(columns: Iterable[str], relation: str | None = None) -> sql.Composed:
    """`columns` with commas between them, each of `relation` where one is named."""
    return sql.SQL(", ").join(
        [sql.Identifier(each) if relation is None else sql.Identifier(relation, each) for each in columns]
    )


def title(table: str) -> str:
    """What operators call the table."""
    return (unified_table(table).comment or table).partition("：")[0]
