"""The linkage's state, `hub.record_entity`: brought to what was resolved; the release is told what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import analyze_if_grown, number, truth
from hub.database.bulk import indexes_afterwards
from hub.database.copying import copy_in

if TYPE_CHECKING:
    import polars as pl
    import psycopg

COLUMNS = ("record_id", "platform", "dataset", "source_id", "content_hash", "entity_id", "method", "score", "evidence")

_STATE = sql.Identifier("hub", "record_entity")
_INCOMING = sql.Identifier("pg_temp", "incoming_state")


def remember(connection: psycopg.Connection, records: pl.DataFrame, links: pl.DataFrame) -> int:
    """Bring the state to `records` (record_id, platform, dataset, source_id, content_hash) and their `links`
    (LINK_SCHEMA); returns how many records differ from what was known, or are gone.

    Both may be millions of rows: they are compared in the database, beside which they are not held again.
    """
    resolved = records.join(links, on="record_id", how="left").select(*COLUMNS)
    if truth(connection, sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(_STATE)):
        return _fill(connection, resolved)
    return _update(connection, resolved)


def _fill(connection: psycopg.Connection, resolved: pl.DataFrame) -> int:
    with indexes_afterwards(connection, _STATE, resolved.height):
        copy_in(connection, _STATE, resolved)
    analyze_if_grown(connection, _STATE)
    # Before the first release every record comes to it by its version.
    if truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM unified.entity_link)")):
        connection.execute(sql.SQL("INSERT INTO hub.relinked (record_id) SELECT record_id FROM {}").format(_STATE))
    return resolved.height


def _update(connection: psycopg.Connection, resolved: pl.DataFrame) -> int:
    names = {"state": _STATE, "incoming": _INCOMING, "columns": sql.SQL(", ").join(map(sql.Identifier, COLUMNS))}
    connection.execute(sql.SQL("CREATE TEMP TABLE {incoming} (LIKE {state}) ON COMMIT DROP").format(**names))
    copy_in(connection, _INCOMING, resolved)
    connection.execute(sql.SQL("ANALYZE {incoming}").format(**names))
    for statement in (_MOVED, _FORGET, _KNOW, _TELL):
        connection.execute(sql.SQL(statement).format(**names))
    analyze_if_grown(connection, _STATE)
    moved = number(connection, sql.SQL("SELECT count(*) FROM pg_temp.moved_record"))
    connection.execute(sql.SQL("DROP TABLE {incoming}, pg_temp.moved_record").format(**names))
    return moved


_MOVED = """
CREATE TEMP TABLE moved_record ON COMMIT DROP AS
SELECT record_id FROM (SELECT {columns} FROM {state}) AS known
FULL JOIN (SELECT {columns} FROM {incoming}) AS resolved USING (record_id)
WHERE known IS DISTINCT FROM resolved
"""

_FORGET = "DELETE FROM {state} AS known USING pg_temp.moved_record AS moved WHERE known.record_id = moved.record_id"

_KNOW = """
INSERT INTO {state} ({columns}) SELECT {columns} FROM {incoming} JOIN pg_temp.moved_record USING (record_id)
"""

_TELL = "INSERT INTO hub.relinked (record_id) SELECT record_id FROM pg_temp.moved_record"
