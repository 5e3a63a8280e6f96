"""Everything else that Apprise speaks to: mail, webhooks and some hundred services more."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apprise import Apprise, NotifyFormat, NotifyType
from apprise.common import OverflowMode

from resources.channels.channel import SHORTEST, NotTakenError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apprise.plugins.base import NotifyBase

    from hub.alerts.delivery import Outgoing

_STATUS = re.compile(r"error=(\d{3})\b")


class Service:
    """A service of Apprise."""

    knows_keys = False

    def __init__(self, service: NotifyBase) -> None:
        # Pauses between messages are ours to keep, and a sensor's time is short.
        service.request_rate_per_sec = 0
        # A service that takes short messages only gets several instead of a cut-off one.
        service.overflow_mode = OverflowMode.SPLIT
        self.longest = max(service.body_maxlen, SHORTEST) if service.body_maxlen else None
        self._apprise = Apprise()
        self._apprise.add(service)

    def send(self, message: Outgoing) -> None:
        """Send `message`. Raises NotTakenError."""
        with silenced() as said:
            is_taken = self._apprise.notify(
                title=message.title,
                body=message.body,
                # Apprise escapes it for a service that reads HTML or Markdown.
                body_format=NotifyFormat.TEXT,
                notify_type=NotifyType.SUCCESS if message.is_recovery else NotifyType.WARNING,
            )
        if not is_taken:
            status = next((found[1] for each in said if (found := _STATUS.search(each))), None)
            raise RefusedError(f"HTTP {status}") if status else NotTakenError("连接不上或拒绝了消息")


def read_address(url: str) -> NotifyBase | None:
    """What Apprise makes of an address; None where it is none."""
    with silenced():
        return Apprise.instantiate(url)


@contextmanager
def silenced() -> Iterator[list[str]]:
    """Keep what Apprise logs, which may name tokens and addresses, out of all logs; it is in the list."""
    said: list[str] = []
    logger = logging.getLogger("apprise")
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    propagates, level = logger.propagate, logger.level
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagates
