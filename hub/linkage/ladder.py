"""Who is who: one pure function from records with their identifiers to entities.

It sees a set of records, never their order or the batch they came in, so the same records always give the same
entities with the same ids. Records that share no identifier, likeness or judgement never influence each other:
resolving a connected set by itself gives what resolving everything gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hub.linkage.identity import MANUAL, NAMING, OWN, PROBABLE, RUNGS, entity_ids
from hub.linkage.keys import UNIQUE_NAME, Ranked, keys_of, ranked
from hub.linkage.likeness import join_alike
from hub.linkage.strangers import Strangers

LINK_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "entity_id": pl.String,
    "method": pl.String,
    "score": pl.Float64,
    "evidence": pl.String,
}
JUDGEMENT_SCHEMA: dict[str, type[pl.DataType]] = {"record_a": pl.String, "record_b": pl.String, "is_same": pl.Boolean}
"""What people have decided of two records."""
CONFLICT_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "rung": pl.String,
    "value": pl.String,
    "usccs": pl.List(pl.String),
    "records": pl.UInt32,
}

CERTAIN = 1.0
"""The score of every link that is not by likeness."""

_CLUSTER = pl.UInt32
_STEPS = ((MANUAL, ""), *((rung, rung) for rung in RUNGS), ("name_and_place", UNIQUE_NAME))
"""The method that each step of the ladder gives, and the column of its keys."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """`links`: LINK_SCHEMA, one row per record that has an entity; `conflicts`: CONFLICT_SCHEMA, one per identifier
    that links nobody because it would have made one entity of several credit codes; `candidates`: CANDIDATE_SCHEMA,
    the pairs of entities that people should look at."""

    links: pl.DataFrame
    conflicts: pl.DataFrame
    candidates: pl.DataFrame


def resolve_records(
    records: pl.DataFrame, edges: pl.DataFrame | None = None, judgements: pl.DataFrame | None = None
) -> Resolution:
    """Entities of `records` (RECORD_SCHEMA, `record_id` unique); as `resolve_keyed`."""
    return resolve_ranked(ranked(keys_of(records)), edges, judgements)


def resolve_ranked(
    keys: Ranked, edges: pl.DataFrame | None = None, judgements: pl.DataFrame | None = None
) -> Resolution:
    """Entities of records by their keys (`record_id` unique).

    First what people judged (JUDGEMENT_SCHEMA), then the deterministic rungs, then likeness (`edges`, EDGE_SCHEMA).
    Nothing makes one entity of two credit codes, nothing but that is stronger than a judgement.
    """
    keyed = _alone(keys.frame)
    judged = keyed.select("record_id", "row")
    same, apart = (_pairs_judged(judgements, judged, is_same=each) for each in (True, False))
    conflicts: list[pl.DataFrame] = []
    for rung, column in _STEPS:
        members = keyed.select("cluster", "member_uscc", key=column) if column else _judged_members(keyed, same)
        merged, conflict = _climb(members, rung, _by_cluster(apart, keyed))
        if not conflict.is_empty():
            conflicts.append(_in_words(conflict, column, keys))
            if column:
                blocked = conflict["value"].implode()
                keyed = keyed.with_columns(pl.when(~pl.col(column).is_in(blocked)).then(column).alias(column))
        keyed = _relabelled(keyed, merged)
    joined, alike, candidates = join_alike(keyed, edges, _by_cluster(apart, keyed))
    keyed = _relabelled(keyed, joined)
    is_judged = keyed.join(same, left_on="row", right_on="a", how="semi")["row"].append(
        keyed.join(same, left_on="row", right_on="b", how="semi")["row"]
    )
    named = _named(keyed, alike, is_judged, keys)
    return Resolution(named, pl.concat(conflicts) if conflicts else pl.DataFrame(schema=CONFLICT_SCHEMA), candidates)


def _pairs_judged(judgements: pl.DataFrame | None, rows: pl.DataFrame, *, is_same: bool) -> pl.DataFrame:
    """The pairs (`a`, `b`: rows) that were judged to be the same, or not to be."""
    if judgements is None or judgements.is_empty():
        return pl.DataFrame(schema={"a": _CLUSTER, "b": _CLUSTER, "key": pl.String})
    chosen = judgements.filter(pl.col("is_same") == is_same)
    return (
        chosen.join(rows.rename({"row": "a"}), left_on="record_a", right_on="record_id")
        .join(rows.rename({"row": "b"}), left_on="record_b", right_on="record_id")
        .select("a", "b", key=pl.concat_str("record_a", pl.lit("|"), "record_b"))
    )


def _judged_members(keyed: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    ends = pl.concat([same.select("key", row="a"), same.select("key", row="b")])
    return keyed.join(ends, on="row").select("cluster", "member_uscc", "key")


def _by_cluster(apart: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """The pairs of rows judged not to be the same, as pairs of clusters (`a`, `b`)."""
    if apart.is_empty():
        return apart.select("a", "b")
    cluster = keyed.select("row", "cluster")
    return (
        apart.join(cluster, left_on="a", right_on="row")
        .join(cluster, left_on="b", right_on="row", suffix="_b")
        .select(a="cluster", b="cluster_b")
    )


def _relabelled(keyed: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    if merged.is_empty():
        return keyed
    return (
        keyed.join(merged, on="cluster", how="left", maintain_order="left")
        .with_columns(cluster=pl.coalesce("label", "cluster"), member_uscc=pl.coalesce("label_uscc", "member_uscc"))
        .drop("label", "label_uscc")
    )


def _alone(keys: pl.DataFrame) -> pl.DataFrame:
    """Each record as a cluster of its own; where people keep records apart, the least goes first."""
    return (
        keys.sort("record_id").with_row_index("cluster").with_columns(row=pl.col("cluster"), member_uscc=pl.col("uscc"))
    )


def _climb(members: pl.DataFrame, rung: str, apart: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One rung: `members` (cluster, member_uscc, key) to (cluster → label, label_uscc) and the rung's conflicts.

    `apart`: pairs of clusters (`a`, `b`) that do not come together.
    """
    held = members.filter(pl.col("key").is_not_null())
    pairs = held.group_by("key", "cluster").agg(pl.len().alias("records"), pl.col("member_uscc").first())
    shared = pairs.filter(pl.len().over("key") > 1)
    if shared.is_empty():
        return pl.DataFrame(), pl.DataFrame()
    disputed = shared.filter(pl.col("member_uscc").n_unique().over("key") - _has_null("key") > 1)
    joined = _components(shared.join(disputed, on="key", how="anti"))
    several = pl.col("member_uscc").n_unique().over("label") - _has_null("label") > 1
    torn = joined.filter(several | pl.col("label").is_in(_meeting(joined, apart).implode()))
    if not torn.is_empty():
        mended, refused = _one_by_one(torn, apart)
        disputed = pl.concat([disputed, torn.filter(pl.col("key").is_in(refused.implode())).select(disputed.columns)])
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


