"""What is looked at once a release is out: rules over what is published, the balance, freshness, files set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.alerts.bodies import body
from hub.alerts.findings import Finding, raise_finding, resolve_finding
from hub.alerts.findings import Severity as AlertSeverity
from hub.alerts.wording import instant, span
from hub.datasets import DATASETS
from hub.gates import keeper
from hub.gates.verdicts import FRESHNESS, RECONCILIATION
from hub.rules.results import Covers, Result, record
from hub.rules.standing.declared import STANDING
from hub.rules.standing.judging import judge_published
from hub.rules.texts import rule_texts
from hub.versions.holds import hold, holds_of, lift

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.gates.limits import Book
    from hub.rules.standing.judging import StandingResult
    from hub.rules.standing.kinds import StandingRule

SET_ASIDE = "departments.file_set_aside"
WHOLE_PLATFORM = "*"
"""Stands for the dataset in results that are about a platform as a whole."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What was found: results of the rules that were due, and the gates that failed by dataset id."""

    results: tuple[StandingResult, ...]
    failed: Mapping[str, tuple[str, ...]]


def look_at_published(
    database: Database, run_id: str, book: Book, rules: Sequence[StandingRule] = STANDING
) -> Aftermath:
    """Judge what is published, in one transaction of its own: a rule that breaks takes back no release.

    `run_id` names the results; what changed since the last time alone is judged.
    """
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SET LOCAL work_mem = '128MB'")
        row = connection.execute("SELECT now()").fetchone()
        assert row is not None
        moment: datetime = row[0]
        results = judge_published(connection, run_id, moment, rules)
        _hold_broken(connection, results)
        failed: dict[str, tuple[str, ...]] = {}
        gates: list[Result] = []
        for dataset, last in _received(connection):
            found = {
                RECONCILIATION: _balance(connection, dataset),
                FRESHNESS: _freshness(dataset, last, moment, book),
            }
            _settle(connection, dataset, found)
            gates += [keeper.result(dataset, each, is_bad=found[each] is not None) for each in found]
            if any(found.values()):
                failed[dataset.id] = tuple(each for each, reason in found.items() if reason)
        record(connection, run_id, Covers.GATE, gates)
        record(connection, run_id, Covers.PUBLISHED, _files(connection))
    return Aftermath(results, failed)


def _hold_broken(connection: psycopg.Connection, results: Iterable[StandingResult]) -> None:
    """A rule that cannot be run holds its datasets and calls the engineers; one that ran again does not."""
    by_dataset = {(each.platform, each.name): each for each in DATASETS}
    for found in results:
        dataset, rule = by_dataset[found.of], found.rule
        known = holds_of(connection, dataset).get(rule.rule_id)
        if found.status != "error":
            if known is not None:
                lift(connection, dataset, rule.rule_id)
                resolve_finding(connection, dataset.platform, dataset.name, rule.rule_id)
            continue
        reason = f"规则“{rule.text.title}”无法执行，本数据集暂缓发布。请数据工程组查看日志并修复规则。"
        if known is None or not known.is_accepted:
            hold(connection, dataset, rule.rule_id, reason)
        raise_finding(connection, _broken(dataset, rule, reason))


def _broken(dataset: Dataset, rule: StandingRule, reason: str) -> Finding:
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=rule.rule_id,
        severity=AlertSeverity.ERROR,
        title=f"{dataset.title}：规则“{rule.text.title}”无法执行",
        body=body(
            what=reason,
            effect="已发布的数据不变",
            remedy="由数据工程组修复规则（不是报送单位的问题）",
            where=f"hub rules --platform {dataset.platform} --dataset {dataset.name}",
        ),
    )


def _received(connection: psycopg.Connection) -> list[tuple[Dataset, datetime | None]]:
    """The datasets of which anything was ever received, with the time of their latest new version."""
    rows = connection.execute(
        "SELECT platform, dataset, max(received_at) FILTER (WHERE versions > 0) FROM hub.landed_page GROUP BY 1, 2"
    )
    latest = {(platform, dataset): last for platform, dataset, last in rows}
    return [(each, latest[each.platform, each.name]) for each in DATASETS if (each.platform, each.name) in latest]


def _settle(connection: psycopg.Connection, dataset: Dataset, found: Mapping[str, str | None]) -> None:
    if (reason := found[RECONCILIATION]) is None:
        keeper.release(connection, dataset, RECONCILIATION)
    else:
        known = holds_of(connection, dataset).get(RECONCILIATION)
        if known is None or not known.is_accepted or known.reason != reason:
            keeper.put(connection, dataset, RECONCILIATION, reason)
    if (reason := found[FRESHNESS]) is None:
        resolve_finding(connection, dataset.platform, dataset.name, FRESHNESS)
    else:
        raise_finding(connection, keeper.finding(dataset, FRESHNESS, reason))


def _balance(connection: psycopg.Connection, dataset: Dataset) -> str | None:
    """How the dataset's versions do not add up over all days, or None."""
    row = connection.execute(
        "SELECT coalesce(sum(landed), 0)::bigint, coalesce(sum(repeats), 0)::bigint,"
        " coalesce(sum(versions), 0)::bigint,"
        " coalesce(sum(current + retracted + duplicate + rejected + held + superseded), 0)::bigint"
        " FROM quality.reconciliation WHERE platform = %s AND dataset = %s",
        (dataset.platform, dataset.name),
    ).fetchone()
    assert row is not None
    landed, repeats, versions, placed = row
    faults = []
    if landed != repeats + versions:
        faults.append(f"接收 {landed} 行，而重复 {repeats} 行加版本 {versions} 个为 {repeats + versions}")
    if versions != placed:
        faults.append(f"版本 {versions} 个，而去向合计 {placed} 个")
    return f"对账不平：{'；'.join(faults)}" if faults else None


def _freshness(dataset: Dataset, last: datetime | None, moment: datetime, book: Book) -> str | None:
    if last is None:
        return None
    age, limit = moment - last, book.of(dataset).freshness_days
    if age.total_seconds() <= limit * 86_400:
        return None
    return f"最近一次收到新数据是 {instant(last, moment)}，已有 {span(age)}，超过上限 {limit:g} 天"


def _files(connection: psycopg.Connection) -> list[Result]:
    """How many of the departments' files could not be read: of several of one name the last counts."""
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE status = 'set_aside') FROM ("
        " SELECT DISTINCT ON (department, name) status FROM hub.inbox_file"
        " ORDER BY department, name, seen_at DESC) AS latest"
    ).fetchone()
    assert row is not None
    files, failed = row
    if not files:
        return []
    text = rule_texts()[SET_ASIDE]
    status = "failed" if failed else "passed"
    return [
        Result(
            "departments",
            WHOLE_PLATFORM,
            SET_ASIDE,
            text.dimension,
            text.severity,
            files,
            failed,
            status,  # type: ignore[arg-type]
        )
    ]
