"""What every text goes through before it is read: nothing that cannot be seen, no blank ends, empty is NULL."""

from __future__ import annotations

import polars as pl

# Unicode category Cc but for the line ends.
_CONTROL = r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_UNCLEAN = r"[\x00-\x09\x0b-\x1f\x7f-\x9f]"
_PLACEHOLDERS = ("无", "暂无", "不详", "待补", "待补充", "未知", "-", "/", "\\", "NULL", "N/A")


def has_control_characters(text: pl.Expr) -> pl.Expr:
    """Whether a text holds control characters other than line ends."""
    return text.str.contains(_CONTROL)


def is_unclean(text: pl.Expr) -> pl.Expr:
    """Whether a text holds anything that has to be taken out or, as CR, put otherwise, before its ends are trimmed."""
    return text.str.contains(_UNCLEAN)


def cleaned(text: pl.Expr) -> pl.Expr:
    """`text` with LF for line ends, other control characters out, ends trimmed of Unicode white space; empty = NULL."""
    return trimmed(text.str.replace_all(r"\r\n?", "\n").str.replace_all(_CONTROL, ""))


def trimmed(text: pl.Expr) -> pl.Expr:
    """As `cleaned`, for texts of which none is unclean."""
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def without_placeholders(key: pl.Expr) -> pl.Expr:
    """A key, or NULL where people write something for nothing: 无, 待补, N/A, 000 …"""
    nothing = key.str.to_uppercase().is_in(_PLACEHOLDERS) | key.str.contains("^0+$")
    return pl.when(~nothing).then(key)
