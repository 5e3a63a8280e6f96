"""Names of businesses as their parts, whole columns at a time.

A name is place + 字号 + trade + legal form (企业名称登记管理规定, State Council 734, article 6).
"""

from __future__ import annotations

from functools import cache

import polars as pl

from hub.names.trailing import trailing_trades
from hub.names.words import bare_places, community_pattern, forms, home_towns, one_of, place_pattern, trades
from hub.text.keys import normalised_key

PARTS = ("place", "mark", "trade", "form", "branch", "second_name", "former_name")
"""What a name is parsed to: place, 字号, trade, legal form; what a branch is called (the other parts are then those of
its parent), a second name, a former name. A part that a name has not is NULL."""

_SECOND = r"第二名称[:]?([^〔〕]+)|〔(?:从属名称|又名|别名|第二名称)[:]?([^〔〕]+)〕"
FORMER = r"〔(?:原名称?|曾用名|原|更名前)[:]?([^〔〕]{4,})〕"
"""A former name in brackets, in a normalised key; a shorter text is none (原料)."""
_PARTNERSHIP = r"〔((?:特殊)?(?:普通|有限)合伙|个体工商户|个人独资)〕"
_BRACKETS = r"〔[^〔〕]*〕?"
_BRANCH = (
    r"^(.*公司|.*?(?:合作社|联合社|事务所|银行))"
    r"(.*(?:分公司|营业部|经营部|门市部|服务部|销售部|办事处|代表处|项目部|分厂|分店|分社|分校|分院|分行|支行|分部|分所|店|部|站|厂|中心))$"
)
_COLLECTIVE = "合作社|委员会"
_SHORTEST_MARK = 2
_LONGEST_BARE = 5
"""Characters before the legal form that may be a 字号 without a trade: 一点红有限公司."""


def parse(names: pl.Series) -> pl.DataFrame:
    """`names` (text as sent) to a frame of PARTS, row by row."""
    distinct = (
        pl.DataFrame({"name": names})
        .unique(maintain_order=True)
        .with_columns(key=normalised_key(pl.col("name")).str.to_uppercase())
    )
    parsed = _with_core(distinct)
    parsed = _with_mark(parsed).select("name", *PARTS)
    return pl.DataFrame({"name": names}).join(parsed, on="name", how="left", nulls_equal=True, maintain_order="left")[
        list(PARTS)
    ]


def _with_core(frame: pl.DataFrame) -> pl.DataFrame:
    """What stands in brackets and behind the parent taken off: `core` is place, 字号 and trade, then `form`."""
    key, core, bracketed = pl.col("key"), pl.col("core"), rf"〔{bare_places()}〕"
    opened = frame.with_columns(
        second_name=pl.coalesce(key.str.extract(_SECOND, 1), key.str.extract(_SECOND, 2)),
        former_name=key.str.extract(FORMER, 1),
        kind=key.str.extract(_PARTNERSHIP, 1),
        inner_place=key.str.extract(rf"〔({bare_places()})〕", 1),
        core=key.str.replace("第二名称.*$", "").str.replace_all(bracketed, "").str.replace_all(_BRACKETS, ""),
    )
    opened = opened.with_columns(branch=core.str.extract(_BRANCH, 2), parent=core.str.extract(_BRANCH, 1))
    opened = opened.with_columns(core=pl.coalesce("parent", "core"))
    ending = f"{one_of(forms())}$"
    opened = opened.with_columns(form=core.str.extract(f"({ending})", 1), core=core.str.replace(ending, ""))
    return opened.with_columns(form=pl.concat_str("form", "kind", ignore_nulls=True).replace("", None))


def _with_mark(frame: pl.DataFrame) -> pl.DataFrame:
    """`place`, `mark` and `trade` of the core."""
    core, rest = pl.col("core"), pl.col("rest")
    placed = frame.with_columns(place=core.str.extract(f"^({place_pattern()})", 1))
    placed = placed.with_columns(rest=core.str.slice(pl.col("place").str.len_chars()))
    village = pl.col("form").str.contains(_COLLECTIVE) & rest.str.contains(community_pattern())
    placed = placed.with_columns(
        place=pl.when(village).then(core).otherwise("place"), rest=pl.when(village).then(pl.lit("")).otherwise(rest)
    )
    town = pl.when(rest.str.contains(_unmarked())).then(pl.col("place").str.extract(f"({home_towns()})$", 1))
    # 虹桥水果店: a town that nothing but a trade follows is the 字号 itself.
    placed = placed.with_columns(town=town).with_columns(
        place=pl.when(town.is_not_null()).then(pl.col("place").str.strip_suffix(pl.col("town"))).otherwise("place"),
        rest=pl.concat_str("town", "rest", ignore_nulls=True),
    )
    behind = rest.str.slice(_SHORTEST_MARK)
    placed = placed.with_columns(trailing_trades(placed.select(ending=behind).to_series()))
    trade = pl.coalesce(
        "ending",
        # As long a 字号 without a trade, or else up to the first word that is one.
        pl.when(rest.str.len_chars() <= _LONGEST_BARE).then(pl.lit("")),
        behind.str.extract(f"{one_of(trades())}.*$", 0),
        pl.lit(""),
    )
    found = placed.with_columns(trade=trade)
    return found.with_columns(
        mark=rest.str.head(rest.str.len_chars() - pl.col("trade").str.len_chars()).replace("", None),
        trade=pl.col("trade").replace("", None),
        place=pl.coalesce(pl.col("place").replace("", None), "inner_place"),
    )


@cache
def _unmarked() -> str:
    """Trades that one character at most goes before."""
    return rf"^.?{one_of(trades())}*$"
