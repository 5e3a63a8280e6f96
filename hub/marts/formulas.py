"""A mart's SQL with what its placeholders stand for: live rows, parameters, terms, days and scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

from hub.database import repeatables
from hub.marts.terms import TERMS
from hub.model.marts.parameters import PARAMETERS
from hub.release.columns import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import psycopg

    from hub.marts.declaration import Mart


@dataclass(frozen=True, slots=True)
class Formula:
    """A mart as it is computed on the day `today`, by the parameters `values`; `since`: the day it was before."""

    mart: Mart
    today: date
    values: Mapping[str, int | float]
    since: date | None = None

    def rows(self, keys: sql.Identifier | None) -> sql.Composed:
        """The query of its rows (`Mart.columns` in order): those of `keys`, a relation of its scope, or all."""
        query = self._filled(self.mart.rows, keys)
        return sql.SQL("SELECT {} FROM ({}) AS computed").format(listed(self.mart.columns), query)

    def due(self) -> sql.Composed | None:
        """The query of the pieces that the change of day concerns; None where the mart does not say."""
        return None if self.mart.due is None else self._filled(self.mart.due, None)

    def in_scope(self, keys: sql.Identifier | None, relation: str | None = None) -> sql.Composable:
        """Whether the scope's columns (of `relation`) are among `keys`."""
        if keys is None:
            return sql.SQL("true")
        scope = listed(self.mart.scope)
        return sql.SQL("({}) IN (SELECT {} FROM {})").format(listed(self.mart.scope, relation), scope, keys)

    @property
    def digest(self) -> str:
        """What a change of the formula or of a parameter changes, and no change of day."""
        mart = self.mart
        reads = (f"{name} {read}" for name, read in mart.reads.items())
        used = (f"{name} {self.values[name]}" for name in mart.parameters)
        terms = (f"{name} {text}" for name, text in TERMS.items())
        return repeatables.digest([mart.rows, mart.due or "", *mart.scope, *mart.columns, *reads, *used, *terms])

    def _filled(self, text: LiteralString, keys: sql.Identifier | None) -> sql.Composed:
        parts: dict[str, sql.Composable] = {
            "today": sql.SQL("{}::date").format(sql.Literal(self.today)),
            "since": sql.SQL("{}::date").format(sql.Literal(self.since)),
            **{name: sql.Literal(value) for name, value in self.values.items()},
        }
        for name, term in TERMS.items():
            parts[name] = sql.SQL(term).format(**parts)
        relations = {name: self._live(name, keys) for name in self.mart.reads}
        return sql.SQL(text).format(in_scope=self.in_scope(keys), **relations, **parts)

    def _live(self, table: str, keys: sql.Identifier | None) -> sql.Composed:
        """The rows of a unified table that are not retracted, narrowed to those that count in `keys`."""
        read = self.mart.reads[table]
        narrowed: sql.Composable = sql.SQL("true")
        if keys is not None and read.keys and read.is_narrowed and not read.joined:
            narrowed = sql.SQL(" OR ").join(
                [
                    sql.SQL("({}) IN (SELECT {} FROM {})").format(sql.SQL(each), listed(self.mart.scope), keys)
                    for each in read.keys
                ]
            )
        return sql.SQL("(SELECT * FROM {} AS record WHERE record.retracted_at IS NULL AND ({}))").format(
            sql.Identifier("unified", table), narrowed
        )


def parameter_values(connection: psycopg.Connection) -> dict[str, int | float]:
    """Every parameter's value in force."""
    given: dict[str, float] = dict(connection.execute("SELECT name, value FROM hub.mart_parameter").fetchall())
    return {
        name: int(value) if each.is_whole else float(value)
        for name, each in PARAMETERS.items()
        for value in (given.get(name, each.default),)
    }


def apply_parameters(connection: psycopg.Connection, values: Mapping[str, int | float]) -> None:
    """Make `values` those that differ from the defaults; writes nothing where they are.

    The next release computes what they concern anew.
    """
    connection.execute("DELETE FROM hub.mart_parameter WHERE name <> ALL (%s)", ([*values],))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO hub.mart_parameter AS known (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE known.value <> excluded.value",
            [*values.items()],
        )
