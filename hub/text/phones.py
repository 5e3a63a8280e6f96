"""Telephone numbers."""

from __future__ import annotations

import polars as pl

from hub.text.keys import without_float_tail

# A mobile number has 11 digits; a fixed one 7 to 12, with its area code and never beginning with 1.
_FITS = r"^(1[3-9]\d{9}|[02-9]\d{6,11})$"


def phone(key: pl.Expr) -> pl.Expr:
    """The digits of a number, without `-` and a leading `+86` or `0086`; NULL where it is no telephone number."""
    digits = without_float_tail(key).str.replace(r"^(\+86|0086)", "").str.replace_all("-", "", literal=True)
    return pl.when(digits.str.contains(_FITS)).then(digits)
