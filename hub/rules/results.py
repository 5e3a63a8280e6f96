"""The record of what rules found: a result of every rule in every run, and examples of what is bad now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from hub.rules.texts import Dimension, Severity

EXAMPLES = 3
"""How many bad rows of a rule are kept as examples."""
LONGEST_EXAMPLE = 100
"""Characters of an example's value that are kept."""

Status = Literal["passed", "failed", "error"]


class Covers(StrEnum):
    """What a result counts: the versions that a run judged, all that is published, or a gate (1 checked, 0 or 1 bad).

    Of one day the versions of all runs add up, and of what is published the last result holds.
    """

    VERSIONS = "versions"
    PUBLISHED = "published"
    GATE = "gate"


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule found of one dataset. `examples` are (source_id, offending value) in clear."""

    platform: str
    dataset: str
    rule_id: str
    dimension: Dimension
    severity: Severity
    evaluated: int
    failed: int
    status: Status
    examples: tuple[tuple[str, str | None], ...] = ()


def record(connection: psycopg.Connection, run_id: str, covers: Covers, results: Iterable[Result]) -> None:
    """Write down the results of a run; one that is tried again says last what holds. In the caller's transaction.

    Examples of a rule that looked at anything take the place of those before.
    """
    kept = list(results)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quality.check_result"
            " (run_id, platform, dataset, rule_id, dimension, severity, evaluated, failed, status, covers, checked_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now())"
            " ON CONFLICT (run_id, platform, dataset, rule_id) DO UPDATE SET evaluated = excluded.evaluated,"
            " failed = excluded.failed, status = excluded.status, covers = excluded.covers,"
            " checked_at = excluded.checked_at",
            [
                (
                    run_id,
                    each.platform,
                    each.dataset,
                    each.rule_id,
                    each.dimension,
                    each.severity,
                    each.evaluated,
                    each.failed,
                    each.status,
                    covers,
                )
                for each in kept
            ],
        )
    _keep_examples(connection, [each for each in kept if each.evaluated])


def _keep_examples(connection: psycopg.Connection, results: Iterable[Result]) -> None:
    judged = [(each.platform, each.dataset, each.rule_id) for each in results]
    if not judged:
        return
    connection.execute(
        "DELETE FROM quality.example AS example"
        " USING unnest(%s::text[], %s::text[], %s::text[]) AS judged (platform, dataset, rule_id)"
        " WHERE (example.platform, example.dataset, example.rule_id)"
        " = (judged.platform, judged.dataset, judged.rule_id)",
        [list(each) for each in zip(*judged, strict=True)],
    )
    shown = [
        (each.platform, each.dataset, each.rule_id, number, source_id, value)
        for each in results
        for number, (source_id, value) in enumerate(each.examples[:EXAMPLES], 1)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quality.example (platform, dataset, rule_id, number, source_id, value, found_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, now())",
            shown,
        )
