"""An application as docs/changes.md tells how to be one: a user who reads `v1`, copies it once and follows the feed."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import dict_row

from hub.feed.cursor import read_feed
from hub.feed.reading import read
from hub.model import RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg

    from hub.database.connection import Database

FED = {**dict.fromkeys(RECORD_TABLES, "id"), "entity": "entity_id"}
"""The tables that the feed names, with their keys."""

KEYS = {**FED, "incident_step": "incident_id", "entity_alias": "alias_id"}
"""Everything that an application can keep by the feed, with what it is read again by."""

SILENT = ("source_updated_at", "provenance")
"""What moves without an entry: times at which a source said the same again."""

Row = dict[str, object]
Content = dict[str, dict[tuple[object, ...], Row]]


@contextmanager
def application(database: Database, *divisions: str) -> Iterator[psycopg.Connection]:
    """A connection of a reader of its own, bound to `divisions` where any are given; each statement sees one state."""
    name = f"application_{uuid.uuid4().hex[:12]}"
    role = sql.Identifier(name)
    with database.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE hub_reader").format(role))
        for each in divisions:
            connection.execute("INSERT INTO hub.reader_division VALUES (%s, %s)", [name, each])
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(role))
        connection.execute("SET default_transaction_isolation TO 'repeatable read'")
        try:
            yield connection
        finally:
            connection.execute("RESET SESSION AUTHORIZATION")
            connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name])
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


def content(connection: psycopg.Connection) -> Content:
    """All that `v1` shows of what can be followed."""
    return {table: _read(connection, table) for table in KEYS}


def past(connection: psycopg.Connection, instant: object) -> Content:
    """What the tables with a history showed at `instant`."""
    return {table: _keyed(table, _rows(connection, "v1_history", f"{table}_at", instant)) for table in FED}


@dataclass
class Application:
    """Keeps a copy of what its user sees."""

    connection: psycopg.Connection
    kept: Content = field(default_factory=dict)
    cursor: str = ""

    def begin(self) -> None:
        """One copy and the place in the feed, of one release."""
        with self.connection.transaction():
            self.kept = content(self.connection)
            feed = read_feed(self.connection)
            self.cursor = feed.cursor(feed.ends_at)

    def follow(self) -> None:
        """Read again what the feed names, all of one release."""
        with self.connection.transaction():
            entries, self.cursor = read(self.connection, self.cursor)
            named: dict[str, set[object]] = {}
            for each in entries:
                named.setdefault(each.table_name, set()).add(each.id)
            entities = set(named.get("entity", ())) | {each.other_id for each in entries if each.table_name == "entity"}
            for table, ids in named.items():
                entities |= self._entities(table, ids)
                self._again(table, KEYS[table], ids)
                entities |= self._entities(table, ids)
            self._again("incident_step", "incident_id", named.get("incident", set()))
            self._again("entity_alias", "entity_id", entities)

    def _entities(self, table: str, ids: Iterable[object]) -> set[object]:
        """Whose the records are, as far as is known here."""
        return {row.get("entity_id") for each in ids for row in [self.kept[table].get((each,), {})]} - {None}

    def _again(self, table: str, column: str, values: set[object]) -> None:
        kept = self.kept[table]
        for key in [key for key, row in kept.items() if row[column] in values]:
            del kept[key]
        kept.update(_read(self.connection, table, column, values))


def _read(
    connection: psycopg.Connection, table: str, column: str | None = None, values: Iterable[object] = ()
) -> dict[tuple[object, ...], Row]:
    query = sql.SQL("SELECT * FROM {}").format(sql.Identifier("v1", table))
    if column is not None:
        query = sql.SQL("{} WHERE {} = ANY (%s)").format(query, sql.Identifier(column))
    with connection.cursor(row_factory=dict_row) as cursor:
        return _keyed(table, cursor.execute(query, None if column is None else [[*values]]).fetchall())


def _rows(connection: psycopg.Connection, schema: str, function: str, instant: object) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            sql.SQL("SELECT * FROM {}(%s)").format(sql.Identifier(schema, function)), [instant]
        ).fetchall()


def _keyed(table: str, rows: list[Row]) -> dict[tuple[object, ...], Row]:
    """The rows by their keys, without what moves silently: of a second retraction's time, only that there is one."""
    key = ("incident_id", "seq") if table == "incident_step" else (KEYS[table],)
    spoken = ({name: value for name, value in row.items() if name not in SILENT} for row in rows)
    told = (row | {"retracted_at": row["retracted_at"] is None} if "retracted_at" in row else row for row in spoken)
    return {tuple(row[name] for name in key): row for row in told}
