"""The interface on a socket of its own, in a thread of the test."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests
import uvicorn

from hub.main.api.app import make_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database

PLENTY = 100_000.0
"""A rate that no test reaches."""


@dataclass(frozen=True)
class Client:
    """Asks an interface with a key."""

    url: str
    key: str | None = None

    def __call__(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> requests.Response:
        """The answer to `path`, which begins with a slash."""
        known = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return requests.request(method, self.url + path, headers=known | (headers or {}), timeout=30)


@contextmanager
def serving(database: Database, rate: float = PLENTY) -> Iterator[Client]:
    """A client without a key of an interface that is being served."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_app(database, rate), log_level="critical"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        client = Client(f"http://127.0.0.1:{listening.getsockname()[1]}")
        client("/health").raise_for_status()
        yield client
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
