"""`hub dev` as a process of its own: its pages answer, and one Ctrl-C ends it with everything that it started."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hub
from hub.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

STAND_IN = """\
#!/bin/sh
# In the place of Dagster: it has a process of its own, and leaves it behind.
sleep 600 &
echo "$HUB_DATABASE_URL $*" > "{said}"
wait
"""
SECONDS = 300


@contextmanager
def dev(home: Path, url: str, port: int, executable: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`hub dev`, running; what a test leaves of it is killed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "DAGSTER_"))}
    # An interpreter that stands elsewhere does not find the packages by itself.
    environment["PYTHONPATH"] = os.pathsep.join((str(Path(hub.__file__).parents[1]), *filter(None, sys.path)))
    process = subprocess.Popen(
        [executable, "-m", "hub.main.cli", "dev", "--port", str(port)],
        env={**environment, "HUB_HOME": str(home), "HUB_DATABASE_URL": url},
        cwd=home.parent,
    )
    try:
        yield process
    finally:
        for pid in (*descendants(process.pid), process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those that they did."""
    found: set[int] = set()
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            found |= {int(child), *descendants(int(child))}
    return found


def interrupted(process: subprocess.Popen[bytes]) -> int:
    """How it ends by one Ctrl-C; nothing that it started outlives it."""
    started = {pid: os.pidfd_open(pid) for pid in descendants(process.pid)}
    assert started
    process.send_signal(signal.SIGINT)
    code = process.wait(SECONDS)
    for pid, descriptor in started.items():
        # A descriptor of a process can be read once the process has ended.
        assert select.select([descriptor], [], [], 5)[0], f"process {pid} is still there"
        os.close(descriptor)
    return code


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def test_one_interrupt_ends_it_with_all_that_dagster_started(home: Path, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python").symlink_to(sys.executable)
    os.mkfifo(said := tmp_path / "said")
    (folder / "dagster").write_text(STAND_IN.format(said=said), encoding="utf-8")
    (folder / "dagster").chmod(0o700)
    hearing = os.open(said, os.O_RDONLY | os.O_NONBLOCK)
    with dev(home, url, 3456, folder / "python") as process:
        assert select.select([hearing], [], [], SECONDS)[0]
        told = os.read(hearing, 4096).decode()
        assert told.startswith(f"{url} dev --module-name hub.main.definitions ")
        assert "--host 127.0.0.1 --port 3456" in told
        assert len(descendants(process.pid)) == 2
        assert interrupted(process) == ExitCode.DONE
    os.close(hearing)


def test_the_pages_answer_until_it_is_interrupted(home: Path, url: str, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("long"):
        pytest.skip("Dagster's own processes take half a minute: make test-long")
    port = free_port()
    with dev(home, url, port, Path(sys.executable)) as process:
        assert answer(process, port, "/server_info").startswith(b'{"dagster')
        assert interrupted(process) == ExitCode.DONE
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) != 0


def answer(process: subprocess.Popen[bytes], port: int, page: str) -> bytes:
    """What a page says, as soon as there is somebody to ask."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with suppress(OSError):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            client.request("GET", page)
            return client.getresponse().read()
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"hub dev ended by itself: {process.wait(0.5)}")
    pytest.fail(f"nobody answered at port {port}")
