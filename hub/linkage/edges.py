"""Keeps the scored pairs in step with the records: only records that tell something else than before are compared, with
what they could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.bulk import indexes_afterwards
from hub.database.copying import copy_in, copy_out
from hub.linkage.batches import AT_ONCE, in_batches
from hub.linkage.changes import CHANGED, GONE, changed_of
from hub.linkage.likeness import EDGE_SCHEMA
from hub.linkage.profiles import PROFILE_SCHEMA, profiled, read_told
from hub.linkage.records import MINTING
from hub.linkage.scorer import scorer
from hub.linkage.scoring import SCORE_SCHEMA, LinkModel, link_model

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset

PROFILE, EDGE = (sql.Identifier("hub", name) for name in ("link_profile", "link_edge"))
FRESH, RETOLD = (sql.Identifier("pg_temp", name) for name in ("fresh_profile", "retold_record"))

SAME = (
    ("phone",),
    ("mark", "division_code"),
    ("principal", "division_code"),
    ("road", "number", "division_code"),
    ("principal", "mark"),
    ("name",),
)
"""Blocking: only records that have one of these in common are compared, and of two at least one without a code."""

CODES = ("uscc", "citizen_id")
"""Who has one of them is known: two such records are one by the ladder, or never."""

_CODELESS = " OR ".join(f"coalesce({', '.join(f'{side}.{code}' for code in CODES)}) IS NULL" for side in "lr")

BLOCKING = tuple(
    " AND ".join([*(f"l.{column} = r.{column}" for column in columns), f"({_CODELESS})"]) for columns in SAME
)
"""The same as Splink's blocking rules."""

_COLUMNS = sql.SQL(", ").join(map(sql.Identifier, PROFILE_SCHEMA))


def read_edges(connection: psycopg.Connection, model: LinkModel, among: sql.Identifier | None = None) -> pl.DataFrame:
    """The scored pairs, those with both ends `among` a table's records: EDGE_SCHEMA."""
    stored = ("record_a", "record_b", "weight", "probability", "obstacle", "evidence")
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(map(sql.Identifier, stored)), EDGE)
    if among is not None:
        query = sql.SQL(
            "{} WHERE record_a IN (SELECT record_id FROM {}) AND record_b IN (SELECT record_id FROM {})"
        ).format(query, among, among)
    edges = copy_out(connection, query, {each: EDGE_SCHEMA[each] for each in stored})
    return edges.with_columns(is_certain=pl.col("weight") >= model.link_from).select(*EDGE_SCHEMA)


def read_kept(connection: psycopg.Connection) -> pl.DataFrame:
    """Every profile: PROFILE_SCHEMA."""
    return copy_out(connection, sql.SQL("SELECT {} FROM {}").format(_COLUMNS, PROFILE), PROFILE_SCHEMA)


def compare_all(
    connection: psycopg.Connection, datasets: Sequence[Dataset], held: Container[str], records: int
) -> None:
    """Parse and compare every record, about so many, as if nothing was known."""
    connection.execute(sql.SQL("TRUNCATE {}, {}").format(PROFILE, EDGE))
    if records > AT_ONCE:
        # Some of so many will have to be compared, and what that takes a second to import is ready by then.
        scorer()
    with indexes_afterwards(connection, PROFILE, records):
        told = (read_told(connection, each, held=each.id in held) for each in _minting(datasets))
        _parse(connection, PROFILE, told)
    nothing = pl.DataFrame(schema=PROFILE_SCHEMA)
    _keep(connection, compare(read_kept(connection), nothing, link_model()))


def parse_changed(connection: psycopg.Connection, datasets: Sequence[Dataset], held: Container[str]) -> sql.Composed:
    """Parse the changed records; gives a query of those that tell something else than before, or nothing any more."""
    connection.execute(sql.SQL("CREATE TEMP TABLE {} (LIKE {}) ON COMMIT DROP").format(FRESH, PROFILE))
    changed = set(connection.execute(sql.SQL("SELECT DISTINCT platform, dataset FROM {}").format(CHANGED)))
    told = (
        read_told(connection, each, held=each.id in held, keys=changed_of(each))
        for each in _minting(datasets)
        if (each.platform, each.name) in changed
    )
    _parse(connection, FRESH, told)
    names = {"fresh": FRESH, "profile": PROFILE, "retold": RETOLD, "changed": CHANGED, "gone": GONE}
    for statement in ("ANALYZE {fresh}", _RETOLD, "ANALYZE {retold}"):
        connection.execute(sql.SQL(statement).format(**names))
    return sql.SQL("SELECT record_id FROM {}").format(RETOLD)


