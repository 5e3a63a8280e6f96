"""How a dataset stands with its rules now: what is still rejected, and what the last judged versions showed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg import sql

from hub.alerts.bodies import EXAMPLES
from hub.alerts.masking import mask_runs, mask_value
from hub.alerts.wording import number
from hub.datasets import PLATFORMS
from hub.datasets.wire import FilePlatform
from hub.rules.subjects import fields_of
from hub.rules.texts import rule_texts
from hub.staging.tables import staging_columns
from hub.versions.order import staging_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule of a dataset. `failed` counts versions: those still rejected, or those of the last judged run.

    `evaluated` is how many versions the last judged run looked at; `examples` are masked. `division_code` is set where
    all that it rejects is of one township.
    """

    rule_id: str
    severity: str
    evaluated: int
    failed: int
    is_error: bool = False
    examples: tuple[str, ...] = ()
    division_code: str | None = None

    @property
    def title(self) -> str:
        """What the rule finds, in Chinese."""
        text = rule_texts().get(self.rule_id)
        return text.title if text else self.rule_id

    @property
    def remedy(self) -> str:
        """What the data's owner does about it, in Chinese."""
        text = rule_texts().get(self.rule_id)
        return text.remedy if text else "联系数据工程组"

    @property
    def sentence(self) -> str:
        """The rule's finding in one line."""
        if self.is_error:
            return f"{self.title}：规则无法执行"
        # A gate looks at the dataset as a whole.
        return self.title if self.rule_id.startswith("gate.") else f"{self.title}：{number(self.failed)} 条"


def of_dataset(
    connection: psycopg.Connection, dataset: Dataset, examples: Mapping[str, Sequence[tuple[str, str | None]]]
) -> dict[str, list[Standing]]:
    """The rules of a dataset by severity (`block`, `reject`, `warn`), those with most bad rows first.

    A reject rule fails while a version rejected by it is open; any other as the last run that judged something saw
    it, a gate or a rule over what is published as it was judged last. `examples` are those of this run by rule,
    (source_id, value) in clear; rejections have their own.
    """
    judged = connection.execute(
        """
        SELECT rule_id, severity, evaluated, failed, status = 'error'
        FROM quality.check_result
        WHERE platform = %(platform)s AND dataset = %(dataset)s AND covers = 'versions' AND run_id = (
            SELECT run_id FROM quality.check_result
            WHERE platform = %(platform)s AND dataset = %(dataset)s AND covers = 'versions'
              AND (evaluated > 0 OR status = 'error')
            ORDER BY checked_at DESC LIMIT 1)
        UNION ALL (
            SELECT DISTINCT ON (rule_id) rule_id, severity, evaluated, failed, status = 'error'
            FROM quality.check_result
            WHERE platform = %(platform)s AND dataset = %(dataset)s AND covers <> 'versions'
            ORDER BY rule_id, checked_at DESC)
        """,
        {"platform": dataset.platform, "dataset": dataset.name},
    ).fetchall()
    kept = _kept_examples(connection, dataset)
    rules = {
        rule_id: Standing(
            rule_id,
            severity,
            evaluated,
            failed,
            is_error,
            _shown(dataset, rule_id, examples.get(rule_id, ()) or kept.get(rule_id, ())),
        )
        for rule_id, severity, evaluated, failed, is_error in judged
    }
    open_now = {rule_id: found for (_, rule_id), found in _open_rejections(connection, dataset).items()}
    for rule_id in {each.rule_id for each in rules.values() if each.severity == "reject"} | open_now.keys():
        known = rules.get(rule_id, Standing(rule_id, "reject", evaluated=0, failed=0))
        now = open_now.get(rule_id, _Open(0))
        rules[rule_id] = replace(known, failed=now.versions, examples=now.examples, division_code=now.division_code)
    found: dict[str, list[Standing]] = defaultdict(list)
    for rule in sorted(rules.values(), key=lambda each: (not each.is_error, -each.failed, each.rule_id)):
        found[rule.severity].append(rule)
    return found


def _kept_examples(connection: psycopg.Connection, dataset: Dataset) -> dict[str, list[tuple[str, str | None]]]:
    """What each rule found last, by rule: (source_id, value) in clear."""
    kept: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for rule_id, source_id, value in connection.execute(
        "SELECT rule_id, source_id, value FROM quality.example WHERE platform = %s AND dataset = %s"
        " ORDER BY rule_id, number",
        (dataset.platform, dataset.name),
    ):
        kept[rule_id].append((source_id, value))
    return kept


