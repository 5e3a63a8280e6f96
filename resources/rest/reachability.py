"""What one run knows of who can be reached, so that a platform that is gone costs its waiting once."""

from __future__ import annotations


class Reachability:
    """The platforms that nobody answered for, by name; made anew for every run and shared by its datasets.

    A platform stands here from the call that gave up after all its tries until the next answer of whatever kind.
    """

    def __init__(self) -> None:
        self._lost: set[str] = set()

    def lose(self, platform: str) -> None:
        """Every try of a call found nobody there."""
        self._lost.add(platform)

    def hear(self, platform: str) -> None:
        """An answer began to arrive."""
        self._lost.discard(platform)

    def is_lost(self, platform: str) -> bool:
        """Whether a call to the platform is worth one try only."""
        return platform in self._lost
