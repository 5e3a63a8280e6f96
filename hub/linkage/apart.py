"""Resolving very many records in a process of its own, so that what it takes is given back when it is done.

A first load resolves a city's records at once, which takes about a gigabyte for each million, beside what the run holds
already after staging them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.apart import start_apart
from hub.database.asking import number
from hub.database.locks import release_lock
from hub.errors import TransientError
from hub.linkage.resolve import LINKED, LinkageOutcome, resolve
from hub.linkage.state import is_outdated, known_records
from hub.versions.order import open_versions

if TYPE_CHECKING:
    import psycopg

    from hub.database.connection import Database
    from hub.progress import Progress

APART_FROM = 500_000
"""Records from which on their memory is worth the second or two that a process takes to begin."""


def resolve_apart(database: Database, progress: Progress) -> LinkageOutcome:
    """As `hub.linkage.resolve.resolve`, in another process where there is very much to resolve.

    Raises what it raises, and TransientError where the process ends before it is done: then nothing is written.
    """
    with release_lock(database):
        with database.connect() as connection:
            is_much = _to_resolve(connection) >= APART_FROM
        return _ask(database, progress) if is_much else resolve(database, progress)


def _to_resolve(connection: psycopg.Connection) -> int:
    """About how many records will be resolved."""
    waiting = sql.SQL(" + ").join([sql.SQL("(SELECT count(*) FROM {})").format(open_versions(each)) for each in LINKED])
    known = known_records(connection) if is_outdated(connection) else 0
    return known + number(connection, sql.SQL("SELECT {}").format(waiting))


def _ask(database: Database, progress: Progress) -> LinkageOutcome:
    process, connection = start_apart("hub.linkage.server")
    try:
        connection.send(database)
        while True:
            match connection.recv():
                case LinkageOutcome() as outcome:
                    return outcome
                case Exception() as error:
                    raise error
                case told:
                    progress.advance(*told)
    except (EOFError, ConnectionError) as error:
        raise TransientError(
            f"关联进程中途结束（退出码 {process.wait()}），本次没有写入任何关联；请查看日志与内存，再运行一次"
        ) from error
    finally:
        connection.close()
        process.kill()
        process.wait()
