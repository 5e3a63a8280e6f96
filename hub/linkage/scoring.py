"""How alike two profiles are, by the Splink model of the county (models/business.json; how it was trained stands in
it and in docs/linkage.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from hub.linkage.likeness import BRANCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from splink.internals.database_api import DatabaseAPI

SCORE_SCHEMA: dict[str, type[pl.DataType]] = {
    "record_a": pl.String,
    "record_b": pl.String,
    "weight": pl.Float64,
    "probability": pl.Float64,
    "obstacle": pl.String,
    "evidence": pl.String,
}
"""Pairs that the model finds alike: EDGE_SCHEMA before the thresholds; `record_a` < `record_b`."""

MEMORY = "400MB"
"""What DuckDB may hold at a time; the profiles and the pairs come on top."""

_WEIGHT = "mw_"
_FREQUENCY = "tf_"
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class LinkModel:
    """A trained model (`text` is its JSON): Splink's settings, frozen term frequencies and thresholds in bits.

    A pair of `link_from` and more is linked, one from `ask_from` on is put to people, everything else stays apart.
    """

    text: str
    version: str
    settings: Mapping[str, Any]
    term_frequencies: Mapping[str, Mapping[str, float]]
    rare: Mapping[str, float]
    link_from: float
    ask_from: float


@cache
def link_model() -> LinkModel:
    """The model in use."""
    return read_model(files("hub.linkage").joinpath("models/business.json").read_text(encoding="utf-8"))


def read_model(text: str) -> LinkModel:
    """A model from its JSON."""
    said = json.loads(text)
    names = ("version", "settings", "term_frequencies", "rare", "link_from", "ask_from")
    return LinkModel(text=text, **{name: said[name] for name in names})


def score(
    fresh: pl.DataFrame, known: pl.DataFrame, model: LinkModel, backend: DatabaseAPI[Any] | None = None
) -> pl.DataFrame:
    """SCORE_SCHEMA of the pairs of `fresh` profiles, and of fresh with `known` ones (PROFILE_SCHEMA both).

    What a pair scores depends on the two alone: the model's term frequencies are used, never the data's. `backend` is
    what Splink computes with; where none is given, a DuckDB of its own that spills to disk what is more than `MEMORY`.
    """
    if fresh.is_empty():
        return pl.DataFrame(schema=SCORE_SCHEMA)
    if backend is not None:
        return _score(fresh, known, model, backend)
    # Splink and DuckDB take half a second to import.
    import duckdb
    from splink import DuckDBAPI

    with (
        TemporaryDirectory(prefix="hub-linkage-") as spilled,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spilled}) as connection,
    ):
        return _score(fresh, known, model, DuckDBAPI(connection))


def _score(fresh: pl.DataFrame, known: pl.DataFrame, model: LinkModel, api: DatabaseAPI[Any]) -> pl.DataFrame:
    from splink import Linker

    profiles = pl.concat([fresh, known]).sort("record_id")
    used = _frequencies(profiles, model)
    branches = profiles.select("record_id", "branch", is_named=pl.col("name").is_not_null())
    table = api.register(profiles.to_arrow(), dataset_display_name="profiles")
    # Of very many, one copy less is held while Splink compares them.
    del profiles
    linker = Linker(table, dict(model.settings), log_level=None, validate_settings=False)
    for term, frequencies in used.items():
        lookup = api.register(frequencies.to_arrow(), dataset_display_name=f"frequency_of_{term}")
        linker.table_management.register_term_frequency_lookup(lookup, term)
    found = linker.inference.predict_within(table, threshold_match_weight=model.ask_from, warning_mode="never")
    pairs = pl.DataFrame(found.as_pyarrow_table())  # type: ignore[no-untyped-call]
    is_fresh = pl.col("record_a", "record_b").is_in(fresh["record_id"].implode())
    return _scored(pairs, branches, model).filter(pl.any_horizontal(is_fresh))


def _frequencies(profiles: pl.DataFrame, model: LinkModel) -> dict[str, pl.DataFrame]:
    """By column the model's frequency of every term that `profiles` hold."""
    return {
        column: profiles.select(column)
        .drop_nulls()
        .unique()
        .sort(column)
        .with_columns(
            pl.col(column)
            .replace_strict(dict(known), default=model.rare[column], return_dtype=pl.Float64)
            .alias(_FREQUENCY + column)
        )
        for column, known in model.term_frequencies.items()
    }


def _scored(pairs: pl.DataFrame, branches: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
    parts = {
        each["output_column_name"]: f"{_WEIGHT}{each['output_column_name']}" for each in model.settings["comparisons"]
    }
    adjusted = {name: f"{_WEIGHT}tf_adj_{name}" for name in parts}
    bits = [
        (pl.col(column) + (pl.col(adjusted[name]) if adjusted[name] in pairs.columns else 0.0))
        .round(_DIGITS)
        .alias(name)
        for name, column in parts.items()
    ]
    ends = pl.col("record_id_l", "record_id_r")
    scored = (
        pairs.with_columns(record_a=pl.min_horizontal(ends), record_b=pl.max_horizontal(ends))
        .join(branches, left_on="record_a", right_on="record_id")
        .join(branches, left_on="record_b", right_on="record_id", suffix="_b")
    )
    # A signboard does not say whose branch it is; two names do.
    differs = pl.col("is_named") & pl.col("is_named_b") & pl.col("branch").ne_missing(pl.col("branch_b"))
    return scored.select(
        "record_a",
        "record_b",
        weight=pl.col("match_weight").round(_DIGITS),
        probability="match_probability",
        obstacle=pl.when(differs).then(pl.lit(BRANCH)),
        evidence=pl.struct(bits).struct.json_encode(),
    ).sort("record_a", "record_b")
