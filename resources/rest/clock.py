"""Time as the walker sees it, so that tests can hold it in their hands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from threading import Event


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The instant, with its zone."""

    def sleep(self, seconds: float, cancelled: Event) -> None:
        """Wait, at most until `cancelled` is set."""


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float, cancelled: Event) -> None:
        """Wait, at most until `cancelled` is set."""
        cancelled.wait(seconds)
