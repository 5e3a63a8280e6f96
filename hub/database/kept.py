"""Connections kept open from one use to the next.

A new session costs the server a process that has read none of the catalogue yet, which is most of what a short
question costs: a run asks hundreds of them.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections import deque
from dataclasses import dataclass

import psycopg
from psycopg.pq import TransactionStatus

MOST = 8
"""Connections kept at a time, whatever they lead to."""

LONGEST_IDLE = 60.0
"""Seconds; what waits longer may have been cut off on the way without a word."""

AS_NEW = (
    "SELECT pg_my_temp_schema() = 0, pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET SESSION AUTHORIZATION; "
    "RESET ALL; SET TIME ZONE 'Asia/Shanghai'"
)
"""What makes a session as a new one is, where its answer is true: one that has had temporary tables keeps their memory.

Days and times without a zone are Shanghai's everywhere in the hub.
"""


@dataclass(frozen=True, slots=True)
class _Idle:
    url: str
    connection: psycopg.Connection
    since: float


_idle: deque[_Idle] = deque()
_guard = threading.Lock()


def take(url: str) -> psycopg.Connection | None:
    """A connection to `url` that was kept and is as good as new, or none; it is the caller's from now on."""
    with _guard:
        candidates = [each for each in reversed(_idle) if each.url == url]
        for each in candidates:
            _idle.remove(each)
            if _is_usable(each):
                return each.connection
            each.connection.close()
    return None


def keep(url: str, connection: psycopg.Connection) -> None:
    """Keep `connection` for the next who asks for `url`, or close it.

    What was set in it is undone; one within a transaction, or with temporary tables, is not kept.
    """
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        connection.close()
        return
    try:
        connection.autocommit = True
        row = connection.execute(AS_NEW, prepare=False).fetchone()
    except psycopg.OperationalError:
        # What the caller did is committed; that the server has gone since is the next one's to hear.
        row = None
    if row is None or not row[0]:
        connection.close()
        return
    with _guard:
        _idle.append(_Idle(url, connection, time.monotonic()))
        surplus = _idle.popleft() if len(_idle) > MOST else None
    if surplus is not None:
        surplus.connection.close()


def forget(url: str) -> None:
    """Close what is kept for `url`."""
    with _guard:
        gone = [each for each in _idle if each.url == url]
        for each in gone:
            _idle.remove(each)
            each.connection.close()


def _is_usable(idle: _Idle) -> bool:
    """Whether it is fresh, and its server has said nothing meanwhile: between two uses that can only be goodbye."""
    if idle.connection.closed or time.monotonic() - idle.since > LONGEST_IDLE:
        return False
    watch = select.poll()
    watch.register(idle.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return not watch.poll(0)


def _leave_to_parent() -> None:
    """A forked process must not use its parent's sessions; psycopg sees to it that it does not end them either."""
    global _guard
    # Another thread may have held it when the process forked.
    _guard = threading.Lock()
    _idle.clear()


os.register_at_fork(after_in_child=_leave_to_parent)
