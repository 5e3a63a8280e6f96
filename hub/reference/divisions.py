"""The county and its 25 townships and subdistricts (data: townships.csv), and the names of places around them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTY_CODE = "330382000000"
COUNTY_PREFIX = "330382"

# What a class's name is qualified with, in brackets: the county, the prefecture and its parts, the province.
_PLACES_AROUND = (
    *("乐清", "温州", "浙江", "鹿城", "龙湾", "瓯海", "洞头", "瑞安", "龙港", "永嘉", "平阳", "苍南", "文成", "泰顺"),
    *("杭州", "宁波", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水"),
)


@dataclass(frozen=True, slots=True)
class Division:
    """A row of the division table. `enforcement_mode` is `empowered`, `dispatched` or None (not known)."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    enforcement_mode: str | None


@cache
def divisions() -> tuple[Division, ...]:
    """The county's own row, then its townships, by code."""
    text = files("hub.reference").joinpath("townships.csv").read_text(encoding="utf-8")
    townships = (
        Division(row["code"], row["name"], row["kind"], COUNTY_CODE, row["enforcement_mode"] or None)
        for row in csv.DictReader(text.splitlines())
    )
    return (Division(COUNTY_CODE, "乐清市", "county", None, None), *townships)


@cache
def codes_by_name() -> Mapping[str, str]:
    """The code of every division by its name, whole or without 街道, 镇, 乡."""
    whole = {each.name: each.code for each in divisions()}
    short = {_without_kind(name): code for name, code in whole.items()}
    return short | whole


@cache
def place_names() -> frozenset[str]:
    """Names that a bracketed suffix may give a place by: divisions, and cities and counties around."""
    around = {name + suffix for name in _PLACES_AROUND for suffix in ("", "市", "县", "区", "省")}
    return frozenset(codes_by_name()) | around


def _without_kind(name: str) -> str:
    for suffix in ("街道", "镇", "乡"):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name
