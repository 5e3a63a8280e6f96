"""The words that names of businesses are made of (data: places.csv, trades.csv, forms.csv), as patterns."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COUNTY = "乐清"
_SUFFIXES = {"province": "省", "prefecture": "[市县]", "county": "[市县区]", "town": "(?:街道|镇|乡)"}
_ZONES = (
    "(?:国家)?(?:高新技术产业开发区|经济技术开发区|高新技术开发区|经济开发区|工业园区|高新区|保税区|港区|新区|开发区)"
)
_NAMED_ZONE = r"\p{Han}{2,3}(?:经济技术开发区|开发区|新区)"
"""大榭开发区, 杭州湾新区."""
_ANY_VILLAGE = r"\p{Han}{1,4}?(?:村|社区)"
_TOWN_AND_VILLAGE = rf"{_SUFFIXES['town']}(?:{_ANY_VILLAGE})?"
_ANY_TOWN = rf"\p{{Han}}{{2,3}}?(?:街道|镇|乡)(?:{_ANY_VILLAGE})?"


class Place(NamedTuple):
    """A place as names begin with it: `level` province, prefecture, county or town, and what it lies in."""

    name: str
    level: str
    within: str


@cache
def places() -> tuple[Place, ...]:
    """Every place that the lists know."""
    return tuple(Place(*row) for row in _rows("places.csv"))


@cache
def trades() -> tuple[str, ...]:
    """Every word for a line of business, those for a shop or works among them (饭庄有限公司)."""
    shops = (form for form, kind in forms().items() if kind in ("shop", "works") and len(form) > 1)
    return tuple(dict.fromkeys((*(word for (word,) in _rows("trades.csv")), *shops)))


@cache
def forms() -> Mapping[str, str]:
    """Legal forms and what shops and bodies are called, with the kind of each."""
    return dict(_rows("forms.csv"))


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda each: (-len(each), each))) + ")"


@cache
def place_pattern() -> str:
    """The places that a name begins with, from the large to the small, each level at most once.

    A town without 街道, 镇 or 乡 is one only behind the county that it lies in, save those of this county.
    """
    provinces, prefectures = _named("province"), _named("prefecture")
    counties = {each.name for each in places() if each.level == "county"}
    behind = (
        f"{county}{_SUFFIXES['county']}?{one_of(_towns(county))}(?:{_TOWN_AND_VILLAGE})?"
        for county in sorted({each.within for each in places() if each.level == "town"})
    )
    county = "|".join(
        (
            *behind,
            f"{one_of(counties)}{_SUFFIXES['county']}?(?:{_ANY_TOWN})?",
            f"{home_towns()}(?:{_TOWN_AND_VILLAGE})?",
            _ZONES,
        )
    )
    return f"(?:中国)?(?:{provinces})?(?:{prefectures})?(?:{county})?(?:{_ZONES}|{_NAMED_ZONE})?"


@cache
def bare_places() -> str:
    """Any place of the lists from the county up, wherever it stands."""
    return "(?:" + "|".join((_named("county"), _named("prefecture"), _named("province"), "中国")) + ")"


@cache
def home_towns() -> str:
    """The towns of this county, former ones too, without 街道, 镇, 乡."""
    return one_of(_towns(COUNTY))


@cache
def community_pattern() -> str:
    """A name that is a village's or community's, as collectives have it."""
    return f"^(?:{_ANY_VILLAGE})$"


def _named(level: str) -> str:
    names = one_of(each.name for each in places() if each.level == level)
    return f"{names}{_SUFFIXES[level]}?"


def _towns(county: str) -> list[str]:
    return [each.name for each in places() if each.level == "town" and each.within == county]


def _rows(name: str) -> list[list[str]]:
    text = files("hub.names").joinpath(name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]
