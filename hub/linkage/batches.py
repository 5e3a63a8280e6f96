"""Frames of any sizes as frames of about one size: few small ones cost as little as one, large ones no more memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AT_ONCE = 50_000
"""Rows that are worked on in one go: it bounds the memory that this takes."""


def in_batches(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The rows of `frames`, of one schema, in frames of AT_ONCE rows at most; none where there are none."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(each.height for each in waiting) >= AT_ONCE:
            yield from pl.concat(waiting).iter_slices(AT_ONCE)
            waiting = []
    if any(each.height for each in waiting):
        yield pl.concat(waiting)
