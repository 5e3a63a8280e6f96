"""Succession: what makes one entity the successor of another, as a pure function of what the register says of both.

Individual businesses become companies (个转企: the business is struck off, and its trader founds a company), firms
move to another registrar (迁移), change their name or form (更名, 改制: the register says what they were called
before). Both remain entities of their own (docs/linkage.md).
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b

import polars as pl

from hub.names.addresses import parse_addresses
from hub.names.business import parse


class Kind(StrEnum):
    """How one follows upon the other; of several the first counts."""

    CONVERTED = "converted"
    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"


COMPANIES = ("enterprise", "cooperative")
"""What an individual business becomes."""

MOST_DAYS = 366
"""So long between the end of an individual business and the beginning of its company at most."""

REGISTRATION, MANUAL = "registration", "manual"
JUDGEMENT = "judgement"

_SHARED = ("citizen_id", "principal_and_phone", "organisation_code", "former_name")
GROUNDS = (*_SHARED, "mark", "house", JUDGEMENT)
"""What predecessor and successor have in common, in the order in which it is told."""

PAIR_SCHEMA: dict[str, type[pl.DataType]] = {
    "kind": pl.String,
    "predecessor_id": pl.String,
    "successor_id": pl.String,
    "predecessor_name": pl.String,
    "successor_name": pl.String,
    "predecessor_address": pl.String,
    "successor_address": pl.String,
    "predecessor_division": pl.String,
    "successor_division": pl.String,
    "shared": pl.String,
    "is_dated": pl.Boolean,
    "since": pl.Date,
    "retracted_at": pl.String,
}
"""Two registrations (what they say, `retracted_at` in ISO 8601 of UTC, null where both are live) of two entities, the
one of which may have become the other: the `kind` it would be, which of _SHARED they share, and whether the days on
which the one ended and the other began are known (and fit)."""

RELATION_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "kind": pl.String,
    "predecessor_id": pl.String,
    "successor_id": pl.String,
    "since": pl.Date,
    "method": pl.String,
    "grounds": pl.List(pl.String),
    "retracted_at": pl.String,
}
"""A succession: one row for each two entities."""

_ENDS = ("predecessor_id", "successor_id")


def relation_id(kind: str, predecessor: str, successor: str) -> str:
    """The id of a succession, a fixed function of what it says: `R` and 20 hex digits."""
    return "R" + blake2b(f"{kind}:{predecessor}:{successor}".encode(), digest_size=10).hexdigest()


def successions(pairs: pl.DataFrame) -> pl.DataFrame:
    """RELATION_SCHEMA of the `pairs` (PAIR_SCHEMA, any number for two entities) that say enough.

    One person is not enough, who may have several businesses: a conversion needs one 字号 or one house besides (both
    where a day is not known), a move one 字号 and one trade. What the register itself says (the former name, the same
    organisation code) needs nothing. A succession is retracted where no pair of live registrations bears it any more.
    """
    if pairs.is_empty():
        return pl.DataFrame(schema=RELATION_SCHEMA)
    names = [parse(pairs[f"{end}_name"]) for end in ("predecessor", "successor")]
    addresses = [parse_addresses(pairs[f"{end}_address"]) for end in ("predecessor", "successor")]
    alike = pairs.with_columns(
        mark=names[0]["mark"] == names[1]["mark"],
        trade=names[0]["trade"].eq_missing(names[1]["trade"]),
        house=(addresses[0]["road"] == addresses[1]["road"])
        & (addresses[0]["number"] == addresses[1]["number"])
        & (pairs["predecessor_division"] == pairs["successor_division"]),
    ).with_columns(pl.col("mark", "trade", "house").fill_null(value=False))
    is_said = pl.col("shared").is_in(["organisation_code", "former_name"])
    is_enough = (
        pl.when(is_said)
        .then(statement=True)
        .when(pl.col("kind") == Kind.MOVED)
        .then(pl.col("mark") & pl.col("trade"))
        .when(pl.col("is_dated"))
        .then(pl.col("mark") | pl.col("house"))
        .otherwise(pl.col("mark") & pl.col("house"))
    )
    return _one_for_each(alike.filter(is_enough))


def _one_for_each(borne: pl.DataFrame) -> pl.DataFrame:
    order = pl.Enum([each.value for each in Kind])
    is_live = pl.col("retracted_at").is_null()
    # Retracted registrations say nothing where live ones speak.
    speaking = borne.filter(is_live | ~is_live.any().over(_ENDS))
    grounds = pl.concat_list(
        *(pl.when(pl.col("shared") == each).then(pl.lit(each)) for each in _SHARED),
        *(pl.when(pl.col(each)).then(pl.lit(each)) for each in ("mark", "house")),
    ).list.drop_nulls()
    return (
        speaking.with_columns(kind=pl.col("kind").cast(order), grounds=grounds)
        .group_by(_ENDS)
        .agg(
            pl.col("kind").min(),
            pl.col("since").min(),
            pl.col("grounds").explode().unique(),
            pl.col("retracted_at").max(),
            method=pl.lit(REGISTRATION),
        )
        .with_columns(
            kind=pl.col("kind").cast(pl.String),
            grounds=pl.col("grounds").list.eval(pl.element().cast(pl.Enum(GROUNDS)).sort().cast(pl.String)),
        )
        .select(*RELATION_SCHEMA)
        .sort(_ENDS)
    )


def judged(found: pl.DataFrame, judgements: pl.DataFrame) -> pl.DataFrame:
    """`found` (RELATION_SCHEMA) as people have judged.

    `judgements`: `kind` (null: no succession) of predecessor_id and successor_id. What they say of two entities counts
    in either direction instead of what was found; of several judgements the later row counts.
    """
    apart = judgements.filter(pl.col("predecessor_id") != pl.col("successor_id")).with_columns(_both_ways())
    last = apart.unique(("low", "high"), keep="last", maintain_order=True)
    kept = found.with_columns(_both_ways()).join(last.select("low", "high"), on=("low", "high"), how="anti")
    said = last.drop_nulls("kind").with_columns(
        since=pl.lit(None, dtype=pl.Date),
        method=pl.lit(MANUAL),
        grounds=pl.lit([JUDGEMENT], dtype=pl.List(pl.String)),
        retracted_at=pl.lit(None, dtype=pl.String),
    )
    return pl.concat([kept.select(*RELATION_SCHEMA), said.select(*RELATION_SCHEMA)])


def _both_ways() -> list[pl.Expr]:
    return [pl.min_horizontal(_ENDS).alias("low"), pl.max_horizontal(_ENDS).alias("high")]
