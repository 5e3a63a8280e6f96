"""A proxy on loopback that stands between the hub and a sandbox: it speaks TLS, or spoils what passes through it."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import orjson

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from types import TracebackType

Document = dict[str, object]

_OF_THE_CONNECTION = frozenset({"connection", "content-length", "transfer-encoding", "date", "server"})


class Between:
    """Hands calls on to `target` (`http://host:port/path`), until the block ends; `url` is to be asked instead.

    `spoil` makes another answer (bytes, or something that has JSON) of one whose path ends in its key. With `tls`
    (a server's context) it speaks TLS.
    """

    def __init__(
        self,
        target: str,
        spoil: Mapping[str, Callable[[Document], object]] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        parts = urlsplit(target)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(parts.netloc, spoil or {}))
        if tls is not None:
            # The handshake is the handler thread's: one that fails must stop nobody else.
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}{parts.path}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(address: str, spoil: Mapping[str, Callable[[Document], object]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._hand_on()

        def do_POST(self) -> None:
            self._hand_on()

        def _hand_on(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
            asked = http.client.HTTPConnection(address)
            asked.request(self.command, self.path, sent, headers)
            answer = asked.getresponse()
            body = answer.read()
            asked.close()
            for name, change in spoil.items():
                if urlsplit(self.path).path.endswith(name):
                    spoilt = change(orjson.loads(body))
                    body = spoilt if isinstance(spoilt, bytes) else orjson.dumps(spoilt)
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_THE_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    return Handler
