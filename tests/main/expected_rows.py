"""Compares what is published with what a sandbox's truth says must be: row for row, column for column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from psycopg import sql
from psycopg.rows import dict_row

from hub.sandbox.expected.shapes import SOME, Either, OfEntity
from hub.sandbox.truth import Expected, Fate

if TYPE_CHECKING:
    from hub.database.connection import Database

Row = Mapping[str, Any]

STAMPS = frozenset({"id", "platform", "dataset", "source_id", "first_published_at", "changed_at", "release_id"})
"""Columns that the hub writes by itself, or that name the row."""

METRE = 8.9e-6
"""Degrees: no more than a metre along either axis, here."""


class Published:
    """The rows of the unified tables, and the steps of incidents."""

    def __init__(self, database: Database, tables: Sequence[str]) -> None:
        self.rows: dict[str, dict[tuple[str, str], Row]] = {}
        with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
            for table in tables:
                found = cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("unified", table)))
                self.rows[table] = {(f"{row['platform']}/{row['dataset']}", row["source_id"]): row for row in found}
            self.divisions: dict[str, str | None] = {
                row["entity_id"]: row["division_code"]
                for row in cursor.execute("SELECT entity_id, division_code FROM unified.entity")
            }
            self.kept = {
                (f"{row['platform']}/{row['dataset']}", row["source_id"]): row["kept_id"]
                for row in cursor.execute("SELECT * FROM unified.duplicate_record")
            }
            self.steps: dict[str, list[Row]] = defaultdict(list)
            for row in cursor.execute("SELECT * FROM unified.incident_step ORDER BY incident_id, seq"):
                self.steps[row["incident_id"]].append(row)

    def keys(self, dataset: str) -> set[str]:
        """The keys of a dataset's rows."""
        return {key for rows in self.rows.values() for of, key in rows if of == dataset}

    def differences(self, expected: Expected) -> Iterator[tuple[str, object, object]]:
        """The columns of a record's row that are not as expected: column, expected, found. `*` is the row itself."""
        kept = self.kept.get((expected.dataset, expected.source_id))
        if kept != expected.kept_id:
            yield "duplicate of", expected.kept_id, kept
        row = self.rows[expected.table].get((expected.dataset, expected.source_id))
        is_there = expected.fate in (Fate.CURRENT, Fate.RETRACTED)
        if row is None or not (is_there or expected.fate is Fate.GONE):
            if (row is not None) != is_there:
                yield "*", expected.fate, row
            return
        columns = dict(expected.columns)
        steps = columns.pop("steps", [])
        for name in row.keys() - STAMPS:
            wanted = columns.pop(name, None)
            if isinstance(wanted, OfEntity):
                wanted = self.divisions[row["entity_id"]]
            if not _agrees(wanted, row[name]):
                yield name, wanted, row[name]
        for name, wanted in columns.items():
            yield name, wanted, "no such column"
        found = [
            {name: value for name, value in step.items() if name != "incident_id"} for step in self.steps[row["id"]]
        ]
        if found != steps:
            yield "steps", steps, found


def _agrees(wanted: object, found: object) -> bool:
    if wanted is SOME:
        return found is not None
    if isinstance(wanted, Either):
        return found in wanted.values
    if isinstance(wanted, float) and isinstance(found, float):
        return abs(wanted - found) < METRE
    return type(wanted) is type(found) and wanted == found if isinstance(wanted, bool) else wanted == found
