"""The kinds of rules over one record version: each is data, and the SQL that finds its bad rows follows from it.

`columns` are the columns whose values show what is wrong; `reads` are all that the SQL needs. A comparison with
NULL is never bad, save where a kind says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql


@dataclass(frozen=True, slots=True)
class Defect:
    """Found while the source value was read: bad where the version's `defects` name the rule.

    The names stand, parted by blanks, in the computed column `defect_rules` (NULL where there are none).
    """

    rule_id: str

    @property
    def columns(self) -> tuple[str, ...]:
        return ()

    @property
    def reads(self) -> tuple[str, ...]:
        return ("defects", "defect_rules")

    @property
    def regex(self) -> str:
        """What the names match where they hold this rule's."""
        return f"(^| ){self.rule_id.replace('.', '[.]')}( |$)"

    def bad_when(self) -> sql.Composable:
        return sql.SQL("defect_rules ~ {}").format(sql.Literal(self.regex))


@dataclass(frozen=True, slots=True)
class _OneColumn:
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class NotNull(_OneColumn):
    """Bad where the column is NULL."""

    def bad_when(self) -> sql.Composable:
        return sql.SQL("{} IS NULL").format(sql.Identifier(self.column))


@dataclass(frozen=True, slots=True)
class Pattern(_OneColumn):
    """Bad where the text does not match the regular expression (PostgreSQL's dialect)."""

    regex: str

    def bad_when(self) -> sql.Composable:
        return sql.SQL("{} !~ {}").format(sql.Identifier(self.column), sql.Literal(self.regex))


@dataclass(frozen=True, slots=True)
class NoPattern(_OneColumn):
    """Bad where the text matches the regular expression (PostgreSQL's dialect)."""

    regex: str

    def bad_when(self) -> sql.Composable:
        return sql.SQL("{} ~ {}").format(sql.Identifier(self.column), sql.Literal(self.regex))


@dataclass(frozen=True, slots=True)
class InSet(_OneColumn):
    """Bad where the text is none of the values."""

    values: tuple[str, ...]

    def bad_when(self) -> sql.Composable:
        return sql.SQL("{} <> ALL ({})").format(sql.Identifier(self.column), sql.Literal(list(self.values)))


@dataclass(frozen=True, slots=True)
class LengthAtLeast(_OneColumn):
    """Bad where the text has fewer characters."""

    limit: int

    def bad_when(self) -> sql.Composable:
        return sql.SQL("char_length({}) < {}").format(sql.Identifier(self.column), sql.Literal(self.limit))


@dataclass(frozen=True, slots=True)
class LengthAtMost(_OneColumn):
    """Bad where the text has more characters."""

    limit: int

    def bad_when(self) -> sql.Composable:
        return sql.SQL("char_length({}) > {}").format(sql.Identifier(self.column), sql.Literal(self.limit))


@dataclass(frozen=True, slots=True)
class InOrder:
    """Bad where the first of two days or instants is after the second."""

    first: str
    second: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.first, self.second)

    @property
    def reads(self) -> tuple[str, ...]:
        return self.columns

    def bad_when(self) -> sql.Composable:
        return sql.SQL("{} > {}").format(sql.Identifier(self.first), sql.Identifier(self.second))


@dataclass(frozen=True, slots=True)
class Predicate:
    """Bad where the SQL condition holds; `besides` are columns that it reads and that show nothing to a person."""

    condition: LiteralString | sql.Composable
    columns: tuple[str, ...]
    besides: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        return (*self.columns, *self.besides)

    def bad_when(self) -> sql.Composable:
        return self.condition if isinstance(self.condition, sql.Composable) else sql.SQL(self.condition)


Kind = Defect | NotNull | Pattern | NoPattern | InSet | LengthAtLeast | LengthAtMost | InOrder | Predicate
