"""Identifiers of enterprises and people: their check characters, whole columns at a time.

All functions take keys (NFKC, blanks out) in upper case.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)
_CREDIT_SHAPE = rf"^[{_CREDIT_ALPHABET}]{{18}}$"
# None of O, I, S, Z is legal in a credit code: they stand for the digits that they look like.
_LOOKALIKES = (["O", "I", "S", "Z"], ["0", "1", "5", "2"])

_ORGANISATION_SHAPE = r"^[0-9A-Z]{8}[0-9X]$"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2, 1)

_CITIZEN_SHAPE = r"^[1-9]\d{16}[\dX]$"
_OLD_CITIZEN_SHAPE = r"^[1-9]\d{14}$"
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_OLDEST_BIRTH = pl.date(1850, 1, 1)


def is_credit_code(code: pl.Expr) -> pl.Expr:
    """Whether a code is a unified social credit code: alphabet and check character (GB 32100-2015, 4 and annex A)."""
    values = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
    return _checks(code, _CREDIT_SHAPE, values, _CREDIT_WEIGHTS, 31, 0)


def without_lookalikes(code: pl.Expr) -> pl.Expr:
    """A code with O, I, S, Z as 0, 1, 5, 2."""
    return code.str.replace_many(*_LOOKALIKES)


def is_organisation_code(code: pl.Expr) -> pl.Expr:
    """Whether nine characters (no hyphen) are an organisation code by their check character (GB 11714-1997, 3)."""
    values = {chr(48 + digit): digit for digit in range(10)} | {chr(65 + letter): 10 + letter for letter in range(26)}
    # Only as the check character is X ten; elsewhere it is a letter like others.
    last = values | {"X": 10}
    return _checks(code, _ORGANISATION_SHAPE, values, _ORGANISATION_WEIGHTS, 11, 0, last)


def citizen_id(code: pl.Expr, latest: pl.Expr) -> pl.Expr:
    """The 18-character citizen id of a valid one of 18 characters (GB 11643-1999, 5 and annex B) or 15 (GB 11643-1989),
    else NULL.

    Valid: the pattern, a real birth date not after `latest` (a day), the check character (18 characters only; one
    of 15 has none and was born in 19yy). The region is not judged: people keep the code of a county that is gone.
    """
    return pl.struct(code=code, latest=latest).map_batches(_citizen_ids, return_dtype=pl.String)


def _citizen_ids(sent: pl.Series) -> pl.Series:
    code, latest = pl.col("code"), pl.col("latest")
    frame = sent.struct.unnest().with_row_index("row")
    shaped = frame.filter(code.str.contains(_CITIZEN_SHAPE) | code.str.contains(_OLD_CITIZEN_SHAPE))
    if shaped.is_empty():
        return pl.Series([None] * frame.height, dtype=pl.String)
    old = code.str.len_chars() == 15
    body = pl.when(old).then(pl.concat_str(code.str.slice(0, 6), pl.lit("19"), code.str.slice(6))).otherwise(code)
    values = {str(digit): digit for digit in range(10)}
    upgraded = shaped.with_columns(body=body.str.slice(0, 17)).with_columns(
        whole=pl.concat_str("body", _check_character(pl.col("body"), values))
    )
    birth = pl.col("body").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    valid = upgraded.filter((old | (pl.col("whole") == code)) & (birth >= _OLDEST_BIRTH) & (birth <= latest)).select(
        "row", "whole"
    )
    return frame.select("row").join(valid, on="row", how="left", maintain_order="left")["whole"]


def _check_character(body: pl.Expr, values: dict[str, int]) -> pl.Expr:
    """The check character behind 17 digits (GB 11643-1999, annex B, by ISO 7064 MOD 11-2)."""
    total = _sum(body, values, _CITIZEN_WEIGHTS, None)
    return (total % 11).replace_strict(dict(enumerate(_CITIZEN_CHECKS)), return_dtype=pl.String)


def _checks(
    code: pl.Expr,
    shape: str,
    values: dict[str, int],
    weights: Sequence[int],
    modulus: int,
    rest: int,
    last: dict[str, int] | None = None,
) -> pl.Expr:
    """Whether a code has `shape` and its weighted sum leaves `rest`; False for NULL."""

    def batch(codes: pl.Series) -> pl.Series:
        fits = codes.str.contains(shape).fill_null(value=False)
        shaped = codes.filter(fits)
        sums = shaped.rename("code").to_frame().select(_sum(pl.col("code"), values, weights, last)).to_series()
        return fits.scatter(fits.arg_true(), sums % modulus == rest) if shaped.len() else fits

    return code.map_batches(batch, return_dtype=pl.Boolean)


def _sum(code: pl.Expr, values: dict[str, int], weights: Sequence[int], last: dict[str, int] | None) -> pl.Expr:
    """The weighted sum of the values of codes that are all as long as `weights`."""
    length = len(weights)

    def batch(codes: pl.Series) -> pl.Series:
        places = codes.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, length)).arr.to_struct().struct.unnest()
        tables = [
            _table(tuple((last if last and place == length - 1 else values).items()), weight)
            for place, weight in enumerate(weights)
        ]
        terms = [pl.lit(table).gather(pl.col(name)) for table, name in zip(tables, places.columns, strict=True)]
        return places.select(pl.sum_horizontal(terms)).to_series()

    return code.map_batches(batch, return_dtype=pl.Int64)


@cache
def _table(values: tuple[tuple[str, int], ...], weight: int) -> pl.Series:
    """The weighted value of every byte."""
    by_byte = {ord(character): value * weight for character, value in values}
    return pl.Series([by_byte.get(byte, 0) for byte in range(256)], dtype=pl.Int64)
