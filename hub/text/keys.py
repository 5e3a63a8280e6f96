"""Keys: the forms in which numbers, codes and names are compared."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class _Brackets(NamedTuple):
    """Opening and closing brackets as the insides of character classes; valid after NFKC."""

    opening: str
    closing: str


BRACKETS = _Brackets(r"(\[{【〔〖〘〚❲⦗", r")\]}】〕〗〙〛❳⦘")
# White space and the characters of no width that copying from web pages and office programs leaves behind.
BLANK = r"[\s\u200b-\u200d\u2060\ufeff]+"

# What NFKC and the removal of blanks leave as it is, among what is common here.
_SETTLED_BLANKS = r"^[\x20-\x7e\n年月日时分秒]*$"
_SETTLED = r"^[\x21-\x7e\u3001\u3002\u3008-\u3011\u3014\u3015\u4e00-\u9fff]*$"
_FLOAT_TAIL = r"^(\d+)\.0+$"
SCIENTIFIC = r"^\d(\.\d+)?[eE]\+?\d+$"


def nfkc(text: pl.Expr) -> pl.Expr:
    """`text` in NFKC, its blanks kept."""
    return text.map_batches(_nfkc, return_dtype=pl.String)


def key(text: pl.Expr) -> pl.Expr:
    """`text` in NFKC with all blanks out; empty = NULL."""
    return text.map_batches(_key, return_dtype=pl.String)


def normalised_key(text: pl.Expr) -> pl.Expr:
    """`text` as a part of a record's key: NFKC, blanks out, all brackets as 〔〕, the trailing `.0` of a number off."""
    return normalised(key(text))


def normalised(key: pl.Expr) -> pl.Expr:
    """As `normalised_key`, from a key."""
    opened = key.str.replace_all(f"[{BRACKETS.opening}]", "〔").str.replace_all(f"[{BRACKETS.closing}]", "〕")
    return without_float_tail(opened)


def without_float_tail(key: pl.Expr) -> pl.Expr:
    """A number without the `.0` that spreadsheets append; every other key as it is."""
    return key.str.replace(_FLOAT_TAIL, "$1")


def has_float_tail(key: pl.Expr) -> pl.Expr:
    """Whether a key is a number to which a spreadsheet appended `.0`."""
    return key.str.contains(_FLOAT_TAIL)


def is_scientific(key: pl.Expr) -> pl.Expr:
    """Whether a key is a number that a spreadsheet wrote as `9.13304E+17`, its digits lost."""
    return key.str.contains(SCIENTIFIC)


def _nfkc(text: pl.Series) -> pl.Series:
    rough = ~text.str.contains(_SETTLED_BLANKS).fill_null(value=True)
    # Normalising costs ten times as much as seeing that a text needs none.
    return text.scatter(rough.arg_true(), text.filter(rough).str.normalize("NFKC")) if rough.any() else text


def _key(text: pl.Series) -> pl.Series:
    rough = ~text.str.contains(_SETTLED).fill_null(value=True)
    if not rough.any():
        return text
    normal = text.filter(rough).str.normalize("NFKC").str.replace_all(BLANK, "")
    return text.scatter(rough.arg_true(), normal.set(normal == "", None))
