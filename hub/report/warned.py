"""What is published although something about it is to be looked at: the rules that only warn, with masked examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs, mask_value
from hub.datasets import DATASETS
from hub.report.words import dataset_title, platform_title, remedy, rule_title
from hub.rules.subjects import fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import psycopg

_DATASETS = {(each.platform, each.name): each for each in DATASETS}


@dataclass(frozen=True, slots=True)
class WarnedRule:
    """What a rule finds of a dataset: `published` records as the last release stood, and `received` versions since
    the first day of the trend. A rule looks at one or the other."""

    platform: str
    dataset: str
    rule_id: str
    published: int
    received: int
    examples: tuple[str, ...]

    @property
    def subject(self) -> str:
        """Platform and dataset as people call them."""
        return f"{platform_title(self.platform)} · {dataset_title(self.platform, self.dataset)}"

    @property
    def title(self) -> str:
        """What the rule finds."""
        return rule_title(self.rule_id)

    @property
    def remedy(self) -> str:
        """What is done about it."""
        return remedy(self.rule_id)


def read_warned(connection: psycopg.Connection, first: date, today: date) -> tuple[WarnedRule, ...]:
    """Every rule that warns of something, the one that warns of most first."""
    rows = connection.execute(_WARNED, {"first": first, "today": today}).fetchall()
    return tuple(
        WarnedRule(platform, dataset, rule_id, published, received, _shown(platform, dataset, rule_id, examples or ()))
        for platform, dataset, rule_id, published, received, examples in rows
    )


def _shown(platform: str, dataset: str, rule_id: str, rows: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    declared = _DATASETS.get((platform, dataset))
    fields = fields_of(declared, rule_id) if declared else ()
    return tuple(
        f"{mask_runs(source_id or '')} = {mask_value(declared, fields, value)}"
        if declared and fields
        else mask_runs(source_id or "")
        for source_id, value in rows
    )


_WARNED = """
WITH result AS (
    SELECT platform, dataset, rule_id, covers, failed, row_number() OVER (
               PARTITION BY platform, dataset, rule_id, covers ORDER BY checked_at DESC, run_id) AS back
    FROM quality.check_result
    WHERE severity = 'warn' AND covers <> 'gate' AND status <> 'error' AND evaluated > 0
      AND (checked_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(today)s
), counted AS (
    SELECT platform, dataset, rule_id,
           coalesce(sum(failed) FILTER (WHERE covers = 'published' AND back = 1), 0)::bigint AS published,
           coalesce(sum(failed) FILTER (WHERE covers = 'versions'), 0)::bigint AS received
    FROM result GROUP BY platform, dataset, rule_id
)
SELECT platform, dataset, rule_id, published, received,
       (SELECT jsonb_agg(jsonb_build_array(source_id, value) ORDER BY number) FROM quality.example AS example
        WHERE (example.platform, example.dataset, example.rule_id)
            = (counted.platform, counted.dataset, counted.rule_id))
FROM counted WHERE published + received > 0
ORDER BY published + received DESC, platform, dataset, rule_id
"""
