"""What the protocols share: reading forms, the store behind them, lifetimes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import orjson
from starlette.responses import Response

from hub.sandbox.moments import to_milliseconds, written
from hub.sandbox.store import EARLIEST, LATEST, Positions, Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long what the platforms hand out is good for, in seconds."""

    request_secret: float = 15 * 60
    refresh_secret: float = 48 * 3600
    token: float = 7200
    cursor: float = 30 * 60


@dataclass(frozen=True, slots=True)
class Backstage:
    """What a protocol needs behind its counter; `asked` is told of every business call before it is answered.

    `time` is the platform's clock, in seconds since 1970.
    """

    store: Store
    lifetimes: Lifetimes
    asked: Callable[[str], None]
    time: Callable[[], float] = time


class MalformedError(Exception):
    """The call is malformed; the message says how."""


async def form(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form. Raises MalformedError where the body is none or a field comes twice."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise MalformedError(f"content type must be {FORM}")
    return fields((await request.body()).decode("utf-8", "replace"))


def fields(encoded: str) -> dict[str, str]:
    """The fields of an urlencoded text. Raises MalformedError where one comes twice."""
    pairs = parse_qsl(encoded, keep_blank_values=True)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("a parameter was sent twice")
    return found


def answer(content: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def raw(content: bytes) -> Response:
    """An answer whose JSON is ready."""
    return Response(content, media_type="application/json")


def whole(text: str | None, name: str, low: int, high: int) -> int:
    """The number in `text`. Raises MalformedError where it is none from `low` to `high`."""
    if text is None or not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise MalformedError(f"{name} must be a whole number from {low} to {high}")
    return int(text)


def local_milliseconds(text: str | None, name: str) -> int | None:
    """Epoch milliseconds of a `yyyy-MM-dd HH:mm:ss`; None for nothing. Raises MalformedError for any other form."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or written(moment) != text:
        raise MalformedError(f"{name} must be yyyy-MM-dd HH:mm:ss")
    return to_milliseconds(moment)


def window(since: int | None, until: int | None, *, newest_first: bool = False) -> Positions:
    """The positions of `since` (inclusive) to `until` (exclusive), both epoch milliseconds.

    Raises MalformedError where the window is reversed.
    """
    if since is not None and until is not None and since > until:
        raise MalformedError("the window begins after its end")
    start = EARLIEST if since is None else since
    end = LATEST if until is None else until
    return Positions(-end + 1, -start + 1) if newest_first else Positions(start, end)
