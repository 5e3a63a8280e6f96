"""What became of each delivered file: its sheets, its rows, what was rejected for which reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql
from psycopg.rows import class_row

from hub.datasets import of_platform
from hub.landing.files import ROWS_IN_SHEET
from hub.report.words import rule_title
from hub.versions.order import staging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset

PLATFORM = "departments"
COMMONEST = 3
"""So many reasons of rejections are told of a file."""


@dataclass(frozen=True, slots=True)
class SheetStory:
    """A sheet of a file: what it holds (a dataset's name) below the header in `header_row`, or why nothing was taken
    of it."""

    name: str
    dataset: str | None
    header_row: int | None
    rows: int
    reason: str | None
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class FileStory:
    """A delivered content: under which names it lies in the inbox, and what became of it.

    Of its `rows`, `repeats` were received before, in this file or another; `accepted` passed (`superseded` of them
    gave way to newer versions), `rejected` are kept out, and nothing is decided yet of `waiting` (a dataset on hold,
    or not published since). Rows are None until the file is staged. `reasons` are the commonest reasons of
    rejections with the number of rows; `page_ids` are its pages.
    """

    department: str
    name: str
    sha256: str
    bytes: int
    status: str
    reason: str | None
    seen_at: datetime
    names: tuple[str, ...]
    sheets: tuple[SheetStory, ...]
    rows: int | None
    versions: int | None
    repeats: int | None
    accepted: int = 0
    superseded: int = 0
    rejected: int = 0
    waiting: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    page_ids: tuple[int, ...] = field(default=(), repr=False)

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets of which it holds rows, by their names."""
        return tuple(dict.fromkeys(each.dataset for each in self.sheets if each.dataset))

    @property
    def is_staged(self) -> bool:
        """Whether its rows were read into staging."""
        return self.rows is not None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the inbox that could not be read, and why."""

    department: str
    name: str
    problem: str
    seen_at: datetime


def told_files(
    connection: psycopg.Connection,
    departments: Sequence[str] | None = None,
    *,
    days: int | None = None,
    sha256: Sequence[str] | None = None,
) -> list[FileStory]:
    """What became of every content that was delivered (by these departments, in the last `days`, of these digests),
    the latest first."""
    with connection.cursor(row_factory=class_row(_File)) as cursor:
        files = cursor.execute(_FILES, {"departments": departments, "days": days, "sha256": sha256}).fetchall()
    fates = _fates(connection, [page_id for each in files for page_id in each.page_ids])
    return [_story(each, [fates[page_id] for page_id in each.page_ids]) for each in files]


def unreadable_files(connection: psycopg.Connection, departments: Sequence[str] | None = None) -> list[Unreadable]:
    """The files of the inbox that could not be read when they were last looked at."""
    with connection.cursor(row_factory=class_row(Unreadable)) as cursor:
        return cursor.execute(
            """
            SELECT department, name, problem, seen_at FROM hub.inbox_name
            WHERE problem IS NOT NULL AND (%(departments)s::text[] IS NULL OR department = ANY (%(departments)s))
            ORDER BY department, name
            """,
            {"departments": departments},
        ).fetchall()


@dataclass(frozen=True, slots=True)
class _File:
    """A row of `_FILES`."""

    department: str
    name: str
    sha256: str
    bytes: int
    status: str
    reason: str | None
    seen_at: datetime
    names: list[str]
    sheets: list[dict[str, Any]]
    rows: int | None
    versions: int | None
    repeats: int | None
    superseded: int
    page_ids: list[int]


@dataclass(slots=True)
class _Fate:
    """What became of the versions that a page brought and staging still holds."""

    accepted: int = 0
    rejected: int = 0
    waiting: int = 0
    rejected_by_sheet: dict[int, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)


def _fates(connection: psycopg.Connection, page_ids: Sequence[int]) -> dict[int, _Fate]:
    fates = {page_id: _Fate() for page_id in page_ids}
    for dataset in of_platform(PLATFORM):
        named = {"pages": [*page_ids], "rows_in_sheet": ROWS_IN_SHEET}
        for page_id, sheet, accepted, rejected, waiting in connection.execute(_query(_VERDICTS, dataset), named):
            fate = fates[page_id]
            fate.accepted += accepted
            fate.rejected += rejected
            fate.waiting += waiting
            fate.rejected_by_sheet[sheet] = rejected
        for page_id, rule_id, count in connection.execute(_query(_REASONS, dataset), named):
            fates[page_id].reasons[rule_id] = count
    return fates


def _query(query: LiteralString, dataset: Dataset) -> sql.Composed:
    return sql.SQL(query).format(staging=staging(dataset))


def _story(file: _File, fates: Sequence[_Fate]) -> FileStory:
    reasons: Counter[str] = Counter()
    by_sheet: Counter[int] = Counter()
    for fate in fates:
        reasons.update({rule_title(rule_id): count for rule_id, count in fate.reasons.items()})
        by_sheet.update(fate.rejected_by_sheet)
    return FileStory(
        department=file.department,
        name=file.name,
        sha256=file.sha256,
        bytes=file.bytes,
        status=file.status,
        reason=file.reason,
        seen_at=file.seen_at,
        names=tuple(file.names),
        sheets=tuple(
            SheetStory(each["name"], each["dataset"], each["header_row"], each["rows"], each["reason"], by_sheet[place])
            for place, each in enumerate(file.sheets)
        ),
        rows=file.rows,
        versions=file.versions,
        repeats=file.repeats,
        accepted=sum(fate.accepted for fate in fates) + file.superseded,
        superseded=file.superseded,
        rejected=sum(fate.rejected for fate in fates),
        waiting=sum(fate.waiting for fate in fates),
        reasons=tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:COMMONEST]),
        page_ids=tuple(file.page_ids),
    )


_FILES = """
SELECT file.department, file.name, file.sha256, file.bytes, file.status,
       coalesce(file.reason, page.message) AS reason, file.seen_at,
       ARRAY(SELECT name.name FROM hub.inbox_name AS name
             WHERE name.department = file.department AND name.sha256 = file.sha256 ORDER BY name.name) AS names,
       coalesce(file.sheets, '[]'::jsonb) AS sheets,
       page.rows, page.versions, page.repeats, coalesce(page.superseded, 0) AS superseded,
       coalesce(page.page_ids, '{}') AS page_ids
FROM hub.inbox_file AS file CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_and(staged_at IS NOT NULL) THEN sum(rows)::int END AS rows,
           CASE WHEN bool_and(staged_at IS NOT NULL) THEN sum(versions)::int END AS versions,
           CASE WHEN bool_and(staged_at IS NOT NULL) THEN sum(repeats)::int END AS repeats,
           sum(superseded)::int AS superseded, array_agg(page_id ORDER BY page_id) AS page_ids, max(message) AS message
    FROM hub.landed_page
    WHERE platform = 'departments' AND sha256 = file.sha256 AND request ->> 'department' = file.department
) AS page
WHERE (%(departments)s::text[] IS NULL OR file.department = ANY (%(departments)s))
  AND (%(days)s::int IS NULL OR file.seen_at >= now() - make_interval(days => %(days)s))
  AND (%(sha256)s::text[] IS NULL OR file.sha256 = ANY (%(sha256)s))
ORDER BY file.seen_at DESC, file.department, file.name
"""

_VERDICTS = """
SELECT page_id, (row_number - 1) / %(rows_in_sheet)s AS sheet,
       count(*) FILTER (WHERE released), count(*) FILTER (WHERE NOT released AND verdict = 'rejected'),
       count(*) FILTER (WHERE NOT released AND verdict <> 'rejected')
FROM {staging} WHERE page_id = ANY (%(pages)s) GROUP BY 1, 2
"""

_REASONS = """
SELECT version.page_id, rejection.rule_id, count(DISTINCT rejection.version_hash)
FROM {staging} AS version JOIN quality.rejection AS rejection USING (version_hash)
WHERE version.page_id = ANY (%(pages)s) AND rejection.resolved_at IS NULL AND NOT version.released
GROUP BY 1, 2
"""
