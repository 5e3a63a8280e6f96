"""Great Expectations' expectations where they ask the database for one number: how many rows are bad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.expect_column_pair_values_a_to_be_greater_than_b import (
    ExpectColumnPairValuesAToBeGreaterThanB,
)
from great_expectations.expectations.core.expect_column_value_lengths_to_be_between import (
    ExpectColumnValueLengthsToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex
from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
from great_expectations.expectations.core.expect_column_values_to_not_match_regex import (
    ExpectColumnValuesToNotMatchRegex,
)
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import BatchExpectation, ColumnAggregateExpectation
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value

if TYPE_CHECKING:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.validator.validator import ValidationDependencies


class Counted(BatchExpectation):
    """An expectation of GX that asks the database for one number, how many rows are bad, and for nothing else.

    GX's own also ask for the rows, their values and the nulls, a query for each, and spell their whole configuration
    out anew for every argument of every such metric: nearly all of the time that judging a few rows takes. The metric
    is the only one of `metric_dependencies`.
    """

    _spelled_out: ExpectationConfiguration | None = PrivateAttr(None)

    @property
    def configuration(self) -> ExpectationConfiguration:
        if self._spelled_out is None:
            self._spelled_out = super().configuration
        return self._spelled_out

    def get_validation_dependencies(self, *engine: Any, **runtime: Any) -> ValidationDependencies:
        """That metric alone, passing over what the classes between would add."""
        return BatchExpectation.get_validation_dependencies(self, *engine, **runtime)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        bad = self._bad_rows(*metrics.values())
        return {"success": not bad, "result": {"unexpected_count": bad}}

    def _bad_rows(self, metric: Any) -> int:
        # A sum over no rows is NULL.
        return metric or 0


class NotNullCounted(Counted, ExpectColumnValuesToNotBeNull):
    metric_dependencies = ("column_values.nonnull.unexpected_count",)


class PatternCounted(Counted, ExpectColumnValuesToMatchRegex):
    metric_dependencies = ("column_values.match_regex.unexpected_count",)


class NoPatternCounted(Counted, ExpectColumnValuesToNotMatchRegex):
    metric_dependencies = ("column_values.not_match_regex.unexpected_count",)


class InSetCounted(Counted, ExpectColumnValuesToBeInSet):
    metric_dependencies = ("column_values.in_set.unexpected_count",)


class LengthCounted(Counted, ExpectColumnValueLengthsToBeBetween):
    metric_dependencies = ("column_values.value_length.between.unexpected_count",)


class OrderCounted(Counted, ExpectColumnPairValuesAToBeGreaterThanB):
    metric_dependencies = ("column_pair_values.a_greater_than_b.unexpected_count",)


class RowsCounted(Counted, UnexpectedRowsExpectation):
    metric_dependencies = ("unexpected_rows_query.row_count",)


class NamedRows(MetricProvider):
    """How many rows name each of the words in a column that holds several, parted by blanks: word → number.

    One metric for all expectations over the column: one question to the database, and one node in GX's graph.
    """

    metric_name = "column.named_rows"
    domain_keys = ("batch_id", "table", "column", "row_condition", "condition_parser")
    value_keys = ()

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        **_: Any,
    ) -> dict[str, int]:
        selectable, _unused, accessor = execution_engine.get_compute_domain(
            metric_domain_kwargs, MetricDomainTypes.COLUMN
        )
        word = sa.func.string_to_table(sa.column(accessor["column"]), " ").label("word")
        rows = selectable.subquery() if isinstance(selectable, sa.Select) else selectable
        words = sa.select(word).select_from(rows).subquery()
        counted = sa.select(words.c.word, sa.func.count()).group_by(words.c.word)
        return dict(map(tuple, execution_engine.execute_query(counted)))


class DefectCounted(Counted, ColumnAggregateExpectation):
    """No row names the rule `defect` in the column."""

    metric_dependencies = (NamedRows.metric_name,)
    defect: str

    def _bad_rows(self, metric: dict[str, int]) -> int:
        return metric.get(self.defect, 0)
