"""What is known of the fields of every dataset, kept in step with staging.

`hub.field_seen` has a row for each field that is declared or was ever seen; `hub.schema_drift` one for each change,
with the page on which it was first seen. Gates read them by `absent_fields`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from psycopg.types.json import Jsonb

from hub.drift.changes import Fields, Known
from hub.drift.report import report
from hub.drift.shapes import Shape, json_types, shape_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.drift.changes import Change, Kind
    from hub.staging.rows import PageRows


class Absence(NamedTuple):
    """A declared field whose name does not stand in a sender's latest rows: in how many running, and from which page.

    `was_seen` is false where no row ever had it.
    """

    department: str
    field: str
    rows: int
    from_page_id: int
    was_seen: bool


def absent_fields(connection: psycopg.Connection, dataset: Dataset) -> list[Absence]:
    """The declared fields that are missing now, with the rows since; for gates.

    `gate.required_field_absent`: a required field with at least 20 rows. `gate.schema_unreadable`: every field of the
    key. Rows that delete are not counted, save for the fields of the key; repeats are.
    """
    rows = connection.execute(
        """
        SELECT department, field, absent_rows, absent_from_page_id, last_seen_at IS NOT NULL
        FROM hub.field_seen
        WHERE platform = %s AND dataset = %s AND is_declared AND absent_from_page_id IS NOT NULL
        ORDER BY department, field
        """,
        (dataset.platform, dataset.name),
    )
    return [Absence(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What some pages taught, to be written with them: rows of `hub.field_seen`, what ended, what changed."""

    rows: Sequence[Mapping[str, object]]
    ended: Collection[tuple[str, Kind, str]]
    changes: Sequence[Change]


class Ledger:
    """What is known of the fields of `dataset`, by sender; moved on batch by batch while it is staged."""

    def __init__(self, dataset: Dataset, known: Mapping[str, Sequence[Known]] = MappingProxyType({})) -> None:
        self._dataset = dataset
        self._fields = {name: Fields(dataset, name, each) for name, each in known.items()}

    @classmethod
    def read(cls, connection: psycopg.Connection, dataset: Dataset) -> Ledger:
        """As it stands in the database."""
        known: dict[str, list[Known]] = {}
        for department, each in _known(connection, dataset):
            known.setdefault(department, []).append(each)
        return cls(dataset, known)

    def take(self, pages: Sequence[PageRows], types: Mapping[str, set[type]], frame: pl.DataFrame) -> Lessons:
        """Learn from a batch of pages, in the order of their landing.

        `types` are the Python types of all its values by field, `frame` is the batch standardised.
        """
        live = dict(frame.filter(~pl.col("is_delete")).group_by("page_id").len().iter_rows())
        found = {name: json_types(each) for name, each in types.items()}
        senders: dict[str, list[tuple[Shape, PageRows]]] = {}
        for page in pages:
            if len(page.rows):
                senders.setdefault(page.department or "", []).append((shape_of(self._dataset, page), page))
        changes: list[Change] = []
        rows: list[Mapping[str, object]] = []
        ended: set[tuple[str, Kind, str]] = set()
        for department, own in senders.items():
            fields = self._fields.setdefault(department, Fields(self._dataset, department, ()))
            for shape, page in own:
                changes += fields.take(shape, page, live.get(page.page_id, 0))
            changes += fields.take_types(found, own)
            rows += (_row(fields, name) for name in sorted(fields.touched))
            ended |= {(department, *each) for each in fields.ended}
            fields.touched, fields.ended = set(), set()
        return Lessons(rows, ended, changes)


def write(connection: psycopg.Connection, dataset: Dataset, lessons: Lessons) -> None:
    """Keep what a batch taught, and open or close the alerts of it; in the caller's transaction."""
    connection.execute(_REMEMBER, (Jsonb(lessons.rows),))
    for department, kind, name in sorted(lessons.ended):
        connection.execute(_END, (dataset.platform, dataset.name, department, kind, name))
    if lessons.changes:
        with connection.cursor() as cursor:
            cursor.executemany(
                _NOTE,
                [
                    (
                        dataset.platform,
                        dataset.name,
                        each.department,
                        each.page_id,
                        each.kind,
                        each.field,
                        each.before,
                        each.after,
                        each.example,
                    )
                    for each in lessons.changes
                ],
            )
    if lessons.changes or lessons.ended:
        report(connection, dataset, lessons.changes)


def _known(connection: psycopg.Connection, dataset: Dataset) -> Iterator[tuple[str, Known]]:
    found = connection.execute(
        """
        SELECT department, field, is_declared, types, first_seen_at, last_seen_at, absent_rows, absent_from_page_id,
               former_types, former_rows
        FROM hub.field_seen WHERE platform = %s AND dataset = %s
        """,
        (dataset.platform, dataset.name),
    )
    for department, name, is_declared, types, *seen, former, former_rows in found:
        known = Known(name, is_declared, set(types), *seen)
        known.former_types, known.former_rows = None if former is None else frozenset(former), former_rows
        yield department, known


def _row(fields: Fields, name: str) -> Mapping[str, object]:
    each = fields.known[name]
    return {
        "platform": fields.dataset.platform,
        "dataset": fields.dataset.name,
        "department": fields.department,
        "field": each.field,
        "is_declared": each.is_declared,
        "types": sorted(each.types),
        "first_seen_at": each.first_seen_at and each.first_seen_at.isoformat(),
        "last_seen_at": each.last_seen_at and each.last_seen_at.isoformat(),
        "absent_rows": each.absent_rows,
        "absent_from_page_id": each.absent_from_page_id,
        "former_types": None if each.former_types is None else sorted(each.former_types),
        "former_rows": each.former_rows,
    }


_REMEMBER = """
INSERT INTO hub.field_seen SELECT * FROM jsonb_populate_recordset(NULL::hub.field_seen, %s)
ON CONFLICT (platform, dataset, department, field) DO UPDATE
SET is_declared = excluded.is_declared, types = excluded.types, first_seen_at = excluded.first_seen_at,
    last_seen_at = excluded.last_seen_at, absent_rows = excluded.absent_rows,
    absent_from_page_id = excluded.absent_from_page_id, former_types = excluded.former_types,
    former_rows = excluded.former_rows
"""

_NOTE = """
INSERT INTO hub.schema_drift
    (platform, dataset, department, page_id, kind, field, before, after, example, found_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, now())
"""

# Of a renamed field either name may be declared, or come back.
_END = """
UPDATE hub.schema_drift SET ended_at = now()
WHERE platform = %s AND dataset = %s AND department = %s AND kind = %s AND %s IN (field, before) AND ended_at IS NULL
"""
