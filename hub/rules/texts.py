"""What people read about each rule: its title, remedy, dimension and severity, from `hub/reference/rules.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(StrEnum):
    """What a finding does: keeps its version back, is counted, or holds the whole dataset."""

    REJECT = "reject"
    WARN = "warn"
    BLOCK = "block"


class Dimension(StrEnum):
    """The dimensions of data quality of GB/T 36344-2018."""

    NORMS = "norms"
    COMPLETENESS = "completeness"
    ACCURACY = "accuracy"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    ACCESSIBILITY = "accessibility"


@dataclass(frozen=True, slots=True)
class RuleText:
    """One line of the file; `bad_when` says in English what the rule finds, `source` which document asks for it."""

    rule_id: str
    scope: str
    field: str
    dimension: Dimension
    severity: Severity
    bad_when: str
    title: str
    remedy: str
    source: str


@cache
def rule_texts() -> Mapping[str, RuleText]:
    """Every line of the file by its rule_id. Raises ValueError for an unknown dimension or severity."""
    file = resources.files("hub.reference") / "rules.csv"
    with file.open(encoding="utf-8-sig") as lines:
        texts = (
            RuleText(
                rule_id=line["rule_id"],
                scope=line["scope"],
                field=line["field"],
                dimension=Dimension(line["dimension"]),
                severity=Severity(line["severity"]),
                bad_when=line["bad_when"],
                title=line["title_zh"],
                remedy=line["remedy_zh"],
                source=line["source"],
            )
            for line in csv.DictReader(lines)
        )
        return MappingProxyType({text.rule_id: text for text in texts})
