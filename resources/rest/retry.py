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


def asking_again(limits: Limits, clock: Clock, cancelled: Event, *, attempts: int | None = None) -> Retrying:
    """Calls a function until it ends well, fails for good or the limits are reached; then its last error is raised.

    `attempts` takes the place of the limits' own.
    """
    most = limits.attempts if attempts is None else attempts
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
            or state.attempt_number >= most
            or spent + state.upcoming_sleep > limits.call_seconds
            or (asked is not None and asked > limits.longest_wait_seconds)
        )

    return Retrying(
        sleep=lambda seconds: clock.sleep(seconds, cancelled),
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
