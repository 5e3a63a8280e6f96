"""Which alerts each channel has still to be told of, and who may tell them.

One deliverer works at a time, under an advisory lock; each channel's deliveries are recorded after the channel took
them. So nothing is sent twice to a channel and nothing is lost while one is down. One edge remains: who is killed
between a channel's taking a message and the record of it sends that message again (at least once, never never).
"""

from __future__ import annotations

import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import psycopg

    from hub.database.connection import Database

LOCK = zlib.crc32(b"enforcement-hub alert delivery") & 0x7FFFFFFF
"""Number of the deliverers' advisory lock."""

PLATFORM_DOWN = "gate.unreachable"
"""The gate whose alert for a whole platform mutes the alerts of its datasets."""


class Event(StrEnum):
    """What a channel is told of an alert."""

    OPENED = "opened"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert as a channel is told of it."""

    alert_id: int
    event: Event
    severity: str
    platform: str
    dataset: str | None
    rule_id: str
    title: str
    body: str
    occurrences: int
    opened_at: datetime
    resolved_at: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "event", Event(self.event))


@contextmanager
def only_deliverer(database: Database) -> Iterator[psycopg.Connection | None]:
    """A connection of the only deliverer, each statement its own transaction; None where another one is at work."""
    with database.connect(autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        assert row is not None
        yield connection if row[0] else None


def due(connection: psycopg.Connection, channel: str) -> list[Notice]:
    """What `channel` (a name of its own that gives nothing away) has not been told yet, oldest first.

    An alert that is open and was not told; one that is over, where its opening was told. Silenced ones wait, and so
    do the alerts of a platform's datasets while the platform itself is down.
    """
    with connection.cursor(row_factory=class_row(Notice)) as cursor:
        return cursor.execute(
            """
            SELECT alert.alert_id, next.event, alert.severity, alert.platform, alert.dataset, alert.rule_id,
                   alert.title, alert.body, alert.occurrences, alert.opened_at, alert.resolved_at
            FROM quality.alert
            CROSS JOIN LATERAL (
                SELECT CASE WHEN alert.status = 'resolved' THEN 'resolved' ELSE 'opened' END AS event
            ) AS next
            WHERE NOT EXISTS (SELECT FROM quality.alert_delivery AS told WHERE told.alert_id = alert.alert_id
                              AND told.channel = %(channel)s AND told.event = next.event)
              AND CASE next.event
                  WHEN 'resolved' THEN EXISTS (
                      SELECT FROM quality.alert_delivery AS told
                      WHERE told.alert_id = alert.alert_id AND told.channel = %(channel)s AND told.event = 'opened')
                  ELSE alert.status = 'open' AND coalesce(alert.silenced_until <= clock_timestamp(), true)
                      AND (alert.dataset IS NULL OR NOT EXISTS (
                          SELECT FROM quality.alert AS down
                          WHERE down.platform = alert.platform AND down.dataset IS NULL
                            AND down.rule_id = %(down)s AND down.status <> 'resolved'))
                  END
            ORDER BY alert.opened_at, alert.alert_id
            """,
            {"channel": channel, "down": PLATFORM_DOWN},
        ).fetchall()


def told(connection: psycopg.Connection, channel: str, notices: Sequence[Notice]) -> None:
    """Record that `channel` took `notices`, in one transaction."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO quality.alert_delivery (alert_id, channel, event, delivered_at)
            VALUES (%s, %s, %s, clock_timestamp()) ON CONFLICT DO NOTHING
            """,
            [(notice.alert_id, channel, notice.event) for notice in notices],
        )
        cursor.execute(
            "UPDATE quality.alert SET notified_at = clock_timestamp() WHERE alert_id = ANY(%s)",
            ([notice.alert_id for notice in notices],),
        )
