"""What one release carries from step to step: its number and time, and what it has changed so far."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

    from hub.database.workspace import Workspace
    from hub.progress import Progress

OPERATIONS = {
    "insert": "inserted",
    "update": "updated",
    "retract": "retracted",
    "merge": "retracted",
    "split": "inserted",
}
"""Under which count of the release each operation of the change feed falls."""

STAGE = "release"

CHANNEL = "hub_release"
"""On which a release notifies whoever listens, once it is committed."""


def announce(connection: psycopg.Connection, release_id: int, published_at: datetime) -> None:
    """Notify `CHANNEL` when the transaction commits: a hint, which a listener who is away never gets."""
    said = json.dumps({"release_id": release_id, "published_at": published_at.isoformat()})
    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, said))


@dataclass(slots=True)
class Release:
    """One release under way, in one transaction, whose tables are kept in `work`.

    `recount`: datasets (by id) of which other versions are duplicates now, whether or not they brought anything.
    """

    work: Workspace
    progress: Progress
    release_id: int
    published_at: datetime
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    recount: set[str] = field(default_factory=set)

    @property
    def connection(self) -> psycopg.Connection:
        """The connection of the transaction."""
        return self.work.connection

    def run(self, statement: LiteralString, **parts: sql.Composable) -> int:
        """Execute `statement` with `parts` and the release's own number and time; returns the number of rows."""
        own = {"release_id": sql.Literal(self.release_id), "published_at": sql.Literal(self.published_at)}
        return self.connection.execute(sql.SQL(statement).format(**own, **parts)).rowcount

    def feed(
        self,
        table: str,
        changes: sql.Composable,
        *,
        written: sql.Composable | None = None,
        counted: sql.Composed | None = None,
    ) -> None:
        """Put `changes` (id, operation, other_id, division_code) of `table` into the change feed and count them.

        `written`: a statement that writes rows and returns them; `changes` then reads them as `written`, each once.
        `counted`: a query of operation and number, where that is known without counting the different ids.
        """
        entries = sql.SQL(
            "INSERT INTO hub.change (release_id, table_name, id, operation, other_id, division_code, changed_at) "
            "SELECT {release_id}, {table}, id, operation, other_id, division_code, {published_at} "
            "FROM ({changes}) AS change"
        ).format(
            release_id=sql.Literal(self.release_id),
            published_at=sql.Literal(self.published_at),
            table=sql.Literal(table),
            changes=changes,
        )
        if counted is None:
            counted = sql.SQL(
                "WITH {written}entries AS ({entries} RETURNING operation, id) "
                "SELECT operation, count({ids}) FROM entries GROUP BY operation"
            ).format(
                ids=sql.SQL("*" if written else "DISTINCT id"),
                written=sql.SQL("written AS ({}), ").format(written) if written else sql.SQL(""),
                entries=entries,
            )
        else:
            self.connection.execute(entries)
        for operation, number in self.connection.execute(counted).fetchall():
            self.counts.setdefault(table, Counter())[OPERATIONS[operation]] += number

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """Per table how many rows were inserted, updated and retracted; tables without any are left out."""
        return {
            table: {name: counter[name] for name in ("inserted", "updated", "retracted")}
            for table, counter in sorted(self.counts.items())
        }
