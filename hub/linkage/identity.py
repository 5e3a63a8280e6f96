"""Entity ids, and names as the linkage compares them."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

from hub.text.keys import normalised_key

RUNGS = ("uscc", "organisation_code", "registration_no", "citizen_id", "name_and_place")
"""The deterministic rungs of the ladder, strongest first."""

NAMING = tuple(rung for rung in RUNGS if rung != "citizen_id")
"""The identifiers that give an entity its id, in their fixed order; where it has none, its least record does.

A citizen id does not: readers see its masked form, and few enough ids fit that to try them all against a hash.
"""

OWN = "own"
"""The method of a record that nothing links, and the kind of the id that it gives its entity."""

MASKED = "[*＊?？×□■\ufffd\ue000-\uf8ff]"
"""A character that stands for one that is not there; the same pattern for polars and for PostgreSQL."""

SHORTEST_NAME = 4
"""A shorter name says too little to identify anybody."""


def entity_id(kind: str, value: str) -> str:
    """The id that an identifier (`kind` one of RUNGS) or a record (`kind` OWN) gives: `E` and 20 hex digits."""
    return "E" + blake2b(f"{kind}:{value}".encode(), digest_size=10).hexdigest()


def entity_ids(kinds: pl.Series, values: pl.Series) -> pl.Series:
    """`entity_id` of every pair."""
    return pl.Series(map(entity_id, kinds, values), dtype=pl.String)


def match_name(name: pl.Expr) -> pl.Expr:
    """A full name as it is compared: a normalised key without a second name; a masked or damaged one is null."""
    key = normalised_key(name).str.replace("第二名称[::].*$", "")
    return pl.when(~key.str.contains(MASKED) & (key != "")).then(key)
