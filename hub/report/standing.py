"""How datasets stand: held back or not, balanced or not, fresh or not; and which alerts are not over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.alerts.masking import mask_runs
from hub.datasets import DATASETS, PLATFORMS
from hub.datasets.wire import FilePlatform
from hub.drift import report as drift
from hub.drift.changes import Kind
from hub.report.words import dataset_title, platform_title, remedy, rule_title

if TYPE_CHECKING:
    from datetime import date, datetime

    import psycopg

FRESHNESS = "gate.freshness"
"""The gate whose alert says that a dataset has been silent for too long."""


@dataclass(frozen=True, slots=True)
class Held:
    """A gate that holds a dataset back from the release."""

    platform: str
    dataset: str
    rule_id: str
    reason: str
    since: datetime

    @property
    def title(self) -> str:
        """Platform and dataset as people call them."""
        return f"{platform_title(self.platform)} · {dataset_title(self.platform, self.dataset)}"

    @property
    def gate(self) -> str:
        """What the gate found."""
        return rule_title(self.rule_id)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A gate's hold that a named operator let through, while its cause lasts; `until` is up to when what was received
    goes through (None: all)."""

    platform: str
    dataset: str
    rule_id: str
    by: str
    reason: str
    at: datetime
    until: datetime | None

    @property
    def title(self) -> str:
        """Platform and dataset as people call them."""
        return f"{platform_title(self.platform)} · {dataset_title(self.platform, self.dataset)}"

    @property
    def gate(self) -> str:
        """What the gate found."""
        return rule_title(self.rule_id)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that is not over."""

    alert_id: int
    fingerprint: str
    severity: str
    platform: str | None
    dataset: str | None
    rule_id: str
    department: str | None
    title: str
    status: str
    occurrences: int
    opened_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    silenced_until: datetime | None

    @property
    def platform_title(self) -> str:
        """The platform as people call it."""
        return platform_title(self.platform)

    @property
    def subject(self) -> str:
        """Dataset, or platform where all of it is concerned, as people call it."""
        if self.platform is None or self.dataset is None:
            return self.platform_title
        return dataset_title(self.platform, self.dataset)

    @property
    def concerned(self) -> str | None:
        """The dataset by its name, also where an alert of the platform is about a rule of one of them."""
        return self.dataset or (self._named if self.severity == "error" else None)

    @property
    def problem(self) -> str:
        """What was found: the rule's title, or which kind of drift."""
        return drift.TITLES[Kind(self._named or "")] if self._is_drift else rule_title(self.rule_id)

    @property
    def remedy(self) -> str:
        """What is done about it."""
        return drift.REMEDIES[Kind(self._named or "")] if self._is_drift else remedy(self.rule_id)

    @property
    def _is_drift(self) -> bool:
        return self.rule_id == drift.RULE and self._named in drift.TITLES

    @property
    def _named(self) -> str | None:
        """What tells the finding from its like."""
        named = self.fingerprint.split(":")[3:]
        return named[0] if named else None


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of everything received of a dataset, over all days; `of_today` are rows received today.

    `source_total` is the sum of what the platform said of each walk; None where it never says.
    """

    platform: str
    dataset: str
    source_total: int | None
    landed: int
    repeats: int
    versions: int
    current: int
    retracted: int
    duplicate: int
    rejected: int
    held: int
    superseded: int
    of_today: int

    @property
    def title(self) -> str:
        """The dataset as people call it."""
        return dataset_title(self.platform, self.dataset)

    @property
    def difference(self) -> int:
        """Rows that are in no place or in two; zero where all is well."""
        placed = self.current + self.retracted + self.duplicate + self.rejected + self.held + self.superseded
        return abs(self.landed - self.repeats - self.versions) + abs(self.versions - placed)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When a dataset was last asked for with success (a file: last taken), and when something new last came."""

    platform: str
    dataset: str
    asked_at: datetime | None
    new_on: date | None
    is_late: bool

    @property
    def title(self) -> str:
        """The dataset as people call it."""
        return dataset_title(self.platform, self.dataset)

    @property
    def is_files(self) -> bool:
        """Whether the dataset comes in files."""
        return isinstance(PLATFORMS.get(self.platform), FilePlatform)


