"""The process that very many records are resolved in: `python -m hub.linkage.server DESCRIPTOR`.

On the socket of that descriptor it is sent a database, of which the sender holds the release lock; it tells how far it
is as the arguments of `Progress.advance`, and answers with the outcome or with what went wrong. It ends at once when
the other side does.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from threading import Thread

import psycopg

from hub.errors import ExitCode, HubError
from hub.linkage.resolve import resolve_locked


class Told:
    """Progress that the other side watches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
        """Pass it on."""
        self._connection.send((stage, subject, done, total))


def main() -> None:
    """Resolve what waits in the database that is sent, and answer."""
    with Connection(int(sys.argv[1])) as connection:
        database = connection.recv()
        Thread(target=_end_with, args=(connection,), daemon=True).start()
        try:
            answer: object = resolve_locked(database, Told(connection))
        except (HubError, psycopg.Error) as error:
            answer = error
        connection.send(answer)


def _end_with(connection: Connection) -> None:
    """Nobody waits for the outcome any more, and whoever comes next must not find the records locked."""
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(ExitCode.FAILURE)


if __name__ == "__main__":
    main()
