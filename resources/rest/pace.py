"""Polite limits: calls in a second, calls at once, and hours in which a platform is not asked."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from hub.errors import PostponedError
from resources.rest.windows import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

    from hub.datasets.wire import Manners
    from resources.rest.clock import Clock


class Pace:
    """One platform's pace, kept by all who ask it in this process; the platform's lock keeps other processes away.

    A backfill beside a run keeps a pace of its own: at the most, the two of them together ask twice as much.

    Calls stand evenly apart, so that there is never a burst, not even within the second.
    """

    def __init__(self, title: str, manners: Manners, clock: Clock) -> None:
        self._title = title
        self._clock = clock
        self._manners = manners
        self._distance = timedelta(seconds=1 / manners.calls_per_second if manners.calls_per_second else 0)
        self._places = BoundedSemaphore(manners.calls_at_once)
        self._lock = Lock()
        self._next: datetime | None = None

    @contextmanager
    def turn(self, cancelled: Event) -> Iterator[None]:
        """Wait for one's turn and hold it through the block. Raises PostponedError in quiet hours."""
        self._require_open()
        with self._places:
            wait = self._reserve()
            if wait > 0:
                self._clock.sleep(wait, cancelled)
            yield

    def _require_open(self) -> None:
        """Raises PostponedError in quiet hours, saying until when."""
        hours = self._manners.quiet_at(self._clock.now().astimezone(SHANGHAI).time())
        if hours is not None:
            end = f"{hours.end:%H:%M}"
            raise PostponedError(
                f"{self._title}在静默时段 {hours} 内不取数；已收到的页均已留存，{end} 以后的运行从中断处继续"
            )

    def _reserve(self) -> float:
        """Seconds until the next free moment, which is taken."""
        if not self._distance:
            return 0.0
        with self._lock:
            now = self._clock.now()
            # No more than these can stand before us: the clock was set back where it seems so.
            latest = now + self._distance * self._manners.calls_at_once
            at = max(now, min(self._next or now, latest))
            self._next = at + self._distance
            return (at - now).total_seconds()
