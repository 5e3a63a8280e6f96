"""Why two records are alike or not: what each says, and the parts of the weight."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import log2
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.copying import copy_out
from hub.linkage.profiles import PROFILE_SCHEMA
from hub.linkage.scorer import scorer
from hub.linkage.scoring import link_model, read_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from hub.database.connection import Database

EVERYTHING = -10_000.0
"""A threshold in bits that every pair passes."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Two profiles (PROFILE_SCHEMA, None for a record that is not compared), and how alike the model finds them.

    `parts` are bits by comparison; with `prior` they make `weight`. None where one of the records is not compared.
    """

    first: Mapping[str, str | None] | None
    second: Mapping[str, str | None] | None
    prior: float
    parts: Mapping[str, float] | None
    weight: float | None
    probability: float | None
    obstacle: str | None
    link_from: float
    ask_from: float


def explain(database: Database, one: str, other: str) -> Explained:
    """How alike two records are, by the model in use, whether or not they were ever compared."""
    model = link_model()
    settings = {**model.settings, "blocking_rules_to_generate_predictions": ["l.record_id <> r.record_id"]}
    anything = read_model(json.dumps({**json.loads(model.text), "settings": settings, "ask_from": EVERYTHING}))
    profiles = _profiles(database, one, other)
    by_id: dict[str, Mapping[str, str | None]] = {row["record_id"]: row for row in profiles.iter_rows(named=True)}
    prior = float(model.settings["probability_two_random_records_match"])
    unknown = Explained(
        by_id.get(one), by_id.get(other), log2(prior / (1 - prior)), None, None, None, None, model.link_from,
        model.ask_from,
    )  # fmt: skip
    if profiles.height < len({one, other}) or one == other:
        return unknown
    row = scorer().ask(profiles, profiles.clear(), anything).row(0, named=True)
    return replace(
        unknown,
        parts=json.loads(row["evidence"]),
        weight=row["weight"],
        probability=row["probability"],
        obstacle=row["obstacle"],
    )


def _profiles(database: Database, *records: str) -> pl.DataFrame:
    columns = sql.SQL(", ").join(map(sql.Identifier, PROFILE_SCHEMA))
    query = sql.SQL("SELECT {} FROM hub.link_profile WHERE record_id = ANY ({})").format(
        columns, sql.Literal(list(records))
    )
    with database.connect() as connection:
        return copy_out(connection, query, PROFILE_SCHEMA)
