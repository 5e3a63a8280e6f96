"""Platforms on loopback sockets for the tests: strict where the real ones are, and able to misbehave on purpose."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    import ssl

START = datetime(2026, 11, 22, 8, 0, 0, 250_000, tzinfo=UTC)


class HandClock:
    """A clock that moves only when somebody waits on it, or a test moves it."""

    def __init__(self) -> None:
        self.time = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float, cancelled: threading.Event) -> None:  # noqa: ARG002 waits are no waits
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the server says. `promised` is a Content-Length that is not kept; `reset` breaks the connection."""

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    reset: bool = False

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


RESET = Reply(reset=True)
HTML = Reply(502, b"<html><body>Bad Gateway</body></html>")
Trick = Reply | Callable[["Platform", Asked], Reply | None] | None


class Platform:
    """A server on a port of its own. `tricks` are played on business calls one after another; None: behave."""

    login_path: ClassVar[tuple[str, ...]] = ()

    def __init__(self, clock: HandClock | None = None) -> None:
        self.clock = clock or HandClock()
        self.asked: list[Asked] = []
        self.tricks: deque[Trick] = deque()
        self.login_tricks: deque[Trick] = deque()
        self.before: Callable[[int], None] = lambda _: None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Any:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def business(self) -> list[Asked]:
        """The calls that were no logins."""
        return [asked for asked in self.asked if asked.path not in self.login_path]

    @property
    def logins(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.path in self.login_path]

    def now(self) -> datetime:
        """The server's own clock."""
        return self.clock.now()

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            is_login = asked.path in self.login_path
            tricks = self.login_tricks if is_login else self.tricks
            if not is_login:
                self.before(len(self.business))
            trick = tricks.popleft() if tricks else None
            tricked = trick(self, asked) if callable(trick) else trick
            return tricked or (self.login(asked) if is_login else self.answer(asked))

    def login(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError


def _handler(platform: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            is_form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
            reply = platform.reply(
                Asked(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query, keep_blank_values=True)),
                    dict(parse_qsl(body.decode(), keep_blank_values=True)) if is_form else {},
                    dict(self.headers.items()),
                    body,
                )
            )
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RD)
                return
            content = reply.content
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(reply.promised or len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = reply.promised is not None

        do_POST = do_GET

        def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002
            return format_datetime(platform.now(), usegmt=True)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
