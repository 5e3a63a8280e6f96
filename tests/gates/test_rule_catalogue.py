"""The catalogue holds every rule of the reference, line by line, and each is judged somewhere."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from hub.datasets import DATASETS
from hub.gates.catalogue import Judged, catalogue
from hub.main.documents.rules import rules_document

LINES = tuple(
    csv.DictReader((resources.files("hub.reference") / "rules.csv").read_text(encoding="utf-8-sig").splitlines())
)
TABLES = {each.id: each.table for each in DATASETS}


def test_it_equals_the_reference_line_by_line() -> None:
    assert len(LINES) == len(catalogue()) == 115
    for line, entry in zip(LINES, catalogue(), strict=True):
        text = entry.text
        assert {
            "rule_id": text.rule_id,
            "scope": text.scope,
            "field": text.field,
            "dimension": text.dimension,
            "severity": text.severity,
            "bad_when": text.bad_when,
            "title_zh": text.title,
            "remedy_zh": text.remedy,
            "source": text.source,
        } == line


@pytest.mark.parametrize("entry", catalogue(), ids=lambda each: each.text.rule_id)
def test_each_rule_is_judged_within_its_scope(entry) -> None:
    assert entry.datasets
    scope = entry.text.scope
    for name in entry.datasets:
        # Steps are judged with the incidents that they belong to.
        table = "incident" if scope == "incident_step" else scope
        assert scope in {"*", f"{name.split('/')[0]}.*", name.replace("/", ".")} or table == TABLES[name], name


def test_only_rules_over_versions_reject_and_only_gates_hold() -> None:
    judged = {each.text.severity: set() for each in catalogue()}
    for each in catalogue():
        judged[each.text.severity].add(each.judged)
    assert judged["reject"] == {Judged.VERSION}
    assert all(each.text.rule_id.startswith("gate.") for each in catalogue() if each.text.severity == "block")


def test_the_document_has_a_row_for_each() -> None:
    rows = [line for line in rules_document().splitlines() if line.startswith("| `")]
    assert len(rows) == len(LINES)
    for line in LINES:
        row = next(each for each in rows if each.startswith(f"| `{line['rule_id']}` "))
        for part in ("dimension", "severity", "title_zh", "remedy_zh"):
            assert f"| {line[part]} |" in row
