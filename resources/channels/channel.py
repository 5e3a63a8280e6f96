"""What a channel is: something that takes a message, or says that it did not, or leaves that open."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

import requests

from hub.errors import TransientError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from hub.alerts.delivery import Outgoing

TIMEOUT = (5.0, 15.0)
"""Seconds to wait for the connection and for the answer."""

SHORTEST = 800
"""Bytes that a message is given at least; a channel that takes less gets it in parts."""

SHORTEST_SECRET = 5
"""Characters of a part of an address that may be a secret."""

LONGEST_REASON = 120
"""Characters of a channel's own words that are kept."""


class NotTakenError(TransientError):
    """The channel did not take the message: it may be told anew."""


class RefusedError(NotTakenError):
    """The channel answered, and refused the message."""


class UnclearError(TransientError):
    """Nobody knows whether the channel took the message."""


def without_secrets(text: str, channel: SecretStr) -> str:
    """`text` without any part of the channel's address; what a service says may repeat what it was sent."""
    parts = {unquote(part) for part in re.split(r"[/:@?&=,]+", channel.get_secret_value())}
    for part in sorted((each for each in parts if len(each) >= SHORTEST_SECRET), key=len, reverse=True):
        text = text.replace(part, "…")
    return text


class Channel(Protocol):
    """A way to people. `longest` is how many bytes of UTF-8 a message may have; None where it does not matter.

    One that `knows_keys` takes a message of the same key once only, however often it is sent.
    """

    @property
    def longest(self) -> int | None: ...

    @property
    def knows_keys(self) -> bool: ...

    def send(self, message: Outgoing) -> None:
        """Send `message` in one request. Raises NotTakenError or UnclearError; neither gives a secret away."""


def channel_name(channel: SecretStr) -> str:
    """What a channel is called in records and messages: its kind and a short digest, nothing of its secrets."""
    url = channel.get_secret_value()
    # Four bytes tell a handful of channels apart and are too few to guess a password by.
    return f"{url.split('://', 1)[0].lower()}-{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}"


def post(
    url: str,
    *,
    params: dict[str, str] | None = None,
    json: object = None,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, object]:
    """The JSON object with which an HTTP service answers a message.

    Raises NotTakenError where it cannot have taken it, UnclearError where it may have. Addresses, which hold
    secrets, are in no error.
    """
    try:
        answer = requests.post(
            url, params=params, json=json, data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
    except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
        raise NotTakenError(f"连接不上（{type(error).__name__}）") from None
    except requests.ConnectionError as error:
        if _was_never_connected(error):
            raise NotTakenError("连接不上") from None
        raise UnclearError("连接在等待答复时中断") from None
    except requests.RequestException as error:
        raise UnclearError(f"没有收到答复（{type(error).__name__}）") from None
    if answer.status_code == requests.codes.gateway_timeout:
        raise UnclearError(f"HTTP {answer.status_code}")
    if answer.status_code != requests.codes.ok:
        raise RefusedError(f"HTTP {answer.status_code}")
    try:
        document = answer.json()
    except requests.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise RefusedError("答复不是约定的 JSON，请核对渠道地址")
    return document


def _was_never_connected(error: requests.ConnectionError) -> bool:
    """Whether nothing can have been sent: no connection came about."""
    cause = error.args[0] if error.args else None
    return type(getattr(cause, "reason", cause)).__name__ in ("NewConnectionError", "NameResolutionError", "ProxyError")
