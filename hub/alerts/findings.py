"""The outbox of alerts: a finding opens one alert, is counted while it lasts, and closes it when it is over.

Whoever finds something writes it here in the transaction of the finding itself; delivery only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psycopg import sql

from hub.alerts.masking import mask_lines, mask_runs
from hub.alerts.silences import SILENCED_UNTIL

if TYPE_CHECKING:
    import psycopg

OPEN = sql.SQL(
    """
    INSERT INTO quality.alert (fingerprint, severity, platform, dataset, rule_id, department, division_code,
                               title, body, affected, status, occurrences, opened_at, last_seen_at, silenced_until)
    SELECT fingerprint, %(severity)s, platform, dataset, rule_id, %(department)s, %(division_code)s,
           %(title)s, %(body)s, %(affected)s, 'open', 1, clock_timestamp(), clock_timestamp(), {silenced_until}
    FROM (VALUES (%(fingerprint)s, %(platform)s, %(dataset)s::text, %(rule_id)s))
         AS alert (fingerprint, platform, dataset, rule_id)
    ON CONFLICT DO NOTHING
    """
).format(silenced_until=SILENCED_UNTIL)


class Severity(StrEnum):
    """How grave a finding is: `error` is the engineers' own, the others are the rules' severities."""

    ERROR = "error"
    BLOCK = "block"
    REJECT = "reject"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now. `rule_id` is a rule or a gate; `subject` is what else tells it from its like.

    `dataset` is None where the whole platform is concerned. `department` (a domain's code) and `division_code`
    (12 digits) are set where it is the matter of one alone: receivers choose by them. A department's finding is
    another one than its neighbour's; the division is that of the records found until now. `affected` is how many these
    are. Texts are Chinese and masked: they leave the hub (`hub.alerts.bodies` makes them alike).
    """

    platform: str
    dataset: str | None
    rule_id: str
    severity: Severity
    title: str
    body: str
    subject: str = ""
    department: str | None = None
    division_code: str | None = None
    affected: int | None = None

    @property
    def fingerprint(self) -> str:
        """What makes two findings the same one."""
        return fingerprint(
            self.platform,
            self.dataset,
            self.rule_id,
            self.subject,
            department=self.department,
        )


def fingerprint(
    platform: str,
    dataset: str | None,
    rule_id: str,
    subject: str = "",
    *,
    department: str | None = None,
) -> str:
    """The name under which a finding is open at most once."""
    parts = (subject, f"department={department}" if department else "")
    return ":".join((platform, dataset or "", rule_id, *(part for part in parts if part)))


def raise_finding(connection: psycopg.Connection, finding: Finding, *, again: bool = True) -> bool:
    """Open the finding's alert, or count it once more where it is open; True where it was opened.

    Title, body and severity follow the latest finding; what is left of a person in the texts is masked. `again` is
    false where this only makes sure that what was found before is known: an open alert is not counted then.
    Commits nothing.
    """
    if _count(connection, finding, int(again)):
        return False
    opened = connection.execute(
        OPEN,
        {
            "fingerprint": finding.fingerprint,
            "severity": finding.severity,
            "platform": finding.platform,
            "dataset": finding.dataset,
            "rule_id": finding.rule_id,
            "department": finding.department,
            "division_code": finding.division_code,
            "title": mask_runs(finding.title),
            "body": mask_lines(finding.body),
            "affected": finding.affected,
        },
    ).rowcount
    if not opened:
        # Another transaction has opened it meanwhile.
        _count(connection, finding, int(again))
    return bool(opened)


def resolve_finding(
    connection: psycopg.Connection,
    platform: str,
    dataset: str | None,
    rule_id: str,
    subject: str = "",
    *,
    department: str | None = None,
) -> bool:
    """The finding is over: close its alert; False where none was open. Commits nothing.

    Where its opening was told, its end is told too.
    """
    name = fingerprint(platform, dataset, rule_id, subject, department=department)
    return bool(resolve_fingerprints(connection, [name]))


def resolve_fingerprints(connection: psycopg.Connection, fingerprints: list[str]) -> int:
    """Like `resolve_finding`, for findings by their fingerprints; how many alerts were closed. Commits nothing."""
    return connection.execute(
        """
        UPDATE quality.alert SET status = 'resolved', resolved_at = clock_timestamp()
        WHERE fingerprint = ANY(%s) AND status <> 'resolved'
        """,
        (fingerprints,),
    ).rowcount


def open_rules(connection: psycopg.Connection, platform: str, dataset: str) -> dict[str, str]:
    """The rule of every alert about rules (not gates) that a dataset has and that is not over, by fingerprint."""
    return dict(
        connection.execute(
            """
            SELECT fingerprint, rule_id FROM quality.alert
            WHERE platform = %s AND dataset = %s AND status <> 'resolved' AND severity IN ('error', 'reject')
            """,
            (platform, dataset),
        ).fetchall()
    )


def _count(connection: psycopg.Connection, finding: Finding, more: int) -> bool:
    return bool(
        connection.execute(
            """
            UPDATE quality.alert
            SET occurrences = occurrences + %s, last_seen_at = clock_timestamp(), severity = %s, title = %s, body = %s,
                affected = %s, division_code = %s
            WHERE fingerprint = %s AND status <> 'resolved'
            """,
            (
                more,
                finding.severity,
                mask_runs(finding.title),
                mask_lines(finding.body),
                finding.affected,
                finding.division_code,
                finding.fingerprint,
            ),
        ).rowcount
    )