def _meeting(joined: pl.DataFrame, apart: pl.DataFrame) -> pl.Series:
    """The labels under which clusters come together that must stay apart."""
    if apart.is_empty():
        return pl.Series(dtype=joined["label"].dtype)
    labels = joined.select("cluster", "label").unique()
    pairs = apart.join(labels, left_on="a", right_on="cluster").join(
        labels, left_on="b", right_on="cluster", suffix="_b"
    )
    return pairs.filter(pl.col("label") == pl.col("label_b"))["label"].unique()


def _one_by_one(torn: pl.DataFrame, apart: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Components that several credit codes are in, or clusters that must stay apart: their keys one after the other
    by value, each applied whole where no two credit codes meet by it, else refused; of clusters to keep apart each
    joins the first group that it may. Returns the rows as `_components` does, and the refused keys."""
    parent = {cluster: cluster for cluster in torn["cluster"]}
    uscc = dict(torn.select("cluster", "member_uscc").iter_rows())
    strangers = Strangers(apart)
    refused: list[int | str] = []

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
        for group in strangers.groups(sorted(roots)):
            least = group[0]
            for each in group:
                parent[each] = least
                strangers.follow(each, least)
            uscc[least] = next((uscc[each] for each in group if uscc[each]), None)
    clusters = list(parent)
    labels = pl.DataFrame(
        {
            "cluster": clusters,
            "label": [root(each) for each in clusters],
            "label_uscc": [uscc[root(each)] for each in clusters],
        },
        schema={"cluster": _CLUSTER, "label": _CLUSTER, "label_uscc": torn["member_uscc"].dtype},
    )
    return torn.drop("label", "label_uscc").join(labels, on="cluster"), pl.Series(refused, dtype=torn["key"].dtype)


def _conflicts(disputed: pl.DataFrame, rung: str) -> pl.DataFrame:
    return (
        disputed.group_by(value="key")
        .agg(usccs=pl.col("member_uscc").drop_nulls().unique().sort(), records=pl.col("records").sum())
        .select(pl.lit(rung).alias("rung"), "value", "usccs", "records")
        .cast({"records": pl.UInt32})
    )


def _in_words(conflict: pl.DataFrame, column: str, keys: Ranked) -> pl.DataFrame:
    """CONFLICT_SCHEMA of conflicts whose keys and credit codes are ranks."""
    value = keys.word(column, pl.col("value")) if column else pl.col("value")
    words = keys.words["uscc"]
    usccs = [[words[rank - 1] for rank in each] for each in conflict["usccs"]]
    return conflict.with_columns(value=value, usccs=pl.Series(usccs, dtype=pl.List(pl.String)))


def _named(keyed: pl.DataFrame, alike: pl.DataFrame, judged: pl.Series, keys: Ranked) -> pl.DataFrame:
    """The entity of each record, and how it came to it: from its cluster and what links within it.

    `alike`: record_id, score and evidence of the records that likeness links; `judged`: the rows that people joined.
    """
    strongest = (
        keyed.group_by("cluster")
        .agg(pl.len().alias("size"), pl.col(*NAMING).min().name.prefix("min_"), pl.col("row").min())
        .with_columns(
            namer=pl.coalesce(
                *(pl.when(pl.col(f"min_{rung}").is_not_null()).then(pl.lit(rung)) for rung in NAMING), pl.lit(OWN)
            ),
            rank=pl.coalesce(f"min_{rung}" for rung in NAMING),
        )
    )
    # What people keep apart may share an identifier: it names the one that holds the least record.
    is_named = pl.col("rank").is_not_null() & (pl.col("row") == pl.col("row").min().over("namer", "rank"))
    strongest = strongest.with_columns(
        namer=pl.when(is_named).then("namer").otherwise(pl.lit(OWN)),
        rank=pl.when(is_named).then("rank"),
        # Rows are numbered in the order of record ids, which `keyed` keeps.
        record_id=keyed["record_id"].gather(strongest["row"]),
    )
    texts = (keys.word(rung, pl.when(pl.col("namer") == rung).then("rank")) for rung in NAMING)
    strongest = strongest.select("cluster", "size", "namer", "rank", value=pl.coalesce(*texts, "record_id"))
    entity_id = entity_ids(strongest["namer"], strongest["value"])
    named = strongest.select("cluster", "size", "namer", "rank").with_columns(entity_id=entity_id)
    linked = keyed.join(named, on="cluster", how="left").join(alike, on="record_id", how="left")
    steps = [(rung, column) for rung, column in _STEPS if column]
    for rung, column in steps:
        # One after the other, and of one number each: groups of pairs, all at once, take more than the records.
        shared = (pl.col(column).cast(pl.UInt64) * 2**32 + pl.col("cluster")).is_duplicated()
        names_it = (pl.col("namer") == column) & (pl.col("rank") == pl.col(column))
        linked = linked.with_columns((pl.col(column).is_not_null() & (shared | names_it)).alias(f"by_{rung}_{column}"))
    reached_by = (pl.when(f"by_{rung}_{column}").then(pl.lit(rung)) for rung, column in steps)
    weaker = (
        pl.when(pl.col("row").is_in(judged.implode())).then(pl.lit(MANUAL)),
        pl.when(pl.col("score").is_not_null()).then(pl.lit(PROBABLE)),
    )
    method = pl.when(pl.col("size") > 1).then(pl.coalesce(*reached_by, *weaker)).otherwise(pl.lit(OWN))
    probable = pl.col("method") == PROBABLE
    return linked.select("record_id", "entity_id", "score", "evidence", method=method).select(
        "record_id",
        "entity_id",
        "method",
        score=pl.when(probable).then("score").otherwise(pl.lit(CERTAIN)),
        evidence=pl.when(probable).then("evidence"),
    )
