"""Judging what is published by the rules that look at other records or at the day.

After each release those rules are judged again whose grounds have changed since: a table that they read, the day,
the rule itself. So a release of little costs little, and a killed process leaves nothing out.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import blake2s
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from hub.datasets import DATASETS
from hub.rules.results import EXAMPLES, LONGEST_EXAMPLE, Covers, Result, Status, record
from hub.rules.standing.declared import NAMED, STANDING
from hub.rules.standing.kinds import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.database.asking import Query
    from hub.datasets.declaration import Dataset
    from hub.rules.standing.kinds import StandingRule

_log = logging.getLogger(__name__)

_ZONE = ZoneInfo("Asia/Shanghai")

Of = tuple[str, str]
"""A dataset as the database names it: platform and name."""


@dataclass(frozen=True, slots=True)
class StandingResult:
    """What one rule found of one dataset; `message` says to an engineer why it could not be run."""

    rule: StandingRule
    of: Of
    evaluated: int
    failed: int
    status: Status
    examples: tuple[tuple[str, str | None], ...] = ()
    message: str | None = None


def judge_published(
    connection: psycopg.Connection, run_id: str, moment: datetime, rules: Sequence[StandingRule] = STANDING
) -> tuple[StandingResult, ...]:
    """Judge what is published now by those of `rules` whose grounds have changed, and write down what they found.

    `moment` is the release's time. A rule that cannot be run is an error of every dataset that it is over. In the
    caller's transaction.
    """
    released = _last_release(connection)
    evaluated: dict[str, Mapping[Of, int]] = {}
    results: list[StandingResult] = []
    for rule in rules:
        if not _is_due(connection, rule, moment):
            continue
        try:
            with connection.transaction():
                if rule.subject not in evaluated:
                    evaluated[rule.subject] = _rows_of(connection, rule)
                results += _judge(connection, rule, moment, evaluated[rule.subject])
        except psycopg.Error as error:
            _log.exception("rule %s over %s could not be run", rule.rule_id, rule.subject)
            message = str(error).strip()
            results += [StandingResult(rule, of, 0, 0, "error", message=message) for of in _datasets_of(rule)]
        else:
            _remember(connection, rule, released, moment)
    record(connection, run_id, Covers.PUBLISHED, map(_result, results))
    return tuple(results)


def findings(
    connection: psycopg.Connection, rule_id: str, dataset: Dataset, moment: datetime, limit: int | None = None
) -> list[tuple[str, str | None]]:
    """(source_id, offending value) of the dataset's published records that a standing rule finds bad now, in clear."""
    found: list[tuple[str, str | None]] = []
    for rule in STANDING:
        if rule.rule_id == rule_id and (dataset.platform, dataset.name) in _datasets_of(rule):
            query = sql.SQL(
                "SELECT source_id, value FROM ({}) AS bad WHERE platform = {} AND dataset = {} ORDER BY 1 LIMIT {}"
            ).format(_bad(rule, moment), dataset.platform, dataset.name, limit)
            found += connection.execute(query).fetchall()
    return found[:limit]


def digest(rule: StandingRule) -> str:
    """What changes with the rule."""
    spelled = "\n".join((rule.rule_id, rule.bad_when, rule.source().as_string(None), *rule.columns))
    return blake2s(spelled.encode(), digest_size=16).hexdigest()


def condition(rule: StandingRule, moment: datetime) -> Query:
    """The rule's condition over a row `shown`, at that moment."""
    local = moment.astimezone(_ZONE)
    clock = {"day": sql.SQL("{}::date").format(local.date()), "moment": sql.SQL("{}::timestamptz").format(local)}
    return sql.SQL(rule.bad_when).format(**clock, **NAMED)


def _bad(rule: StandingRule, moment: datetime) -> sql.Composed:
    """platform, dataset, source_id and value of the rows that are bad."""
    return sql.SQL(
        "SELECT shown.platform, shown.dataset, shown.source_id, {value} AS value FROM ({rows}) AS shown WHERE {bad}"
    ).format(value=rule.value(), rows=rule.source(), bad=condition(rule, moment))


