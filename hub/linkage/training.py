"""Trains the model of the probabilistic rung from records whose credit codes say which of them are one.

m comes from pairs of records with one credit code (Splink's label column), u from random pairs of records of which no
two have one (Splink's random sampling, seeded), so that true matches do not count as chance. Everything is sorted
before it is sampled: the same profiles give the same model.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from hub.linkage.edges import BLOCKING
from hub.linkage.scoring import read_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hub.linkage.scoring import LinkModel

PRIOR = 5e-6
"""That two records picked at random are of one entity: about one in the county's 200,000 entities."""
LINK_FROM, ASK_FROM = 10.0, 0.0
"""Thresholds in bits: 1,023 to 1, and even odds."""
SEED = 20261123
PAIRS = 1e7
FREQUENT = 2_000
"""So many of the most frequent terms are kept."""
LEAST_M, LEAST_U = 5e-4, 1e-6
"""What has never been seen in training is still possible."""


def _level(condition: str, label: str, **more: object) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": label, **more}


def _unknown(condition: str) -> dict[str, Any]:
    return _level(condition, "unknown", is_null_level=True)


def _either_null(column: str) -> dict[str, Any]:
    return _unknown(f"{column}_l IS NULL OR {column}_r IS NULL")


_ELSE = _level("ELSE", "different")
TERMS = ("mark", "principal")
"""What weighs the more the rarer it is."""
_BY_MARK, _BY_PRINCIPAL = ({"tf_adjustment_column": each, "tf_adjustment_weight": 1.0} for each in TERMS)
_SAME_TOWNSHIP = "division_code_l = division_code_r"
_SAME_HOUSE = "road_l = road_r AND number_l = number_r"

COMPARISONS: tuple[tuple[str, Sequence[dict[str, Any]]], ...] = (
    (
        "name",
        (
            _either_null("mark"),
            _level("name_l = name_r", "same full name", **_BY_MARK),
            _level("mark_l = mark_r", "same 字号", **_BY_MARK),
            _level(
                "length(mark_l) + length(mark_r) >= 5 AND (levenshtein(mark_l, mark_r) <= 1 "
                "OR contains(mark_l, mark_r) OR contains(mark_r, mark_l))",
                "字号 nearly the same",
            ),
            _level("levenshtein(mark_l, mark_r) <= 1", "one character of a short 字号 differs"),
            _ELSE,
        ),
    ),
    (
        "trade",
        (
            _either_null("trade"),
            _level("trade_l = trade_r", "same trade"),
            _level("contains(trade_l, trade_r) OR contains(trade_r, trade_l)", "one trade within the other"),
            _level("substr(trade_l, 1, 1) = substr(trade_r, 1, 1)", "same beginning"),
            _ELSE,
        ),
    ),
    (
        "principal",
        (_either_null("principal"), _level("principal_l = principal_r", "same principal", **_BY_PRINCIPAL), _ELSE),
    ),
    ("phone", (_either_null("phone"), _level("phone_l = phone_r", "same phone"), _ELSE)),
    (
        "place",
        (
            _unknown("(road_l IS NULL OR road_r IS NULL) AND (division_code_l IS NULL OR division_code_r IS NULL)"),
            _level(f"{_SAME_HOUSE} AND {_SAME_TOWNSHIP}", "same house"),
            _level(_SAME_HOUSE, "same house, another or no township"),
            _level(f"{_SAME_TOWNSHIP} AND (road_l IS NULL OR road_r IS NULL)", "same township, no more known"),
            _level(f"{_SAME_TOWNSHIP} AND road_l = road_r", "same road"),
            _level(_SAME_TOWNSHIP, "same township"),
            _ELSE,
        ),
    ),
)
"""The comparisons, each with its levels from the most alike down; conditions in the SQL that DuckDB and Spark share."""

_NO_MORE_KNOWN = "same township, no more known"
_TOWNSHIP = ("same house", "same road", "same township")
"""The levels that a pair of one township would fall into were its roads known."""


def settings() -> dict[str, Any]:
    """Splink's settings before training."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "probability_two_random_records_match": PRIOR,
        "comparisons": [
            {"output_column_name": name, "comparison_levels": [dict(each) for each in levels]}
            for name, levels in COMPARISONS
        ],
        "blocking_rules_to_generate_predictions": list(BLOCKING),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def train(profiles: pl.DataFrame, version: str) -> LinkModel:
    """A model from `profiles` (PROFILE_SCHEMA), of which many must have a credit code."""
    from splink import DuckDBAPI, Linker

    coded = profiles.drop_nulls("uscc").sort("record_id")
    terms = {each: _frequencies(profiles[each]) for each in TERMS}
    rare = 1 / profiles.height
    coded = coded.with_columns(
        pl.col(each).replace_strict(known, default=rare, return_dtype=pl.Float64).alias(f"tf_{each}")
        for each, known in terms.items()
    )
    api = DuckDBAPI()
    of_one = Linker(api.register(coded.to_arrow()), settings(), log_level=None, validate_settings=False)
    of_one.training.estimate_m_from_label_column("uscc")
    single = coded.sample(fraction=1.0, shuffle=True, seed=SEED).unique("uscc", keep="first", maintain_order=True)
    by_chance = Linker(
        api.register(single.sort("record_id").to_arrow()), settings(), log_level=None, validate_settings=False
    )
    by_chance.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
    trained = settings()
    m, u = (each.misc.save_model_to_json()["comparisons"] for each in (of_one, by_chance))
    for comparison, alike, chance in zip(trained["comparisons"], m, u, strict=True):
        for level, same, other in _levels(comparison, alike, chance):
            level["m_probability"] = max(same.get("m_probability") or 0.0, LEAST_M)
            level["u_probability"] = max(other.get("u_probability") or 0.0, LEAST_U)
        _sum_up(comparison["comparison_levels"])
    said = {
        "version": version,
        "trained": {"profiles": coded.height, "entities": single.height, "seed": SEED, "pairs": PAIRS},
        "link_from": LINK_FROM,
        "ask_from": ASK_FROM,
        "rare": dict.fromkeys(TERMS, rare),
        "settings": trained,
        "term_frequencies": {each: dict(list(known.items())[:FREQUENT]) for each, known in terms.items()},
    }
    return read_model(json.dumps(said, ensure_ascii=False, indent=1))


def _levels(*comparisons: dict[str, Any]) -> Iterator[tuple[dict[str, Any], ...]]:
    for levels in zip(*(each["comparison_levels"] for each in comparisons), strict=True):
        if not levels[0].get("is_null_level"):
            yield levels


def _sum_up(levels: list[dict[str, Any]]) -> None:
    """Records with credit codes nearly all have a road, so what one without says cannot be learnt from them: it is as
    likely as all that it could be."""
    by_label = {each["label_for_charts"]: each for each in levels}
    if coarse := by_label.get(_NO_MORE_KNOWN):
        for probability in ("m_probability", "u_probability"):
            coarse[probability] = sum(by_label[each][probability] for each in _TOWNSHIP)


def _frequencies(terms: pl.Series) -> dict[str, float]:
    counts = terms.drop_nulls().value_counts().sort("count", terms.name, descending=[True, False])
    return dict(zip(counts[terms.name], counts["count"] / terms.len(), strict=True))
