"""The list of alerts: all of them, whether somebody was told or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql
from psycopg.rows import class_row, dict_row

from hub.alerts.owners import owner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import psycopg

COLUMNS = sql.SQL(
    """alert_id, severity, platform, dataset, rule_id, department, division_code, title, body, affected, status,
       occurrences, opened_at, last_seen_at, notified_at, acknowledged_by, acknowledged_at, resolved_at, resolved_by,
       CASE WHEN silenced_until > clock_timestamp() THEN silenced_until END AS silenced_until"""
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An alert as the list has it."""

    alert_id: int
    severity: str
    platform: str | None
    dataset: str | None
    rule_id: str
    department: str | None
    division_code: str | None
    title: str
    body: str
    affected: int | None
    status: str
    occurrences: int
    opened_at: datetime
    last_seen_at: datetime
    notified_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None
    silenced_until: datetime | None

    @property
    def owner(self) -> str:
        """Who has to act on it."""
        return owner(self)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which alerts are listed: those that agree with all that is given; `statuses` always is.

    `datasets` are named `platform/dataset`.
    """

    statuses: tuple[str, ...] = ("open", "acknowledged")
    platforms: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    since: datetime | None = None


def list_alerts(connection: psycopg.Connection, choice: Choice) -> list[Listed]:
    """The chosen alerts, the oldest first; `since` means seen since then."""
    wanted: tuple[tuple[LiteralString, Sequence[str]], ...] = (
        ("status", choice.statuses),
        ("platform", choice.platforms),
        ("platform || '/' || dataset", choice.datasets),
        ("rule_id", choice.rules),
        ("severity", choice.severities),
        ("department", choice.departments),
        ("division_code", choice.divisions),
    )
    conditions = [
        sql.SQL("{} = ANY({})").format(sql.SQL(column), sql.Literal(list(values)))
        for column, values in wanted
        if values
    ]
    if choice.since is not None:
        conditions.append(sql.SQL("last_seen_at >= {}").format(sql.Literal(choice.since)))
    query = sql.SQL("SELECT {} FROM quality.alert WHERE {} ORDER BY opened_at, alert_id").format(
        COLUMNS, sql.SQL(" AND ").join(conditions)
    )
    with connection.cursor(row_factory=class_row(Listed)) as cursor:
        return cursor.execute(query).fetchall()


def find_alert(connection: psycopg.Connection, alert_id: int) -> Listed | None:
    """The alert of a number; None where there is none."""
    query = sql.SQL("SELECT {} FROM quality.alert WHERE alert_id = {}").format(COLUMNS, sql.Literal(alert_id))
    with connection.cursor(row_factory=class_row(Listed)) as cursor:
        return cursor.execute(query).fetchone()


def actions_of(connection: psycopg.Connection, alert_id: int) -> list[Mapping[str, object]]:
    """What operators did about an alert, the first first: action, operator, reason, acted_at."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return list(
            cursor.execute(
                "SELECT action, operator, reason, acted_at FROM quality.alert_action WHERE alert_id = %s "
                "ORDER BY action_id",
                (alert_id,),
            )
        )


def deliveries_of(connection: psycopg.Connection, alert_id: int) -> list[Mapping[str, object]]:
    """Which channel was told what of an alert: channel, event, delivered_at."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return list(
            cursor.execute(
                "SELECT channel, event, delivered_at FROM quality.alert_delivery WHERE alert_id = %s "
                "ORDER BY delivered_at, channel",
                (alert_id,),
            )
        )
