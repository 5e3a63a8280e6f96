"""A sandbox served within the tests' own process, so that a test may say what becomes of each call and look behind
the counter."""

from __future__ import annotations

import itertools
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import SecretStr

from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.sandbox.faults import Script
from hub.sandbox.moments import local
from hub.sandbox.records.record import KEY_FIELDS, Record
from hub.sandbox.running import open_sandbox
from hub.sandbox.serve import server_of
from hub.sandbox.stamps import stamped, unstamped
from resources.rest.access import PlatformAccess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hub.sandbox.running import Sandbox
    from hub.sandbox.stamps import Stored
    from hub.sandbox.store import Store

ENTITIES, SEED = 40, 7
REFERENCE = datetime(2026, 11, 1, tzinfo=UTC)
Row = dict[str, Any]
_SERIALS = itertools.count(500_000)


class Impatient:
    """Tells the time rightly, `ahead` of it, and never waits; what it was told to wait is in `waited`."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sleep(self, seconds: float, cancelled: threading.Event) -> None:  # noqa: ARG002 there is no wait to cut short
        self.waited.append(seconds)


@dataclass
class Misbehaving:
    """A sandbox on loopback. `script` says what becomes of the coming calls, `sandbox` is what stands behind them."""

    home: Path
    script: Script = field(default_factory=Script)
    clock: Impatient = field(default_factory=Impatient)

    def __enter__(self) -> Misbehaving:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        # The store belongs to the thread that answers.
        self.sandbox: Sandbox = open_sandbox(self.home, ENTITIES, SEED, REFERENCE, changes=False, lifetimes={})
        self._server = server_of(self.sandbox.app(self.script))
        self._ready.set()
        self._server.run(sockets=[self._listener])
        self.sandbox.close()

    def pass_time(self, time: timedelta) -> None:
        """Everybody's clock goes on."""
        self.clock.ahead += time
        self.sandbox.slow_by -= time.total_seconds()

    @contextmanager
    def skewed(self, seconds: float) -> Iterator[None]:
        """The platforms' clocks are behind."""
        self.sandbox.slow_by += seconds
        try:
            yield
        finally:
            self.sandbox.slow_by -= seconds

    @property
    def store(self) -> Store:
        """The rows; to be touched by what the script lets happen, never by the test itself."""
        return self.sandbox.store

    def access(self, name: str) -> PlatformAccess:
        """How a hub reaches a platform."""
        platform = PLATFORMS[name]
        assert isinstance(platform, RestPlatform)
        settings: Mapping[str, str] = self.sandbox.settings(f"http://127.0.0.1:{self._listener.getsockname()[1]}")
        values = {suffix: settings[platform.setting_name(suffix)] for suffix in platform.settings}
        return PlatformAccess(
            url=settings[platform.setting_name("URL")],
            settings={suffix: value for suffix, value in values.items() if suffix not in platform.secrets},
            secrets={suffix: SecretStr(values[suffix]) for suffix in platform.secrets},
        )


def told(row: Row) -> str:
    """A row as its content tells it from others."""
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()


def moved(dataset: str, key: str, entity: int, body: bytes, at: datetime, *, new: bool = False) -> Stored:
    """A row as its platform holds it after a change at `at`; `new`: under another key, which `key` is a name for."""
    row = unstamped(orjson.loads(body))
    if new:
        row[KEY_FIELDS[dataset][0]] = key
    record = Record(dataset, key, local(at), entity, row, operation="update")
    return stamped(record, next(_SERIALS))
