"""What linkage reads of each dataset's records: identifiers, name, kind and place, as staging columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.copying import copy_out
from hub.linkage.keys import RECORD_SCHEMA
from hub.names.persons import are_persons
from hub.reference.code_lists import code_list
from hub.staging.tables import staging_columns
from hub.versions.order import contents, record_prefix

if TYPE_CHECKING:
    import psycopg

    from hub.datasets.declaration import Dataset

KIND_COLUMNS = {
    "registration": "kind",
    "licence": "holder_kind",
    "inspection": "party_kind",
    "penalty": "party_kind",
    "coercive_measure": "party_kind",
    "incident": "party_kind",
}
"""Where a table says what kind of party its record is about; a place says nothing."""

NAME_COLUMNS = {
    "registration": ("name",),
    "licence": ("holder_name",),
    "inspection": ("party_name",),
    "penalty": ("party_name",),
    "coercive_measure": ("party_name",),
    "incident": ("party_name",),
    "place": ("business_name", "name"),
}
"""The party's name; of several columns the first that the dataset has, so that a signboard never counts."""

SIGN = ("place", "name")
"""What may be a signboard: it is taken for a party's name only where it begins with a place, as registered names do."""

MINTING = frozenset(NAME_COLUMNS) - {"incident"}
"""The tables whose records are entities even without an identifier."""

NATURAL_PERSON = "natural_person"

_PAPERS = frozenset({"licence", "inspection", "penalty", "coercive_measure"})
"""Tables that name their party in full: a name as short as a person's is a person's."""

IDENTIFIERS = ("uscc", "organisation_code", "registration_no", "citizen_id")

STATE_SCHEMA: dict[str, type[pl.DataType]] = {"source_id": pl.String, "content_hash": pl.String}


EVERY_KEY = sql.SQL("true")

_UNKNOWN = """
SELECT * FROM ({}) AS content WHERE NOT EXISTS (
    SELECT FROM hub.record_entity AS known
    WHERE known.record_id = {} || content.source_id AND known.content_hash = content.content_hash)
"""


def linked_datasets(datasets: tuple[Dataset, ...]) -> tuple[Dataset, ...]:
    """Those of `datasets` whose records belong to somebody."""
    return tuple(each for each in datasets if each.table in NAME_COLUMNS)


def party_kind(dataset: Dataset) -> sql.Composable:
    """The kind of party of a staged record `version`: as the dataset says, else by its identifiers (docs/model.md).

    A valid credit code's class goes before everything; standardising has seen to that where the dataset has a column.
    """
    column = KIND_COLUMNS.get(dataset.table)
    if column is None:
        return sql.SQL("NULL::text")
    if column in staging_columns(dataset):
        return sql.Identifier("version", column)
    natural = (
        "" if dataset.table == "registration" else " WHEN version.link_citizen_id IS NOT NULL THEN 'natural_person'"
    )
    return sql.SQL("CASE WHEN version.link_uscc IS NOT NULL THEN {}{} END").format(
        uscc_kind(sql.SQL("version.link_uscc")), sql.SQL(natural)
    )


def uscc_kind(uscc: sql.Composable) -> sql.Composed:
    """The kind of entity that a valid credit code's first two characters tell."""
    classes = code_list("credit_code_class", "*").codes
    return sql.SQL("CASE left({}, 2) {} END").format(
        uscc,
        sql.SQL(" ").join(
            sql.SQL("WHEN {} THEN {}").format(sql.Literal(prefix), sql.Literal(kind))
            for prefix, kind in classes.items()
        ),
    )


def with_persons(records: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """`records` of the dataset (`name`, `kind`) with the kind of those that only their name shows to be a person's."""
    if dataset.table not in _PAPERS or not records["kind"].has_nulls():
        return records
    is_person = pl.col("kind").is_null() & are_persons(records["name"])
    return records.with_columns(kind=pl.when(is_person).then(pl.lit(NATURAL_PERSON)).otherwise("kind"))


def read_records(
    connection: psycopg.Connection,
    dataset: Dataset,
    *,
    held: bool,
    keys: sql.Composable = EVERY_KEY,
    unknown: bool = False,
) -> pl.DataFrame:
    """The records of `dataset` that the next release shows: RECORD_SCHEMA and STATE_SCHEMA, retracted ones too.

    `keys` narrows them as in `contents`; with `unknown` they are those only whose content the linkage does not know.
    """
    columns = staging_columns(dataset)
    named = next((each for each in NAME_COLUMNS[dataset.table] if each in columns), None)
    name: sql.Composable = sql.Identifier(named) if named else sql.SQL("NULL::text")
    if (dataset.table, named) == SIGN:
        name = sql.SQL("CASE WHEN {name} ~ '^(浙江|温州|乐清)' THEN {name} END AS {name}").format(name=name)
    division = sql.Identifier("division_code") if "division_code" in columns else sql.SQL("NULL::text")
    wanted = [
        sql.Identifier("source_id"),
        sql.Identifier("content_hash"),
        *(sql.Identifier(f"link_{each}") for each in IDENTIFIERS),
        party_kind(dataset),
        name,
        division,
    ]
    schema = STATE_SCHEMA | {each: RECORD_SCHEMA[each] for each in (*IDENTIFIERS, "kind", "name", "division_code")}
    query = contents(dataset, wanted, held=held, keys=keys)
    if unknown:
        query = sql.SQL(_UNKNOWN).format(query, sql.Literal(record_prefix(dataset)))
    frame = copy_out(connection, query, schema)
    return with_persons(frame, dataset).with_columns(
        record_id=pl.concat_str(pl.lit(record_prefix(dataset)), "source_id"),
        mints=pl.lit(dataset.table in MINTING),
        platform=pl.lit(dataset.platform),
        dataset=pl.lit(dataset.name),
    )
