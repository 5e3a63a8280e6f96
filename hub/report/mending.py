"""Which sender has to mend what: open rejections by platform and department.

The department of a file is its folder in the inbox; any other record's is the authority that it names itself.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row

from hub.alerts.masking import mask_name, mask_runs, mask_value
from hub.database.masks import SHORT_NAME
from hub.datasets import DATASETS, PLATFORMS
from hub.datasets.wire import FilePlatform
from hub.landing.files import place_of
from hub.report.fields import titled_fields
from hub.report.words import department_title, platform_title, remedy, rule_title
from hub.rules.texts import rule_texts
from hub.staging.tables import staging_table
from hub.versions.order import staging_table as staging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset

AUTHORITIES = ("authority_name", "agency_name", "issuer_name")
"""Columns that say who answers for a record; a dataset has one of them at most."""

FETCHED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Yueqing, both included, on which something was first rejected; None leaves a side open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a sender has to mend of one dataset: rejected records, and what is wrong with them, a count for each."""

    dataset: Dataset
    records: int
    faults: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """A platform's department that has to mend something; None stands for a record that names none."""

    platform: str
    department: str | None
    parts: tuple[Part, ...]

    @property
    def platform_title(self) -> str:
        """The platform as people call it."""
        return platform_title(self.platform)

    @property
    def department_title(self) -> str | None:
        """The department as people call it: an office, or the one letter of a person's name that may be shown."""
        if self.department is None:
            return None
        if isinstance(PLATFORMS[self.platform], FilePlatform):
            return department_title(self.department)
        return mask_name(self.department) if re.search(SHORT_NAME, self.department) else mask_runs(self.department)

    @property
    def title(self) -> str:
        """Platform and department."""
        return " · ".join(filter(None, (self.platform_title, self.department_title)))

    @property
    def records(self) -> int:
        """Rejected records."""
        return sum(each.records for each in self.parts)

    @property
    def faults(self) -> int:
        """Everything that is wrong with them."""
        return sum(each.faults for each in self.parts)

    @property
    def since(self) -> datetime:
        """When the first of them was rejected."""
        return min(each.since for each in self.parts)

    def is_called(self, name: str) -> bool:
        """Whether somebody who says `name` means this department."""
        return name.strip() in {self.department, self.department_title}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one rejected record; everything that could be a person's is masked."""

    source_id: str
    fields: str
    value: str
    title: str
    basis: str
    remedy: str
    first_seen_at: datetime
    is_kept: bool
    file: str | None
    """A file's name, with the sheet and the row, where it came in one."""


@dataclass(frozen=True, slots=True)
class _Found:
    source_id: str
    field: str
    value: str | None
    rule_id: str
    first_seen_at: datetime
    published_version_kept: bool
    file: str | None
    sheets: list[str]
    row_number: int | None


@contextmanager
def reading(database: Database) -> Iterator[tuple[psycopg.Connection, datetime]]:
    """A transaction that sees one state and changes nothing, and its time."""
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT now()").fetchone()
        assert row is not None
        yield connection, row[0]


def senders(connection: psycopg.Connection, platforms: Sequence[str], period: Period) -> tuple[Sender, ...]:
    """Who has to mend something of `platforms` (by name), platform by platform, who has most first."""
    parts: dict[tuple[str, str | None], list[Part]] = {}
    for dataset in DATASETS:
        if dataset.platform not in platforms:
            continue
        query = sql.SQL(_COUNTED).format(**_parts(dataset))
        for department, records, faults, since in connection.execute(query, _named(dataset, period)):
            parts.setdefault((dataset.platform, department), []).append(Part(dataset, records, faults, since))
    found = [Sender(platform, department, tuple(of_it)) for (platform, department), of_it in parts.items()]
    order = list(PLATFORMS)
    return tuple(sorted(found, key=lambda each: (order.index(each.platform), -each.records, each.department or "￿")))


