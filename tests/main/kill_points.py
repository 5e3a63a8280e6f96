"""Points of a run at which it can be killed: the run waits there, in the middle of a transaction, for the test.

A point is a table that is written to, or a moment: the so-manieth statement that writes to any table of the hub.

A trigger that waits for a lock of the test's does it, so the product knows nothing of it and nothing is left to time.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from forked_hub import ForkedHub, ForkedProcess

    from hub.database.connection import Database

LOCK = 20_261_122
MOMENT = 0.05
PATIENCE = 2_000
"""How many moments something may take before it counts as hanging."""

SCHEMAS = ("hub", "staging", "unified", "history", "mart", "quality")

_IS_THERE = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND objid = %(lock)s AND NOT granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_IS_ALONE = """
SELECT NOT EXISTS (SELECT FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')
"""


@dataclass(frozen=True)
class KillPoint:
    """Where rows have just gone into `table` in a transaction that is not committed yet.

    `row` narrows it to a row, as a condition over NEW.
    """

    station: str
    table: LiteralString
    row: LiteralString | None = None

    def __str__(self) -> str:
        return self.station


def kill_at(point: KillPoint | int, hub: ForkedHub, database: Database, *arguments: str) -> int:
    """Run `hub` with `arguments` until it comes to `point`, and kill it there (SIGKILL). Returns its exit code."""
    with database.connect(autocommit=True) as connection:
        with held_up_at(point, connection) if isinstance(point, int) else held_up(point, connection):
            process = hub.start(*arguments)
            wait_for_somebody(connection, process)
            code = process.kill()
        # The server learns that its client is dead when it next speaks to it.
        for _ in range(PATIENCE):
            if _holds(connection, _IS_ALONE):
                break
            connection.execute("SELECT pg_sleep(%s)", (MOMENT,))
    return code


def count_moments(hub: ForkedHub, database: Database, *arguments: str) -> int:
    """How many moments a run of `hub` with `arguments` has, from its first to its last."""
    with database.connect(autocommit=True) as connection, held_up_at(0, connection):
        hub(*arguments)
        [(moments,)] = connection.execute("SELECT last_value FROM public.moment").fetchall()
    return int(moments)


def wait_for_somebody(connection: psycopg.Connection, process: ForkedProcess) -> None:
    """Return once somebody waits at the point that `connection` has `held_up`, or `process` has ended without."""
    for _ in range(PATIENCE):
        if _holds(connection, _IS_THERE) or process.has_ended(MOMENT):
            return


@contextmanager
def held_up(point: KillPoint, connection: psycopg.Connection) -> Iterator[None]:
    """Whoever comes to `point` waits there until the block ends."""
    connection.execute(
        sql.SQL(
            "CREATE FUNCTION public.hold_up() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_advisory_xact_lock({}); RETURN NULL; END $$"
        ).format(sql.Literal(LOCK))
    )
    each = sql.SQL("ROW WHEN ({})").format(sql.SQL(point.row)) if point.row else sql.SQL("STATEMENT")
    connection.execute(
        sql.SQL("CREATE TRIGGER hold_up AFTER INSERT ON {} FOR EACH {} EXECUTE FUNCTION public.hold_up()").format(
            sql.SQL(point.table), each
        )
    )
    connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    yield
    connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    connection.execute("DROP FUNCTION public.hold_up() CASCADE")


@contextmanager
def held_up_at(moment: int, connection: psycopg.Connection) -> Iterator[None]:
    """Whoever comes to the moment of this number (from 1) waits there until the block ends."""
    connection.execute("CREATE SEQUENCE public.moment")
    connection.execute(
        sql.SQL(
            "CREATE FUNCTION public.hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF nextval('public.moment') = {} THEN PERFORM pg_advisory_xact_lock({}); END IF; RETURN NULL; END $$"
        ).format(sql.Literal(moment), sql.Literal(LOCK))
    )
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY (%s)", (list(SCHEMAS),)
    ).fetchall()
    for table in tables:
        connection.execute(
            sql.SQL(
                "CREATE TRIGGER hold_up AFTER INSERT OR UPDATE OR DELETE ON {} EXECUTE FUNCTION public.hold_up()"
            ).format(sql.Identifier(*table))
        )
    connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    yield
    connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    connection.execute("DROP FUNCTION public.hold_up() CASCADE")
    connection.execute("DROP SEQUENCE public.moment")


def _holds(connection: psycopg.Connection, query: LiteralString) -> bool:
    row = connection.execute(query, {"lock": LOCK}).fetchone()
    return row is not None and bool(row[0])
