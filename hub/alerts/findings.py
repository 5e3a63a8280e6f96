"""The outbox of alerts: a finding opens one alert, is counted while it lasts, and closes it when it is over.

Whoever finds something writes it here in the transaction of the finding itself; delivery only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg


class Severity(StrEnum):
    """How grave a finding is: `error` is the engineers' own, the others are the rules' severities."""

    ERROR = "error"
    BLOCK = "block"
    REJECT = "reject"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now. `rule_id` is a rule or a gate; `subject` is what else tells it from its like.

    `dataset` is None where the whole platform is concerned. Texts are Chinese and masked: they leave the hub.
    """

    platform: str
    dataset: str | None
    rule_id: str
    severity: Severity
    title: str
    body: str
    subject: str = ""

    @property
    def fingerprint(self) -> str:
        """What makes two findings the same one."""
        return fingerprint(self.platform, self.dataset, self.rule_id, self.subject)


def fingerprint(platform: str, dataset: str | None, rule_id: str, subject: str = "") -> str:
    """The name under which a finding is open at most once."""
    return ":".join((platform, dataset or "", rule_id, *((subject,) if subject else ())))


def raise_finding(connection: psycopg.Connection, finding: Finding, *, again: bool = True) -> bool:
    """Open the finding's alert, or count it once more where it is open; True where it was opened.

    Title, body and severity follow the latest finding. `again` is false where this only makes sure that what was
    found before is known: an open alert is not counted then. Commits nothing.
    """
    if _count(connection, finding, int(again)):
        return False
    opened = connection.execute(
        """
        INSERT INTO quality.alert (fingerprint, severity, platform, dataset, rule_id, title, body, status, occurrences,
                                   opened_at, last_seen_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', 1, clock_timestamp(), clock_timestamp())
        ON CONFLICT DO NOTHING
        """,
        (
            finding.fingerprint,
            finding.severity,
            finding.platform,
            finding.dataset,
            finding.rule_id,
            finding.title,
            finding.body,
        ),
    ).rowcount
    if not opened:
        # Another transaction has opened it meanwhile.
        _count(connection, finding, int(again))
    return bool(opened)


def resolve_finding(
    connection: psycopg.Connection, platform: str, dataset: str | None, rule_id: str, subject: str = ""
) -> bool:
    """The finding is over: close its alert; False where none was open. Commits nothing.

    Where its opening was told, its end is told too.
    """
    return bool(
        connection.execute(
            """
            UPDATE quality.alert SET status = 'resolved', resolved_at = clock_timestamp()
            WHERE fingerprint = %s AND status <> 'resolved'
            """,
            (fingerprint(platform, dataset, rule_id, subject),),
        ).rowcount
    )


def open_rules(connection: psycopg.Connection, platform: str, dataset: str) -> set[str]:
    """The rules (not gates) of which a dataset has an alert that is not over."""
    found = connection.execute(
        """
        SELECT rule_id FROM quality.alert
        WHERE platform = %s AND dataset = %s AND status <> 'resolved' AND severity IN ('error', 'reject')
        """,
        (platform, dataset),
    )
    return {row[0] for row in found}


def _count(connection: psycopg.Connection, finding: Finding, more: int) -> bool:
    return bool(
        connection.execute(
            """
            UPDATE quality.alert
            SET occurrences = occurrences + %s, last_seen_at = clock_timestamp(), severity = %s, title = %s, body = %s
            WHERE fingerprint = %s AND status <> 'resolved'
            """,
            (more, finding.severity, finding.title, finding.body, finding.fingerprint),
        ).rowcount
    )