def rejected_by_department(connection: psycopg.Connection, dataset: Dataset) -> dict[str, list[Standing]]:
    """The reject rules with open rejections, by the department whose files they came in; for files only.

    What was sent by files has the department's code before the first `|` of its source_id.
    """
    found: dict[str, list[Standing]] = defaultdict(list)
    for (department, rule_id), each in _open_rejections(connection, dataset, by_department=True).items():
        found[department].append(
            Standing(
                rule_id,
                "reject",
                evaluated=0,
                failed=each.versions,
                examples=each.examples,
                division_code=each.division_code,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Overdue:
    """Rejected versions that nobody mended in time; `department` is empty where they are not of files."""

    department: str
    versions: int
    examples: tuple[str, ...]
    division_code: str | None


def overdue(connection: psycopg.Connection, dataset: Dataset, days: int) -> list[Overdue]:
    """What was rejected more than `days` ago and is not mended, by the department of files; the oldest as examples."""
    found = _open_rejections(connection, dataset, by_department=comes_in_files(dataset), of_all_rules=True, days=days)
    return [
        Overdue(department, each.versions, each.examples, each.division_code) for (department, _), each in found.items()
    ]


def comes_in_files(dataset: Dataset) -> bool:
    """Whether the dataset's records are several departments', each of which mends its own."""
    return isinstance(PLATFORMS[dataset.platform], FilePlatform)


@dataclass(frozen=True, slots=True)
class _Open:
    """What a rule rejects now."""

    versions: int
    examples: tuple[str, ...] = ()
    division_code: str | None = None


def _open_rejections(
    connection: psycopg.Connection,
    dataset: Dataset,
    *,
    by_department: bool = False,
    of_all_rules: bool = False,
    days: int = 0,
) -> dict[tuple[str, str], _Open]:
    """By department and rule (the empty text for all of them together), what is rejected since `days` ago."""
    rows = connection.execute(
        sql.SQL(_OPEN).format(
            staging=staging_table(dataset),
            division=sql.SQL("version.division_code")
            if "division_code" in staging_columns(dataset)
            else sql.SQL("NULL::text"),
        ),
        {
            "platform": dataset.platform,
            "dataset": dataset.name,
            "examples": EXAMPLES,
            "by_department": by_department,
            "of_all_rules": of_all_rules,
            "days": days,
        },
    ).fetchall()
    found: dict[tuple[str, str], _Open] = {}
    for department, rule_id, versions, division, source_id, field, value in rows:
        known = found.get((department, rule_id), _Open(versions, (), division))
        shown = (*known.examples, _example(dataset, source_id, field, value))
        found[department, rule_id] = replace(known, examples=shown)
    return found


# A code that ends in six zeros is the county's.
_OPEN = """
WITH rejected AS (
    SELECT CASE WHEN %(by_department)s THEN split_part(rejection.source_id, '|', 1) ELSE '' END AS department,
           CASE WHEN %(of_all_rules)s THEN '' ELSE rejection.rule_id END AS rule_id,
           rejection.source_id, version_hash, rejection.field, rejection.value, rejection.first_seen_at,
           {division} AS division_code
    FROM quality.rejection AS rejection LEFT JOIN {staging} AS version USING (version_hash)
    WHERE rejection.platform = %(platform)s AND rejection.dataset = %(dataset)s
      AND rejection.resolved_at IS NULL AND rejection.first_seen_at <= now() - %(days)s * interval '1 day'
)
SELECT counted.department, counted.rule_id, counted.versions, counted.division_code,
       shown.source_id, shown.field, shown.value
FROM (
    SELECT department, rule_id, count(DISTINCT version_hash) AS versions,
           CASE WHEN count(division_code) = count(*) AND min(division_code) = max(division_code)
                     AND min(division_code) NOT LIKE '%%000000'
                THEN min(division_code) END AS division_code
    FROM rejected GROUP BY department, rule_id
) AS counted
JOIN (
    SELECT department, rule_id, source_id, field, value, row_number() OVER (
        PARTITION BY department, rule_id
        ORDER BY CASE WHEN %(of_all_rules)s THEN first_seen_at END, source_id, version_hash, field) AS place
    FROM rejected
) AS shown USING (department, rule_id)
WHERE shown.place <= %(examples)s
ORDER BY counted.department, counted.rule_id, shown.place
"""


def _shown(dataset: Dataset, rule_id: str, examples: Iterable[tuple[str, str | None]]) -> tuple[str, ...]:
    fields = fields_of(dataset, rule_id)
    return tuple(_example(dataset, source_id, ";".join(fields), value) for source_id, value in examples)


def _example(dataset: Dataset, source_id: str, fields: str, value: str | None) -> str:
    """One bad row; `fields` are parted by `;`."""
    told = f"{fields} = {mask_value(dataset, fields.split(';'), value)}" if fields else "整条记录"
    return f"{mask_runs(source_id)}：{told}"
