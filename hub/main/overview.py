"""How every dataset stands, read from the database: for `hub status` and the table that ends a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row, dict_row

from hub.datasets import DATASETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset


@dataclass(frozen=True, slots=True)
class DatasetStanding:
    """A dataset as it stands: rows landed, records published and live, versions rejected and open, why it is held, and
    what somebody let through although its cause lasts."""

    platform: str
    dataset: str
    watermark: datetime | None
    received_at: datetime | None
    landed: int
    current: int
    rejected: int
    held: tuple[str, ...]
    accepted: tuple[Mapping[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class DatasetWork:
    """What a run did with a dataset: rows received; records published for the first time, and otherwise changed;
    versions rejected, and by which rule most; `current` is how many records are published and live now."""

    platform: str
    dataset: str
    received: int
    new: int
    changed: int
    rejected: int
    commonest_rule: str | None
    current: int


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that is not over."""

    alert_id: int
    severity: str
    platform: str | None
    dataset: str | None
    rule_id: str | None
    title: str
    status: str
    occurrences: int
    opened_at: datetime


def standings(connection: psycopg.Connection) -> list[DatasetStanding]:
    """Every declared dataset as it stands."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            sql.SQL(
                """
                SELECT declared.platform, declared.dataset, walk.watermark, page.received_at,
                       coalesce(page.landed, 0) AS landed, coalesce(live.current, 0) AS current,
                       coalesce(rejection.rejected, 0) AS rejected, coalesce(hold.reasons, '{{}}') AS held,
                       coalesce(hold.accepted, '[]') AS accepted
                FROM {declared}
                LEFT JOIN ({live}) AS live USING (platform, dataset)
                LEFT JOIN (
                    SELECT platform, dataset, max(window_to) AS watermark FROM hub.walk
                    WHERE status = 'proved' AND kind IN ('increment', 'full') GROUP BY platform, dataset
                ) AS walk USING (platform, dataset)
                LEFT JOIN (
                    SELECT platform, dataset, max(received_at) AS received_at, sum(rows)::bigint AS landed
                    FROM hub.landed_page GROUP BY platform, dataset
                ) AS page USING (platform, dataset)
                LEFT JOIN (
                    SELECT platform, dataset, count(DISTINCT version_hash) AS rejected FROM quality.rejection
                    WHERE resolved_at IS NULL GROUP BY platform, dataset
                ) AS rejection USING (platform, dataset)
                LEFT JOIN (
                    SELECT platform, dataset,
                           array_agg(reason ORDER BY since) FILTER (WHERE accepted_at IS NULL) AS reasons,
                           jsonb_agg(jsonb_build_object('reason', reason, 'accepted_by', accepted_by,
                               'accepted_reason', accepted_reason, 'accepted_until', accepted_until)
                               ORDER BY accepted_at) FILTER (WHERE accepted_at IS NOT NULL) AS accepted
                    FROM hub.hold GROUP BY platform, dataset
                ) AS hold USING (platform, dataset)
                ORDER BY declared.place
                """
            ).format(declared=_declared(DATASETS), live=_live(DATASETS)),
            {"started": None},
        )
        return [
            DatasetStanding(**{**row, "held": tuple(row["held"]), "accepted": tuple(row["accepted"])}) for row in rows
        ]


def work_since(connection: psycopg.Connection, started: datetime, datasets: Sequence[Dataset]) -> list[DatasetWork]:
    """What was done with `datasets` since `started` (the database's time)."""
    if not datasets:
        return []
    query = sql.SQL(
        """
        SELECT declared.platform, declared.dataset, coalesce(page.received, 0) AS received,
               coalesce(live.new, 0) AS new, coalesce(live.changed, 0) AS changed,
               coalesce(rejection.rejected, 0) AS rejected, rejection.commonest_rule,
               coalesce(live.current, 0) AS current
        FROM {declared}
        LEFT JOIN ({live}) AS live USING (platform, dataset)
        LEFT JOIN (
            SELECT platform, dataset, sum(rows)::bigint AS received FROM hub.landed_page
            WHERE greatest(received_at, staged_at) >= %(started)s::timestamptz GROUP BY platform, dataset
        ) AS page USING (platform, dataset)
        LEFT JOIN (
            SELECT platform, dataset, count(DISTINCT version_hash) AS rejected,
                   mode() WITHIN GROUP (ORDER BY rule_id) AS commonest_rule
            FROM quality.rejection WHERE first_seen_at >= %(started)s::timestamptz GROUP BY platform, dataset
        ) AS rejection USING (platform, dataset)
        ORDER BY declared.place
        """
    ).format(declared=_declared(datasets), live=_live(datasets))
    with connection.cursor(row_factory=class_row(DatasetWork)) as cursor:
        return cursor.execute(query, {"started": started}).fetchall()


def holds(connection: psycopg.Connection) -> list[Mapping[str, object]]:
    """Datasets that are held back: platform, dataset, rule_id, reason, since."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return list(
            cursor.execute(
                "SELECT platform, dataset, rule_id, reason, since FROM hub.hold WHERE accepted_at IS NULL "
                "ORDER BY since, platform, dataset"
            )
        )


def open_alerts(connection: psycopg.Connection) -> list[OpenAlert]:
    """Alerts that are not over, the oldest first."""
    with connection.cursor(row_factory=class_row(OpenAlert)) as cursor:
        return cursor.execute(
            "SELECT alert_id, severity, platform, dataset, rule_id, title, status, occurrences, opened_at "
            "FROM quality.alert WHERE resolved_at IS NULL ORDER BY opened_at, alert_id"
        ).fetchall()


def last_release(connection: psycopg.Connection) -> Mapping[str, object] | None:
    """release_id, published_at, counts and held of the newest release; None before the first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT release_id, published_at, counts, held FROM hub.release ORDER BY release_id DESC LIMIT 1"
        ).fetchone()


def _declared(datasets: Sequence[Dataset]) -> sql.Composed:
    """The datasets as a table `declared(place, platform, dataset)`."""
    rows = (sql.SQL("({}, {}, {})").format(place, each.platform, each.name) for place, each in enumerate(datasets))
    return sql.SQL("(VALUES {}) AS declared (place, platform, dataset)").format(sql.SQL(", ").join(rows))


def _live(datasets: Sequence[Dataset]) -> sql.Composed:
    """Published records by dataset: `current` that live; `new` and `changed` where `started` is a parameter."""
    counts = (
        sql.SQL(
            "SELECT platform, dataset, count(*) FILTER (WHERE retracted_at IS NULL) AS current, "
            "count(*) FILTER (WHERE first_published_at >= %(started)s::timestamptz) AS new, "
            "count(*) FILTER (WHERE changed_at >= %(started)s::timestamptz "
            "AND first_published_at < %(started)s::timestamptz) AS changed "
            "FROM {} GROUP BY platform, dataset"
        ).format(sql.Identifier("unified", table))
        for table in sorted({each.table for each in datasets})
    )
    return sql.SQL(" UNION ALL ").join(counts)
