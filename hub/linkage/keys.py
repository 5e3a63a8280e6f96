"""The keys that put records together: every record's own on every rung of the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from hub.linkage.identity import (
    RUNGS,
    SHORTEST_NAME,
    is_business_name,
    is_unique_name,
    match_name,
    town_of_name,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

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

UNIQUE_NAME = "unique_name"

KEY_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_id": pl.String,
    "kind": pl.String,
    **dict.fromkeys((*RUNGS, UNIQUE_NAME), pl.String),
}
"""What the ladder compares of a record: its kind, and its key on every rung; records with one key belong together."""

RANKED = (*RUNGS, UNIQUE_NAME)
"""The keys, of which many records have one."""


def keys_of(records: pl.DataFrame) -> pl.DataFrame:
    """KEY_SCHEMA of those of `records` (RECORD_SCHEMA) that can have an entity."""
    named = records.with_columns(_name=match_name(pl.col("name")))
    # Who files for a business under its name and the trader's citizen id is no mere person.
    trades = (pl.col("kind") == "natural_person") & is_business_name(pl.col("_name"))
    kind = pl.when(trades).then(pl.lit("individual_business")).otherwise("kind")
    named = named.with_columns(
        kind=kind,
        _long=pl.when(pl.col("_name").str.len_chars() >= SHORTEST_NAME).then("_name"),
        _place=pl.coalesce(
            pl.when(~pl.col("division_code").str.ends_with("000000")).then("division_code"),
            town_of_name(pl.col("_name")),
        ),
    )
    is_person = (pl.col("kind") == "natural_person").fill_null(value=False)
    keys = named.select(
        "record_id",
        "mints",
        "kind",
        "uscc",
        pl.coalesce(pl.col("uscc").str.slice(8, 9), "organisation_code").alias("organisation_code"),
        "registration_no",
        pl.when(is_person)
        .then("citizen_id")
        .when(pl.col("kind") == "individual_business")
        .then(pl.concat_str("citizen_id", pl.lit("|"), "_name"))
        .alias("citizen_id"),
        pl.when(~is_person).then(pl.concat_str("_long", pl.lit("|"), "_place")).alias("name_and_place"),
        pl.when(~is_person & is_unique_name(pl.col("_name"))).then("_name").alias(UNIQUE_NAME),
    )
    identified = pl.any_horizontal(pl.col(*RUNGS[:-1]).is_not_null())
    return keys.filter(pl.col("mints") | identified).select(*KEY_SCHEMA)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Keys as numbers, which are compared sooner and hold less: `frame` is KEY_SCHEMA with each of RANKED as the rank
    of its text among all there are (from 1 on), `words` those texts by key, each at its rank less one."""

    frame: pl.DataFrame
    words: Mapping[str, pl.Series]

    def word(self, key: str, rank: pl.Expr) -> pl.Expr:
        """The text of that `rank`, null for none."""
        words = self.words[key]
        return pl.lit(words).gather(rank - 1) if len(words) else pl.lit(None, dtype=pl.String)


def ranked(keys: pl.DataFrame) -> Ranked:
    """The keys of records, of KEY_SCHEMA and perhaps more, as numbers."""
    words = {each: keys[each].drop_nulls().unique().sort() for each in RANKED}
    ranks = [pl.col(each).rank("dense").cast(pl.UInt32) for each in RANKED]
    return Ranked(keys.with_columns(ranks), words)
