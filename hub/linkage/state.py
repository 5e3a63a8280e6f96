"""The linkage's state: brought to what was resolved, and only where it differs; the release is told what moved.

`hub.record_entity` has every record's entity, `hub.link_record` its keys, `hub.link_conflict` and `hub.link_candidate`
what is left to people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

import polars as pl
from psycopg import sql

from hub.database.asking import analyze_if_grown, number, truth
from hub.database.bulk import indexes_afterwards
from hub.database.copying import copy_in, copy_out
from hub.linkage.changes import CHANGED, GONE, KEYS, STATE
from hub.linkage.closure import AFFECTED
from hub.linkage.identity import MANUAL, RUNGS
from hub.linkage.keys import UNIQUE_NAME
from hub.linkage.version import state_version

if TYPE_CHECKING:
    import psycopg

    from hub.linkage.ladder import Resolution

RECORD, CONFLICT, CANDIDATE = (
    sql.Identifier("hub", name) for name in ("link_record", "link_conflict", "link_candidate")
)
_VERSION = sql.Identifier("hub", "link_version")
COLUMNS = ("record_id", "platform", "dataset", "source_id", "content_hash", "entity_id", "method", "score", "evidence")

_NAMES = {
    "changed": CHANGED,
    "gone": GONE,
    "affected": AFFECTED,
    "state": STATE,
    "record": RECORD,
    "conflict": CONFLICT,
    "candidate": CANDIDATE,
    "next": sql.Identifier("pg_temp", "next_state"),
    "moved": sql.Identifier("pg_temp", "moved_record"),
    "links": sql.Identifier("pg_temp", "resolved_link"),
    "columns": sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
    "keys": sql.SQL(", ").join(map(sql.Identifier, ("record_id", *KEYS))),
}


def is_outdated(connection: psycopg.Connection) -> bool:
    """Whether the state is empty, or came of other keys or another model than are in use."""
    query = sql.SQL("SELECT NOT EXISTS (SELECT FROM {version} WHERE version = {now})")
    return truth(connection, query.format(version=_VERSION, now=_version()))


def known_records(connection: psycopg.Connection) -> int:
    """How many records the state knows by their keys."""
    return number(connection, sql.SQL("SELECT count(*) FROM {}").format(RECORD))


def is_up_to_date(connection: psycopg.Connection) -> None:
    """Note that the whole state came of the keys and the model in use."""
    connection.execute(sql.SQL("DELETE FROM {}").format(_VERSION))
    connection.execute(sql.SQL("INSERT INTO {} (version) VALUES ({})").format(_VERSION, _version()))


def _version() -> sql.Literal:
    return sql.Literal(state_version())


def keep_keys(connection: psycopg.Connection, changed: int, *, whole: bool) -> None:
    """Bring the keys to the changed records, about so many, and to what is gone; `whole`: nothing else stays."""
    if whole:
        _run(connection, "TRUNCATE {record}")
    else:
        _run(connection, "DELETE FROM {record} WHERE record_id IN (SELECT record_id FROM {changed})")
        _run(connection, "DELETE FROM {record} WHERE record_id IN (SELECT record_id FROM {gone})")
    with indexes_afterwards(connection, RECORD, changed):
        _run(connection, "INSERT INTO {record} ({keys}) SELECT {keys} FROM {changed} WHERE is_keyed")
    analyze_if_grown(connection, RECORD)


def read_keys(connection: psycopg.Connection, *, whole: bool) -> pl.DataFrame:
    """KEY_SCHEMA of the affected records, with `is_core`; all are where it is the `whole`."""
    query: LiteralString = "SELECT {keys}, true FROM {record}"
    if not whole:
        query = "SELECT {keys}, is_core FROM {record} JOIN {affected} USING (record_id)"
    schema = dict.fromkeys(("record_id", *KEYS, "is_core"), pl.String)
    found = copy_out(connection, sql.SQL(query).format(**_NAMES), schema)
    return found.with_columns(is_core=pl.col("is_core") == "t")


def remember(connection: psycopg.Connection, links: pl.DataFrame, *, whole: bool) -> int:
    """Bring the state to the changed records, what is gone, and the `links` (LINK_SCHEMA) of the affected ones;
    returns how many records differ from what was known, or are gone."""
    _run(
        connection,
        "CREATE TEMP TABLE {links} ON COMMIT DROP AS SELECT record_id, entity_id, method, score, evidence "
        "FROM {state} WITH NO DATA",
    )
    copy_in(connection, _NAMES["links"], links)
    _run(connection, "ANALYZE {links}")
    is_first = truth(connection, sql.SQL("SELECT NOT EXISTS (SELECT FROM {state})").format(**_NAMES))
    moved = _fill(connection, links.height) if is_first else _update(connection, whole=whole)
    _run(connection, "DROP TABLE {links}")
    analyze_if_grown(connection, STATE)
    return moved


def _fill(connection: psycopg.Connection, records: int) -> int:
    with indexes_afterwards(connection, STATE, records):
        filled = _run(
            connection,
            "INSERT INTO {state} ({columns}) SELECT {columns} FROM {changed} LEFT JOIN {links} USING (record_id)",
        )
    # Before the first release every record comes to it by its version.
    if truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM unified.entity_link)")):
        _run(connection, "INSERT INTO hub.relinked (record_id) SELECT record_id FROM {state}")
    return filled


def _update(connection: psycopg.Connection, *, whole: bool) -> int:
    for statement in (_OF_CHANGED, *([] if whole else [_OF_AFFECTED]), _MOVED, _FORGET, _KNOW, _TELL):
        _run(connection, statement)
    moved = number(connection, sql.SQL("SELECT count(*) FROM {moved}").format(**_NAMES))
    _run(connection, "DROP TABLE {next}, {moved}")
    return moved


# What is changed and not affected keeps its link: its keys are what they were.
_OF_CHANGED = """
CREATE TEMP TABLE {next} ON COMMIT DROP AS
SELECT changed.record_id, changed.platform, changed.dataset, changed.source_id, changed.content_hash,
       link.entity_id, link.method, link.score, link.evidence
