"""Which column comes from where: source field → staging column → unified column, read off the declarations."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cache
from typing import TYPE_CHECKING

from hub.datasets import DATASETS
from hub.linkage.golden import ATTRIBUTES
from hub.linkage.records import IDENTIFIERS, linked_datasets
from hub.model import METADATA
from hub.release.duplicates import JUNIOR, PAPERS, SENIOR, may_double
from hub.staging.tables import staging_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hub.datasets.declaration import Dataset, Field
    from hub.linkage.golden import Source

DUPLICATES, RELATIONS = "duplicate_record", "entity_relation"
REGISTRATION = "registration"
PARTY_COLUMNS = frozenset({"party_code", "holder_code"})
"""Columns whose values name the record's own entity, whatever identifier they are."""
_SUCCESSION = {
    "kind": ("kind", "status"),
    "since": ("established_on", "cancelled_on"),
    "grounds": ("link_citizen_id", "link_organisation_code", "legal_representative", "phone", "name", "address"),
    "retracted_at": ("is_delete",),
}
"""What of registrations says that one entity follows upon another."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A unified `column`, the staging column `origin` that it is merged from, and the source `fields` behind it."""

    column: str
    origin: str
    fields: tuple[str, ...]


def feeders(table: str) -> tuple[Dataset, ...]:
    """The datasets whose records, or parts of them, become rows of unified `table` or decide about them."""
    if table == DUPLICATES:
        return tuple(each for each in DATASETS if each.table in PAPERS and each.platform in (SENIOR, JUNIOR))
    if table == RELATIONS:
        return tuple(each for each in DATASETS if each.table == REGISTRATION)
    return tuple(each for each in DATASETS if table in _tables(each))


def has_entities(table: str) -> bool:
    """Whether the rows of unified `table` belong to entities, so that linkage comes before it."""
    return table == RELATIONS or "entity_id" in METADATA.tables[f"unified.{table}"].columns


@cache
def sources(dataset: Dataset) -> Mapping[str, tuple[str, ...]]:
    """The source fields that each staging column is read from."""
    columns = staging_table(dataset).columns
    found: dict[str, dict[str, None]] = {}
    for field in dataset.fields:
        for column in _staged_as(dataset, field) if field.source else ():
            if column in columns and field.source:
                found.setdefault(column, {})[field.source] = None
    return {column: tuple(fields) for column, fields in found.items()}


def published(dataset: Dataset, table: str) -> tuple[Arrow, ...]:
    """All that the dataset gives to unified `table`."""
    columns = METADATA.tables[f"unified.{table}"].columns
    staged = staging_table(dataset).columns
    arrows = dict.fromkeys(_published_as(dataset, table))
    return tuple(each for each in arrows if each.column in columns and each.origin in staged)


def _tables(dataset: Dataset) -> set[str]:
    """The unified tables that the dataset's own rows and the elements of its lists go to."""
    return {dataset.table, *(field.table for field in dataset.fields if field.is_element and field.table)}


def _staged_as(dataset: Dataset, field: Field) -> Iterator[str]:
    """The staging columns that a field is read into."""
    kind, argument = field.transform.name, field.transform.argument
    if field.is_element:
        yield "steps"
    elif kind == "link":
        yield f"link_{argument}" if _identifies(field) else "evidence"
    elif kind == "sequence":
        yield "sequence"
    elif field.column == "retracted_at":
        yield "is_delete"
    elif kind == "reference":
        yield _reference(dataset, field)
    elif field.table is not None:
        yield "evidence"
    elif field.column is None:
        yield from [field.source] if field.is_staged and field.source else ()
    else:
        yield field.column
        if kind in IDENTIFIERS and (dataset.table == REGISTRATION or field.column in PARTY_COLUMNS):
            yield f"link_{kind}"
        elif field.column in PARTY_COLUMNS:
            yield from ("link_uscc", "link_citizen_id")


