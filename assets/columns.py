"""Column schemas and column lineage of the assets, read off the declarations and the unified model.

A source field of a landing asset leads to a column of the staging asset, and that to a column of a unified table.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import dagster as dg
from sqlalchemy.dialects import postgresql

from assets.names import landing_key, staging_key
from hub.datasets import DATASETS
from hub.datasets.declaration import Required
from hub.model import METADATA
from hub.staging.tables import staging_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Table

    from hub.datasets.declaration import Dataset, Field

REQUIRED = {Required.YES: "必填", Required.CONDITIONAL: "按条件必填", Required.NO: ""}
IDENTIFIERS = frozenset({"uscc", "organisation_code", "registration_no", "citizen_id"})
"""Evidence that has a staging column of its own."""
PARTY_COLUMNS = frozenset({"party_code", "holder_code"})
"""Columns whose values name the record's own entity, whatever identifier they are."""
NO_COLUMN = "只留存原文，不发布"

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def feeders(table: str) -> tuple[Dataset, ...]:
    """The datasets whose records, or parts of them, become rows of unified `table`."""
    return tuple(
        each
        for each in DATASETS
        if each.table == table or any(field.table == table and field.is_element for field in each.fields)
    )


def landing_metadata(dataset: Dataset) -> Mapping[str, object]:
    """The source fields as the platform spells them, each with the meaning of the columns it feeds."""
    columns = []
    for source in dict.fromkeys(each.source for each in dataset.fields if each.source):
        fields = [each for each in dataset.fields if each.source == source]
        meanings = dict.fromkeys(meaning for each in fields if (meaning := _meaning(dataset, each)))
        required = max((REQUIRED[each.required] for each in fields), key=len)
        columns.append(
            dg.TableColumn(
                name=source,
                type="原文",
                description="；".join(["、".join(meanings) or NO_COLUMN, *([required] if required else [])]),
                constraints=dg.TableColumnConstraints(
                    nullable=all(each.required is not Required.YES for each in fields)
                ),
            )
        )
    return {"dagster/column_schema": dg.TableSchema(columns=columns)}


def staging_metadata(dataset: Dataset) -> Mapping[str, object]:
    """The staging table's columns, and the source fields that each is read from."""
    table = staging_table(dataset)
    origins = _sources(dataset)
    key = landing_key(dataset)
    return {
        "dagster/table_name": f"staging.{table.name}",
        "dagster/column_schema": _schema(table, {column: "、".join(sources) for column, sources in origins.items()}),
        "dagster/column_lineage": dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(asset_key=key, column_name=source) for source in sources]
                for column, sources in origins.items()
            }
        ),
    }


def unified_metadata(name: str) -> Mapping[str, object]:
    """A unified table's columns, and the staging columns that each is merged from."""
    table = METADATA.tables[f"unified.{name}"]
    origins: dict[str, list[dg.TableColumnDep]] = {}
    spoken: dict[str, list[str]] = {}
    for dataset in DATASETS:
        staged = staging_table(dataset)
        key = staging_key(dataset)
        sources = _sources(dataset)
        for column, origin in dict.fromkeys(_published_as(dataset, name)):
            if column in table.columns and origin in staged.columns:
                origins.setdefault(column, []).append(dg.TableColumnDep(asset_key=key, column_name=origin))
                if fields := sources.get(origin):
                    spoken.setdefault(column, []).append(f"{dataset.id} {'、'.join(fields)}")
    return {
        "dagster/table_name": f"unified.{name}",
        "dagster/column_schema": _schema(table, {column: "；".join(told) for column, told in spoken.items()}),
        "dagster/column_lineage": dg.TableColumnLineage(origins),
    }


@cache
def _sources(dataset: Dataset) -> dict[str, list[str]]:
    """The source fields that each staging column is read from."""
    columns = staging_table(dataset).columns
    sources: dict[str, dict[str, None]] = {}
    for field in dataset.fields:
        for column in _staged_as(dataset, field) if field.source else ():
            if column in columns and field.source:
                sources.setdefault(column, {})[field.source] = None
    return {column: list(fields) for column, fields in sources.items()}


def _meaning(dataset: Dataset, field: Field) -> str | None:
    """The Chinese name of what a field tells: its column's comment."""
    name, column = field.table or dataset.table, field.column
    if field.transform.name == "link":
        name, column = "entity", field.transform.argument
    table = METADATA.tables.get(f"unified.{name}")
    if table is None or column is None or column not in table.columns:
        return None
    comment = table.columns[column].comment or ""
    return f"{re.split('[：；（]', comment, maxsplit=1)[0]} {name}.{column}"


def _staged_as(dataset: Dataset, field: Field) -> Iterator[str]:
    """The staging columns that a field is read into."""
    kind, argument = field.transform.name, field.transform.argument
    if field.is_element:
        yield "steps"
    elif kind == "link":
        yield f"link_{argument}" if argument in IDENTIFIERS else "evidence"
    elif kind == "sequence":
        yield "sequence"
    elif field.column == "retracted_at":
        yield "is_delete"
    elif kind == "reference":
        yield _reference(dataset, field)
    elif field.table is not None:
        yield "evidence"
    elif field.column is not None:
        yield field.column
        if kind in IDENTIFIERS and (dataset.table == "registration" or field.column in PARTY_COLUMNS):
            yield f"link_{kind}"
        elif field.column in PARTY_COLUMNS:
            yield from ("link_uscc", "link_citizen_id")


def _published_as(dataset: Dataset, name: str) -> Iterator[tuple[str, str]]:
    """(column of unified table `name`, staging column) for all that the dataset gives to that table."""
    for field in dataset.fields:
        column, kind, argument = field.column, field.transform.name, field.transform.argument
        if field.is_element:
            if field.table == name and column is not None:
                yield column, "steps"
        elif name == "entity":
            if kind == "link" and argument is not None:
                yield argument, f"link_{argument}" if argument in IDENTIFIERS else "evidence"
            elif field.table == name and column is not None:
                yield column, "evidence"
            elif dataset.table == "registration" and column is not None and field.table is None:
                yield column, column
        elif dataset.table == name and field.table is None and column is not None:
            if kind == "link":
                yield column, f"link_{argument}" if argument in IDENTIFIERS else "evidence"
            elif kind == "reference":
                yield column, _reference(dataset, field)
            else:
                yield column, "is_delete" if column == "retracted_at" else column
    if dataset.table == name:
        yield "id", "source_id"
        yield "unmapped", "unmapped"


def _reference(dataset: Dataset, field: Field) -> str:
    """The staging column that holds the value by which a reference is looked up."""
    own = f"{field.column}_ref"
    if own in staging_table(dataset).columns:
        return own
    kept = (each.column for each in dataset.fields if each.source == field.source and each.column != field.column)
    return next((column for column in kept if column), own)


def _schema(table: Table, origins: Mapping[str, str]) -> dg.TableSchema:
    """The table's columns. Where each comes from stands in its description, since the free pages draw no lineage."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type.compile(dialect=_DIALECT).lower(),
                description=" ← ".join(filter(None, (column.comment, origins.get(column.name)))) or None,
                constraints=dg.TableColumnConstraints(nullable=bool(column.nullable), unique=column.primary_key),
            )
            for column in table.columns
        ]
    )
