"""Codes and names of divisions as rows of the division table."""

from __future__ import annotations

import polars as pl

from hub.reference.divisions import COUNTY_CODE, COUNTY_PREFIX, codes_by_name, divisions
from hub.text.keys import without_float_tail

_WELL_FORMED = r"^[1-9]\d{5}(\d{3}){0,3}$"


def division(key: pl.Expr) -> pl.Expr:
    """The 12-digit code of the division that a code (its first nine digits; six for the county) or a name gives.

    NULL where no row of the division table has it.
    """
    code = without_float_tail(key)
    rows = [each.code for each in divisions()]
    long = pl.concat_str(code.str.slice(0, 9), pl.lit("000"))
    return (
        pl.when(code.str.contains(r"^\d{9,}$") & long.is_in(rows))
        .then(long)
        .when(code == COUNTY_PREFIX)
        .then(pl.lit(COUNTY_CODE))
        .otherwise(code.replace_strict(codes_by_name(), default=None, return_dtype=pl.String))
    )


def is_elsewhere(key: pl.Expr) -> pl.Expr:
    """Whether a key is a well-formed code of a place outside the county."""
    code = without_float_tail(key)
    return code.str.contains(_WELL_FORMED) & ~code.str.starts_with(COUNTY_PREFIX)


def community(key: pl.Expr) -> pl.Expr:
    """The village's or community's 12 digits, where a code goes that far; else NULL."""
    code = without_float_tail(key)
    named = code.str.contains(r"^\d{12,}$") & (code.str.slice(9, 3) != "000")
    return pl.when(named).then(code.str.slice(0, 12))
