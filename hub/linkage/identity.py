"""Entity ids, and names as the linkage compares them."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

from hub.names.business import FORMER
from hub.names.words import COUNTY, home_towns
from hub.reference.divisions import codes_by_name
from hub.text.keys import normalised_key

RUNGS = ("uscc", "organisation_code", "registration_no", "citizen_id", "name_and_place")
"""The deterministic rungs of the ladder, strongest first."""

NAMING = tuple(rung for rung in RUNGS if rung != "citizen_id")
"""The identifiers that give an entity its id, in their fixed order; where it has none, its least record does.

A citizen id does not: readers see its masked form, and few enough ids fit that to try them all against a hash.
"""

MANUAL, PROBABLE = "manual", "probabilistic"
"""The methods of a record that people, or its likeness, put where it is."""

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
    """A full name as it is compared, null where it is masked or damaged: a normalised key without a second or former
    name, its places in one spelling, 有限责任公司 as 有限公司."""
    key = normalised_key(name).str.replace("第二名称[::].*$", "").str.replace(FORMER, "")
    key = key.str.replace(_COUNTY_WRITTEN, COUNTY).str.replace(_TOWN_WRITTEN, f"{COUNTY}${{1}}")
    key = key.str.replace("有限责任公司", "有限公司", literal=True)
    return pl.when(~key.str.contains(MASKED) & (key != "")).then(key)


def is_business_name(match_name: pl.Expr) -> pl.Expr:
    """Whether a name is registered with its place, as no person's is."""
    return match_name.str.contains(_REGISTERED)


def is_unique_name(match_name: pl.Expr) -> pl.Expr:
    """Whether a name is one that its authority registers once (企业名称登记管理规定, article 17): a company's or a
    cooperative's, with its place."""
    return match_name.str.contains(_REGISTERED) & match_name.str.contains("(公司|合作社)$")


def town_of_name(match_name: pl.Expr) -> pl.Expr:
    """The division that a name of this county is registered with (乐清柳市…), else null."""
    town = match_name.str.extract(f"^{COUNTY}({home_towns()})", 1)
    return town.replace_strict(codes_by_name(), default=None, return_dtype=pl.String)


_COUNTY_WRITTEN = f"^(?:浙江省?)?(?:温州市?)?{COUNTY}市?"
_TOWN_WRITTEN = f"^{COUNTY}({home_towns()})(?:街道|镇|乡)"
_REGISTERED = f"^(?:中国|浙江|温州|{COUNTY}).{{{SHORTEST_NAME},}}"
