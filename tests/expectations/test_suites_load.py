"""A suite that Great Expectations refuses is refused with its dataset and rule, before anything is judged."""

from __future__ import annotations

import pytest

from expectations import suites
from expectations.suites import load_all, suite
from hub.datasets import DATASETS
from hub.datasets.provincial import PENALTIES
from hub.errors import RuleError
from hub.rules.catalogue import Rule, rules_for
from hub.rules.kinds import LengthAtMost
from hub.rules.texts import rule_texts

ENDLESS = Rule(rule_texts()["any.too_long"], LengthAtMost("content", "long"), ("CF_NR",))  # type: ignore[arg-type]


def test_the_suite_of_every_dataset_loads():
    assert load_all() == len(DATASETS)


def test_one_that_does_not_is_named(monkeypatch):
    complaint = r"规则套件 provincial/penalties 无法装载：规则 any.too_long:content 不被 Great Expectations 接受"
    with pytest.raises(RuleError, match=complaint):
        suite(PENALTIES.id, (*rules_for(PENALTIES), ENDLESS))

    monkeypatch.setattr(suites, "rules_for", lambda of: (ENDLESS,) if of is PENALTIES else rules_for(of))
    with pytest.raises(RuleError, match=complaint):
        load_all()
