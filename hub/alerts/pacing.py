"""How many messages an operator is sent: one for each platform while it is calm, few and fuller ones in a storm.

DingTalk and WeCom take 20 messages a minute from a robot; a reader takes far fewer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = timedelta(hours=1)
CALM = 6
"""Messages of an hour that leave at once, one for each platform."""
MOST = 12
"""Messages of an hour at most."""
DIGEST_EVERY = timedelta(minutes=10)
"""Once the calm ones are used up, one message holds all platforms, no sooner than this after the one before."""

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))
"""How long a channel that failed is left alone, by how often it failed in a row; the last one holds on."""


class HasPlatform(Protocol):
    """Something that belongs to a platform, or to none."""

    @property
    def platform(self) -> str | None: ...


T = TypeVar("T", bound=HasPlatform)


def batches(notices: Sequence[T], sent: Sequence[datetime], now: datetime) -> list[list[T]]:
    """What of `notices` goes into which message now; none where they have to wait.

    `sent` are the instants of the channel's messages of the last hour, the oldest first.
    """
    if not notices:
        return []
    by_platform: dict[str | None, list[T]] = {}
    for notice in notices:
        by_platform.setdefault(notice.platform, []).append(notice)
    if len(sent) + len(by_platform) <= CALM:
        return list(by_platform.values())
    return [list(notices)] if now >= next_digest(sent, now) else []


def is_room(sent: Sequence[datetime], now: datetime) -> bool:
    """Whether anything at all might leave now."""
    return len(sent) < CALM or now >= next_digest(sent, now)


def next_digest(sent: Sequence[datetime], now: datetime) -> datetime:
    """When the next message of all platforms may leave."""
    soonest = [now]
    if sent:
        soonest.append(sent[-1] + DIGEST_EVERY)
    if len(sent) >= MOST:
        soonest.append(sent[-MOST] + HOUR)
    return max(soonest)


def retry_after(failures: int) -> timedelta:
    """How long to leave a channel alone that has failed `failures` times in a row (at least once)."""
    return RETRY_AFTER[min(failures, len(RETRY_AFTER)) - 1]
