"""Expressions over columns, tried on lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("hub", deadline=None)
settings.load_profile("hub")

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Read = Callable[[Callable[[pl.Expr], pl.Expr], Sequence[str | None]], list[object]]


@pytest.fixture(scope="session")
def read() -> Read:
    """What an expression makes of each text."""

    def evaluate(expression: Callable[[pl.Expr], pl.Expr], texts: Sequence[str | None]) -> list[object]:
        frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
        return frame.select(expression(pl.col("text")).alias("read")).to_series().to_list()

    return evaluate
