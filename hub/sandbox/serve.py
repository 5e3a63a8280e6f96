"""Serves a sandbox on loopback: in the foreground, or in a process of its own for tests and runs."""

from __future__ import annotations

import fcntl
import json
import logging
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, Self

from hub.errors import HubError, LockedError, SettingsError
from hub.sandbox.faults import LIGHT, EveryNth, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    import uvicorn
    from starlette.applications import Starlette

DEFAULT_ENTITIES: Final = 5_000
DEFAULT_SEED: Final = 20_261_101
MOST_ENTITIES: Final = 300_000
HOST: Final = "127.0.0.1"


def serve(
    home: Path,
    *,
    entities: int | None = None,
    seed: int | None = None,
    reference: datetime | None = None,
    changes: bool = True,
    faults: Iterable[str] = LIGHT,
    lifetimes: Mapping[str, float] | None = None,
    port: int = 0,
    ready: Callable[[dict[str, str]], None],
    until: IO[bytes] | None = None,
) -> None:
    """Serve the sandbox kept in `home` (made there where there is none) until SIGINT or SIGTERM, or `until` ends.

    `entities` and `seed` are those of an existing sandbox where they are not given. `reference` (aware) is the instant
    at which the history of a new sandbox ends, by default now. `changes`: records change at every start and while
    they are read. `faults`: see `hub.sandbox.faults`. `lifetimes`: seconds by field of `Lifetimes`. `ready` is
    called with the settings that a hub needs, once calls are answered.

    Raises SettingsError for arguments that do not fit the sandbox in `home`, LockedError where it is served already.
    """
    from hub.sandbox.running import open_sandbox

    parsed = parse(faults)
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home / "sandbox.lock"):
        sandbox = open_sandbox(home, entities, seed, reference, changes=changes, lifetimes=lifetimes or {})
        with _listening(port) as listener:
            address = f"http://{HOST}:{listener.getsockname()[1]}"
            server = server_of(sandbox.app(EveryNth(parsed)))
            if until is not None:
                threading.Thread(target=_stop_at_end, args=(until, server), daemon=True).start()
            ready(sandbox.settings(address))
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        sandbox.close()


def server_of(app: Starlette) -> uvicorn.Server:
    """A server that says nothing and lets faults cut its lines."""
    import uvicorn

    from hub.sandbox.faulty import CuttableProtocol

    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=CuttableProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
    )


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=128)
    except OSError as error:
        raise SettingsError(f"沙箱无法在 {HOST} 端口 {port} 上监听（{error.strerror}）：请换一个 --port") from None


def _stop_at_end(stream: IO[bytes], server: object) -> None:
    stream.read()
    server.should_exit = True  # type: ignore[attr-defined]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"沙箱 {path.parent} 已在运行：请先停止它，或另选目录") from None
        yield


class RunningSandbox:
    """A sandbox served by a process of its own, which ends with this object or with this process."""

    def __init__(self, process: subprocess.Popen[bytes], settings: dict[str, str]) -> None:
        self._process = process
        self.settings = settings

    @property
    def pid(self) -> int:
        """The number of the serving process."""
        return self._process.pid

    def stop(self) -> None:
        """End the serving process and wait for its end."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    home: Path,
    *,
    entities: int | None = None,
    seed: int | None = None,
    reference: datetime | None = None,
    changes: bool = True,
    faults: Iterable[str] = LIGHT,
    lifetimes: Mapping[str, float] | None = None,
    port: int = 0,
) -> RunningSandbox:
    """Serve as `serve` does, in a process of its own; returns once calls are answered.

    Raises SettingsError or LockedError as `serve` does.
    """
    arguments = [sys.executable, "-m", "hub.sandbox", str(home), "--attached", "--port", str(port)]
    for name, value in (("entities", entities), ("seed", seed), ("reference", reference and reference.isoformat())):
        if value is not None:
            arguments += [f"--{name}", str(value)]
    if not changes:
        arguments.append("--no-changes")
    arguments += ["--faults", ",".join(faults), "--lifetimes", json.dumps(dict(lifetimes or {}))]
    with TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        running = RunningSandbox(process, json.loads(line) if line else {})
        if line:
            return running
        running.stop()
        errors.seek(0)
        message = errors.read().decode().strip()
    raise _ERRORS.get(process.returncode, HubError)(message or "沙箱未能启动")


_ERRORS: Final[dict[int, type[HubError]]] = {SettingsError.exit_code: SettingsError, LockedError.exit_code: LockedError}
