"""Rows that were erased on request: what stands in their place in a landed page, and how staging tells them.

An erased row keeps one text in place of all its values: that it is erased, the hash of the version that it was, and
the day of that version's own time. So every count comes out as before, and the same version received again is still
a repeat. Only pages that are known to hold such rows are looked through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SIGN = "（已抹去）"
_MARK = re.compile(rf"{_SIGN}([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}) (\d{{4}}-\d\d-\d\d|-)")


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """What is left of a row: the hash of its version (UUID text), and the day of its source's time (Shanghai)."""

    version_hash: str
    day: date | None

    @property
    def mark(self) -> str:
        """The text that stands in its place."""
        return f"{_SIGN}{self.version_hash} {self.day or '-'}"

    @classmethod
    def read(cls, value: object) -> ErasedRow | None:
        """The erased row that a value of it stands for, if it does."""
        found = _MARK.fullmatch(value) if isinstance(value, str) else None
        return cls(found[1], None if found[2] == "-" else date.fromisoformat(found[2])) if found else None


def set_apart(
    rows: Sequence[Mapping[str, object]] | pl.DataFrame, numbers: pl.Series | None
) -> tuple[Sequence[Mapping[str, object]] | pl.DataFrame, pl.Series, list[ErasedRow]]:
    """Rows of a page without those that were erased, their numbers in the page (from 1), and the erased ones."""
    listed = rows.to_dicts() if isinstance(rows, pl.DataFrame) else rows
    marks = [_of_row(row) for row in listed]
    kept = pl.Series([mark is None for mark in marks], dtype=pl.Boolean)
    own = pl.Series(range(1, len(marks) + 1), dtype=pl.Int32) if numbers is None else numbers
    left = (
        rows.filter(kept)
        if isinstance(rows, pl.DataFrame)
        else [row for row, mark in zip(rows, marks, strict=True) if mark is None]
    )
    return left, own.filter(kept), [mark for mark in marks if mark is not None]


def _of_row(row: Mapping[str, object]) -> ErasedRow | None:
    return next((mark for value in row.values() if (mark := ErasedRow.read(value))), None)
