"""How a derived table is declared: what it answers, what it reads, and the query that computes its rows.

A declaration is all that filling, documentation and lineage need. In its SQL stand

- `{penalty}` …: the live rows of a unified table that it `reads` (retracted ones are never seen), as a relation;
- `{today}`: the day for which it is computed, a date in Asia/Shanghai; `{since}`: the day for which it was before;
- `{expiring_days}` …: a parameter (`hub.model.marts.parameters`);
- a term (`hub.marts.terms`), such as `{is_open}`;
- `{in_scope}`: whether the columns of its `scope`, where they are in sight, are to be computed now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, LiteralString

from hub.marts.terms import TERMS
from hub.model import METADATA
from hub.model.marts.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

DERIVED = "derived"
"""The schema of the rows; the readers' views of the same names are in `mart`."""


@dataclass(frozen=True, slots=True)
class Read:
    """How a row of a unified table counts in a mart.

    `keys`: the scope that a row, called `record`, counts in: for each of them an expression for every column of the
    mart's scope (`record.entity_id`), of the row as it is or was. A row that counts in several places has several;
    with none of them a change of any row computes the whole mart anew. What is NULL counts nowhere.
    `joined`: what the expressions need besides the row, such as `JOIN unified.agency AS a ON …`.
    `is_narrowed`: the mart's query sees the rows in scope only; else all live rows (so it is where rows are `joined`).
    """

    keys: tuple[LiteralString, ...] = ()
    joined: LiteralString = ""
    is_narrowed: bool = True

    @property
    def columns(self) -> frozenset[str]:
        """The row's columns that say where it counts."""
        return frozenset(re.findall(r"\brecord\.(\w+)", " ".join((*self.keys, self.joined))))


@dataclass(frozen=True, slots=True)
class Mart:
    """A derived table.

    `question`: what it answers, in Chinese. `rows`: the query of its rows, every column but `stamp` by its name.
    `scope`: columns of its own by which it is computed piece by piece: a change computes the pieces anew in which
    the changed rows count, and did. `due`: a query of the pieces that may come out differently on `{today}` than on
    `{since}` though no record changed; without it a mart that looks at `{today}` is computed anew every day.
    `stamp`: the column that says when the row last changed.
    """

    name: str
    question: str
    reads: Mapping[str, Read]
    rows: LiteralString
    scope: tuple[str, ...]
    due: LiteralString | None = None
    stamp: str | None = None

    @property
    def table(self) -> Table:
        """The table of its rows."""
        return METADATA.tables[f"{DERIVED}.{self.name}"]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of its primary key."""
        return tuple(each.name for each in self.table.primary_key.columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its query gives."""
        return tuple(each.name for each in self.table.columns if each.name != self.stamp)

    @property
    def title(self) -> str:
        """What operators call it."""
        return (self.table.comment or self.name).partition("：")[0]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that its formula uses, in the order of their declaration."""
        return tuple(each for each in PARAMETERS if each in self._placeholders)

    @property
    def depends_on_day(self) -> bool:
        """Whether rows can come out differently on another day though no record changed."""
        return "today" in self._placeholders

    @property
    def _placeholders(self) -> frozenset[str]:
        return frozenset(_placeholders(self.rows) | _placeholders(self.due or ""))


def _placeholders(text: str) -> set[str]:
    """The placeholders in `text` and in the terms that it uses."""
    found = {name for _, name, _, _ in Formatter().parse(text) if name}
    return found.union(*(_placeholders(TERMS[name]) for name in found & TERMS.keys()))
