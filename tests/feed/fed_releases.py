"""Releases with entries of the change feed, written as a release writes them, without the data that they speak of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from hub.release.transaction import announce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.database.connection import Database

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
BEGINNING = dt.datetime(2026, 11, 1, 8, tzinfo=SHANGHAI)

Change = tuple[str, str, str, str | None]
"""Table, id, operation, other id."""


def publish_entries(
    database: Database, *changes: Change, days: float = 0, held: dict[str, Sequence[str]] | None = None
) -> int:
    """A release of `changes`, so many days after the beginning; returns its number."""
    counts: dict[str, dict[str, int]] = {}
    for table, _, operation, _ in changes:
        counted = counts.setdefault(table, {"inserted": 0, "updated": 0, "retracted": 0})
        counted[{"insert": "inserted", "update": "updated"}.get(operation, "retracted")] += 1
    published_at = BEGINNING + dt.timedelta(days=days)
    with database.connect() as connection:
        row = connection.execute(
            "INSERT INTO hub.release (published_at, counts, held) VALUES (%s, %s, %s) RETURNING release_id",
            [published_at, Jsonb(counts), Jsonb(held or {})],
        ).fetchone()
        assert row is not None
        for table, key, operation, other in changes:
            connection.execute(
                "INSERT INTO hub.change (release_id, table_name, id, operation, other_id, changed_at) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [row[0], table, key, operation, other, published_at],
            )
        announce(connection, row[0], published_at)
    return int(row[0])
