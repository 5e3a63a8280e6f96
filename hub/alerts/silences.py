"""Silence: alerts that a named operator wants nobody to be told of for a time, and why.

What is silenced stays in the list. Every silence is kept; an alert carries the end of those that cover it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row

from hub.errors import SettingsError

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    import psycopg

SILENCED_UNTIL = sql.SQL(
    """(
        SELECT max(silence.ends_at) FROM quality.alert_silence AS silence
        WHERE silence.ended_at IS NULL AND silence.ends_at > clock_timestamp()
          AND coalesce(silence.fingerprint = alert.fingerprint, true)
          AND (silence.platform IS NULL OR silence.platform = alert.platform)
          AND (silence.dataset IS NULL OR silence.dataset = alert.dataset)
          AND (silence.rule_id IS NULL OR silence.rule_id = alert.rule_id)
    )"""
)
"""The end of the silences that cover the row `alert`; NULL where none does."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which alerts a silence covers: those that agree with everything that is given. At least one has to be."""

    fingerprint: str | None = None
    platform: str | None = None
    dataset: str | None = None
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence in force."""

    silence_id: int
    fingerprint: str | None
    platform: str | None
    dataset: str | None
    rule_id: str | None
    starts_at: datetime
    ends_at: datetime
    operator: str
    reason: str


def silence(connection: psycopg.Connection, scope: Scope, span: timedelta, operator: str, reason: str) -> int:
    """Tell nobody of what `scope` covers for `span` from now, alerts yet to come included; the silence's number.

    Raises SettingsError where the scope is empty. Commits nothing.
    """
    if scope == Scope():
        raise SettingsError("静默需要指明对象：告警编号，或平台、数据集、规则中的至少一项")
    row = connection.execute(
        """
        INSERT INTO quality.alert_silence
            (fingerprint, platform, dataset, rule_id, starts_at, ends_at, operator, reason)
        VALUES (%s, %s, %s, %s, clock_timestamp(), clock_timestamp() + %s, %s, %s) RETURNING silence_id
        """,
        (scope.fingerprint, scope.platform, scope.dataset, scope.rule_id, span, operator, reason),
    ).fetchone()
    assert row is not None
    _refresh(connection)
    return int(row[0])


def end_silence(connection: psycopg.Connection, silence_id: int, operator: str) -> None:
    """End a silence before its time. Raises SettingsError where it is not in force. Commits nothing."""
    if not connection.execute(
        """
        UPDATE quality.alert_silence SET ended_at = clock_timestamp(), ended_by = %s
        WHERE silence_id = %s AND ended_at IS NULL AND ends_at > clock_timestamp()
        """,
        (operator, silence_id),
    ).rowcount:
        raise SettingsError(f"没有生效中的静默 {silence_id}；hub alerts silences 列出全部")
    _refresh(connection)


def silences(connection: psycopg.Connection) -> list[Silence]:
    """The silences in force, the next to end first."""
    with connection.cursor(row_factory=class_row(Silence)) as cursor:
        return cursor.execute(
            """
            SELECT silence_id, fingerprint, platform, dataset, rule_id, starts_at, ends_at, operator, reason
            FROM quality.alert_silence WHERE ended_at IS NULL AND ends_at > clock_timestamp()
            ORDER BY ends_at, silence_id
            """
        ).fetchall()


def _refresh(connection: psycopg.Connection) -> None:
    """Let every alert that is not over carry the end of its silences."""
    connection.execute(
        sql.SQL("UPDATE quality.alert SET silenced_until = {} WHERE status <> 'resolved'").format(SILENCED_UNTIL)
    )
