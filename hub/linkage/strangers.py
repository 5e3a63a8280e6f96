"""Clusters that must not come together, while others do."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


class Strangers:
    """Which clusters may not be in one, known by the smallest of each."""

    def __init__(self, pairs: pl.DataFrame) -> None:
        """`pairs` (`a`, `b`) of clusters that stay apart."""
        self._of: defaultdict[int, set[int]] = defaultdict(set)
        for a, b in pairs.iter_rows():
            self._of[a].add(b)
            self._of[b].add(a)

    def may_join(self, one: int, other: int) -> bool:
        """Whether nothing keeps the two clusters apart."""
        return other not in self._of.get(one, ())

    def groups(self, clusters: Sequence[int]) -> list[list[int]]:
        """`clusters` in order, each in the first group in which nothing keeps it apart."""
        found: list[list[int]] = []
        for cluster in clusters:
            group = next((each for each in found if all(self.may_join(cluster, other) for other in each)), None)
            if group is None:
                found.append([cluster])
            else:
                group.append(cluster)
        return found

    def follow(self, cluster: int, into: int) -> None:
        """`cluster` is part of `into` from now on."""
        if cluster == into or cluster not in self._of:
            return
        strangers = self._of.pop(cluster)
        for other in strangers:
            self._of[other].discard(cluster)
            self._of[other].add(into)
        self._of[into] |= strangers
