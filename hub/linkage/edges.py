"""Keeps the scored pairs in step with the records: only new and changed records are compared, with what they could
be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.asking import truth
from hub.database.bulk import indexes_afterwards
from hub.database.copying import copy_in, copy_out
from hub.linkage.likeness import EDGE_SCHEMA
from hub.linkage.profiles import PROFILE_SCHEMA, read_profiles
from hub.linkage.records import MINTING
from hub.linkage.scorer import scorer
from hub.linkage.scoring import SCORE_SCHEMA, LinkModel, link_model

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset

PROFILE, EDGE = (sql.Identifier("hub", name) for name in ("link_profile", "link_edge"))

SAME = (
    ("phone",),
    ("mark", "division_code"),
    ("principal", "division_code"),
    ("road", "number", "division_code"),
    ("principal", "mark"),
    ("name",),
)
"""Blocking: only records that have one of these in common are compared, and of two at least one without a credit
code."""

BLOCKING = tuple(
    " AND ".join([*(f"l.{column} = r.{column}" for column in columns), "(l.uscc IS NULL OR r.uscc IS NULL)"])
    for columns in SAME
)
"""The same as Splink's blocking rules."""


def is_outdated(connection: psycopg.Connection) -> bool:
    """Whether another version of the model scored what is kept."""
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE model <> {})")
    return truth(connection, query.format(EDGE, sql.Literal(link_model().version)))


def refresh_edges(
    connection: psycopg.Connection, datasets: Sequence[Dataset], records: pl.DataFrame, held: Container[str]
) -> pl.DataFrame:
    """EDGE_SCHEMA of all `records` (record_id, platform, dataset, source_id, content_hash), as they are now.

    Those whose content the linkage does not know yet are parsed and compared; pairs of what is gone go.
    """
    if is_outdated(connection):
        connection.execute(sql.SQL("TRUNCATE {}, {}").format(PROFILE, EDGE))
    _compare(connection, _fresh(connection, datasets, records, held), link_model())
    return read_edges(connection, link_model())


def read_edges(connection: psycopg.Connection, model: LinkModel) -> pl.DataFrame:
    """Every scored pair: EDGE_SCHEMA."""
    stored = ("record_a", "record_b", "weight", "probability", "obstacle", "evidence")
    schema = {each: EDGE_SCHEMA[each] for each in stored}
    columns = sql.SQL(", ").join(map(sql.Identifier, stored))
    edges = copy_out(connection, sql.SQL("SELECT {} FROM {}").format(columns, EDGE), schema)
    return edges.with_columns(is_certain=pl.col("weight") >= model.link_from).select(*EDGE_SCHEMA)


def read_kept(connection: psycopg.Connection) -> pl.DataFrame:
    """Every profile: PROFILE_SCHEMA."""
    columns = sql.SQL(", ").join(map(sql.Identifier, PROFILE_SCHEMA))
    return copy_out(connection, sql.SQL("SELECT {} FROM {}").format(columns, PROFILE), PROFILE_SCHEMA)


def _fresh(
    connection: psycopg.Connection, datasets: Sequence[Dataset], records: pl.DataFrame, held: Container[str]
) -> pl.DataFrame:
    """The profiles of new and changed records; what the kept ones say of these, and of gone ones, is taken out."""
    compared = records.filter(pl.col("mints")).select("record_id", "dataset", "platform", "source_id", "content_hash")
    is_first = truth(connection, sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(PROFILE))
    changed = compared
    if not is_first:
        known = copy_out(
            connection,
            sql.SQL("SELECT record_id, content_hash FROM {}").format(sql.Identifier("hub", "record_entity")),
            {"record_id": pl.String, "content_hash": pl.String},
        )
        changed = compared.join(known, on=("record_id", "content_hash"), how="anti")
        gone = known.join(records.select("record_id"), on="record_id", how="anti")
        _forget(connection, pl.concat([changed.select("record_id"), gone.select("record_id")]))
    profiles = [
        read_profiles(connection, dataset, held=dataset.id in held, source_ids=None if is_first else keys)
        for dataset in datasets
        if dataset.table in MINTING and (keys := _keys(changed, dataset))
    ]
    return pl.concat([pl.DataFrame(schema=PROFILE_SCHEMA), *profiles])


