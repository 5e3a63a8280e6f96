"""When to ask again: exponential backoff with jitter, the platform's own Retry-After, bounds on number and time."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from resources.rest.errors import AskAgain, BadAnswer

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

    from hub.datasets.wire import Limits
    from resources.rest.clock import Clock


class Patience:
    """How often and how long a walk may still repeat its calls; one call draws on it after the other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.retries = 0
        self.waited = 0.0
        self.is_spent = False

    def allows(self, seconds: float) -> bool:
        """Whether one more repetition after a wait of `seconds` is within bounds."""
        self.is_spent = (
            self.retries >= self._limits.walk_retries or self.waited + seconds > self._limits.walk_wait_seconds
        )
        return not self.is_spent

    def spend(self, seconds: float) -> None:
        """A repetition after a wait of `seconds`."""
        self.retries += 1
        self.waited += seconds


def asking_again(limits: Limits, attempts: int, patience: Patience, clock: Clock, cancelled: Event) -> Retrying:
    """Calls a function until it ends well, fails for good or a bound is reached; then its last error is raised.

    `attempts` bounds the tries of this call, `limits` its time, `patience` what its walk may repeat.
    """
    backoff = wait_random_exponential(multiplier=limits.backoff_seconds, max=limits.longest_wait_seconds)

    def wait(state: RetryCallState) -> float:
        # Half of the wait is certain, half is chance: neighbours that failed together do not come back together.
        number = state.attempt_number - 1
        certain = min(limits.backoff_seconds * 2.0**number, limits.longest_wait_seconds) / 2
        asked = _retry_after(state)
        return max(certain + backoff(state) / 2, asked or 0.0)

    def stop(state: RetryCallState) -> bool:
        asked = _retry_after(state)
        spent = max(state.seconds_since_start or 0.0, state.idle_for)
        return (
            cancelled.is_set()
            or state.attempt_number >= attempts
            or spent + state.upcoming_sleep > limits.call_seconds
            or (asked is not None and asked > limits.longest_wait_seconds)
            or not patience.allows(state.upcoming_sleep)
        )

    def sleep(seconds: float) -> None:
        patience.spend(seconds)
        clock.sleep(seconds, cancelled)

    return Retrying(
        sleep=sleep,
        wait=wait,
        stop=stop,
        retry=retry_if_exception(_may_heal),
        reraise=True,
    )


def seconds_of(retry_after: str | None, now: datetime, server_date: str | None = None) -> float | None:
    """The header Retry-After (seconds or an HTTP date) in seconds from now; None where it is missing or unreadable.

    A date is compared with the answer's own Date, for clocks differ.
    """
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    until, sent = http_date(retry_after), http_date(server_date)
    return None if until is None else max((until - (sent or now)).total_seconds(), 0.0)


def http_date(text: str | None) -> datetime | None:
    """An HTTP date as an instant; None where it is none."""
    try:
        parsed = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return parsed if parsed is not None and parsed.tzinfo is not None else None


def _may_heal(error: BaseException) -> bool:
    return isinstance(error, AskAgain) or (isinstance(error, BadAnswer) and error.may_heal)


def _retry_after(state: RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome else None
    return error.retry_after if isinstance(error, AskAgain) else None
