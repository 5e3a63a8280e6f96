"""How long work tells whoever waits for it how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives counts; called often, so it must be cheap."""

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
        """`done` of `total` (None: not known) units of `subject` are through `stage` by now."""


class Silence:
    """Progress that nobody watches."""

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
        """Say nothing."""