def _keys(changed: pl.DataFrame, dataset: Dataset) -> list[str]:
    of_it = (pl.col("platform") == dataset.platform) & (pl.col("dataset") == dataset.name)
    return changed.filter(of_it)["source_id"].to_list()


def _forget(connection: psycopg.Connection, records: pl.DataFrame) -> None:
    connection.execute("CREATE TEMP TABLE compared_anew (record_id text) ON COMMIT DROP")
    copy_in(connection, sql.Identifier("pg_temp", "compared_anew"), records)
    for table, column in ((PROFILE, "record_id"), (EDGE, "record_a"), (EDGE, "record_b")):
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE {} IN (SELECT record_id FROM pg_temp.compared_anew)").format(
                table, sql.Identifier(column)
            )
        )
    connection.execute("DROP TABLE pg_temp.compared_anew")


def _compare(connection: psycopg.Connection, fresh: pl.DataFrame, model: LinkModel) -> None:
    """Score `fresh` profiles among themselves and with the kept ones that they could be; keep both."""
    edges = compare(fresh, _comparable(connection, fresh), model)
    with indexes_afterwards(connection, PROFILE, fresh.height):
        copy_in(connection, PROFILE, fresh)
    with indexes_afterwards(connection, EDGE, edges.height):
        copy_in(connection, EDGE, edges.with_columns(model=pl.lit(model.version)))


def compare(fresh: pl.DataFrame, known: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
    """SCORE_SCHEMA of the pairs of fresh and known profiles (PROFILE_SCHEMA) that the model finds alike.

    Splink is asked of those only that have something in common.
    """
    marked = pl.concat(
        [fresh.with_columns(is_fresh=pl.lit(value=True)), known.with_columns(is_fresh=pl.lit(value=False))]
    )
    alike = [
        marked.drop_nulls(same).filter(
            (pl.len().over(same) > 1) & pl.col("is_fresh").any().over(same) & pl.col("uscc").is_null().any().over(same)
        )
        for same in SAME
    ]
    paired = pl.concat(each.select("record_id") for each in alike).unique()
    if paired.is_empty():
        return pl.DataFrame(schema=SCORE_SCHEMA)
    compared = [each.join(paired, on="record_id", how="semi") for each in (fresh, known)]
    return scorer().ask(compared[0], compared[1], model)


def _comparable(connection: psycopg.Connection, fresh: pl.DataFrame) -> pl.DataFrame:
    """The kept profiles that blocking would pair with one of `fresh`."""
    if fresh.is_empty() or truth(connection, sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(PROFILE)):
        return pl.DataFrame(schema=PROFILE_SCHEMA)
    connection.execute(sql.SQL("CREATE TEMP TABLE fresh_profile (LIKE {}) ON COMMIT DROP").format(PROFILE))
    copy_in(connection, sql.Identifier("pg_temp", "fresh_profile"), fresh)
    connection.execute("ANALYZE pg_temp.fresh_profile")
    columns = sql.SQL(", ").join(sql.Identifier("known", each) for each in PROFILE_SCHEMA)
    blocks = [
        sql.SQL("SELECT {} FROM {} AS known JOIN pg_temp.fresh_profile AS fresh USING ({})").format(
            columns, PROFILE, sql.SQL(", ").join(map(sql.Identifier, same))
        )
        for same in SAME
    ]
    found = copy_out(connection, sql.SQL(" UNION ").join(blocks), PROFILE_SCHEMA)
    connection.execute("DROP TABLE pg_temp.fresh_profile")
    return found
