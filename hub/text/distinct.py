"""Work on distinct values: what stands in a column many times is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable


def by_distinct(
    values: pl.Expr, read: Callable[[pl.Series], pl.Series], dtype: pl.DataType | type[pl.DataType]
) -> pl.Expr:
    """`read` of each value, done on the distinct ones; NULL stays NULL."""

    def batch(column: pl.Series) -> pl.Series:
        distinct = column.unique().drop_nulls().rename("value")
        if distinct.is_empty():
            return pl.repeat(None, column.len(), dtype=dtype, eager=True)
        readings = pl.DataFrame([distinct, read(distinct).rename("reading")])
        sent = column.rename("value").to_frame()
        return sent.join(readings, on="value", how="left", maintain_order="left")["reading"]

    return values.map_batches(batch, return_dtype=dtype)
