"""Who may work now: one run per platform at a time, one release at a time.

The locks are PostgreSQL's advisory session locks, each on a connection of its own: whoever dies gives them up.
"""

from __future__ import annotations

import os
import socket
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg

from hub.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database

FAMILY = zlib.crc32(b"enforcement-hub") & 0x7FFFFFFF
"""First half of the locks' numbers: tells ours from other applications' in the same database."""

LONGEST_NAME = 63
"""Bytes of an application_name that PostgreSQL keeps."""

_held: set[tuple[str, str]] = set()


@contextmanager
def platform_lock(database: Database, platform: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the only right to land, stage and judge what `platform` sends, until the block ends.

    `wait_seconds` is how long to wait for another run to end. Entered again by the process that holds it, it lets
    through. Raises LockedError, saying who holds it.
    """
    with _lock(database, platform, f"平台 {platform} 的锁", wait_seconds=wait_seconds):
        yield


@contextmanager
def backfill_lock(database: Database, platform: str) -> Iterator[None]:
    """Hold the only right to land past windows of `platform` beside its running increments, until the block ends.

    Raises LockedError, saying who holds it.
    """
    with _lock(database, f"backfill {platform}", f"平台 {platform} 的补采锁", wait_seconds=0.0):
        yield


@contextmanager
def release_lock(database: Database, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the only right to link and publish, until the block ends.

    `wait_seconds` is how long to wait for another release to end. Entered again by the process that holds it, it
    lets through. Raises LockedError, saying who holds it.
    """
    with _lock(database, "release", "发布锁", wait_seconds=wait_seconds):
        yield


@contextmanager
def _lock(database: Database, name: str, what: str, *, wait_seconds: float) -> Iterator[None]:
    held = (database.url.get_secret_value(), name)
    if held in _held:
        yield
        return
    number = zlib.crc32(name.encode()) & 0x7FFFFFFF
    with database.connect(autocommit=True) as connection:
        connection.execute("SELECT set_config('application_name', %s, false)", (_myself(),))
        _acquire(connection, number, what, time.monotonic() + wait_seconds)
        _held.add(held)
        try:
            yield
        finally:
            _held.remove(held)
            # Closing frees it too, but a moment after we are gone. A session that was lost holds nothing any more.
            with suppress(psycopg.OperationalError):
                connection.execute("SELECT pg_advisory_unlock_all()")


def _acquire(connection: psycopg.Connection, number: int, what: str, until: float) -> None:
    while True:
        row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (FAMILY, number)).fetchone()
        assert row is not None
        if row[0]:
            return
        if time.monotonic() >= until:
            raise LockedError(f"{what}已被占用：{_holder(connection, number)}；请等它结束，或先停止它")
        time.sleep(0.2)


def _holder(connection: psycopg.Connection, number: int) -> str:
    row = connection.execute(
        """
        SELECT activity.application_name, activity.pid, to_char(activity.state_change, 'YYYY-MM-DD HH24:MI:SS')
        FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
        WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s::bigint AND objid = %s::bigint
          AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        (FAMILY, number),
    ).fetchone()
    if row is None:
        return "占用者刚刚结束"
    return f"{row[0]}，自 {row[2]} 起（数据库会话 {row[1]}）"


def _myself() -> str:
    # The host's name is what may be long: it goes last.
    return f"enforcement-hub process {os.getpid()} on {socket.gethostname()}"[:LONGEST_NAME]
