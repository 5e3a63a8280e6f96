"""Column schemas and column lineage of the assets, as the pages show them.

A source field of a landing asset leads to a column of the staging asset, and that to a column of a unified table.
Where a column comes from also stands in its description, since Dagster's free pages draw no column lineage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import dagster as dg
from sqlalchemy.dialects import postgresql

from assets.lineage import published, sources
from assets.names import landing_key, staging_key
from hub.datasets import DATASETS
from hub.datasets.declaration import Required
from hub.model import METADATA
from hub.staging.tables import staging_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from hub.datasets.declaration import Dataset, Field
    from hub.marts.declaration import Mart

REQUIRED = {Required.YES: "必填", Required.CONDITIONAL: "按条件必填", Required.NO: ""}
NO_COLUMN = "只留存原文，不发布"
EVIDENCE = "认定监管对象的依据"

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


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
    origins = sources(dataset)
    key = landing_key(dataset)
    return {
        "dagster/table_name": f"staging.{table.name}",
        "dagster/column_schema": _schema(table, {column: "、".join(fields) for column, fields in origins.items()}),
        "dagster/column_lineage": dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(asset_key=key, column_name=field) for field in fields]
                for column, fields in origins.items()
            }
        ),
    }


def unified_metadata(name: str) -> Mapping[str, object]:
    """A unified table's columns, and the staging columns that each is merged from."""
    table = METADATA.tables[f"unified.{name}"]
    origins: dict[str, dict[dg.TableColumnDep, None]] = {}
    spoken: dict[str, dict[str, list[str]]] = {}
    for dataset in DATASETS:
        for arrow in published(dataset, name):
            dep = dg.TableColumnDep(asset_key=staging_key(dataset), column_name=arrow.origin)
            origins.setdefault(arrow.column, {})[dep] = None
            spoken.setdefault(arrow.column, {}).setdefault(dataset.id, []).extend(arrow.fields)
    told = {column: _told(of_datasets) for column, of_datasets in spoken.items()}
    return {
        "dagster/table_name": f"unified.{name}",
        "dagster/column_schema": _schema(table, told),
        "dagster/column_lineage": dg.TableColumnLineage({column: list(deps) for column, deps in origins.items()}),
    }


def mart_metadata(mart: Mart) -> Mapping[str, object]:
    """A derived table's columns; how each is computed stands in its description."""
    return {"dagster/table_name": f"mart.{mart.name}", "dagster/column_schema": _schema(mart.table, {})}


def _told(of_datasets: Mapping[str, list[str]]) -> str:
    """The datasets that feed a column, each with its source fields."""
    return "；".join(f"{id_} {'、'.join(dict.fromkeys(fields))}" for id_, fields in of_datasets.items() if fields)


def _meaning(dataset: Dataset, field: Field) -> str | None:
    """The Chinese name of what a field tells: its column's comment."""
    name, column = field.table or dataset.table, field.column
    if field.transform.name == "link":
        name, column = "entity", field.transform.argument
    table = METADATA.tables.get(f"unified.{name}")
    if table is None or column is None:
        return None
    if column not in table.columns:
        return EVIDENCE
    comment = table.columns[column].comment or ""
    return f"{re.split('[：；（]', comment, maxsplit=1)[0]} {name}.{column}"


def _schema(table: Table, origins: Mapping[str, str]) -> dg.TableSchema:
    """The table's columns, each with its comment and where it comes from."""
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
