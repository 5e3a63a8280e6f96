"""What each rule found when it was judged last, of each dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from hub.alerts.masking import mask_runs, mask_value
from hub.rules.subjects import fields_of

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset


@dataclass(frozen=True, slots=True)
class Found:
    """The last result of a rule that looked at anything; `open` are the versions that it rejects and that are not
    mended yet. `dataset` is `*` where the platform as a whole was looked at."""

    platform: str
    dataset: str
    rule_id: str
    status: str
    evaluated: int
    failed: int
    open: int
    checked_at: datetime


def found_last(connection: psycopg.Connection) -> dict[tuple[str, str], Found]:
    """By (`platform/dataset`, rule_id)."""
    with connection.cursor(row_factory=class_row(Found)) as cursor:
        rows = cursor.execute(_LAST).fetchall()
    return {(f"{each.platform}/{each.dataset}", each.rule_id): each for each in rows}


def examples(connection: psycopg.Connection, dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Masked examples of what each of the dataset's rules found last, by rule_id."""
    shown: dict[str, tuple[str, ...]] = {}
    for rule_id, source_id, value in connection.execute(
        "SELECT rule_id, source_id, value FROM quality.example WHERE platform = %s AND dataset = %s"
        " ORDER BY rule_id, number",
        (dataset.platform, dataset.name),
    ):
        fields = fields_of(dataset, rule_id)
        told = f" = {mask_value(dataset, fields, value)}" if fields else ""
        shown[rule_id] = (*shown.get(rule_id, ()), f"{mask_runs(source_id)}{told}")
    return shown


_LAST = """
SELECT DISTINCT ON (result.platform, result.dataset, result.rule_id)
       result.platform, result.dataset, result.rule_id, result.status, result.evaluated, result.failed,
       coalesce(rejected.open, 0) AS open, result.checked_at
FROM quality.check_result AS result
LEFT JOIN (
    SELECT platform, dataset, rule_id, count(DISTINCT version_hash) AS open FROM quality.rejection
    WHERE resolved_at IS NULL GROUP BY platform, dataset, rule_id
) AS rejected USING (platform, dataset, rule_id)
WHERE result.evaluated > 0 OR result.status = 'error'
ORDER BY result.platform, result.dataset, result.rule_id, result.checked_at DESC
"""
