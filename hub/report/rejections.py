"""What is rejected and not yet mended: by which rule most, with masked examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs, mask_value
from hub.datasets import DATASETS
from hub.report.fields import titled_fields
from hub.report.words import dataset_title, platform_title, remedy, rule_title

if TYPE_CHECKING:
    from datetime import date, datetime

    import psycopg

EXAMPLES = 3
"""Rejected records of a rule that are shown."""

_DATASETS = {(each.platform, each.name): each for each in DATASETS}


@dataclass(frozen=True, slots=True)
class Example:
    """One rejected record, masked: its key, the fields that the rule is about, and what they held."""

    source_id: str
    fields: str
    value: str


@dataclass(frozen=True, slots=True)
class RejectedRule:
    """What one rule keeps back of one dataset. `versions` are rejected now, `kept` of them leave an earlier good
    version published, `today` of them came today."""

    platform: str
    dataset: str
    rule_id: str
    versions: int
    today: int
    kept: int
    since: datetime
    examples: tuple[Example, ...]

    @property
    def platform_title(self) -> str:
        """The platform as people call it."""
        return platform_title(self.platform)

    @property
    def dataset_title(self) -> str:
        """The dataset as people call it."""
        return dataset_title(self.platform, self.dataset)

    @property
    def title(self) -> str:
        """What the rule finds."""
        return rule_title(self.rule_id)

    @property
    def remedy(self) -> str:
        """What the sender does about it."""
        return remedy(self.rule_id)


@dataclass(frozen=True, slots=True)
class RejectedPlatform:
    """Records of a platform that are rejected now, since the first of them."""

    platform: str
    versions: int
    datasets: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Rejections:
    """All open rejections: how many versions (each counted once), by platform, and by rule with most versions first."""

    versions: int
    platforms: tuple[RejectedPlatform, ...]
    rules: tuple[RejectedRule, ...]


def read_rejections(connection: psycopg.Connection, today: date) -> Rejections:
    """What is rejected now; `today` is the day in Yueqing."""
    platforms = tuple(
        RejectedPlatform(platform, versions, tuple(datasets), since)
        for platform, versions, datasets, since in connection.execute(_BY_PLATFORM).fetchall()
    )
    rules = tuple(
        RejectedRule(
            platform, dataset, rule_id, versions, of_today, kept, since, _examples(platform, dataset, examples)
        )
        for platform, dataset, rule_id, versions, of_today, kept, since, examples in connection.execute(
            _BY_RULE, {"today": today, "examples": EXAMPLES}
        ).fetchall()
    )
    return Rejections(sum(each.versions for each in platforms), platforms, rules)


def _examples(platform: str, dataset: str, rows: list[list[str | None]]) -> tuple[Example, ...]:
    declared = _DATASETS.get((platform, dataset))
    return tuple(
        Example(
            mask_runs(source_id or ""),
            titled_fields(declared, fields or ""),
            mask_value(declared, (fields or "").split(";"), value) if declared else mask_runs(value or ""),
        )
        for source_id, fields, value in rows
    )


_BY_PLATFORM = """
SELECT platform, count(DISTINCT version_hash), array_agg(DISTINCT dataset), min(first_seen_at)
FROM quality.rejection WHERE resolved_at IS NULL GROUP BY platform ORDER BY min(first_seen_at), platform
"""

_BY_RULE = """
SELECT counted.*, (
    SELECT jsonb_agg(jsonb_build_array(source_id, field, value)) FROM (
        SELECT source_id, field, value FROM quality.rejection
        WHERE platform = counted.platform AND dataset = counted.dataset AND rule_id = counted.rule_id
          AND resolved_at IS NULL
        ORDER BY last_seen_at DESC, source_id, version_hash, field LIMIT %(examples)s
    ) AS shown
) AS examples
FROM (
    SELECT platform, dataset, rule_id, count(DISTINCT version_hash) AS versions,
           count(DISTINCT version_hash) FILTER (
               WHERE (first_seen_at AT TIME ZONE 'Asia/Shanghai')::date = %(today)s) AS today,
           count(DISTINCT version_hash) FILTER (WHERE published_version_kept) AS kept, min(first_seen_at) AS since
    FROM quality.rejection WHERE resolved_at IS NULL GROUP BY platform, dataset, rule_id
) AS counted
ORDER BY versions DESC, since, platform, dataset, rule_id
"""
