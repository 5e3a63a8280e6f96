"""The ordinary columns of a batch: each read from the field, or by rank from the fields, that feed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hub.reference.divisions import COUNTY_CODE
from hub.staging.batch import NEVER, Batch, any_of, sent
from hub.staging.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.datasets.declaration import Dataset, Field

# Read elsewhere: keys and versions, identifiers, coordinates, what linkage alone reads.
_ELSEWHERE = frozenset(
    {"key", "uscc", "organisation_code", "registration_no", "citizen_id", "party_code", "link", "golden"}
    | {"coordinate_cgcs2000", "coordinate_gcj02", "sequence"}
)
_OF_VERSIONS = frozenset({"source_updated_at", "retracted_at"})

# The name of a township is also read where the field before it names none: the county, or nothing known.
# Everywhere else a field is read only where the one before it is empty.
_NAMES_NO_TOWNSHIP = frozenset({("provincial/market_entities", "division_code")})


def ordinary_columns(dataset: Dataset) -> dict[str, tuple[Field, ...]]:
    """The fields that feed each ordinary column, by rank; constants and references without a column included."""
    found: dict[str, list[Field]] = {}
    for each in (*dataset.fields, *dataset.kept):
        column = _column(dataset, each)
        if column is not None:
            found.setdefault(column, []).append(each)
    return {column: tuple(sorted(fields, key=lambda each: each.rank)) for column, fields in found.items()}


def read_columns(batch: Batch) -> list[str]:
    """Add every ordinary column to the batch, and what is wrong with the fields that feed it; gives their names."""
    columns = ordinary_columns(batch.dataset)
    fed = {column: [_Fed(batch, each) for each in fields if each.source] for column, fields in columns.items()}
    others = [_Fed(batch, each) for each in _unpublished(batch.dataset)]
    readers = [each for feeding in (*fed.values(), others) for each in feeding]
    batch.add(**{each.reader.name: each.reading.value for each in readers})
    closed = _published("status", fed["status"]) == "closed" if "status" in fed else NEVER
    for column, feeding in fed.items():
        _take_turns(batch, column, feeding, closed)
    for each in readers:
        _follow(each, readers)
    constants = {column: pl.lit(fields[0].transform.argument) for column, fields in columns.items() if not fed[column]}
    batch.add(**constants, **{column: _published(column, feeding) for column, feeding in fed.items() if feeding})
    for each in readers:
        for rule, condition in each.reading.faults.items():
            batch.fault(rule, each.reader.source, condition & each.judged)
    for column, feeding in fed.items():
        # Of a list the parts that were read are published; of all else nothing is, or another field's.
        lost = pl.lit(value=True) if _is_list(feeding) else pl.col(column).is_null()
        for each in feeding:
            if not each.reader.field.is_staged:
                batch.leave_out(column, each.reader.source, each.reading.left_out & each.judged & lost)
    return list(columns)


class _Fed:
    """A field and how it is read; `in_turn` are the rows whose column it feeds, `judged` those where it may fail."""

    def __init__(self, batch: Batch, field: Field) -> None:
        long_term = any(each.source == field.source for each in batch.fields("long_term"))
        self.reader = Reader(field, batch.dataset.id, batch.dataset.table, batch.generation, long_term=long_term)
        self.reading = self.reader.read()
        self.in_turn = self.judged = pl.lit(value=True)

    @property
    def published(self) -> pl.Expr:
        """What the field gives where it is its turn; else NULL."""
        whole = self.reader.found if self.reading.published is None else self.reading.published
        return pl.when(self.in_turn).then(whole)


def _take_turns(batch: Batch, column: str, feeding: Sequence[_Fed], closed: pl.Expr) -> None:
    """Settle which field feeds `column` in which rows: the first that is not empty, of lists all."""
    by_name = (batch.dataset.id, column) in _NAMES_NO_TOWNSHIP
    for place, each in enumerate(feeding):
        before = feeding[:place]
        if by_name:
            each.in_turn = ~any_of(_names_township(other.reader.found) for other in before)
            # A second opinion on what the first one gave is no fault.
            each.judged = ~any_of(other.reader.found.is_not_null() for other in before)
        elif not _is_list(feeding):
            each.in_turn = each.judged = ~any_of(sent(other.reader.field) for other in before)
        if each.reader.field.transform.name == "instant_if_closed":
            each.in_turn, each.judged = each.in_turn & closed, each.judged & closed


def _follow(fed: _Fed, readers: Sequence[_Fed]) -> None:
    """What goes beside another field is read where that one feeds its column, and nowhere else."""
    leaders = [
        each for each in readers if each.reader.source == fed.reader.field.beside and not each.reader.field.is_staged
    ]
    for leader in leaders:
        fed.in_turn = fed.judged = leader.in_turn & sent(leader.reader.field)


def _published(column: str, feeding: Sequence[_Fed]) -> pl.Expr:
    values = [each.published for each in feeding]
    if _is_list(feeding):
        parts = pl.concat_list(value.fill_null([]) for value in values).list.unique(maintain_order=True)
        return pl.when(parts.list.len() > 0).then(parts)
    if column == "division_code":
        return pl.coalesce([*(pl.when(_names_township(value)).then(value) for value in values), *values])
    # A field out of its turn gives nothing.
    return pl.coalesce(values)


def _is_list(feeding: Sequence[_Fed]) -> bool:
    return any(each.reader.field.transform.name == "list" for each in feeding)


def _names_township(division: pl.Expr) -> pl.Expr:
    return (division != COUNTY_CODE).fill_null(value=False)


def _column(dataset: Dataset, field: Field) -> str | None:
    """The staging column of an ordinary field; None where the field is read elsewhere or not published."""
    if field.is_staged:
        return field.source
    if field.table is not None or field.column is None or field.column in _OF_VERSIONS or _is_elsewhere(field):
        return None
    if field.transform.name != "reference":
        return field.column
    has_column = any(
        other.source == field.source and other.column is not None and other.transform.name not in {"reference", "key"}
        for other in dataset.fields
    )
    return None if has_column else f"{field.column}_ref"


def _is_elsewhere(field: Field) -> bool:
    return field.transform.name in _ELSEWHERE or field.is_element


def _unpublished(dataset: Dataset) -> Iterable[Field]:
    """Fields that feed no column and are judged all the same."""
    return (
        each
        for each in dataset.fields
        if each.source and each.column is None and not each.is_staged and not _is_elsewhere(each)
    )
