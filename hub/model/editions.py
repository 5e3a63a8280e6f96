"""Editions of what readers read: the schemas `v1`, `v2` … are views of one and the same unified tables.

The newest edition shows the model as it is. One that applications still build on goes on showing what it promised:
it says which columns it calls otherwise and which it does not have. A column of another type is a column of another
name, which the older edition leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Column, Table

NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the contract with readers.

    `renamed`: by table, the model's column and what it is called here. `left_out`: by table, the model's columns
    that are not shown here.
    """

    number: int
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """The schema of the masked views."""
        return f"v{self.number}"

    @property
    def history(self) -> str:
        """The schema of the masked views of superseded versions."""
        return f"{self.schema}_history"

    @property
    def sensitive(self) -> str:
        """The schema of the views in clear."""
        return f"{self.schema}_sensitive"

    @property
    def schemas(self) -> Mapping[str, str]:
        """The edition's schemas with their comments."""
        name = f"第{NUMERALS[self.number - 1]}版"
        return {
            self.schema: f"对外只读视图{name}（个人信息已脱敏）",
            self.history: f"对外历史版本视图{name}（个人信息已脱敏）",
            self.sensitive: f"对外敏感视图{name}（不脱敏，按名单授权）",
        }

    def columns(self, table: Table) -> Iterator[tuple[Column[Any], str]]:
        """The columns of `table`, a unified one or its history, that are shown, with their names here."""
        renamed, left_out = self.renamed.get(table.name, {}), self.left_out.get(table.name, frozenset())
        for column in table.columns:
            own = column.info.get("of", column.name)
            if own not in left_out:
                yield column, renamed.get(own, column.name)


EDITIONS = (Edition(1),)
"""Every edition that is served, the oldest first."""


def schemas(editions: Iterable[Edition] = EDITIONS) -> dict[str, str]:
    """The schemas of `editions` with their comments."""
    return {name: comment for each in editions for name, comment in each.schemas.items()}
