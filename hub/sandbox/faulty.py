"""Answers calls wrongly where a fault is due, and cuts lines."""

from __future__ import annotations

import asyncio
import socket
import struct
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from hub.sandbox.faults import LIES
from hub.sandbox.lies import Liar
from hub.sandbox.wrong_answers import WRONG_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from hub.sandbox.faults import Plan


class Faulty:
    """An application of which some calls go wrong as its plan says; its answers are dated by `time`."""

    def __init__(self, app: ASGIApp, platform: str, plan: Plan, time: Callable[[], float]) -> None:
        self._app = app
        self._platform = platform
        self._plan = plan
        self._time = time
        self._liar = Liar(platform) if plan.may_lie else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or fail as the plan says."""
        is_login = "token" in scope["path"].lower()
        due = self._plan.due(self._platform, is_login=is_login)
        if callable(due):
            due()
            due = None
        transport, send = scope["state"]["transport"], self._dated(send)
        if due == "reset":
            reset(transport)
        elif due == "hang":
            await asyncio.sleep(3600)
        elif due == "short":
            await self._app(scope, receive, _half(send, transport))
        elif due in WRONG_ANSWERS:
            await WRONG_ANSWERS[due]()(scope, receive, send)
        else:
            await self._app(scope, receive, send if is_login else self._changed(send, due))

    def _dated(self, send: Send) -> Send:
        async def date(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._time())
                message["headers"] = [*message["headers"], (b"date", format_datetime(now, usegmt=True).encode())]
            await send(message)

        return date

    def _changed(self, send: Send, due: str | None) -> Send:
        """Sends an answer in one piece, changed or cut as the fault `due` says, under the length that it then has."""
        start: list[Message] = []

        async def change(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            body = message["body"]
            if self._liar is not None and start[0]["status"] == 200:
                body = self._liar.tell(body, due if due in LIES else None)
            if due == "cut":
                body = body[: len(body) // 2]
            headers = [each for each in start[0]["headers"] if each[0] != b"content-length"]
            await send({**start[0], "headers": [*headers, (b"content-length", str(len(body)).encode())]})
            await send({**message, "body": body})

        return change


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
