"""Entries of the change feed as readers see them (masked), some at a time, and as they come."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from hub.errors import PermanentError
from hub.feed.cursor import read_feed
from hub.release.transaction import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from hub.database.connection import Database

BATCH = 1000
POLL_SECONDS = 5.0
"""How long a notification may be waited for until the feed is read without one: it is a hint that may get lost."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two tries to reach a server that is away: twice as many each time, up to so many."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the feed; `cursor` is where a consumer stands once it has read the row again."""

    seq: int
    release_id: int
    table_name: str
    id: str
    operation: str
    other_id: str | None
    division_code: str | None
    changed_at: datetime
    cursor: str


def read(
    connection: psycopg.Connection, cursor: str, *, tables: Sequence[str] = (), limit: int = BATCH
) -> tuple[list[Entry], str]:
    """The next entries (at most `limit`) after `cursor`, in their order, and the cursor to go on from.

    `tables`: only entries of these; all where empty. In the caller's transaction, which should be REPEATABLE READ.
    Raises CursorError as `Feed.position` does.
    """
    feed = read_feed(connection)
    position = feed.position(cursor)
    entries: list[Entry] = []
    with connection.cursor(row_factory=class_row(Entry)) as found:
        for width in _widths(feed.ends_at - position, limit):
            # The number of who is bound to divisions begins with the release's, by which entries are found quickly.
            about = {"feed": feed.feed_id, "after": position, "until": position + width, "release": position >> 32}
            entries = found.execute(
                "SELECT seq, release_id, table_name, id, operation, other_id, division_code, changed_at, "
                "%(feed)s || ':' || seq AS cursor FROM v1.change WHERE seq > %(after)s AND seq <= %(until)s "
                "AND release_id >= %(release)s AND (%(all)s OR table_name = ANY (%(tables)s)) "
                "ORDER BY seq LIMIT %(limit)s",
                about | {"all": not tables, "tables": [*tables], "limit": limit},
            ).fetchall()
            if len(entries) == limit:
                return entries, entries[-1].cursor
    return entries, feed.cursor(feed.ends_at)


def last(connection: psycopg.Connection, number: int) -> str:
    """The cursor before the last `number` entries."""
    feed = read_feed(connection)
    for width in _widths(feed.ends_at - feed.begins_after, number) if number else ():
        row = connection.execute(
            "SELECT min(seq) - 1, count(*) FROM (SELECT seq FROM v1.change WHERE seq > %s AND release_id >= %s "
            "ORDER BY seq DESC LIMIT %s) AS newest",
            [feed.ends_at - width, (feed.ends_at - width) >> 32, number],
        ).fetchone()
        if row is not None and row[1] == number:
            return feed.cursor(row[0])
    return feed.cursor(feed.begins_after if number else feed.ends_at)


def _widths(whole: int, limit: int) -> Iterator[int]:
    """How far to look for `limit` entries: numbers have gaps, but what lies in a range is found by the index alone."""
    width = limit * 2
    while width < whole:
        yield width
        width *= 8
    yield whole


def follow(
    database: Database,
    cursor: str,
    *,
    tables: Sequence[str] = (),
    poll_seconds: float = POLL_SECONDS,
    interrupted: Callable[[str], None] = lambda _: None,
) -> Iterator[Entry]:
    """Every entry after `cursor`, then each new one as its release is published; never ends by itself.

    Where the server goes away, `interrupted` is told why and the feed goes on from the same place when it is back:
    no entry is left out, none comes twice. Raises CursorError at the beginning, and where what comes back is another
    database, or an older state of it.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            with database.connect(autocommit=True) as connection:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                connection.execute("SET default_transaction_isolation TO 'repeatable read'")
                while True:
                    with connection.transaction():
                        entries, onwards = read(connection, cursor, tables=tables)
                    for entry in entries:
                        yield entry
                        cursor = entry.cursor
                    cursor, pause = onwards, FIRST_PAUSE
                    if len(entries) < BATCH:
                        for _ in connection.notifies(timeout=poll_seconds, stop_after=1):
                            break
        except (psycopg.OperationalError, PermanentError) as error:
            interrupted(str(error).strip())
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