def _judge(
    connection: psycopg.Connection, rule: StandingRule, moment: datetime, evaluated: Mapping[Of, int]
) -> list[StandingResult]:
    rows = connection.execute(
        sql.SQL(
            "WITH bad AS MATERIALIZED ({bad}),"
            " counted AS (SELECT platform, dataset, count(*) AS count FROM bad GROUP BY platform, dataset)"
            " SELECT counted.*, example.* FROM counted CROSS JOIN LATERAL ("
            "  SELECT source_id, left(value, {longest}) FROM bad"
            "  WHERE (bad.platform, bad.dataset) = (counted.platform, counted.dataset)"
            '  ORDER BY source_id COLLATE "C" LIMIT {examples}) AS example'
            " ORDER BY platform, dataset, source_id"
        ).format(longest=LONGEST_EXAMPLE, bad=_bad(rule, moment), examples=EXAMPLES)
    ).fetchall()
    failed: dict[Of, int] = {}
    shown: dict[Of, list[tuple[str, str | None]]] = {}
    for platform, dataset, count, source_id, value in rows:
        failed[platform, dataset] = count
        shown.setdefault((platform, dataset), []).append((source_id, value))
    return [
        StandingResult(
            rule,
            of,
            count,
            failed.get(of, 0),
            "failed" if of in failed else "passed",
            tuple(shown.get(of, ())),
        )
        for of, count in sorted(evaluated.items())
    ]


def _result(found: StandingResult) -> Result:
    text = found.rule.text
    return Result(
        *found.of,
        text.rule_id,
        text.dimension,
        text.severity,
        found.evaluated,
        found.failed,
        found.status,
        found.examples,
    )


def _rows_of(connection: psycopg.Connection, rule: StandingRule) -> Mapping[Of, int]:
    rows = connection.execute(
        sql.SQL("SELECT platform, dataset, count(*) FROM ({}) AS shown GROUP BY platform, dataset").format(
            rule.source()
        )
    )
    return {(platform, dataset): count for platform, dataset, count in rows}


def _datasets_of(rule: StandingRule) -> list[Of]:
    """The datasets whose records the rule can be over."""
    return [
        (each.platform, each.name)
        for each in DATASETS
        if each.table == rule.table and (rule.over is None or each.id == rule.over)
    ]


def _last_release(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(release_id), 0) FROM hub.release").fetchone()
    assert row is not None
    return int(row[0])


def _is_due(connection: psycopg.Connection, rule: StandingRule, moment: datetime) -> bool:
    """Whether anything has changed since the rule was judged last that can change its answer."""
    row = connection.execute(
        "SELECT state.digest, state.judged_at, "
        "EXISTS (SELECT FROM hub.release AS release"
        "        WHERE release.release_id > state.release_id AND release.counts ?| %(grounds)s), "
        "EXISTS (SELECT FROM hub.judging AS judging WHERE judging.platform || '/' || judging.dataset = %(over)s"
        "        AND judging.judged_at > state.judged_at) "
        "FROM quality.standing_rule AS state WHERE state.rule_id = %(rule)s AND state.subject = %(subject)s",
        {"grounds": list(rule.grounds), "over": rule.over, "rule": rule.rule_id, "subject": rule.subject},
    ).fetchone()
    if row is None or row[0] != digest(rule) or row[2] or row[3]:
        return True
    return rule.clock is Clock.ALWAYS or (
        rule.clock is Clock.DAILY and row[1].astimezone(_ZONE).date() != moment.astimezone(_ZONE).date()
    )


def _remember(connection: psycopg.Connection, rule: StandingRule, release_id: int, moment: datetime) -> None:
    connection.execute(
        "INSERT INTO quality.standing_rule (rule_id, subject, digest, release_id, judged_at)"
        " VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (rule_id, subject) DO UPDATE SET digest = excluded.digest, release_id = excluded.release_id,"
        " judged_at = excluded.judged_at",
        (rule.rule_id, rule.subject, digest(rule), release_id, moment),
    )
