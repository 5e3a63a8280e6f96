"""Who is who: one pure function from records with their identifiers to entities.

It sees a set of records, never their order or the batch they came in, so the same records always give the same
entities with the same ids. Records that share no identifier never influence each other: resolving a connected set
by itself gives what resolving everything gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hub.linkage.identity import NAMING, OWN, RUNGS, SHORTEST_NAME, entity_ids, match_name

RECORD_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "mints": pl.Boolean,
    "uscc": pl.String,
    "organisation_code": pl.String,
    "registration_no": pl.String,
    "citizen_id": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "division_code": pl.String,
}
"""What the ladder reads of a record: valid identifiers only; `mints` = it is an entity even without one."""

LINK_SCHEMA: dict[str, type[pl.DataType]] = {"record_id": pl.String, "entity_id": pl.String, "method": pl.String}
CONFLICT_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "rung": pl.String,
    "value": pl.String,
    "usccs": pl.List(pl.String),
    "records": pl.UInt32,
}

_CLUSTER = pl.UInt32


@dataclass(frozen=True, slots=True)
class Resolution:
    """`links`: LINK_SCHEMA, one row per record that has an entity; `conflicts`: CONFLICT_SCHEMA, one per identifier
    that links nobody because it would have made one entity of several credit codes."""

    links: pl.DataFrame
    conflicts: pl.DataFrame


def resolve_records(records: pl.DataFrame) -> Resolution:
    """Entities of `records` (RECORD_SCHEMA, `record_id` unique) by the deterministic rungs."""
    keyed = _with_keys(records)
    conflicts: list[pl.DataFrame] = []
    for rung in RUNGS:
        merged, conflict = _climb(keyed.select("cluster", "member_uscc", key=rung), rung)
        if not conflict.is_empty():
            conflicts.append(conflict)
            blocked = conflict["value"].implode()
            keyed = keyed.with_columns(pl.when(~pl.col(rung).is_in(blocked)).then(rung).alias(rung))
        if not merged.is_empty():
            keyed = (
                keyed.join(merged, on="cluster", how="left", maintain_order="left")
                .with_columns(
                    cluster=pl.coalesce("label", "cluster"), member_uscc=pl.coalesce("label_uscc", "member_uscc")
                )
                .drop("label", "label_uscc")
            )
    return Resolution(_named(keyed), pl.concat(conflicts) if conflicts else pl.DataFrame(schema=CONFLICT_SCHEMA))


def _with_keys(records: pl.DataFrame) -> pl.DataFrame:
    """Each record that can have an entity, as a cluster of its own, with its key on every rung."""
    kind = pl.col("kind")
    keys = records.with_columns(_name=match_name(pl.col("name"))).select(
        "record_id",
        "mints",
        "uscc",
        pl.coalesce(pl.col("uscc").str.slice(8, 9), "organisation_code").alias("organisation_code"),
        "registration_no",
        pl.when(kind == "natural_person")
        .then("citizen_id")
        .when(kind == "individual_business")
        .then(pl.concat_str("citizen_id", pl.lit("|"), "_name"))
        .alias("citizen_id"),
        pl.when(
            (pl.col("_name").str.len_chars() >= SHORTEST_NAME)
            & (kind.is_null() | (kind != "natural_person"))
            & ~pl.col("division_code").str.ends_with("000000")
        )
        .then(pl.concat_str("_name", pl.lit("|"), "division_code"))
        .alias("name_and_place"),
    )
    identified = pl.any_horizontal(pl.col(*RUNGS[:-1]).is_not_null())
    return (
        keys.filter(pl.col("mints") | identified)
        .drop("mints")
        .with_row_index("cluster")
        .with_columns(member_uscc=pl.col("uscc"))
    )


def _climb(members: pl.DataFrame, rung: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One rung: `members` (cluster, member_uscc, key) to (cluster → label, label_uscc) and the rung's conflicts."""
    held = members.filter(pl.col("key").is_not_null())
    pairs = held.group_by("key", "cluster").agg(pl.len().alias("records"), pl.col("member_uscc").first())
    shared = pairs.filter(pl.len().over("key") > 1)
    if shared.is_empty():
        return pl.DataFrame(), pl.DataFrame()
    disputed = shared.filter(pl.col("member_uscc").n_unique().over("key") - _has_null("key") > 1)
    joined = _components(shared.join(disputed, on="key", how="anti"))
    torn = joined.filter(pl.col("member_uscc").n_unique().over("label") - _has_null("label") > 1)
    if not torn.is_empty():
        mended, refused = _one_by_one(torn)
        disputed = pl.concat([disputed, torn.filter(pl.col("key").is_in(refused)).select(disputed.columns)])
        joined = pl.concat([joined.join(torn, on="key", how="anti"), mended])
    merged = (
        joined.group_by("cluster")
        .agg(pl.col("label", "label_uscc").first())
        .with_columns(pl.col("label").cast(_CLUSTER))
    )
    return merged, _conflicts(disputed, rung)


