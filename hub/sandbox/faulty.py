"""Answers calls wrongly where a declared fault is due, and cuts lines."""

from __future__ import annotations

import asyncio
import socket
import struct
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from hub.sandbox.faults import Fault

_PAGE: Final = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>nginx</p></body></html>"

_ANSWERS: Final[dict[str, Callable[[], Response]]] = {
    "502": lambda: HTMLResponse(_PAGE.format("502 Bad Gateway"), 502),
    "503": lambda: JSONResponse({"message": "service unavailable"}, 503),
    "504": lambda: HTMLResponse(_PAGE.format("504 Gateway Time-out"), 504),
    "429": lambda: JSONResponse({"message": "too many requests"}, 429, {"Retry-After": "0"}),
    "429-date": lambda: JSONResponse(
        {"message": "too many requests"}, 429, {"Retry-After": format_datetime(datetime.now(UTC), usegmt=True)}
    ),
    "html": lambda: HTMLResponse(_PAGE.format("系统维护中")),
    "05": lambda: JSONResponse({"code": "05", "msg": "调用过于频繁", "requestId": "-", "dataCount": 0, "datas": None}),
    "99": lambda: JSONResponse({"code": "99", "msg": "系统内部错误", "requestId": "-", "dataCount": 0, "datas": None}),
    "500": lambda: JSONResponse({"success": False, "code": 500, "message": "系统繁忙", "data": None}),
}


class Faulty:
    """An application of which some calls go wrong."""

    def __init__(self, app: ASGIApp, platform: str, faults: Iterable[Fault]) -> None:
        self._app = app
        self._faults = [each for each in faults if each.platform in ("*", platform)]
        self._calls = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or fail as the first fault that is due says."""
        self._calls += 1
        due = next((each.kind for each in self._faults if self._calls % each.every == 0), None)
        if due is None:
            await self._app(scope, receive, send)
        elif due == "reset":
            reset(scope["state"]["transport"])
        elif due == "short":
            await self._app(scope, receive, _half(send, scope["state"]["transport"]))
        elif due == "hang":
            await asyncio.sleep(3600)
        else:
            await _ANSWERS[due]()(scope, receive, send)


def _half(send: Send, transport: asyncio.Transport) -> Send:
    """Sends the head and the first half of the body, then cuts the line."""

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            await send({**message, "body": body[: len(body) // 2], "more_body": True})
            transport.close()
        else:
            await send(message)

    return cut


def reset(transport: asyncio.Transport) -> None:
    """Cut the line so that the other side sees a reset."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 that tells the application which line it speaks on, so that faults can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the line for the requests that come over it."""
        super().connection_made(transport)
        state: dict[str, Any] = {**self.app_state, "transport": transport}
        self.app_state = state
