"""The texts of the rules, and that what is declared and what people read are the same rules."""

from __future__ import annotations

import pytest

from hub.datasets import DATASETS
from hub.rules.catalogue import rules_for
from hub.rules.standing.declared import STANDING
from hub.rules.texts import Severity, rule_texts


def test_every_text_is_there():
    for text in rule_texts().values():
        assert text.title
        assert text.remedy
        assert text.bad_when


def test_only_a_rule_about_one_version_rejects():
    rejecting = {rule_id for rule_id, text in rule_texts().items() if text.severity is Severity.REJECT}
    over_others = {rule.rule_id for rule in STANDING} | {"any.same_version_twice", "any.delete_unknown"}
    assert rejecting & over_others == set()
    assert rejecting <= {rule.rule_id for dataset in DATASETS for rule in rules_for(dataset)}


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_rules_of_a_dataset_have_keys_of_their_own_and_name_source_fields(dataset):
    rules = rules_for(dataset)
    assert len({rule.key for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule.fields) <= set(dataset.source_fields)
        assert rule.text.scope in {"*", dataset.table, f"{dataset.platform}.{dataset.name}", "incident_step"} | {
            f"{dataset.platform}.*"
        }