def _has_null(group: str) -> pl.Expr:
    return pl.col("member_uscc").is_null().any().over(group).cast(pl.UInt32)


def _components(pairs: pl.DataFrame) -> pl.DataFrame:
    """`pairs` (key, cluster, member_uscc) with `label`, the smallest cluster that it is connected with, and
    `label_uscc`, a credit code of that component."""
    labelled = pairs.with_columns(label=pl.col("cluster").min().over("key"))
    while True:
        # Both sides of the bipartite graph take the least label in reach until nothing moves; chains are short.
        reached = labelled.with_columns(label=pl.col("label").min().over("cluster"))
        reached = reached.with_columns(label=pl.col("label").min().over("key"))
        if reached["label"].equals(labelled["label"]):
            break
        labelled = reached
    return labelled.with_columns(label_uscc=pl.col("member_uscc").max().over("label"))


def _one_by_one(torn: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Components that several credit codes are in: their keys one after the other by value, each applied whole where
    no two credit codes meet by it, else refused. Returns the rows as `_components` does, and the refused keys."""
    parent = {cluster: cluster for cluster in torn["cluster"]}
    uscc = dict(torn.select("cluster", "member_uscc").iter_rows())
    refused: list[str] = []

    def root(cluster: int) -> int:
        while parent[cluster] != cluster:
            parent[cluster] = cluster = parent[parent[cluster]]
        return cluster

    for key, clusters in torn.group_by("key").agg("cluster").sort("key").iter_rows():
        roots = {root(cluster) for cluster in clusters}
        codes = {uscc[each] for each in roots} - {None}
        if len(codes) > 1:
            refused.append(key)
            continue
        least = min(roots)
        for each in roots:
            parent[each] = least
        uscc[least] = next(iter(codes), None)
    clusters = list(parent)
    labels = pl.DataFrame(
        {
            "cluster": clusters,
            "label": [root(each) for each in clusters],
            "label_uscc": [uscc[root(each)] for each in clusters],
        },
        schema={"cluster": _CLUSTER, "label": _CLUSTER, "label_uscc": pl.String},
    )
    return torn.drop("label", "label_uscc").join(labels, on="cluster"), refused


def _conflicts(disputed: pl.DataFrame, rung: str) -> pl.DataFrame:
    return (
        disputed.group_by(value="key")
        .agg(usccs=pl.col("member_uscc").drop_nulls().unique().sort(), records=pl.col("records").sum())
        .select(pl.lit(rung).alias("rung"), "value", "usccs", "records")
        .cast({"records": pl.UInt32})
    )


def _named(keyed: pl.DataFrame) -> pl.DataFrame:
    """The entity and the method of each record, from its cluster and the keys that link."""
    strongest = (
        keyed.group_by("cluster")
        .agg(pl.len().alias("size"), pl.col(*NAMING).min().name.prefix("min_"), pl.col("record_id").min())
        .select(
            "cluster",
            "size",
            namer=pl.coalesce(
                *(pl.when(pl.col(f"min_{rung}").is_not_null()).then(pl.lit(rung)) for rung in NAMING), pl.lit(OWN)
            ),
            value=pl.coalesce(*(f"min_{rung}" for rung in NAMING), "record_id"),
        )
    )
    named = strongest.with_columns(entity_id=entity_ids(strongest["namer"], strongest["value"]))
    linked = keyed.join(named, on="cluster", how="left")
    reached_by = (
        pl.when(
            pl.col(rung).is_not_null()
            & ((pl.len().over(rung) > 1) | ((pl.col("namer") == rung) & (pl.col("value") == pl.col(rung))))
        ).then(pl.lit(rung))
        for rung in RUNGS
    )
    method = pl.when(pl.col("size") > 1).then(pl.coalesce(*reached_by)).otherwise(pl.lit(OWN))
    return linked.select("record_id", "entity_id", method.alias("method"))
