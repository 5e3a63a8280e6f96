"""The texts of the rules, and that what is declared and what people read are the same rules."""

from __future__ import annotations

import pytest

from hub.datasets import DATASETS
from hub.rules.catalogue import rules_for
from hub.rules.texts import Severity, rule_texts

LOOK_AT_OTHER_RECORDS = {
    "any.same_version_twice",
    "any.delete_unknown",
    "any.item_unknown",
    "any.agency_unknown",
    "any.grid_unknown",
    "any.inspection_dangling",
    "any.lead_dangling",
    "any.one_number_one_content",
    "departments.file_set_aside",
    "registration.uscc_shared",
    "licence.still_valid",
    "inspection.certificate_unknown",
    "inspection.certificate_expired",
    "penalty.item_not_assigned",
    "penalty.before_inspection",
    "officer.certificate_expired",
    "officer.certificate_expiring",
    "incident.overdue",
    "incident.place_dangling",
    "incident.handover_lost",
    "incident.handover_disagrees",
    "place.entity_deregistered",
}
"""Rules about more than one version, about a file as a whole, or about the release's day."""


def test_every_text_is_there():
    for text in rule_texts().values():
        assert text.title
        assert text.remedy
        assert text.bad_when


def test_every_rule_about_one_version_is_declared_by_some_dataset():
    declared = {rule.rule_id for dataset in DATASETS for rule in rules_for(dataset)}
    expected = {
        rule_id for rule_id in rule_texts() if not rule_id.startswith("gate.") and rule_id not in LOOK_AT_OTHER_RECORDS
    }
    assert declared == expected


def test_only_a_rule_about_one_version_rejects():
    rejecting = {rule_id for rule_id, text in rule_texts().items() if text.severity is Severity.REJECT}
    assert rejecting & LOOK_AT_OTHER_RECORDS == set()


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_rules_of_a_dataset_have_keys_of_their_own_and_name_source_fields(dataset):
    rules = rules_for(dataset)
    assert len({rule.key for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule.fields) <= set(dataset.source_fields)
        assert rule.text.scope in {"*", dataset.table, f"{dataset.platform}.{dataset.name}", "incident_step"} | {
            f"{dataset.platform}.*"
        }
