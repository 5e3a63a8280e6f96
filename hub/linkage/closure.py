"""Which records are resolved again: those with other keys than before, and whatever hangs together with them.

Records hang together by a common key, by likeness that links, by a judgement; what they were linked with before counts
as well as what they are linked with now. Such a set is closed: nothing outside of it has a part in what becomes of it.
Beside it stand, likewise closed, the records that somebody in it is alike with, not enough to link them: nothing
becomes of these, but people may be asked whether they are one.

The sets are in one temporary table, `affected_record` (record_id, is_core, round).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.linkage.changes import CHANGED, GONE, KEYS
from hub.linkage.scoring import link_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

AFFECTED = sql.Identifier("pg_temp", "affected_record")
RECORD, EDGE, JUDGEMENT, STALE = (
    sql.Identifier("hub", name) for name in ("link_record", "link_edge", "link_judgement", "link_stale")
)
# Credit codes hold the organisation code: who has one of them in common has the other, too.
_SHARED = tuple(each for each in KEYS if each not in {"kind", "uscc"})


def begin(connection: psycopg.Connection, retold: sql.Composable) -> None:
    """Begin with the records whose keys are others than before, those of the query `retold`, those that hung together
    with them, with what is gone or with what people judged since: the keys and pairs are still those of before."""
    connection.execute(
        sql.SQL("CREATE TEMP TABLE {} (record_id text PRIMARY KEY, is_core bool, round int) ON COMMIT DROP").format(
            AFFECTED
        )
    )
    before, now = (
        sql.SQL("ROW({})").format(sql.SQL(", ").join(sql.Identifier(relation, each) for each in KEYS))
        for relation in ("known", "changed")
    )
    moved = sql.SQL(
        "SELECT record_id FROM {changed} AS changed LEFT JOIN {record} AS known USING (record_id) "
        "WHERE is_keyed <> (known.record_id IS NOT NULL) OR {before} IS DISTINCT FROM {now} "
        "UNION SELECT record_id FROM {gone} UNION SELECT record_id FROM {stale} "
        "UNION SELECT unnest(ARRAY[record_a, record_b]) FROM {judgement} WHERE NOT is_taken UNION {retold}"
    ).format(
        changed=CHANGED, record=RECORD, gone=GONE, stale=STALE, judgement=JUDGEMENT, before=before, now=now,
        retold=retold,
    )  # fmt: skip
    _add(connection, moved, is_core=True, step=0)
    _add(connection, _neighbours(0), is_core=True, step=0)


def close(connection: psycopg.Connection) -> None:
    """Add whatever hangs together with the beginnings by the keys, pairs and judgements of now; what has no keys any
    more leaves."""
    last = _reach(connection, 0, is_core=True)
    _add(
        connection,
        sql.SQL(
            "SELECT record_b FROM {edge} JOIN {affected} AS one ON one.record_id = record_a WHERE NOT {strong} "
            "UNION SELECT record_a FROM {edge} JOIN {affected} AS one ON one.record_id = record_b WHERE NOT {strong}"
        ).format(edge=EDGE, affected=AFFECTED, strong=_links()),
        is_core=False,
        step=last + 1,
    )
    _reach(connection, last + 1, is_core=False)
    connection.execute(
        sql.SQL(
            "DELETE FROM {} AS one WHERE NOT EXISTS (SELECT FROM {} AS known WHERE known.record_id = one.record_id)"
        ).format(AFFECTED, RECORD)
    )
    connection.execute(sql.SQL("ANALYZE {}").format(AFFECTED))


def forget_affected(connection: psycopg.Connection) -> None:
    """Let the table go."""
    connection.execute(sql.SQL("DROP TABLE {}").format(AFFECTED))


def leave(connection: psycopg.Connection, record_id: str) -> None:
    """The record is about to go for good: who hangs together with it is resolved again by the next linkage."""
    one = sql.SQL("(SELECT {}::text AS record_id)").format(sql.Literal(record_id))
    connection.execute(
        sql.SQL("INSERT INTO {} (record_id) {} ON CONFLICT DO NOTHING").format(STALE, _of(one)),
    )


def _reach(connection: psycopg.Connection, step: int, *, is_core: bool) -> int:
    """Round by round whatever hangs together with the records of round `step`; gives the last round."""
    while _add(connection, _neighbours(step), is_core=is_core, step=step + 1):
        step += 1
    return step


def _add(connection: psycopg.Connection, query: sql.Composable, *, is_core: bool, step: int) -> bool:
    """Add the records of `query`; whether any was not there yet."""
    added = connection.execute(
        sql.SQL("INSERT INTO {} SELECT found.*, {}, {} FROM ({}) AS found ON CONFLICT DO NOTHING").format(
            AFFECTED, sql.Literal(is_core), sql.Literal(step), query
        )
    ).rowcount
    if added:
        connection.execute(sql.SQL("ANALYZE {}").format(AFFECTED))
    return added > 0


def _neighbours(step: int) -> sql.Composed:
    return _of(sql.SQL("(SELECT record_id FROM {} WHERE round = {})").format(AFFECTED, sql.Literal(step)))


def _of(some: sql.Composable) -> sql.Composed:
    """A query of the records that share a key, a link by likeness or a judgement with one of `some`."""
    by_key = [
        sql.SQL(
            "SELECT record_id FROM {record} WHERE {key} IN "
            "(SELECT {key} FROM {record} JOIN {some} AS one USING (record_id) WHERE {key} IS NOT NULL)"
        ).format(record=RECORD, some=some, key=sql.Identifier(key))
        for key in _SHARED
    ]
    return sql.SQL(" UNION ").join([*by_key, *_pairs(some, EDGE, _links()), *_pairs(some, JUDGEMENT, _stands())])


def _pairs(some: sql.Composable, table: sql.Identifier, condition: sql.Composable) -> Sequence[sql.Composed]:
    return [
        sql.SQL("SELECT {far} FROM {table} JOIN {some} AS one ON one.record_id = {near} WHERE {condition}").format(
            near=sql.Identifier(near), far=sql.Identifier(far), table=table, some=some, condition=condition
        )
        for near, far in (("record_a", "record_b"), ("record_b", "record_a"))
    ]


def _links() -> sql.Composed:
    """Whether a scored pair may link its records; others may only be asked about."""
    return sql.SQL("(weight >= {} AND obstacle IS NULL)").format(sql.Literal(link_model().link_from))


def _stands() -> sql.SQL:
    return sql.SQL("withdrawn_at IS NULL")
