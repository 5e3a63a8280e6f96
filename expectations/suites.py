"""Rules → a Great Expectations suite. Importing this imports Great Expectations, which takes seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import great_expectations as gx
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.row_conditions import Column
from psycopg import sql

from expectations.counted import (
    DefectCounted,
    InSetCounted,
    LengthCounted,
    NoPatternCounted,
    NotNullCounted,
    OrderCounted,
    PatternCounted,
    RowsCounted,
)
from hub.datasets import DATASETS
from hub.errors import RuleError
from hub.rules.catalogue import rules_for
from hub.rules.kinds import (
    Defect,
    InOrder,
    InSet,
    LengthAtLeast,
    LengthAtMost,
    NoPattern,
    NotNull,
    Pattern,
    Predicate,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from great_expectations.expectations.expectation import Expectation

    from hub.rules.catalogue import Rule

KEY = "rule"
"""Where an expectation's meta keeps the key of its rule: results come back in another order."""


def suite(name: str, rules: Iterable[Rule]) -> gx.ExpectationSuite:
    """The suite of `rules`, one expectation each. Raises RuleError naming the rule that Great Expectations refuses."""
    return gx.ExpectationSuite(name, expectations=[_loaded(name, rule) for rule in rules])


def load_all() -> int:
    """Load the suite of every dataset, as judging will; returns how many. Raises RuleError."""
    return len([suite(each.id, rules_for(each)) for each in DATASETS])


def _loaded(name: str, rule: Rule) -> Expectation:
    try:
        return expectation(rule)
    except (ValueError, TypeError, GreatExpectationsError) as error:
        raise RuleError(
            f"规则套件 {name} 无法装载：规则 {rule.key} 不被 Great Expectations 接受（{error}）；"
            "请检查 hub/rules 中该规则的声明"
        ) from error


def expectation(rule: Rule) -> Expectation:
    """GX's own class for the rule's kind where it has one, else a count of the rows that its SQL finds."""
    text = rule.text
    meta = {
        KEY: rule.key,
        "rule_id": text.rule_id,
        "dimension": str(text.dimension),
        "severity": str(text.severity),
        "title": text.title,
        "remedy": text.remedy,
    }
    kind = rule.kind
    judged: dict[str, Any] = {"meta": meta}
    if not rule.judges_deletes:
        judged["row_condition"] = Column("is_delete") == False  # noqa: E712 - GX builds SQL from the comparison
    match kind:
        case NotNull(column):
            return NotNullCounted(column=column, **judged)
        case Pattern(column, regex):
            return PatternCounted(column=column, regex=regex, **judged)
        case NoPattern(column, regex):
            return NoPatternCounted(column=column, regex=regex, **judged)
        case InSet(column, values):
            return InSetCounted(column=column, value_set=list(values), **judged)
        case LengthAtLeast(column, limit):
            return LengthCounted(column=column, min_value=limit, **judged)
        case LengthAtMost(column, limit):
            return LengthCounted(column=column, max_value=limit, **judged)
        case InOrder(first, second):
            return OrderCounted(
                column_A=second, column_B=first, or_equal=True, ignore_row_if="either_value_is_missing", **judged
            )
        case Defect():
            return DefectCounted(column="defect_rules", defect=kind.rule_id, **judged)
        case Predicate():
            return RowsCounted(unexpected_rows_query=_query(kind.bad_when(), rule.judges_deletes), meta=meta)
        case _ as unreachable:
            assert_never(unreachable)


def _query(bad_when: sql.Composable, judges_deletes: bool) -> str:
    """The rows that are bad, in the spelling of GX's templates and SQLAlchemy's texts."""
    exemption = sql.SQL("" if judges_deletes else "NOT is_delete AND ")
    query = sql.SQL("SELECT version_hash FROM <batch> WHERE {}({})").format(exemption, bad_when).as_string(None)
    escaped = query.replace("{", "{{").replace("}", "}}").replace(":", r"\:")
    return escaped.replace("<batch>", "{batch}", 1)
