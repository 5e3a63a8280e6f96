"""Holding, healing and telling: what follows from the gates' verdicts.

Everything here can be repeated: a hold is there while its cause is, and its alert with it. What an operator accepted
stays let through until the cause is gone; the same cause in what is received later holds anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.alerts.bodies import body
from hub.alerts.findings import Finding, raise_finding, resolve_finding
from hub.alerts.findings import Severity as AlertSeverity
from hub.datasets import PLATFORMS
from hub.gates import facts, history, verdicts
from hub.rules.results import Covers, Result, record
from hub.rules.texts import Severity, rule_texts
from hub.versions.holds import accept, hold, holds_of, lift

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.gates.limits import Limits
    from hub.gates.verdicts import Verdict
    from hub.versions.holds import Hold

    Gate = Callable[[datetime | None], Verdict | None]
    """A gate over what was received after an instant, over all of it for None."""

OF_JUDGED = (
    verdicts.FIELD_ABSENT,
    verdicts.UNREADABLE,
    verdicts.REJECTED_SHARE,
    verdicts.VOLUME,
    verdicts.FILL_RATE,
)
"""The gates that look at what was staged and judged."""


def look(
    connection: psycopg.Connection, dataset: Dataset, limits: Limits, run_id: str, moment: datetime
) -> Mapping[str, str]:
    """Look at what was staged and judged of `dataset`: hold it, or let it come free. In the caller's transaction.

    Returns the reasons of the holds in force, by gate.
    """
    gates = _gates(connection, dataset, limits, moment)
    known = holds_of(connection, dataset)
    found = {rule_id: _settle(connection, dataset, rule_id, gate, known) for rule_id, gate in gates.items()}
    record(
        connection, run_id, Covers.GATE, (result(dataset, rule_id, is_bad=bool(found[rule_id])) for rule_id in gates)
    )
    return {rule_id: verdict.reason for rule_id, verdict in found.items() if verdict is not None}


def put(connection: psycopg.Connection, dataset: Dataset, rule_id: str, reason: str) -> None:
    """Hold the dataset by a gate that somebody else looked through, and tell of it."""
    hold(connection, dataset, rule_id, reason)
    raise_finding(connection, finding(dataset, rule_id, reason))


def release(connection: psycopg.Connection, dataset: Dataset, rule_id: str) -> None:
    """The cause of a gate's hold is gone."""
    lift(connection, dataset, rule_id)
    resolve_finding(connection, dataset.platform, dataset.name, rule_id)


def accept_holds(
    connection: psycopg.Connection, dataset: Dataset, by: str, reason: str, *, days: float = 0
) -> list[Hold]:
    """Let through whatever holds the dataset (see `hub.versions.holds.accept`); the alerts are over."""
    accepted = accept(connection, dataset, by, reason, days=days)
    for each in accepted:
        resolve_finding(connection, dataset.platform, dataset.name, each.rule_id)
    return accepted


def result(dataset: Dataset, rule_id: str, *, is_bad: bool) -> Result:
    """A gate's result: one thing was looked at."""
    text = rule_texts()[rule_id]
    return Result(
        dataset.platform,
        dataset.name,
        rule_id,
        text.dimension,
        text.severity,
        1,
        int(is_bad),
        "failed" if is_bad else "passed",
    )


def finding(dataset: Dataset, rule_id: str, reason: str) -> Finding:
    """What an operator is told of a gate."""
    text = rule_texts()[rule_id]
    holds = text.severity is Severity.BLOCK
    subject = f"{PLATFORMS[dataset.platform].title} · {dataset.title}"
    accepting = f"；确认无误可放行：hub quality accept {dataset.platform} {dataset.name} --by 姓名 --reason 理由"
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=rule_id,
        severity=AlertSeverity(text.severity),
        title=f"{subject}：{text.title}{'，暂缓发布' if holds else ''}",
        body=body(
            what=reason,
            effect="该数据集暂缓发布，已发布的数据不变；其他数据集照常" if holds else None,
            remedy=f"{text.remedy}{accepting if holds else ''}",
            where=f"hub status；Dagster 资产 staging/{dataset.platform}/{dataset.name}",
        ),
    )


def _settle(
    connection: psycopg.Connection, dataset: Dataset, rule_id: str, gate: Gate, known: Mapping[str, Hold]
) -> Verdict | None:
    """What the gate says now of what is not let through."""
    verdict = gate(None)
    if verdict is None:
        if rule_id in known:
            release(connection, dataset, rule_id)
        return None
    former = known.get(rule_id)
    if former is not None and former.is_accepted:
        if former.accepted_until is None:
            return None
        verdict = gate(former.accepted_until)
        if verdict is None:
            return None
    put(connection, dataset, rule_id, verdict.reason)
    return verdict


def _gates(connection: psycopg.Connection, dataset: Dataset, limits: Limits, moment: datetime) -> Mapping[str, Gate]:
    today = moment.astimezone(facts.ZONE).date()
    begin = facts.increment_from(connection, dataset)
    past = history.days(connection, dataset, today)

    def start(since: datetime | None) -> datetime:
        assert begin is not None
        return begin if since is None else max(begin, since)

    def rejected_share(since: datetime | None) -> Verdict | None:
        if begin is None:
            return None
        return verdicts.rejected_share(facts.increment(connection, dataset, start(since)), limits)

    def fill_rate(since: datetime | None) -> Verdict | None:
        if begin is None or len(past) < limits.history_days:
            return None
        return verdicts.fill_rate(facts.fill(connection, dataset, start(since)), past, limits, facts.names(dataset))

    def volume(since: datetime | None) -> Verdict | None:
        # A day that was over before an acceptance is covered by it.
        closed = past[-1] if past and (since is None or since.astimezone(facts.ZONE).date() <= past[-1].day) else None
        return verdicts.volume(facts.received(connection, dataset, today, since), closed, past, limits)

    def field_absent(since: datetime | None) -> Verdict | None:
        return verdicts.field_absent(facts.absent(connection, dataset, facts.required_fields(dataset), since), limits)

    def unreadable(since: datetime | None) -> Verdict | None:
        keys = {name for part in dataset.key_parts for name in part}
        return verdicts.unreadable(facts.absent(connection, dataset, keys, since), dataset.key_parts)

    gates = (field_absent, unreadable, rejected_share, volume, fill_rate)
    return dict(zip(OF_JUDGED, gates, strict=True))


def walked(
    connection: psycopg.Connection, dataset: Dataset, run_id: str, failed: str | None, message: str = ""
) -> None:
    """Note how a dataset's walk ended: well, or `failed` by a gate for the reason of `message`.

    Rows that do not add up to the platform's own total hold the dataset until they do; a platform that does not answer,
    or not in a form that can be read, brings nothing that could be held. The alerts are the landing's own.
    """
    if failed == verdicts.TOTALS:
        hold(connection, dataset, verdicts.TOTALS, f"{rule_texts()[verdicts.TOTALS].title}：{message}")
    elif failed is None:
        lift(connection, dataset, verdicts.TOTALS)
    looked = [verdicts.UNREACHABLE] if failed == verdicts.UNREACHABLE else [verdicts.UNREACHABLE, verdicts.TOTALS]
    record(connection, run_id, Covers.GATE, (result(dataset, each, is_bad=each == failed) for each in looked))
