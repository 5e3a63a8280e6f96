"""The rejected rows of files: where each stands in its file, what is wrong with it, what to do; persons are masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row

from hub.alerts.masking import mask_runs, mask_value
from hub.datasets import of_platform
from hub.landing.files import place_of
from hub.report.fields import titled_fields
from hub.report.words import remedy, rule_title
from hub.versions.order import staging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.receipts.files import FileStory

FETCHED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class RejectedValue:
    """One thing that is wrong with one row: its sheet's name and its number there, and what a person may see of it."""

    sheet: str
    row: int
    source_id: str
    field: str
    value: str
    title: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Found:
    row_number: int
    source_id: str
    rule_id: str
    field: str
    value: str | None


def written_place(number: int, sheets: Sequence[str]) -> tuple[str, int]:
    """The name of the sheet (empty for a text) and the row that a row's number in its file stands for."""
    place, row = place_of(number, max(len(sheets), 1))
    return (sheets[place] if sheets else ""), row


def rejected_values(connection: psycopg.Connection, story: FileStory) -> Iterator[RejectedValue]:
    """Everything that is wrong with the rows of a file, dataset by dataset in the file's order, as it is asked for."""
    sheets = [each.name for each in story.sheets]
    for dataset in of_platform("departments"):
        if dataset.name in story.datasets:
            yield from _of_dataset(connection, dataset, story, sheets)


def _of_dataset(
    connection: psycopg.Connection, dataset: Dataset, story: FileStory, sheets: Sequence[str]
) -> Iterator[RejectedValue]:
    query = sql.SQL(_REJECTED).format(staging=staging(dataset))
    with connection.cursor("rejected_values", row_factory=class_row(_Found)) as cursor:
        cursor.itersize = FETCHED_AT_ONCE
        for found in cursor.execute(query, ([*story.page_ids],)):
            sheet, row = written_place(found.row_number, sheets)
            yield RejectedValue(
                sheet=sheet,
                row=row,
                source_id=mask_runs(found.source_id),
                field=titled_fields(dataset, found.field),
                value=mask_value(dataset, found.field.split(";"), found.value),
                title=rule_title(found.rule_id),
                remedy=remedy(found.rule_id),
            )


_REJECTED = """
SELECT version.row_number, version.source_id, rejection.rule_id, rejection.field, rejection.value
FROM {staging} AS version JOIN quality.rejection AS rejection USING (version_hash)
WHERE version.page_id = ANY (%s) AND rejection.resolved_at IS NULL AND NOT version.released
ORDER BY version.row_number, rejection.rule_id, rejection.field
"""
