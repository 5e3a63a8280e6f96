"""The probabilistic rung as a pure function: what scored pairs make of the clusters that the ladder leaves."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from hub.linkage.strangers import Strangers

EDGE_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_a": pl.String,
    "record_b": pl.String,
    "weight": pl.Float64,
    "probability": pl.Float64,
    "is_certain": pl.Boolean,
    "obstacle": pl.String,
    "evidence": pl.String,
}
"""Two records that are alike: `weight` in bits, its probability, whether that is enough to link without asking, what
of the records speaks against it whatever the weight (BRANCH), and the weight's parts as JSON {comparison: bits}."""

CANDIDATE_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_a": pl.String,
    "record_b": pl.String,
    "weight": pl.Float64,
    "probability": pl.Float64,
    "reason": pl.String,
    "evidence": pl.String,
}
"""A pair for people to judge: `reason` is UNSURE or what keeps the two apart."""

UNSURE, BRANCH, KIND, USCC = "unsure", "branch", "kind", "uscc"
REGISTERED, PERSONS, SEVERAL, SIZE = "registered", "persons", "several", "size"
"""Why a pair is not linked without asking: the weight is in the middle band; one is a branch of the other, or another
branch; individual businesses, companies (个转企) and natural persons are not each other; two credit codes; two entries
of one register, which lists nobody twice; two citizen ids; alike to several credit codes; too many."""

REGISTER = "provincial:market_entities:"
"""How the ids of the register's entries begin."""

LARGEST = 12
"""So many clusters of the ladder come together by likeness at most."""

CLEARLY = 10.0
"""So many bits more alike (1,023 to 1) to one credit code than to another: then it is the one's."""

_INDIVIDUAL, _PERSON = "individual_business", "natural_person"
_LINK = ("score", "evidence")


class _Edge(NamedTuple):
    number: int
    a: int
    b: int
    is_certain: bool
    obstacle: str | None


