"""What can become of a call, as types; all of them end as one of the domain's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.errors import HubError, ProtocolError, TransientError

if TYPE_CHECKING:
    from datetime import datetime


class AskAgain(TransientError):
    """May heal; `retry_after` seconds is what the platform asks us to wait."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NobodyThere(AskAgain):
    """Refused, unknown, or silent to the end of one's patience: no part of an answer came."""


class Resting(TransientError):
    """The platform failed before and is left alone for a while: nothing was sent."""


class CredentialsRefused(HubError):
    """The credentials of this call are not, or no longer, good."""


class PlaceLost(HubError):
    """The platform no longer knows the place in the list: the walk begins again."""


class BadAnswer(ProtocolError):
    """An answer that is not what the platform promises, with what was received.

    `may_heal`: it looks like an answer that was cut off, so asking again is right.
    """

    def __init__(self, message: str, body: bytes, received_at: datetime, *, may_heal: bool = False) -> None:
        super().__init__(message)
        self.body = body
        self.received_at = received_at
        self.may_heal = may_heal
        self.request: dict[str, object] = {}
