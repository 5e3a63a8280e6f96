"""Which record another record names: set anew at every release, from what the next release shows.

A reference is the id of the one live record whose key equals the value that was sent; two matches give none. It is
looked for in the datasets that the declaration names, else in all of the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.datasets import DATASETS
from hub.staging.tables import staging_columns
from hub.text.keys import BLANK, BRACKETS
from hub.versions.order import record_prefix, staging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Dataset, Field
    from hub.release.transaction import Release


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of `dataset` that is the id of a record of `targets`, whose key stands in the staging column `value`.

    `feeds_target`: the value names the row that gets the reference, and what it gets is the id of the row that sends
    it (an event says which case took it over; the case came from the event).
    """

    dataset: Dataset
    column: str
    value: str
    targets: tuple[Dataset, ...]
    feeds_target: bool

    def key(self, relation: str) -> sql.Composed:
        """The value in `relation` (its staging table's alias) as a normalised key."""
        value = sql.Identifier(relation, self.value)
        return sql.SQL("{}").format(value) if self.value.endswith("_ref") else _normalised(value)


def _normalised(value: sql.Composable) -> sql.Composed:
    # As hub.text.keys.normalised_key; most values are plain and need none of it.
    return sql.SQL(
        "CASE WHEN {value} ~ '^[A-Za-z0-9-]*$' THEN {value} ELSE regexp_replace(regexp_replace(regexp_replace("
        "normalize({value}, NFKC), {blank}, '', 'g'), {opening}, '〔', 'g'), {closing}, '〕', 'g') END"
    ).format(
        value=value,
        blank=sql.Literal(BLANK),
        opening=sql.Literal(f"[{BRACKETS.opening}]"),
        closing=sql.Literal(f"[{BRACKETS.closing}]"),
    )


def _reference(dataset: Dataset, field: Field) -> Reference:
    column = str(field.column)
    kept = f"{column}_ref"
    if kept not in staging_columns(dataset):
        kept = next(
            str(each.column)
            for each in dataset.fields
            if each.source == field.source and each.transform.name != "reference" and each.column
        )
    return Reference(dataset, column, kept, _targets(field), feeds_target=field.rank > 1)


def _targets(field: Field) -> tuple[Dataset, ...]:
    candidates = (each for each in DATASETS if each.table == field.transform.argument)
    return tuple(each for each in candidates if not field.targets or each.id in field.targets)


REFERENCES = tuple(
    _reference(dataset, field)
    for dataset in DATASETS
    for field in dataset.fields
    if field.transform.name == "reference"
)
"""Every reference that the declarations name."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """How a release finds the value of a reference column: a `join` to a staging row called `version`, and `value`."""

    join: sql.Composed
    value: sql.Composable


def own(dataset: Dataset, column: str) -> Reference | None:
    """The reference by which `dataset` itself feeds `column`."""
    return next(
        (each for each in REFERENCES if each.dataset == dataset and each.column == column and not each.feeds_target),
        None,
    )


def feeding(dataset: Dataset, column: str) -> tuple[Reference, ...]:
    """The references of other datasets that feed `column` of this one's rows."""
    return tuple(each for each in REFERENCES if each.feeds_target and each.column == column and dataset in each.targets)


def columns(dataset: Dataset) -> tuple[str, ...]:
    """The columns of the dataset's table that are references which some record of it can have."""
    found = [each.column for each in REFERENCES if each.dataset == dataset and not each.feeds_target]
    found += [each.column for each in REFERENCES if each.feeds_target and dataset in each.targets]
    return tuple(dict.fromkeys(found))


def look_up(release: Release, dataset: Dataset, touched: sql.Identifier) -> Mapping[str, Lookup]:
    """Lookups of all reference columns for the rows of `touched` (source_id)."""
    return {column: _lookup(release, dataset, column, touched) for column in columns(dataset)}


def _lookup(release: Release, dataset: Dataset, column: str, touched: sql.Identifier) -> Lookup:
    joins: list[sql.Composed] = []
    values: list[sql.Composable] = []
    given: sql.Composable = sql.SQL("false")
    if reference := own(dataset, column):
        found = release.work.make(f"own_{dataset.staging_table}_{column}", _named_by(reference, touched))
        name = sql.Identifier(f"own_{column}")
        joins.append(sql.SQL("LEFT JOIN {} AS {} ON {}.key = {}").format(found, name, name, reference.key("version")))
        values.append(sql.SQL("{}.id").format(name))
        given = sql.SQL("{} IS NOT NULL").format(sql.Identifier("version", reference.value))
    for number, reference in enumerate(feeding(dataset, column)):
        found = release.work.make(f"fed_{dataset.staging_table}_{column}_{number}", fed_by(reference))
        name = sql.Identifier(f"fed_{column}_{number}")
        joins.append(
            sql.SQL("LEFT JOIN {} AS {} ON {}.key = version.source_id AND NOT {}").format(found, name, name, given)
        )
        values.append(sql.SQL("{}.id").format(name))
    return Lookup(sql.SQL(" ").join(joins), sql.SQL("coalesce({})").format(sql.SQL(", ").join(values)))


def live(dataset: Dataset) -> sql.Composed:
    """The dataset's records that the next release shows as live: `source_id`, `id`, and staging's columns."""
    return sql.SQL(
        "SELECT version.*, {prefix} || version.source_id AS id FROM {staging} AS version "
        "WHERE released AND NOT is_delete AND NOT EXISTS (SELECT FROM {staging} AS deletion "
        "WHERE deletion.source_id = version.source_id AND deletion.released AND deletion.is_delete)"
    ).format(prefix=sql.Literal(record_prefix(dataset)), staging=staging(dataset))


def _named_by(reference: Reference, touched: sql.Identifier) -> sql.Composed:
    targets = sql.SQL(" UNION ALL ").join(
        [sql.SQL("SELECT source_id, id FROM ({}) AS target").format(live(each)) for each in reference.targets]
    )
    return sql.SQL(
        "SELECT source_id AS key, min(id) AS id FROM ({targets}) AS target WHERE source_id IN "
        "(SELECT {key} FROM {staging} AS version JOIN {touched} USING (source_id) "
        "WHERE released AND NOT is_delete AND {value} IS NOT NULL) GROUP BY source_id HAVING count(*) = 1"
    ).format(
        targets=targets,
        key=reference.key("version"),
        value=sql.Identifier("version", reference.value),
        staging=staging(reference.dataset),
        touched=touched,
    )


def fed_by(reference: Reference) -> sql.Composed:
    """By key of the row that is fed: the id of the one live record that names it."""
    return sql.SQL(
        "SELECT {key} AS key, min(id) AS id FROM ({live}) AS feeder WHERE {value} IS NOT NULL "
        "GROUP BY 1 HAVING count(*) = 1"
    ).format(key=reference.key("feeder"), value=sql.Identifier("feeder", reference.value), live=live(reference.dataset))
