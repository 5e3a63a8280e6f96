"""Names of classes, without the place that a sender puts behind them."""

from __future__ import annotations

import re

import polars as pl

from hub.reference.divisions import place_names
from hub.text.keys import BRACKETS


def without_place(name: pl.Expr) -> pl.Expr:
    """`name` without a bracketed suffix that names a place, such as (乐清)."""
    places = "|".join(sorted(map(re.escape, place_names()), key=len, reverse=True))
    short = name.str.replace(rf"\s*[（［{BRACKETS.opening}]\s*(?:{places})\s*[）］{BRACKETS.closing}]$", "")
    return pl.when(short != "").then(short).otherwise(name)
