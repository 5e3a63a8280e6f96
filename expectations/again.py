"""Keeping verdicts in step with the rules: what waits or is rejected is judged again when those change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.judge import NOTHING, Judgement, judge
from hub.rules.catalogue import rules_for
from hub.staging.again import read_again
from hub.versions import verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.progress import Progress
    from hub.rules.catalogue import Rule

AGAIN = ":again"
"""What the results of judging again have behind their run's id."""


def judge_in_step(
    dataset: Dataset, database: Database, store: LandingStore, run_id: str, progress: Progress
) -> Judgement:
    """Judge every unjudged version of `dataset`; where its rules have changed, those that no release has taken too."""
    rules = rules_for(dataset)
    judgement = judge(dataset, database, run_id, progress, rules)
    with database.connect() as connection:
        outdated = verdicts.is_outdated(connection, dataset, rules)
    return _sum(judgement, recheck(dataset, database, store, run_id, progress, rules)) if outdated else judgement


def recheck(
    dataset: Dataset,
    database: Database,
    store: LandingStore,
    run_id: str,
    progress: Progress,
    rules: Sequence[Rule] | None = None,
) -> Judgement:
    """Read the versions that no release has taken again from their pages, and judge them again by the rules of now.

    Rejections that no longer hold close, and their versions go into the next release. What is published stays.
    """
    with database.connect() as connection:
        read_again(connection, dataset, store)
        if not verdicts.reopen(connection, dataset):
            return NOTHING
    return judge(dataset, database, f"{run_id}{AGAIN}", progress, rules, again=True)


def _sum(first: Judgement, second: Judgement) -> Judgement:
    return Judgement(
        first.evaluated + second.evaluated,
        first.passed + second.passed,
        first.rejected + second.rejected,
        second.results or first.results,
    )
