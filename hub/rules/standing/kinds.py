"""The words in which rules over what is published are declared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

from hub.release.references import live
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset
    from hub.rules.texts import RuleText


class Clock(StrEnum):
    """When a rule's answer changes by itself, without any record changing."""

    NEVER = "never"
    DAILY = "daily"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class StandingRule:
    """One rule over the live rows of a unified table, or over records of one dataset.

    `bad_when` is an SQL condition over a row `shown`, in which `{day}` and `{moment}` stand for those of the release.
    `columns` are those of `shown` whose values show what is wrong. `reads` are the unified tables besides `table`
    whose changes can change the answer. `rows` is a query of platform, dataset, source_id and what `bad_when` reads,
    where it is not the live rows of `table`; `subject` then tells what it is over.
    """

    rule_id: str
    table: str
    bad_when: LiteralString
    columns: tuple[str, ...]
    reads: tuple[str, ...] = ()
    clock: Clock = Clock.NEVER
    rows: sql.Composable | None = None
    over: str | None = None

    @property
    def text(self) -> RuleText:
        """What people read about the rule. Raises KeyError where rules.csv does not hold it."""
        return rule_texts()[self.rule_id]

    @property
    def subject(self) -> str:
        """The table or dataset that the rule is over: together with the id it names the rule."""
        return self.over or self.table

    @property
    def grounds(self) -> tuple[str, ...]:
        """The unified tables whose changes can change the answer."""
        return (self.table, *self.reads)

    def source(self) -> sql.Composable:
        """The query of the rows that are judged."""
        return self.rows if self.rows is not None else live_rows(self.table)

    def value(self) -> sql.Composed:
        """The values of `columns` of a row `shown` as one text, joined by `;`."""
        return sql.SQL("concat_ws(';', {})").format(
            sql.SQL(", ").join(
                sql.SQL("coalesce(CAST({} AS text), '')").format(sql.Identifier("shown", each)) for each in self.columns
            )
        )


def live_rows(table: str) -> sql.Composed:
    """The rows of a unified table that are not retracted."""
    return sql.SQL("SELECT * FROM {} WHERE retracted_at IS NULL").format(sql.Identifier("unified", table))


def with_staged(dataset: Dataset, *columns: str) -> sql.Composed:
    """The dataset's live rows with these columns of staging, where they are kept for rules."""
    staged = sql.SQL(", ").join(sql.Identifier("version", each) for each in columns)
    return sql.SQL(
        "SELECT row.*, {staged} FROM {unified} AS row JOIN ({live}) AS version ON version.id = row.id "
        "WHERE row.platform = {platform} AND row.dataset = {dataset} AND row.retracted_at IS NULL"
    ).format(
        staged=staged,
        unified=sql.Identifier("unified", dataset.table),
        live=live(dataset),
        platform=sql.Literal(dataset.platform),
        dataset=sql.Literal(dataset.name),
    )
