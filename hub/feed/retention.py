"""Entries of the change feed and superseded versions that have been kept long enough are let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg import sql

from hub.model import HISTORY

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

    from hub.database.connection import Database
    from hub.feed.keeping import Keeping


@dataclass(frozen=True, slots=True)
class LetGo:
    """How many entries of the feed and superseded versions went."""

    changes: int = 0
    versions: int = 0


def expire(database: Database, keeping: Keeping, *, now: datetime) -> LetGo:
    """Remove what is older than `keeping` says, and note where feed and history begin now, in one transaction."""
    with database.connect() as connection:
        # One at a time; a release beside it only adds.
        connection.execute("SELECT FROM hub.feed FOR UPDATE")
        return LetGo(_expire_changes(connection, keeping, now), _expire_history(connection, keeping, now))


def _expire_changes(connection: psycopg.Connection, keeping: Keeping, now: datetime) -> int:
    """Whole releases only: a consumer that is within the feed finds all of each."""
    if keeping.changes_days is None:
        return 0
    row = connection.execute(
        "WITH gone AS (DELETE FROM hub.change WHERE release_id <= "
        "(SELECT max(release_id) FROM hub.release WHERE published_at < %s) RETURNING seq), "
        "noted AS (UPDATE hub.feed SET begins_after = greatest(begins_after, (SELECT max(seq) FROM gone))) "
        "SELECT count(*) FROM gone",
        [now - timedelta(days=keeping.changes_days)],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _expire_history(connection: psycopg.Connection, keeping: Keeping, now: datetime) -> int:
    if keeping.history_days is None:
        return 0
    begins = now - timedelta(days=keeping.history_days)
    connection.execute("UPDATE hub.feed SET history_from = greatest(history_from, %s)", [begins])
    return sum(
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE valid_to <= %s").format(sql.Identifier("history", each.name)), [begins]
        ).rowcount
        for each in HISTORY
    )