def compare_changed(connection: psycopg.Connection) -> None:
    """Score what was parsed with what it could be; what was said of it, and of what is gone, goes."""
    names = {"fresh": FRESH, "profile": PROFILE, "edge": EDGE, "retold": RETOLD}
    for statement in _FORGET:
        connection.execute(sql.SQL(statement).format(**names))
    fresh = copy_out(connection, sql.SQL("SELECT {} FROM {}").format(_COLUMNS, FRESH), PROFILE_SCHEMA)
    _keep(connection, compare(fresh, _comparable(connection, fresh), link_model()))
    connection.execute(
        sql.SQL("INSERT INTO {profile} ({columns}) SELECT {columns} FROM {fresh}").format(columns=_COLUMNS, **names)
    )
    connection.execute(sql.SQL("DROP TABLE {fresh}, {retold}").format(**names))


_RETOLD = """
CREATE TEMP TABLE {retold} ON COMMIT DROP AS
SELECT record_id FROM {fresh} AS fresh
WHERE NOT EXISTS (SELECT FROM {profile} AS known WHERE known.record_id = fresh.record_id
    AND ROW(known.*) IS NOT DISTINCT FROM ROW(fresh.*))
UNION
SELECT record_id FROM {profile} JOIN (SELECT record_id FROM {changed} UNION SELECT record_id FROM {gone}) AS looked_at
USING (record_id) WHERE NOT EXISTS (SELECT FROM {fresh} AS fresh WHERE fresh.record_id = looked_at.record_id)
"""

_FORGET = (
    "DELETE FROM {fresh} WHERE record_id NOT IN (SELECT record_id FROM {retold})",
    "DELETE FROM {profile} WHERE record_id IN (SELECT record_id FROM {retold})",
    "DELETE FROM {edge} WHERE record_a IN (SELECT record_id FROM {retold})",
    "DELETE FROM {edge} WHERE record_b IN (SELECT record_id FROM {retold})",
)


def compare(fresh: pl.DataFrame, known: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
    """SCORE_SCHEMA of the pairs of fresh and known profiles (PROFILE_SCHEMA) that the model finds alike.

    Splink is asked of those only that have something in common.
    """
    paired = pl.concat(_in_common(fresh, known, same) for same in SAME).unique()
    if paired.is_empty():
        return pl.DataFrame(schema=SCORE_SCHEMA)
    compared = [each.filter(pl.col("record_id").is_in(paired.implode())) for each in (fresh, known)]
    # Of very many, those that are compared with nobody are let go before the others go to Splink.
    del fresh, known, paired
    return scorer().ask(compared[0], compared[1], model)


def _in_common(fresh: pl.DataFrame, known: pl.DataFrame, same: tuple[str, ...]) -> pl.Series:
    """The ids of profiles that have `same` in common with another, one of them fresh and one without a code."""
    columns = [pl.col("record_id", *same), pl.all_horizontal(pl.col(*CODES).is_null()).alias("is_codeless")]
    marked = pl.concat(
        each.select(*columns, is_fresh=pl.lit(is_fresh)).drop_nulls(same)
        for each, is_fresh in ((fresh, True), (known, False))
    )
    several = pl.len().over(same) > 1
    flags = pl.col("is_fresh", "is_codeless").any().over(same)
    return marked.filter(several & pl.all_horizontal(flags))["record_id"]


def _minting(datasets: Sequence[Dataset]) -> list[Dataset]:
    return [each for each in datasets if each.table in MINTING]


def _parse(connection: psycopg.Connection, table: sql.Identifier, told: Iterable[pl.DataFrame]) -> None:
    for some in in_batches(told):
        copy_in(connection, table, profiled(some))


def _keep(connection: psycopg.Connection, edges: pl.DataFrame) -> None:
    with indexes_afterwards(connection, EDGE, edges.height):
        copy_in(connection, EDGE, edges.with_columns(model=pl.lit(link_model().version)))


def _comparable(connection: psycopg.Connection, fresh: pl.DataFrame) -> pl.DataFrame:
    """The kept profiles that blocking would pair with one of `fresh`, which are in the table of that name."""
    if fresh.is_empty():
        return pl.DataFrame(schema=PROFILE_SCHEMA)
    columns = sql.SQL(", ").join(sql.Identifier("known", each) for each in PROFILE_SCHEMA)
    known, new = (sql.SQL(", ").join(sql.Identifier(table, each) for each in CODES) for table in ("known", "fresh"))
    blocks = [
        sql.SQL(
            "SELECT {} FROM {} AS known JOIN {} AS fresh USING ({}) WHERE coalesce({}) IS NULL OR coalesce({}) IS NULL"
        ).format(columns, PROFILE, FRESH, sql.SQL(", ").join(map(sql.Identifier, same)), known, new)
        for same in SAME
    ]
    return copy_out(connection, sql.SQL(" UNION ").join(blocks), PROFILE_SCHEMA)