def join_alike(
    keyed: pl.DataFrame, edges: pl.DataFrame | None, apart: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What likeness joins, and what it leaves to people.

    `keyed` holds the records (record_id, cluster, member_uscc, kind), `edges` EDGE_SCHEMA, `apart` pairs of clusters.
    Edges apply by weight, the greatest first, then by records; one that a veto or LARGEST forbids goes to people.
    Returns (cluster, label, label_uscc), (record_id, score, evidence), CANDIDATE_SCHEMA.
    """
    if edges is None or edges.is_empty():
        nothing = pl.DataFrame(schema={"record_id": pl.String, "score": pl.Float64, "evidence": pl.String})
        return pl.DataFrame(), nothing, pl.DataFrame(schema=CANDIDATE_SCHEMA)
    ends = keyed.select("record_id", "cluster")
    ordered = (
        edges.join(ends, left_on="record_a", right_on="record_id")
        .join(ends, left_on="record_b", right_on="record_id", suffix="_b")
        .sort("weight", "record_a", "record_b", descending=[True, False, False])
        .with_row_index("number")
    )
    between = ordered.filter(pl.col("cluster") != pl.col("cluster_b"))
    clusters = _clusters(keyed, between)
    several = _torn_between(between, clusters)
    union = _Union(clusters, Strangers(apart))
    columns = ("number", "cluster", "cluster_b", "is_certain", "obstacle")
    left = [union.apply(_Edge(*row), several) for row in between.select(columns).iter_rows()]
    judged = between.select(pl.exclude("cluster", "cluster_b")).with_columns(
        reason=pl.Series(left, dtype=pl.String),
        a=between["cluster"].replace_strict(union.labels()),
        b=between["cluster_b"].replace_strict(union.labels()),
    )
    asked = judged.filter(pl.col("reason").is_not_null() & (pl.col("a") != pl.col("b")) & (pl.col("reason") != ""))
    candidates = (
        asked.with_columns(low=pl.min_horizontal("a", "b"), high=pl.max_horizontal("a", "b"))
        .unique(("low", "high"), keep="first", maintain_order=True)
        .select(*CANDIDATE_SCHEMA)
    )
    return union.merged(), _linked(ordered, union), candidates


def _clusters(keyed: pl.DataFrame, between: pl.DataFrame) -> pl.DataFrame:
    """The clusters that edges touch, with their credit code and whether they are an individual's, a company's, a
    natural person's."""
    touched = pl.concat([between.select("cluster"), between.select(cluster="cluster_b")]).unique()
    individual, person = pl.col("kind") == _INDIVIDUAL, pl.col("kind") == _PERSON
    return (
        keyed.join(touched, on="cluster", how="semi")
        .group_by("cluster")
        .agg(
            uscc=pl.col("member_uscc").max(),
            kinds=individual.any() * 1 + (~individual & ~person).any() * 2 + person.any() * 4,
            is_known_person=(person & pl.col("citizen_id").is_not_null()).any(),
            is_registered=pl.col("record_id").str.starts_with(REGISTER).any(),
        )
        .sort("cluster")
    )


def _torn_between(between: pl.DataFrame, clusters: pl.DataFrame) -> frozenset[int]:
    """The clusters without a credit code that are certainly alike to clusters of several, to none clearly more."""
    sure = between.filter(pl.col("is_certain") & pl.col("obstacle").is_null())
    ends = [("cluster", "cluster_b"), ("cluster_b", "cluster")]
    directed = pl.concat(sure.select("weight", cluster=one, other=other) for one, other in ends)
    codes = clusters.select("uscc", other="cluster").drop_nulls()
    alike = directed.join(codes, on="other")
    close = alike.filter(pl.col("weight") >= pl.col("weight").max().over("cluster") - CLEARLY)
    torn = close.group_by("cluster").agg(pl.col("uscc").n_unique()).filter(pl.col("uscc") > 1)
    return frozenset(torn["cluster"])


class _Union:
    """Clusters as likeness joins them."""

    def __init__(self, clusters: pl.DataFrame, strangers: Strangers) -> None:
        self._parent: dict[int, int] = {each: each for each in clusters["cluster"]}
        self._uscc: dict[int, int | None] = dict(clusters.select("cluster", "uscc").iter_rows())
        self._kinds: dict[int, int] = dict(clusters.select("cluster", "kinds").iter_rows())
        self._known_persons = set(clusters.filter("is_known_person")["cluster"])
        self._registered = set(clusters.filter("is_registered")["cluster"])
        self._code = clusters["uscc"].dtype
        self._size = dict.fromkeys(self._parent, 1)
        self._strangers = strangers

    def root(self, cluster: int) -> int:
        """The smallest cluster that this one is part of."""
        while self._parent[cluster] != cluster:
            self._parent[cluster] = cluster = self._parent[self._parent[cluster]]
        return cluster

    def labels(self) -> dict[int, int]:
        """Every cluster's smallest."""
        return {each: self.root(each) for each in self._parent}

    def apply(self, edge: _Edge, several: frozenset[int]) -> str | None:
        """Join what the edge connects; else why people are asked, empty where they are not."""
        a, b = sorted((self.root(edge.a), self.root(edge.b)))
        if a == b:
            return None
        if not self._strangers.may_join(a, b):
            return ""
        veto = self._veto(a, b) or edge.obstacle
        if not edge.is_certain:
            return "" if veto else UNSURE
        veto = veto or (SEVERAL if edge.a in several or edge.b in several else None)
        if veto:
            return veto
        self._join(a, b)
        return None

    def _veto(self, a: int, b: int) -> str | None:
        if self._uscc[a] and self._uscc[b]:
            return USCC
        if self._kinds[a] and self._kinds[b] and (self._kinds[a] | self._kinds[b]).bit_count() > 1:
            return KIND
        if a in self._registered and b in self._registered:
            return REGISTERED
        if a in self._known_persons and b in self._known_persons:
            return PERSONS
        return SIZE if self._size[a] + self._size[b] > LARGEST else None

    def _join(self, a: int, b: int) -> None:
        self._parent[b] = a
        self._uscc[a] = self._uscc[a] or self._uscc[b]
        self._kinds[a] |= self._kinds[b]
        self._size[a] += self._size[b]
        for some in (self._registered, self._known_persons):
            if b in some:
                some.add(a)
        self._strangers.follow(b, a)

    def merged(self) -> pl.DataFrame:
        """`cluster`, `label`, `label_uscc` of the clusters that came together with others."""
        rows = [
            (cluster, label, self._uscc[label]) for cluster, label in self.labels().items() if self._size[label] > 1
        ]
        return pl.DataFrame(
            rows, schema={"cluster": pl.UInt32, "label": pl.UInt32, "label_uscc": self._code}, orient="row"
        )


def _linked(ordered: pl.DataFrame, union: _Union) -> pl.DataFrame:
    """Each record that an applied edge ends at: its best edge's score and evidence."""
    labels = union.labels()
    applied = ordered.filter("is_certain").with_columns(
        pl.col("cluster", "cluster_b").replace_strict(labels, default=None, return_dtype=pl.UInt32)
    )
    applied = applied.filter(pl.col("cluster").is_null() | (pl.col("cluster") == pl.col("cluster_b")))
    link = [pl.col("probability").alias("score"), pl.col("evidence"), pl.col("number")]
    ends = pl.concat(
        [
            applied.select("record_a", *link).rename({"record_a": "record_id"}),
            applied.select("record_b", *link).rename({"record_b": "record_id"}),
        ]
    )
    best = ends.sort("number").unique("record_id", keep="first", maintain_order=True)
    return best.select("record_id", *_LINK)
