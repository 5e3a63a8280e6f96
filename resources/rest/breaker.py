"""A circuit breaker: a platform that keeps failing is left alone for a while, then a single try decides.

So a platform that is gone costs its waiting once, not once for each of its datasets, and one that labours under its
load is not asked all the harder.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from hub.errors import HubError
from resources.rest.errors import AskAgain, NobodyThere, Resting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.datasets.wire import Limits
    from resources.rest.clock import Clock


class Breaker:
    """One platform's breaker, shared by whoever asks it. Failures are those of whole calls, all their tries included.

    A single call that found nobody opens it, of other failures that may heal as many in a row as `Limits` say. Every
    other answer closes it: a platform that refuses us is there.
    """

    # The libraries' breakers hold their lock through the call or tell the time by themselves: neither fits calls that
    # wait by a clock that can be cut short.

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._rests_until: datetime | None = None
        self._is_on_trial = False

    @contextmanager
    def call(self) -> Iterator[bool]:
        """Around one call; gives whether it is the single try that decides, after a rest.

        Raises Resting, without entering, while the platform rests or somebody else's try is to decide.
        """
        is_trial = self._enter()
        try:
            yield is_trial
        except AskAgain as error:
            self._fail(at_once=is_trial or isinstance(error, NobodyThere))
            raise
        except HubError:
            self._close()
            raise
        else:
            self._close()
        finally:
            if is_trial:
                self._is_on_trial = False

    def _enter(self) -> bool:
        with self._lock:
            if self._rests_until is None:
                return False
            left = (self._rests_until - self._clock.now()).total_seconds()
            # A rest that seems longer than it can be tells of a clock that was set back.
            if self._is_on_trial or 0 < left <= self._limits.rest_seconds:
                raise Resting(f"该平台在本次运行中先前已无法取数，暂停访问，{max(left, 1):.0f} 秒后再试")
            self._is_on_trial = True
            return True

    def _fail(self, *, at_once: bool) -> None:
        with self._lock:
            self._failures += 1
            if at_once or self._failures >= self._limits.failing_calls:
                self._rests_until = self._clock.now() + timedelta(seconds=self._limits.rest_seconds)

    def _close(self) -> None:
        with self._lock:
            self._failures = 0
            self._rests_until = None