def faults(connection: psycopg.Connection, sender: Sender, part: Part, period: Period) -> Iterator[Fault]:
    """What is wrong with the sender's records of one dataset, the oldest first; read as it is asked for."""
    dataset = part.dataset
    query = sql.SQL(_LISTED).format(**_parts(dataset))
    named = {**_named(dataset, period), "department": sender.department}
    with connection.cursor("faults", row_factory=class_row(_Found)) as cursor:
        cursor.itersize = FETCHED_AT_ONCE
        for found in cursor.execute(query, named):
            yield Fault(
                source_id=mask_runs(found.source_id),
                fields=titled_fields(dataset, found.field),
                value=mask_value(dataset, found.field.split(";"), found.value),
                title=rule_title(found.rule_id),
                basis=basis(found.rule_id),
                remedy=remedy(found.rule_id),
                first_seen_at=found.first_seen_at,
                is_kept=found.published_version_kept,
                file=_written_place(found.file, found.sheets, found.row_number or 1) if found.file else None,
            )


def basis(rule_id: str) -> str:
    """The standards and regulations that ask for a rule; empty where it is the hub's own."""
    text = rule_texts().get(rule_id)
    sources = (each.strip() for each in text.source.split(";")) if text else ()
    return "、".join(each for each in sources if not each.startswith("design:"))


def comes_in_files(dataset: Dataset) -> bool:
    """Whether departments deliver the dataset as files."""
    return isinstance(PLATFORMS[dataset.platform], FilePlatform)


def department_column(dataset: Dataset) -> str | None:
    """The staging column that names the department; None where no record of the dataset names one."""
    if comes_in_files(dataset):
        return "department"
    columns = staging_table(dataset).columns
    return next((name for name in AUTHORITIES if name in columns), None)


def _written_place(file: str, sheets: Sequence[str], number: int) -> str:
    """Where a row stands in its file; of one sheet (or of a text) the sheet is not named."""
    sheet, row = place_of(number, max(len(sheets), 1))
    name = f"{mask_runs(sheets[sheet])} " if len(sheets) > 1 else ""
    return f"{mask_runs(file)}（{name}第 {row} 行）"


def _parts(dataset: Dataset) -> dict[str, sql.Composable]:
    column = department_column(dataset)
    department = sql.SQL("NULL::text") if column is None else sql.SQL("version.{}").format(sql.Identifier(column))
    open_ones = sql.SQL(_OPEN).format(staging=staging(dataset))
    return {"department": sql.SQL("nullif(btrim({}), '')").format(department), "open": open_ones}


def _named(dataset: Dataset, period: Period) -> dict[str, object]:
    return {"platform": dataset.platform, "dataset": dataset.name, "since": period.since, "until": period.until}


_OPEN = """
quality.rejection AS rejection LEFT JOIN {staging} AS version USING (version_hash)
LEFT JOIN hub.landed_page AS page USING (page_id)
WHERE rejection.platform = %(platform)s AND rejection.dataset = %(dataset)s AND rejection.resolved_at IS NULL
  AND (%(since)s::date IS NULL OR (rejection.first_seen_at AT TIME ZONE 'Asia/Shanghai')::date >= %(since)s::date)
  AND (%(until)s::date IS NULL OR (rejection.first_seen_at AT TIME ZONE 'Asia/Shanghai')::date <= %(until)s::date)
"""

_COUNTED = """
SELECT {department} AS department, count(DISTINCT rejection.version_hash), count(*), min(rejection.first_seen_at)
FROM {open} GROUP BY 1
"""

_LISTED = """
SELECT rejection.source_id, rejection.field, rejection.value, rejection.rule_id, rejection.first_seen_at,
       rejection.published_version_kept, page.request ->> 'file' AS file, version.row_number,
       ARRAY(SELECT sheet.said ->> 'name'
             FROM hub.inbox_file AS file, jsonb_array_elements(file.sheets) WITH ORDINALITY AS sheet (said, place)
             WHERE file.department = page.request ->> 'department' AND file.sha256 = page.sha256
             ORDER BY sheet.place) AS sheets
FROM {open} AND {department} IS NOT DISTINCT FROM %(department)s
ORDER BY rejection.first_seen_at, rejection.source_id, rejection.version_hash, rejection.rule_id, rejection.field
"""
