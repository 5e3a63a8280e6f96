"""Numbers and money, read exactly from their digits; negative ones are none."""

from __future__ import annotations

import polars as pl

from hub.text.distinct import by_distinct

YUAN = pl.Decimal(18, 2)

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_NUMBER = rf"(?:{_DIGITS}(?:\.\d*)?|\.\d+)"
_INTEGER = rf"^\+?({_DIGITS})(?:\.0*)?$"
_AMOUNT = rf"^\+?({_NUMBER})(万元?|元)?$"
_CURRENCY_WORDS = r"人民币|RMB|CNY|[¥()整]"
_CAPITAL = rf"^\+?({_NUMBER})(亿元?|万元?|元)?$"
_LARGEST_INTEGER = 2**31 - 1
# numeric(18,2) has 16 digits before its point.
_WHOLE_DIGITS = 16
_WAN, _YI = 4, 8


def integer(key: pl.Expr) -> pl.Expr:
    """The whole number (Int64, fits PostgreSQL's integer) that a key says, a `.0` off; NULL where it says none."""
    number = key.str.extract(_INTEGER).str.replace_all(",", "", literal=True).cast(pl.Int64, strict=False)
    return pl.when(number <= _LARGEST_INTEGER).then(number)


def decimal(key: pl.Expr) -> pl.Expr:
    """The number that a key says, as PostgreSQL's text of a numeric; NULL where it says none."""
    return key.str.extract(rf"^\+?({_NUMBER})$").str.replace_all(",", "", literal=True)


def yuan_from_wan(key: pl.Expr) -> pl.Expr:
    """Yuan from a number of 万元, half up to the fen; a trailing 元 (not 万元) means that it is yuan already."""
    return by_distinct(key, lambda keys: _by_unit(keys, _AMOUNT, bare=_WAN), YUAN)


def yuan(key: pl.Expr) -> pl.Expr:
    """Yuan from a number of yuan, half up to the fen; a trailing 万元 is read as what it says."""
    return by_distinct(key, lambda keys: _by_unit(keys, _AMOUNT, bare=0), YUAN)


def capital(key: pl.Expr) -> pl.Expr:
    """Yuan from a register's capital: a bare number is 万元, else its unit; NULL for another currency or no number."""
    bare = key.str.to_uppercase().str.replace_all(_CURRENCY_WORDS, "")
    amount = by_distinct(bare, lambda keys: _by_unit(keys, _CAPITAL, bare=_WAN), YUAN)
    # A currency without a unit leaves open whether 元 or 万元 is meant.
    return pl.when((bare == key) | ~bare.str.contains(r"[\d.]$")).then(amount)


def _by_unit(keys: pl.Series, pattern: str, *, bare: int) -> pl.Series:
    number, unit = pl.col("key").str.extract(pattern, 1).str.replace_all(",", "", literal=True), pl.col("unit")
    amounts = keys.rename("key").to_frame().select(number=number, unit=pl.col("key").str.extract(pattern, 2))
    shifts = {"元": 0, "万": _WAN, "万元": _WAN, "亿": _YI, "亿元": _YI}
    used = {bare, *(shifts[each] for each in amounts["unit"].unique().drop_nulls())}
    shift = unit.replace_strict(shifts, default=bare, return_dtype=pl.Int64)
    readings = (pl.when(shift == each).then(_yuan(pl.col("number"), each)) for each in sorted(used))
    return amounts.select(pl.coalesce(readings)).to_series()


def _yuan(number: pl.Expr, shift: int) -> pl.Expr:
    """`number` moved `shift` decimal places, half up to two places, without a float in between."""
    whole = number.str.extract(r"^0*(\d*)").fill_null("")
    fraction = number.str.extract(r"\.(\d+)").fill_null("")
    places = shift + 2
    digits = pl.concat_str(whole, fraction.str.slice(0, places).str.pad_end(places, "0"))
    rounding = fraction.str.slice(places, 1).is_in(["5", "6", "7", "8", "9"]).cast(pl.Int64)
    fen = digits.str.strip_chars_start("0").str.zfill(3).cast(pl.Int64, strict=False) + rounding
    text = fen.cast(pl.String).str.zfill(3)
    amount = pl.concat_str(text.str.head(-2), pl.lit("."), text.str.tail(2))
    fits = number.is_not_null() & (whole.str.len_chars() + shift <= _WHOLE_DIGITS)
    return pl.when(fits).then(amount).cast(YUAN, strict=False)
