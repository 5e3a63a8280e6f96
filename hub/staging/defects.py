"""What could not be read in a batch: defects and unmapped values, gathered by column and written by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson
import polars as pl

from hub.staging.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(slots=True)
class Defects:
    """Collects, for the rows of one batch, named defects and values that are warned of and not published.

    `values` are the values as sent, by source field. A defect is kept once for each rule and field of a row.
    """

    height: int
    values: Mapping[str, Sequence[object] | pl.Series]
    _found: dict[tuple[str, str], pl.Series] = field(default_factory=dict)
    _unmapped: list[tuple[str, str, pl.Series]] = field(default_factory=list)

    def add(self, rule: str, source: str, rows: pl.Series) -> None:
        """The value of field `source` breaks `rule` in `rows` (Boolean; NULL counts as False)."""
        hit = rows.fill_null(value=False)
        if not hit.any():
            return
        known = self._found.get((rule, source))
        self._found[rule, source] = hit if known is None else known | hit

    def leave_out(self, column: str, source: str, rows: pl.Series) -> None:
        """The value of field `source` is not published in `column` of `rows`: it stands in `unmapped`."""
        hit = rows.fill_null(value=False)
        if hit.any():
            self._unmapped.append((column, source, hit))

    def defects(self, exempt: pl.Series, always: frozenset[tuple[str, str]]) -> pl.Series:
        """jsonb texts of [{rule, field, value}]; rows in `exempt` have only the (rule, field) named in `always`."""
        by_row: dict[int, list[dict[str, object]]] = {}
        for (rule, source), hit in self._found.items():
            rows = hit if (rule, source) in always else hit & ~exempt
            sent = self.values.get(source)
            for row in rows.arg_true():
                value = None if sent is None else sendable(sent[row])
                by_row.setdefault(row, []).append({"rule": rule, "field": source, "value": value})
        return self._json(by_row, "[]").alias("defects")

    def unmapped(self) -> pl.Series:
        """jsonb texts of {column: value as sent}; NULL where all was read."""
        by_row: dict[int, dict[str, object]] = {}
        for column, source, hit in self._unmapped:
            for row in hit.arg_true():
                by_row.setdefault(row, {}).setdefault(column, sendable(self.values[source][row]))
        return self._json(by_row, None).alias("unmapped")

    def _json(self, by_row: Mapping[int, object], otherwise: str | None) -> pl.Series:
        texts = [otherwise] * self.height
        for row, content in by_row.items():
            texts[row] = orjson.dumps(content).decode()
        return pl.Series(texts, dtype=pl.String)


def sendable(value: object) -> object:
    """A value as sent, in a form that jsonb can keep: no NUL, nothing that is no JSON."""
    if value is None or isinstance(value, bool | int | float):
        # Beyond 64 bits a number keeps its digits as text.
        return value if not isinstance(value, int) or abs(value) < 2**63 else str(value)
    text = text_of(value)
    return None if text is None else text.replace("\x00", "")
