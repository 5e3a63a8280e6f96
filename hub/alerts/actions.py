"""What operators do about alerts by their numbers: taking them on, and closing them by hand. Both are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg


def acknowledge(connection: psycopg.Connection, alerts: Sequence[int], operator: str, reason: str | None) -> None:
    """Somebody is at it: channels are reminded no more; the end will be told. Commits nothing.

    Raises SettingsError where one of `alerts` is not there or is over; nothing has happened then.
    """
    _require_lasting(connection, alerts)
    connection.execute(
        """
        UPDATE quality.alert
        SET status = 'acknowledged', acknowledged_at = clock_timestamp(), acknowledged_by = %s
        WHERE alert_id = ANY(%s)
        """,
        (operator, list(alerts)),
    )
    _keep(connection, alerts, "acknowledged", operator, reason)


def resolve(connection: psycopg.Connection, alerts: Sequence[int], operator: str, reason: str) -> None:
    """Close alerts by hand, and tell so where they were told. What is still there is found again. Commits nothing.

    Raises SettingsError where one of `alerts` is not there or is over; nothing has happened then.
    """
    _require_lasting(connection, alerts)
    connection.execute(
        """
        UPDATE quality.alert SET status = 'resolved', resolved_at = clock_timestamp(), resolved_by = %s
        WHERE alert_id = ANY(%s)
        """,
        (operator, list(alerts)),
    )
    _keep(connection, alerts, "resolved", operator, reason)


def fingerprint_of(connection: psycopg.Connection, alert_id: int) -> str:
    """What is silenced with an alert. Raises SettingsError where it is not there."""
    row = connection.execute("SELECT fingerprint FROM quality.alert WHERE alert_id = %s", (alert_id,)).fetchone()
    if row is None:
        raise SettingsError(f"没有编号为 {alert_id} 的告警；hub alerts list --status all 列出全部")
    return str(row[0])


def _require_lasting(connection: psycopg.Connection, alerts: Sequence[int]) -> None:
    """Lock the alerts. Raises SettingsError where one is not there or is over."""
    found = {
        row[0]: row[1]
        for row in connection.execute(
            "SELECT alert_id, status FROM quality.alert WHERE alert_id = ANY(%s) ORDER BY alert_id FOR UPDATE",
            (list(alerts),),
        )
    }
    problems = [
        f"没有编号为 {alert_id} 的告警" if alert_id not in found else f"告警 {alert_id} 已经解除"
        for alert_id in alerts
        if found.get(alert_id, "resolved") == "resolved"
    ]
    if problems:
        raise SettingsError(f"{'；'.join(problems)}；hub alerts list 列出未解除的告警")


def _keep(
    connection: psycopg.Connection, alerts: Sequence[int], action: str, operator: str, reason: str | None
) -> None:
    connection.execute(
        """
        INSERT INTO quality.alert_action (alert_id, action, operator, reason, acted_at)
        SELECT unnest(%s::bigint[]), %s, %s, %s, clock_timestamp()
        """,
        (list(dict.fromkeys(alerts)), action, operator, reason),
    )
