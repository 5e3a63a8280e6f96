"""Every rule that there is: when it is judged, and of which datasets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from hub.datasets import DATASETS, PLATFORMS
from hub.datasets.wire import FilePlatform
from hub.gates import verdicts
from hub.gates.after_release import SET_ASIDE
from hub.gates.keeper import OF_JUDGED
from hub.rules.catalogue import rules_for
from hub.rules.standing.declared import STANDING
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.rules.texts import RuleText


class Judged(StrEnum):
    """When a rule is judged."""

    LANDING = "landing"
    VERSION = "version"
    DATASET = "dataset"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule: its texts, when it is judged, and the datasets (`platform/dataset`) that it can find something in."""

    text: RuleText
    judged: Judged
    datasets: tuple[str, ...]


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every rule of rules.csv in its order. Raises KeyError for one that nothing judges."""
    found = _implemented()
    return tuple(Entry(text, *found[rule_id]) for rule_id, text in rule_texts().items())


def _implemented() -> dict[str, tuple[Judged, tuple[str, ...]]]:
    when: dict[str, Judged] = {}
    datasets: dict[str, dict[str, None]] = {}
    for rule_id, judged, dataset in (*_of_landing(), *_of_versions(), *_of_datasets(), *_of_releases()):
        when[rule_id] = judged
        datasets.setdefault(rule_id, {})[dataset] = None
    return {rule_id: (judged, tuple(datasets[rule_id])) for rule_id, judged in when.items()}


def _of_landing() -> Iterator[tuple[str, Judged, str]]:
    for each in DATASETS:
        yield verdicts.NEW_FIELD, Judged.LANDING, each.id
        if isinstance(PLATFORMS[each.platform], FilePlatform):
            yield SET_ASIDE, Judged.LANDING, each.id
        else:
            yield verdicts.UNREACHABLE, Judged.LANDING, each.id
            yield verdicts.TOTALS, Judged.LANDING, each.id


def _of_versions() -> Iterator[tuple[str, Judged, str]]:
    for each in DATASETS:
        for rule in rules_for(each):
            yield rule.rule_id, Judged.VERSION, each.id


def _of_datasets() -> Iterator[tuple[str, Judged, str]]:
    for each in DATASETS:
        for rule_id in OF_JUDGED:
            yield rule_id, Judged.DATASET, each.id


def _of_releases() -> Iterator[tuple[str, Judged, str]]:
    for each in DATASETS:
        for rule in STANDING:
            if each.table == rule.table and rule.over in (None, each.id):
                yield rule.rule_id, Judged.RELEASE, each.id
        yield verdicts.RECONCILIATION, Judged.RELEASE, each.id
        yield verdicts.FRESHNESS, Judged.RELEASE, each.id