def _published_as(dataset: Dataset, table: str) -> Iterator[Arrow]:
    if table == dataset.table:
        yield from _own(dataset)
    elif table == "entity":
        yield from _golden(dataset)
    elif table == "entity_link":
        yield from _link(dataset)
    elif table == DUPLICATES and may_double(dataset):
        yield _plain(dataset, "source_id", "source_id")
        yield from (_plain(dataset, "kept_id", column) for column in astuple(PAPERS[dataset.table]))
    elif table == RELATIONS and dataset.table == REGISTRATION:
        yield from (_plain(dataset, column, each) for column, origins in _SUCCESSION.items() for each in origins)
        for side in ("predecessor_id", "successor_id"):
            yield from _evidence(dataset, side)
    for field in dataset.fields:
        if field.is_element and field.table == table and field.column is not None:
            yield Arrow(field.column, "steps", _fields((field,)))


def _own(dataset: Dataset) -> Iterator[Arrow]:
    """The dataset's own table."""
    for field in dataset.fields:
        kind, column = field.transform.name, field.column
        if field.table is not None or column is None or kind == "link":
            continue
        if kind == "reference":
            yield _plain(dataset, column, _reference(dataset, field))
        else:
            yield _plain(dataset, column, "is_delete" if column == "retracted_at" else column)
    yield from _evidence(dataset, "entity_id")
    yield _plain(dataset, "id", "source_id")
    yield _plain(dataset, "unmapped", "unmapped")


def _golden(dataset: Dataset) -> Iterator[Arrow]:
    """The golden record of the entities that the dataset's records belong to."""
    for attribute in ATTRIBUTES:
        for source in (each for rank in attribute.ranks for each in rank):
            if source.table == dataset.table and source.platform in (None, dataset.platform):
                yield from _word(dataset, attribute.name, source)


def _word(dataset: Dataset, attribute: str, source: Source) -> Iterator[Arrow]:
    """Where a source of the golden record stands, if the dataset sends something for it."""
    if not source.is_evidence:
        yield _plain(dataset, attribute, source.column)
    elif source.column in IDENTIFIERS:
        if f"link_{source.column}" in sources(dataset):
            yield _plain(dataset, attribute, f"link_{source.column}")
    elif fields := [each for each in dataset.fields if source.column == _observed(each)]:
        yield Arrow(attribute, "evidence", _fields(fields))


def _observed(field: Field) -> str | None:
    """The attribute of the entity that a field is an observation of, where no column of its own table holds it."""
    return field.transform.argument if field.transform.name == "link" else field.table and field.column


def _link(dataset: Dataset) -> Iterator[Arrow]:
    """Which record is whose, and what that rests on."""
    for arrow in _evidence(dataset, "evidence"):
        yield _plain(dataset, "source_id", "source_id")
        yield arrow


def _evidence(dataset: Dataset, column: str) -> Iterator[Arrow]:
    """Into `column`, all by which linkage finds the entity of a record; nothing where records have none."""
    if dataset not in linked_datasets((dataset,)):
        return
    for origin in (f"link_{each}" for each in IDENTIFIERS):
        if origin in sources(dataset):
            yield _plain(dataset, column, origin)
    if others := [each for each in dataset.fields if each.transform.name == "link" and not _identifies(each)]:
        yield Arrow(column, "evidence", _fields(others))


def _identifies(field: Field) -> bool:
    return field.transform.argument in IDENTIFIERS


def _plain(dataset: Dataset, column: str, origin: str) -> Arrow:
    """From a staging column with all that it is read from."""
    return Arrow(column, origin, sources(dataset).get(origin, ()))


def _fields(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.source for each in fields if each.source))


def _reference(dataset: Dataset, field: Field) -> str:
    """The staging column that holds the value by which a reference is looked up."""
    own = f"{field.column}_ref"
    if own in staging_table(dataset).columns:
        return own
    kept = (each.column for each in dataset.fields if each.source == field.source and each.column != field.column)
    return next((column for column in kept if column), own)
