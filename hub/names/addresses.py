"""Addresses of this county as their parts, whole columns at a time."""

from __future__ import annotations

from functools import cache

import polars as pl

from hub.names.words import COUNTY, home_towns
from hub.text.keys import BRACKETS, key

ADDRESS_PARTS = ("division", "community", "road", "number", "building", "unit", "room", "landmark")
"""What an address is parsed to: the township as it stands (柳市, 柳市镇), village or community, road or lane, house
number (`128`, `128-130`), building, unit, room (floor before it: `3F`), and what is left: a market, an industrial zone,
旁 and 对面. A part that an address has not is NULL."""

_DIGITS = r"[A-Z]?\d+[A-Z]?(?:[-—~至、,/.]+[A-Z]?\d+[A-Z]?)*"
_HAN_NUMBER = "[一二三四五六七八九十百]+"
_COMMUNITY = (
    r"([^\d号路巷弄〔〕]{1,6}?)"
    r"(?:股份经济合作社|居民委员会|居委会|行政村|自然村|社区|新村|村(?:村民委员会|村委会)?|村民委员会|村委会)"
)
_ROAD = r"([^\d号〔〕]{1,8}?(?:大道|大街|公路|路|街|巷|弄|胡同|线|道)(?:[东南西北中]段)?)"


@cache
def _steps() -> tuple[tuple[str, str], ...]:
    """What is read from the front of the rest, in order: the part, and a pattern with the part in group 1."""
    return (
        ("", rf"^((?:中国)?(?:浙江省?)?(?:温州市?)?(?:{COUNTY}市?)?)"),
        ("division", rf"^((?:{home_towns()}(?:街道|镇|乡)?)|\p{{Han}}{{2,3}}(?:街道|镇|乡))(?:人民政府)?"),
        ("community", rf"^{_COMMUNITY}"),
        ("zone", r"^([^\d号路巷弄〔〕]{1,8}?(?:工业园区|工业区|开发区|产业园|科技园|工业园|园区))"),
        ("road", rf"^{_ROAD}"),
        ("block", rf"^({_DIGITS})号楼"),
        ("number", rf"^({_DIGITS})(?:号(?:之\d+)?|#|弄)"),
        ("lane number", rf"^({_DIGITS})(?:号|#)"),
        ("building", rf"^([A-Z]|{_DIGITS}|{_HAN_NUMBER})(?:幢|栋|座|号楼)"),
        ("unit", rf"^({_DIGITS}|{_HAN_NUMBER})单元"),
        ("floor", rf"^第?({_DIGITS}|{_HAN_NUMBER})(?:楼|层|F)(?:[东南西北]侧|[东南西北]首)?"),
        ("room", rf"^({_DIGITS})(?:室|房间|房|号房|号店面|店面|号铺|铺位|号摊位|摊位|号)"),
        ("bare", r"^(\d{1,5}(?:-\d+)?)$"),
    )


def parse_addresses(addresses: pl.Series) -> pl.DataFrame:
    """`addresses` (text as sent) to a frame of ADDRESS_PARTS, row by row."""
    brackets = rf"[{BRACKETS.opening}]([^{BRACKETS.closing}]*)[{BRACKETS.closing}]?"
    rest = pl.col("rest")
    distinct = pl.DataFrame({"address": addresses}).unique(maintain_order=True)
    parsed = distinct.with_columns(rest=key(pl.col("address")).str.to_uppercase())
    parsed = parsed.with_columns(note=rest.str.extract(brackets, 1), rest=rest.str.replace_all(brackets, ""))
    for name, pattern in _steps():
        column = name or "around"
        parsed = parsed.with_columns(rest.str.extract(pattern, 1).alias(column), rest=rest.str.replace(pattern, ""))
    is_numbered = pl.any_horizontal(pl.col("number", "block").is_not_null())
    parsed = parsed.with_columns(
        number=_plain(pl.coalesce("number", pl.when(~is_numbered).then("bare"))),
        room=_plain(pl.coalesce("room", pl.when(is_numbered).then("bare"))),
    )
    number = pl.concat_str("number", _plain(pl.col("lane number")), separator="弄", ignore_nulls=True)
    room = pl.concat_str(pl.concat_str(_digits("floor"), pl.lit("F")), "room", ignore_nulls=True)
    parsed = parsed.select(
        "address",
        "division",
        "community",
        "road",
        number.replace("", None).alias("number"),
        pl.coalesce(_digits("building"), "block").alias("building"),
        _digits("unit").alias("unit"),
        room.replace("", None).alias("room"),
        pl.concat_str("zone", "rest", "note", ignore_nulls=True).replace("", None).alias("landmark"),
    )
    sent = pl.DataFrame({"address": addresses})
    return sent.join(parsed, on="address", how="left", nulls_equal=True, maintain_order="left").select(ADDRESS_PARTS)


def _plain(numbers: pl.Expr) -> pl.Expr:
    """Numbers with `-` between them, whatever stood there."""
    return numbers.str.replace_all("[—~至、,/.]+", "-")


def _digits(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(_han_numbers(), default=pl.col(column))


@cache
def _han_numbers() -> dict[str, str]:
    """一 to 九十九 as digits."""
    digits = "一二三四五六七八九"
    numbers = {each: str(value) for value, each in enumerate(digits, start=1)}
    for tens in range(1, 10):
        ten = ("" if tens == 1 else digits[tens - 1]) + "十"
        numbers[ten] = str(tens * 10)
        numbers |= {ten + each: str(tens * 10 + value) for value, each in enumerate(digits, start=1)}
    return numbers
