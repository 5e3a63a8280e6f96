"""What a channel has still to be told of, and as what: a beginning, a reminder or an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.alerts.findings import Severity
from hub.alerts.receivers import Subject

if TYPE_CHECKING:
    import psycopg

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

PLATFORM_DOWN = "gate.unreachable"
"""The gate whose alert for a whole platform mutes what follows from it."""

FOLLOWS = (PLATFORM_DOWN, "gate.freshness", "gate.volume", "gate.totals", "gate.schema_unreadable")
"""The gates that a dataset of a platform that is down fails because of that."""

RECOVERY_TAKES = timedelta(minutes=90)
"""How long after a platform came back the next run has ended: what followed from its absence is over by then."""

_GRAVE = (4 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY)
_LIGHT = (DAY, 3 * DAY, 7 * DAY)
REMINDERS = {Severity.ERROR: _GRAVE, Severity.BLOCK: _GRAVE, Severity.REJECT: _LIGHT, Severity.WARN: _LIGHT}
"""How long after it was last told of an alert that nobody acknowledged a channel is reminded; the last one repeats."""

GROWN_TIMES = 10
GROWN_BY = 100
"""An alert is told of again at once where it has come to concern so many times, and so many, more records."""


class Event(StrEnum):
    """What a channel is told of an alert."""

    OPENED = "opened"
    REMINDED = "reminded"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert as a channel is told of it; `number` counts reminders, `was_told` is about its beginning."""

    alert_id: int
    event: Event
    number: int
    severity: str
    platform: str | None
    rule_id: str
    department: str | None
    title: str
    body: str
    occurrences: int
    opened_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    was_told: bool = True
    affected: int | None = None
    has_grown: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An alert, and what one channel knows of it. `told_at` is when it was told of it last."""

    alert_id: int
    severity: str
    platform: str | None
    rule_id: str
    department: str | None
    division_code: str | None
    title: str
    body: str
    affected: int | None
    status: str
    occurrences: int
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    is_acknowledged: bool
    is_silenced: bool
    is_muted: bool
    was_told: bool
    reminders: int
    told_at: datetime | None
    told_affected: int | None

    @property
    def subject(self) -> Subject:
        """What receivers choose by."""
        return Subject(self.severity, self.platform, self.department, self.division_code)

    @property
    def has_grown(self) -> bool:
        """Whether it concerns far more records than when the channel was told of it."""
        if self.affected is None or self.told_affected is None:
            return False
        return self.affected >= max(GROWN_TIMES * self.told_affected, self.told_affected + GROWN_BY)

    def event(self, now: datetime) -> Event | None:
        """What the channel is told now; None where nothing."""
        is_kept_back = self.is_silenced or self.is_muted
        if self.status == "resolved":
            return Event.RESOLVED if self.was_told or not (is_kept_back or self.is_acknowledged) else None
        if is_kept_back or self.is_acknowledged:
            return None
        if not self.was_told:
            return Event.OPENED
        pauses = REMINDERS[Severity(self.severity)]
        is_time = self.told_at is not None and now >= self.told_at + pauses[min(self.reminders, len(pauses) - 1)]
        return Event.REMINDED if is_time or self.has_grown else None

    def notice(self, event: Event) -> Notice:
        """The alert as it is told."""
        return Notice(
            alert_id=self.alert_id,
            event=event,
            number=self.reminders + 1 if event is Event.REMINDED else 0,
            severity=self.severity,
            platform=self.platform,
            rule_id=self.rule_id,
            department=self.department,
            title=self.title,
            body=self.body,
            occurrences=self.occurrences,
            opened_at=self.opened_at,
            resolved_at=self.resolved_at,
            resolved_by=self.resolved_by,
            was_told=self.was_told,
            affected=self.affected,
            has_grown=event is Event.REMINDED and self.has_grown,
        )


def known(connection: psycopg.Connection, channel: str, told_until: datetime, now: datetime) -> list[Known]:
    """Every alert of which `channel` might have to be told something, the oldest first.

    Those that ended before `told_until` are settled. An alert is muted where its platform was down when it began
    or is down now, and it is of a gate that follows from that.
    """
    with connection.cursor(row_factory=class_row(Known)) as cursor:
        return cursor.execute(
            """
            SELECT alert.alert_id, alert.severity, alert.platform, alert.rule_id, alert.department,
                   alert.division_code, alert.title, alert.body, alert.affected, alert.status, alert.occurrences,
                   alert.opened_at, alert.resolved_at, alert.resolved_by,
                   alert.acknowledged_at IS NOT NULL AS is_acknowledged,
                   coalesce(alert.silenced_until > coalesce(alert.resolved_at, %(now)s), false) AS is_silenced,
                   alert.dataset IS NOT NULL AND alert.rule_id = ANY(%(follows)s) AND EXISTS (
                       SELECT FROM quality.alert AS down
                       WHERE down.platform = alert.platform AND down.dataset IS NULL AND down.rule_id = %(down)s
                         AND down.opened_at <= coalesce(alert.resolved_at, %(now)s)
                         AND coalesce(down.resolved_at, 'infinity') + %(recovery)s
                             > CASE WHEN alert.resolved_at IS NULL THEN %(now)s ELSE alert.opened_at END
                   ) AS is_muted,
                   told.opened AS was_told, told.reminders, told.told_at, told.affected AS told_affected
            FROM quality.alert
            CROSS JOIN LATERAL (
                SELECT coalesce(bool_or(event = 'opened'), false) AS opened,
                       coalesce(bool_or(event = 'resolved'), false) AS resolved,
                       count(*) FILTER (WHERE event = 'reminded') AS reminders, max(delivered_at) AS told_at,
                       max(affected) AS affected
                FROM quality.alert_delivery AS delivery
                WHERE delivery.alert_id = alert.alert_id AND delivery.channel = %(channel)s
            ) AS told
            WHERE alert.opened_at <= %(now)s AND NOT told.resolved
              AND (alert.resolved_at IS NULL OR alert.resolved_at > %(told_until)s)
              AND (alert.resolved_at IS NOT NULL OR told.told_at IS NULL OR told.told_at <= %(now)s - %(pause)s
                   OR alert.affected >= told.affected + %(grown)s)
            ORDER BY alert.opened_at, alert.alert_id
            """,
            {
                "channel": channel,
                "told_until": told_until,
                "now": now,
                "down": PLATFORM_DOWN,
                "follows": list(FOLLOWS),
                "recovery": RECOVERY_TAKES,
                "grown": GROWN_BY,
                "pause": min(pauses[0] for pauses in REMINDERS.values()),
            },
        ).fetchall()
