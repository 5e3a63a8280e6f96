"""Judging a dataset's new versions: Great Expectations and the routing from one declaration, and they must agree."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Literal

from expectations import findings, routing
from expectations.incoming import has_unjudged, incoming
from hub.rules.catalogue import rules_for
from hub.rules.texts import Dimension, Severity, rule_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import psycopg

    from expectations.incoming import Incoming
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
    status: Literal["passed", "failed", "error"]
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
) -> Judgement:
    """Judge every unjudged version of `dataset` by `rules` (default: all of its own), in one transaction.

    A rule that could not be run, or on which Great Expectations and the routing disagree, is an error: it holds
    the dataset, and its versions stay unjudged until a run without errors, or until an operator accepts the hold.
    """
    judged_by = rules_for(dataset) if rules is None else tuple(rules)
    if not has_unjudged(database, dataset):
        return NOTHING
    # Importing Great Expectations takes seconds: only a run with something to judge pays for it, while the database
    # gathers the versions.
    importing = Thread(target=import_module, args=("expectations.validation",), name="import")
    importing.start()
    with incoming(database, dataset, judged_by, run_id) as taken:
        progress.advance(STAGE, dataset.id, 0, taken.rows)
        importing.join()
        from expectations.validation import Broken, validate

        verdicts = validate(database, "staging", taken.name, judged_by)
        broken = {key: verdict.message for key, verdict in verdicts.items() if isinstance(verdict, Broken)}
        counted = {key: verdict for key, verdict in verdicts.items() if not isinstance(verdict, Broken)}
        with database.connect() as connection:
            judgement = _settle(connection, dataset, taken, judged_by, counted, broken, run_id)
        progress.advance(STAGE, dataset.id, taken.rows, taken.rows)
    return judgement


def _settle(
    connection: psycopg.Connection,
    dataset: Dataset,
    taken: Incoming,
    rules: Sequence[Rule],
    counted: Mapping[str, int],
    broken: Mapping[str, str],
    run_id: str,
) -> Judgement:
    """Find, compare, and write down what follows."""
    runnable = [rule for rule in rules if rule.key not in broken]
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
    _record_results(connection, dataset, run_id, results)
    _lift_holds(connection, dataset, errors)
    if errors.keys() - _hold(connection, dataset, errors):
        return Judgement(taken.rows, 0, 0, results)
    rejected = routing.route(connection, dataset, taken, runnable, frozenset(errors))
    return Judgement(taken.rows, taken.rows - rejected, rejected, results)


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
        examples[rule.rule_id] = (*examples.get(rule.rule_id, ()), *shown.get(place, ()))[: findings.EXAMPLES]
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


def _record_results(
    connection: psycopg.Connection, dataset: Dataset, run_id: str, results: Sequence[RuleResult]
) -> None:
    """A run that is tried again says last what holds."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quality.check_result"
            " (run_id, platform, dataset, rule_id, dimension, severity, evaluated, failed, status, checked_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, now())"
            " ON CONFLICT (run_id, platform, dataset, rule_id) DO UPDATE SET evaluated = excluded.evaluated,"
            " failed = excluded.failed, status = excluded.status, checked_at = excluded.checked_at",
            [
                (
                    run_id,
                    dataset.platform,
                    dataset.name,
                    result.rule_id,
                    result.dimension,
                    result.severity,
                    result.evaluated,
                    result.failed,
                    result.status,
                )
                for result in results
            ],
        )


def _hold(connection: psycopg.Connection, dataset: Dataset, errors: Mapping[str, str]) -> set[str]:
    """Hold the dataset for each rule in error; returns those whose hold an operator has accepted."""
    for rule_id in errors:
        text = rule_texts().get(rule_id)
        connection.execute(
            "INSERT INTO hub.hold (platform, dataset, rule_id, reason, since) VALUES (%s, %s, %s, %s, now())"
            " ON CONFLICT (platform, dataset, rule_id) DO NOTHING",
            (
                dataset.platform,
                dataset.name,
                rule_id,
                f"规则“{text.title if text else rule_id}”无法执行，本数据集暂停发布。请数据工程组查看日志并修复规则。",
            ),
        )
    accepted = connection.execute(
        "SELECT rule_id FROM hub.hold WHERE platform = %s AND dataset = %s AND accepted_at IS NOT NULL",
        (dataset.platform, dataset.name),
    )
    return {rule_id for (rule_id,) in accepted}


def _lift_holds(connection: psycopg.Connection, dataset: Dataset, errors: Iterable[str]) -> None:
    """Only rules in error hold; a rule that ran, or is no more, does not. Gates' holds are theirs to lift."""
    gates = [rule_id for rule_id, text in rule_texts().items() if text.severity is Severity.BLOCK]
    connection.execute(
        "DELETE FROM hub.hold WHERE platform = %s AND dataset = %s AND rule_id <> ALL (%s)",
        (dataset.platform, dataset.name, [*gates, *errors]),
    )
