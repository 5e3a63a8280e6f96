"""The ledger of messages: each is written before it leaves and settled when its channel has answered.

One deliverer works at a time, under an advisory lock. A channel that refuses a message is told anew, of how things
stand then, once it takes messages again. Where nobody knows whether it took one (the process was killed, or no
answer came), exactly that message leaves again before any other, under the same key. So nothing is lost, and twice
comes at most a message whose fate was unknown, to a channel that does not know keys; it says so.
"""

from __future__ import annotations

import uuid
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from psycopg.rows import class_row

from hub.alerts.due import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from hub.alerts.due import Notice
    from hub.alerts.messages import Message
    from hub.database.connection import Database

LOCK = zlib.crc32(b"enforcement-hub alert delivery") & 0x7FFFFFFF
"""Number of the deliverers' advisory lock."""

SLOWEST_COMMIT = timedelta(hours=2)
"""An end may become visible this long after its instant, with the transaction that found it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a channel stands. What ended before `told_until` is settled; it is left alone until `retry_at`."""

    channel: str
    told_until: datetime
    failing_since: datetime | None
    failures: int
    retry_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message in the ledger; `attempts` is how often it left before."""

    message_id: int
    key: UUID
    title: str
    body: str
    is_recovery: bool
    attempts: int


@contextmanager
def only_deliverer(database: Database) -> Iterator[psycopg.Connection | None]:
    """A connection of the only deliverer, each statement its own transaction; None where another one is at work."""
    with database.connect(autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        assert row is not None
        yield connection if row[0] else None


def standing(connection: psycopg.Connection, channel: str, now: datetime) -> Standing:
    """How `channel` stands. One that was not known before hears of nothing that ended before `now`."""
    connection.execute(
        "INSERT INTO quality.alert_channel (channel, told_until) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (channel, now),
    )
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        found = cursor.execute(
            """
            SELECT channel, told_until, failing_since, failures, retry_at, error
            FROM quality.alert_channel WHERE channel = %s
            """,
            (channel,),
        ).fetchone()
    assert found is not None
    return found


def sent_since(connection: psycopg.Connection, channel: str, since: datetime) -> list[datetime]:
    """When `channel` took messages after `since`, the oldest first."""
    rows = connection.execute(
        "SELECT settled_at FROM quality.alert_message WHERE channel = %s AND settled_at > %s ORDER BY settled_at",
        (channel, since),
    )
    return [row[0] for row in rows]


def unsettled(connection: psycopg.Connection, channel: str) -> Outgoing | None:
    """The message of which nobody knows whether `channel` took it; None where there is none."""
    with connection.cursor(row_factory=class_row(Outgoing)) as cursor:
        return cursor.execute(
            """
            SELECT message_id, key, title, body, is_recovery, attempts
            FROM quality.alert_message WHERE channel = %s AND status = 'sending'
            """,
            (channel,),
        ).fetchone()


def told_by(connection: psycopg.Connection, message: Outgoing) -> Counter[str]:
    """How many beginnings, reminders and ends a message tells of, by the event."""
    rows = connection.execute(
        "SELECT event, count(*) FROM quality.alert_delivery WHERE message_id = %s GROUP BY event", (message.message_id,)
    )
    return Counter(dict(rows.fetchall()))


def write_down(
    connection: psycopg.Connection, channel: str, message: Message, notices: Sequence[Notice], now: datetime
) -> Outgoing:
    """Enter a message that tells `channel` of `notices`, in one transaction."""
    key = uuid.uuid4()
    is_recovery = all(each.event is Event.RESOLVED for each in notices)
    with connection.transaction():
        row = connection.execute(
            """
            INSERT INTO quality.alert_message (key, channel, platforms, title, body, is_recovery, status, created_at)
            VALUES (%s, %s, %s, %s, %s, %s, 'sending', %s) RETURNING message_id
            """,
            (
                key,
                channel,
                sorted({each.platform for each in notices if each.platform}),
                message.title,
                message.body,
                is_recovery,
                now,
            ),
        ).fetchone()
        assert row is not None
        connection.execute(
            """
            INSERT INTO quality.alert_delivery (alert_id, channel, event, number, affected, message_id)
            SELECT told.alert_id, %s, told.event, told.number, told.affected, %s
            FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bigint[]) AS told (alert_id, event, number, affected)
            """,
            (
                channel,
                row[0],
                [each.alert_id for each in notices],
                [str(each.event) for each in notices],
                [each.number for each in notices],
                [each.affected for each in notices],
            ),
        )
    return Outgoing(row[0], key, message.title, message.body, is_recovery, attempts=0)


def leaving(connection: psycopg.Connection, message: Outgoing) -> None:
    """The message is about to be sent: from now on nobody knows whether it was taken, until it is settled."""
    connection.execute(
        "UPDATE quality.alert_message SET attempts = attempts + 1 WHERE message_id = %s", (message.message_id,)
    )


def taken(connection: psycopg.Connection, channel: str, message: Outgoing, now: datetime) -> None:
    """`channel` took the message: what it tells of is told. In one transaction."""
    with connection.transaction():
        connection.execute(
            "UPDATE quality.alert_message SET status = 'sent', settled_at = %s WHERE message_id = %s",
            (now, message.message_id),
        )
        connection.execute(
            "UPDATE quality.alert_delivery SET delivered_at = %s WHERE message_id = %s", (now, message.message_id)
        )
        connection.execute(
            """
            UPDATE quality.alert SET notified_at = %s
            FROM quality.alert_delivery AS told WHERE told.message_id = %s AND told.alert_id = alert.alert_id
            """,
            (now, message.message_id),
        )
        connection.execute(
            """
            UPDATE quality.alert_channel
            SET tried_at = %(now)s, sent_at = %(now)s, failing_since = NULL, failures = 0, retry_at = NULL, error = NULL
            WHERE channel = %(channel)s
            """,
            {"now": now, "channel": channel},
        )


def refused(connection: psycopg.Connection, message: Outgoing) -> None:
    """The channel did not take the message: what it tells of waits again. In one transaction."""
    with connection.transaction():
        for statement in (
            "DELETE FROM quality.alert_delivery WHERE message_id = %s",
            "DELETE FROM quality.alert_message WHERE message_id = %s",
        ):
            connection.execute(statement, (message.message_id,))


def failed(connection: psycopg.Connection, channel: str, reason: str, retry_at: datetime, now: datetime) -> None:
    """`channel` did not answer as it should, for a reason that gives no secret away."""
    connection.execute(
        """
        UPDATE quality.alert_channel
        SET tried_at = %(now)s, failing_since = coalesce(failing_since, %(now)s), failures = failures + 1,
            retry_at = %(retry_at)s, error = %(reason)s
        WHERE channel = %(channel)s
        """,
        {"channel": channel, "now": now, "retry_at": retry_at, "reason": reason},
    )


def nothing_left(connection: psycopg.Connection, channel: str, now: datetime) -> None:
    """`channel` knows of every end up to `now`: those that are older need not be looked for again."""
    connection.execute(
        "UPDATE quality.alert_channel SET told_until = greatest(told_until, %s) WHERE channel = %s",
        (now - SLOWEST_COMMIT, channel),
    )
