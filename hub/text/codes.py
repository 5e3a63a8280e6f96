"""Codes: what a source writes, as the hub's code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from hub.text.distinct import by_distinct

if TYPE_CHECKING:
    from hub.reference.code_lists import CodeList

_STRONG = r"[，,；;\n]"
_SEPARATORS = r"[，,；;、\n]"
_UNIT = "\x1f"


def mapped(text: pl.Expr, code_list: CodeList) -> pl.Expr:
    """The hub code of each value; NULL where the list does not know it."""

    def read(values: pl.Series) -> pl.Series:
        return pl.Series([code_list.find(value) for value in values], dtype=pl.String)

    return by_distinct(text, read, pl.String)


def mapped_list(text: pl.Expr, code_list: CodeList) -> pl.Expr:
    """The hub codes of each text's parts, once each in order: struct(codes list[str], unknown bool).

    The whole value is looked up first, then its parts; `unknown` says that a part was left out.
    """

    dtype = pl.Struct({"codes": pl.List(pl.String), "unknown": pl.Boolean})

    def read(values: pl.Series) -> pl.Series:
        found = [_parts(value, code_list) for value in values]
        return pl.Series([{"codes": codes or None, "unknown": unknown} for codes, unknown in found], dtype=dtype)

    return by_distinct(text, read, dtype)


def text_list(text: pl.Expr) -> pl.Expr:
    """The parts of each text as they stand, trimmed, empty ones and repeats out, order kept; none = NULL."""
    parts = text.str.replace_all(_SEPARATORS, _UNIT).str.split(_UNIT).list.eval(pl.element().str.strip_chars())
    kept = parts.list.eval(pl.element().filter(pl.element() != "")).list.unique(maintain_order=True)
    return pl.when(kept.list.len() > 0).then(kept)


def _parts(value: str, code_list: CodeList) -> tuple[list[str], bool]:
    if (whole := code_list.named(value)) is not None:
        return [whole], False
    found = [code for piece in re.split(_STRONG, value) if piece.strip() for code in _piece(piece, code_list)]
    if None in found and (whole := code_list.find(value)) is not None:
        return [whole], False
    return list(dict.fromkeys(code for code in found if code is not None)), None in found


def _piece(piece: str, code_list: CodeList) -> list[str | None]:
    """The codes of a part without strong separators, which may still hold a `、` of its own name."""
    if (whole := code_list.named(piece)) is not None:
        return [whole]
    parts = [code_list.find(part) for part in piece.split("、") if part.strip()]
    if None in parts and (whole := code_list.find(piece)) is not None:
        return [whole]
    return list(parts)
