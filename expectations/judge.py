"""Judging a dataset's new versions: Great Expectations and the routing from one declaration, and they must agree."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from expectations import findings, routing
from expectations.incoming import has_unjudged, incoming
from expectations.validator import validator
from expectations.verdicts import Broken
from hub.gates import history
from hub.rules.catalogue import rules_for
from hub.rules.results import EXAMPLES, Covers, Result, Status, record
from hub.rules.standing.declared import STANDING
from hub.rules.texts import Dimension, Severity, rule_texts
from hub.versions import verdicts
from hub.versions.holds import hold, holds_of, lift

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from concurrent.futures import Future

    from expectations.incoming import Incoming
    from expectations.verdicts import Verdicts
    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.progress import Progress
    from hub.rules.catalogue import Rule

_log = logging.getLogger(__name__)

STAGE = "judging"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found. `examples` are up to three (source_id, offending value) in clear; `message` is for an
    engineer and says why the rule is in error."""

    rule_id: str
    dimension: Dimension
    severity: Severity
    evaluated: int
    failed: int
    status: Status
    examples: tuple[tuple[str, str | None], ...] = ()
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many versions were looked at, how many passed and were rejected (neither where a rule is in error)."""

    evaluated: int
    passed: int
    rejected: int
    results: tuple[RuleResult, ...]

    @property
    def errors(self) -> tuple[RuleResult, ...]:
        """The rules that could not be run."""
        return tuple(result for result in self.results if result.status == "error")


NOTHING = Judgement(0, 0, 0, ())


def judge(
    dataset: Dataset,
    database: Database,
    run_id: str,
    progress: Progress,
    rules: Sequence[Rule] | None = None,
    *,
    again: bool = False,
) -> Judgement:
    """Judge every unjudged version of `dataset` by `rules` (default: all of its own), in one transaction.

    A rule that could not be run, or on which Great Expectations and the routing disagree, is an error: it holds
    the dataset, and its versions stay unjudged until a run without errors, or until an operator accepts the hold.
    `again`: the versions were judged before, and count no second time in the history of their days.
    """
    judged_by = rules_for(dataset) if rules is None else tuple(rules)
    if not has_unjudged(database, dataset):
        return NOTHING
    great_expectations = validator()
    with incoming(database, dataset, judged_by, run_id) as taken:
        progress.advance(STAGE, dataset.id, 0, taken.rows)
        asked = great_expectations.validate(database, "staging", taken.name, judged_by)
        with database.connect() as connection:
            judgement = _settle(connection, dataset, taken, judged_by, asked, run_id, again=again)
        progress.advance(STAGE, dataset.id, taken.rows, taken.rows)
    return judgement


def _settle(
    connection: psycopg.Connection,
    dataset: Dataset,
    taken: Incoming,
    rules: Sequence[Rule],
    asked: Future[Verdicts],
    run_id: str,
    *,
    again: bool,
) -> Judgement:
    """Find, compare, and write down what follows."""
    findings.begin(connection)
    is_found = _find(connection, taken, rules)
    broken = {key: verdict.message for key, verdict in asked.result().items() if isinstance(verdict, Broken)}
    counted = {key: verdict for key, verdict in asked.result().items() if not isinstance(verdict, Broken)}
    runnable = [rule for rule in rules if rule.key not in broken]
    if broken or not is_found:
        findings.find(connection, taken, runnable)
    found = findings.counts(connection)
    errors = _by_rule_id((rule.rule_id, broken[rule.key]) for rule in rules if rule.key in broken)
    errors |= _by_rule_id(
        (rule.rule_id, f"Great Expectations counts {counted[rule.key]} bad rows, the routing {found.get(place, 0)}")
        for place, rule in enumerate(runnable)
        if counted[rule.key] != found.get(place, 0)
    )
    errors |= dict.fromkeys(findings.undeclared(connection, taken, rules), "named by a defect, declared by no rule")
    for rule_id, message in errors.items():
        _log.error("rule %s of %s could not be run: %s", rule_id, dataset.id, message)
    results = _results(connection, taken, runnable, found, rules, errors)
    record(connection, run_id, Covers.VERSIONS, (_result(dataset, each) for each in results))
    _lift_holds(connection, dataset, errors)
    if _hold(connection, dataset, taken, errors):
        return Judgement(taken.rows, 0, 0, results)
    verdicts.note(connection, dataset, rules, taken.table, again=again)
    rejected = routing.route(connection, dataset, taken, runnable, frozenset(errors))
    if not again:
        history.add(connection, dataset, taken.table, routing.REJECTED)
    return Judgement(taken.rows, taken.rows - rejected, rejected, results)


def _find(connection: psycopg.Connection, taken: Incoming, rules: Sequence[Rule]) -> bool:
    """Find beside Great Expectations what all rules find; one that cannot be run breaks it, and then nothing is."""
    try:
        with connection.transaction():
            findings.find(connection, taken, rules)
    except (psycopg.ProgrammingError, psycopg.DataError):
        return False
    return True


def _by_rule_id(messages: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for rule_id, message in messages:
        joined[rule_id] = f"{joined[rule_id]}; {message}" if rule_id in joined else message
    return joined


def _results(
    connection: psycopg.Connection,
    taken: Incoming,
    runnable: Sequence[Rule],
    found: Mapping[int, int],
    rules: Sequence[Rule],
    errors: Mapping[str, str],
) -> tuple[RuleResult, ...]:
    """One result for each rule_id, by rule_id."""
    shown = findings.examples(connection, taken, runnable, sorted(found))
    failed = findings.versions(connection, runnable, found)
    examples: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for place, rule in enumerate(runnable):
        examples[rule.rule_id] = (*examples.get(rule.rule_id, ()), *shown.get(place, ()))[:EXAMPLES]
    judges_deletes = {rule.rule_id: rule.judges_deletes for rule in rules}
    results = []
    for rule_id in sorted(judges_deletes.keys() | errors.keys()):
        text = rule_texts().get(rule_id)
        results.append(
            RuleResult(
                rule_id=rule_id,
                dimension=text.dimension if text else Dimension.NORMS,
                severity=text.severity if text else Severity.BLOCK,
                evaluated=taken.rows - (0 if judges_deletes.get(rule_id, True) else taken.deletes),
                failed=failed.get(rule_id, 0),
                status="error" if rule_id in errors else "failed" if failed.get(rule_id) else "passed",
                examples=examples.get(rule_id, ()),
                message=errors.get(rule_id),
            )
        )
    return tuple(results)


def _result(dataset: Dataset, found: RuleResult) -> Result:
    return Result(
        dataset.platform,
        dataset.name,
        found.rule_id,
        found.dimension,
        found.severity,
        found.evaluated,
        found.failed,
        found.status,
        found.examples,
    )


def _hold(connection: psycopg.Connection, dataset: Dataset, taken: Incoming, errors: Mapping[str, str]) -> bool:
    """Hold the dataset for each rule in error; whether one of them holds it still, accepted by nobody."""
    if not errors:
        return False
    row = connection.execute(sql.SQL("SELECT max(landed_at) FROM {}").format(taken.table)).fetchone()
    latest = row[0] if row else None
    known = holds_of(connection, dataset)
    waiting = [rule_id for rule_id in errors if rule_id not in known or not known[rule_id].covers(latest)]
    for rule_id in waiting:
        text = rule_texts().get(rule_id)
        title = text.title if text else rule_id
        hold(
            connection,
            dataset,
            rule_id,
            f"规则“{title}”无法执行，本数据集暂缓发布。请数据工程组查看日志并修复规则。",
        )
    return bool(waiting)


def _lift_holds(connection: psycopg.Connection, dataset: Dataset, errors: Iterable[str]) -> None:
    """Only rules in error hold; a rule that ran, or is no more, does not. Holds of gates, and of rules over what is
    published, are theirs to lift."""
    others = {rule_id for rule_id, text in rule_texts().items() if text.severity is Severity.BLOCK}
    others |= {rule.rule_id for rule in STANDING}
    for rule_id in holds_of(connection, dataset).keys() - others - set(errors):
        lift(connection, dataset, rule_id)
