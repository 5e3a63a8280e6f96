"""Every rule of every dataset finds what it is there for, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from sound_versions import FOUND_TOO, bad, sound
from staged_versions import stage

from expectations.judge import judge
from hub.datasets import DATASETS
from hub.progress import Silence
from hub.rules.catalogue import rules_for


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_a_planted_finding_is_found_and_a_sound_version_is_not(database, dataset):
    rules = rules_for(dataset)
    stage(database, [sound(dataset), *(version for rule in rules for version in bad(dataset, rule))])

    judgement = judge(dataset, database, "run", Silence())

    assert judgement.errors == ()
    known = {rule.rule_id for rule in rules}
    expected = Counter(
        each
        for rule in rules
        for each in (*(rule.rule_id for _ in bad(dataset, rule)), *FOUND_TOO.get(rule.key, set()) & known)
    )
    assert {result.rule_id: result.failed for result in judgement.results} == expected
    found = {source_id for result in judgement.results for source_id, _ in result.examples}
    assert "sound" not in found
