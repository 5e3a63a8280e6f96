"""The tables that one transaction works with: seen by nobody else, and gone at its end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

TEMPORARY = "pg_temp"
SHARED = "release_work"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the transaction of `connection` keeps its tables: in `schema`.

    A temporary table costs least to make. Yet only the process that made it can read it, so a statement that reads
    one is never planned for several; `shared_workspace` gives a place whose tables can.
    """

    connection: psycopg.Connection
    schema: str = TEMPORARY

    def table(self, name: str) -> sql.Identifier:
        """The table `name`, made or yet to be made."""
        return sql.Identifier(self.schema, name)

    def has(self, name: str) -> bool:
        """Whether the table `name` is made."""
        found = self.connection.execute("SELECT to_regclass(%s)", (self.table(name).as_string(),)).fetchone()
        return found != (None,)

    def make_empty(self, name: str, columns: sql.Composable) -> sql.Identifier:
        """A table of no rows; `columns` are the definitions of its columns."""
        table = self.table(name)
        kind, at_end = self._words
        # Long values are read once, and soon: packing them costs more than their room.
        statement = sql.SQL("CREATE {} TABLE {} ({}) WITH (toast_tuple_target = 8160) {}")
        self.connection.execute(statement.format(kind, table, columns, at_end))
        return table

    def make(self, name: str, query: sql.Composable, *more: sql.Composable, analyze: bool = True) -> sql.Identifier:
        """The rows of all queries as a table.

        Queries one after the other need the memory of one, where their union needs that of all at once.
        """
        table = self.table(name)
        kind, at_end = self._words
        statements = [sql.SQL("CREATE {} TABLE {} {} AS {}").format(kind, table, at_end, query)]
        statements += [sql.SQL("INSERT INTO {} {}").format(table, each) for each in more]
        if analyze:
            statements.append(sql.SQL("ANALYZE {}").format(table))
        # In one call: a release of a handful of rows makes eighty such tables.
        self.connection.execute(sql.SQL("; ").join(statements), prepare=False)
        return table

    @property
    def _words(self) -> tuple[sql.SQL, sql.SQL]:
        """What kind of table is made, and what becomes of it at the transaction's end."""
        if self.schema == TEMPORARY:
            return sql.SQL("TEMP"), sql.SQL("ON COMMIT DROP")
        return sql.SQL("UNLOGGED"), sql.SQL("")


@contextmanager
def shared_workspace(connection: psycopg.Connection) -> Iterator[Workspace]:
    """A place for tables that parallel plans can read, which goes with the block.

    It is made and dropped within the caller's transaction, so that no other ever sees it. Raises
    psycopg.errors.InsufficientPrivilege where the user may not make schemas.
    """
    place = sql.Identifier(SHARED)
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(place))
    yield Workspace(connection, SHARED)
    connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(place))