FROM {changed} AS changed LEFT JOIN {links} AS link USING (record_id)
WHERE link.record_id IS NOT NULL OR NOT is_keyed
UNION ALL
SELECT changed.record_id, changed.platform, changed.dataset, changed.source_id, changed.content_hash,
       known.entity_id, known.method, known.score, known.evidence
FROM {changed} AS changed JOIN {state} AS known USING (record_id)
WHERE is_keyed AND NOT EXISTS (SELECT FROM {links} AS link WHERE link.record_id = changed.record_id)
"""
_OF_AFFECTED = """
INSERT INTO {next}
SELECT known.record_id, known.platform, known.dataset, known.source_id, known.content_hash,
       link.entity_id, link.method, link.score, link.evidence
FROM {links} AS link JOIN {state} AS known USING (record_id)
WHERE record_id NOT IN (SELECT record_id FROM {changed})
"""

_MOVED = """
CREATE TEMP TABLE {moved} ON COMMIT DROP AS
SELECT record_id FROM {next} AS next LEFT JOIN {state} AS known USING (record_id)
WHERE known.record_id IS NULL OR ROW(known.*) IS DISTINCT FROM ROW(next.*)
UNION ALL SELECT record_id FROM {gone}
"""

_FORGET = "DELETE FROM {state} AS known USING {moved} AS moved WHERE known.record_id = moved.record_id"
_KNOW = "INSERT INTO {state} ({columns}) SELECT {columns} FROM {next} JOIN {moved} USING (record_id)"
_TELL = "INSERT INTO hub.relinked (record_id) SELECT record_id FROM {moved}"


def remember_doubts(connection: psycopg.Connection, resolution: Resolution, core: pl.Series, *, whole: bool) -> None:
    """Replace what is left to people of the affected records: conflicts of all their keys, and the pairs of which one
    at least is of the `core`."""
    if whole:
        _run(connection, "DELETE FROM {conflict}")
        _run(connection, "DELETE FROM {candidate}")
    copy_in(
        connection,
        CONFLICT,
        # Credit codes need no quoting in an array's text form.
        resolution.conflicts.with_columns(usccs="{" + pl.col("usccs").list.join(",") + "}"),
    )
    ends = pl.col("record_a", "record_b").is_in(core.implode())
    copy_in(connection, CANDIDATE, resolution.candidates.filter(pl.any_horizontal(ends)))


def forget_doubts(connection: psycopg.Connection) -> None:
    """What was left to people of the affected records, of changed ones and of what is gone, goes, by the keys of
    before; called before these are replaced, and again with those of now."""
    keyed = sql.SQL(" UNION ").join(
        sql.SQL("SELECT {}, {} FROM touched WHERE {} IS NOT NULL").format(
            sql.Literal(rung), sql.Identifier(column), sql.Identifier(column)
        )
        for rung, column in (*((each, each) for each in RUNGS), ("name_and_place", UNIQUE_NAME))
    )
    _run(connection, _FORGET_CONFLICTS, keyed=keyed, manual=sql.Literal(MANUAL))
    for column in ("record_a", "record_b"):
        _run(
            connection,
            "DELETE FROM {candidate} WHERE {end} IN (SELECT record_id FROM {affected} WHERE is_core)",
            end=sql.Identifier(column),
        )


_FORGET_CONFLICTS = """
WITH touched AS MATERIALIZED (SELECT record.* FROM {record} AS record JOIN {affected} USING (record_id))
DELETE FROM {conflict} AS conflict WHERE (rung, value) IN (
    {keyed} UNION SELECT {manual}, record_a || '|' || record_b FROM hub.link_judgement
    WHERE record_a IN (SELECT record_id FROM {affected}) OR record_b IN (SELECT record_id FROM {affected}))
"""


def _run(connection: psycopg.Connection, statement: LiteralString, **more: sql.Composable) -> int:
    return connection.execute(sql.SQL(statement).format(**_NAMES, **more)).rowcount