def read_holds(connection: psycopg.Connection) -> tuple[Held, ...]:
    """What is held back now, the longest first."""
    rows = connection.execute(
        "SELECT platform, dataset, rule_id, reason, since FROM hub.hold WHERE accepted_at IS NULL "
        "ORDER BY since, platform, dataset, rule_id"
    ).fetchall()
    return tuple(
        Held(platform, dataset, rule_id, mask_runs(reason), since) for platform, dataset, rule_id, reason, since in rows
    )


def read_accepted(connection: psycopg.Connection) -> tuple[Accepted, ...]:
    """What somebody let through and would be held else, the latest first."""
    with connection.cursor(row_factory=class_row(Accepted)) as cursor:
        return tuple(
            cursor.execute(
                """
                SELECT platform, dataset, rule_id, coalesce(accepted_by, '') AS by,
                       coalesce(accepted_reason, '') AS reason, accepted_at AS at, accepted_until AS until
                FROM hub.hold WHERE accepted_at IS NOT NULL ORDER BY accepted_at DESC, platform, dataset, rule_id
                """
            )
        )


def read_alerts(connection: psycopg.Connection) -> tuple[OpenAlert, ...]:
    """Every alert that is not over, the oldest first."""
    with connection.cursor(row_factory=class_row(OpenAlert)) as cursor:
        return tuple(
            cursor.execute(
                """
                SELECT alert_id, fingerprint, severity, platform, dataset, coalesce(rule_id, '') AS rule_id, department,
                       title, status, occurrences, opened_at, acknowledged_by, acknowledged_at,
                       CASE WHEN silenced_until > now() THEN silenced_until END AS silenced_until
                FROM quality.alert WHERE status <> 'resolved' ORDER BY opened_at, alert_id
                """
            )
        )


def read_balances(connection: psycopg.Connection, today: date) -> tuple[Balance, ...]:
    """Every dataset of which something was ever received, platform by platform."""
    with connection.cursor(row_factory=class_row(Balance)) as cursor:
        found = cursor.execute(
            """
            SELECT platform, dataset, sum(source_total)::bigint AS source_total, sum(landed)::bigint AS landed,
                   sum(repeats)::bigint AS repeats, sum(versions)::bigint AS versions,
                   sum(current)::bigint AS current, sum(retracted)::bigint AS retracted,
                   sum(duplicate)::bigint AS duplicate, sum(rejected)::bigint AS rejected,
                   sum(held)::bigint AS held, sum(superseded)::bigint AS superseded,
                   coalesce(sum(landed) FILTER (WHERE day = %s), 0)::bigint AS of_today
            FROM quality.reconciliation GROUP BY platform, dataset
            """,
            (today,),
        ).fetchall()
    places = {(each.platform, each.name): place for place, each in enumerate(DATASETS)}
    return tuple(sorted(found, key=lambda each: places.get((each.platform, each.dataset), len(places))))


def read_freshness(connection: psycopg.Connection) -> tuple[Freshness, ...]:
    """Every declared dataset; late are those with an open alert of the gate of freshness."""
    asked: dict[tuple[str, str], datetime] = {
        (platform, dataset): moment for platform, dataset, moment in connection.execute(_ASKED).fetchall()
    }
    new: dict[tuple[str, str], date] = {
        (platform, dataset): day
        for platform, dataset, day in connection.execute(
            "SELECT platform, dataset, max(day) FROM quality.reconciliation WHERE versions > 0 GROUP BY 1, 2"
        ).fetchall()
    }
    late = set(
        connection.execute(
            "SELECT platform, dataset FROM quality.alert WHERE rule_id = %s AND status <> 'resolved'", (FRESHNESS,)
        ).fetchall()
    )
    return tuple(
        Freshness(each.platform, each.name, asked.get(key), new.get(key), key in late)
        for each in DATASETS
        if (key := (each.platform, each.name))
    )


_ASKED = """
SELECT platform, dataset, max(finished_at) FROM hub.walk WHERE status = 'proved' GROUP BY platform, dataset
UNION ALL
SELECT 'departments', kind, max(seen_at) FROM hub.inbox_file CROSS JOIN LATERAL unnest(kinds) AS kind
WHERE status = 'taken' GROUP BY kind
"""
