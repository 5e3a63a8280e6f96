"""Datasets that a gate holds back: what was published of them stays, nothing new is released.

A hold has one cause, named by its rule. It goes when the cause is gone, or an operator accepts it: then it covers what
was received until a time, and ends with its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold, and who accepted it: `accepted_until` is up to when what was received is let through (None: all)."""

    rule_id: str
    reason: str
    since: datetime
    accepted_by: str | None
    accepted_at: datetime | None
    accepted_until: datetime | None

    @property
    def is_accepted(self) -> bool:
        """Whether it holds nothing back."""
        return self.accepted_at is not None

    def covers(self, received_at: datetime | None) -> bool:
        """Whether what was received then is let through."""
        return self.is_accepted and (
            self.accepted_until is None or received_at is None or received_at <= self.accepted_until
        )


def held_datasets(connection: psycopg.Connection) -> dict[str, list[str]]:
    """The reasons by which each held dataset (`platform/dataset`) is held; a dataset without any is not in it."""
    held: dict[str, list[str]] = {}
    for platform, dataset, reason in connection.execute(
        "SELECT platform, dataset, reason FROM hub.hold WHERE accepted_at IS NULL ORDER BY platform, dataset, rule_id"
    ):
        held.setdefault(f"{platform}/{dataset}", []).append(reason)
    return held


def holds_of(connection: psycopg.Connection, dataset: Dataset) -> dict[str, Hold]:
    """The dataset's holds by rule, accepted ones too."""
    with connection.cursor(row_factory=class_row(Hold)) as cursor:
        rows = cursor.execute(
            "SELECT rule_id, reason, since, accepted_by, accepted_at, accepted_until FROM hub.hold"
            " WHERE platform = %s AND dataset = %s ORDER BY rule_id",
            (dataset.platform, dataset.name),
        )
        return {each.rule_id: each for each in rows}


def hold(connection: psycopg.Connection, dataset: Dataset, rule_id: str, reason: str) -> None:
    """Hold the dataset by `rule_id`; an acceptance is over, and a hold in force says the latest reason."""
    connection.execute(
        "INSERT INTO hub.hold AS known (platform, dataset, rule_id, reason, since) VALUES (%s, %s, %s, %s, now())"
        " ON CONFLICT (platform, dataset, rule_id) DO UPDATE SET reason = excluded.reason,"
        " since = CASE WHEN known.accepted_at IS NULL THEN known.since ELSE excluded.since END,"
        " accepted_by = NULL, accepted_at = NULL, accepted_reason = NULL, accepted_until = NULL"
        " WHERE known.reason <> excluded.reason OR known.accepted_at IS NOT NULL",
        (dataset.platform, dataset.name, rule_id, reason),
    )


def lift(connection: psycopg.Connection, dataset: Dataset, rule_id: str) -> bool:
    """The cause is gone: end the hold, accepted or not; whether there was one."""
    return bool(
        connection.execute(
            "DELETE FROM hub.hold WHERE platform = %s AND dataset = %s AND rule_id = %s",
            (dataset.platform, dataset.name, rule_id),
        ).rowcount
    )


def accept(connection: psycopg.Connection, dataset: Dataset, by: str, reason: str, *, days: float = 0) -> list[Hold]:
    """Let the dataset through whatever holds it: what was received until now, or until `days` from now.

    Returns what was accepted; who, when and why is kept for ever in hub.acceptance.
    """
    with connection.cursor(row_factory=class_row(Hold)) as cursor:
        return cursor.execute(
            "WITH accepted AS ("
            " UPDATE hub.hold SET accepted_by = %(by)s, accepted_reason = %(reason)s, accepted_at = now(),"
            "  accepted_until = now() + %(days)s * interval '1 day'"
            " WHERE platform = %(platform)s AND dataset = %(dataset)s AND accepted_at IS NULL RETURNING *"
            "), kept AS ("
            " INSERT INTO hub.acceptance (platform, dataset, rule_id, reason, since, accepted_by, accepted_at,"
            "  accepted_reason, accepted_until)"
            " SELECT platform, dataset, rule_id, reason, since, accepted_by, accepted_at, accepted_reason,"
            "  accepted_until FROM accepted"
            ") SELECT rule_id, reason, since, accepted_by, accepted_at, accepted_until FROM accepted ORDER BY rule_id",
            {
                "by": by,
                "reason": reason,
                "days": days,
                "platform": dataset.platform,
                "dataset": dataset.name,
            },
        ).fetchall()
