"""The embedded server: started by whoever needs it, left running, private, and never started twice."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from hub.errors import SettingsError
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")


@pytest.fixture
def home() -> Iterator[Path]:
    """A home whose server is stopped afterwards; not under pytest's own folder, which it closes to others."""
    parent = Path(tempfile.mkdtemp(prefix="hub-test-", dir="/tmp"))
    yield parent / "home"
    EmbeddedServer(parent / "home").stop()
    shutil.rmtree(parent)


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServer]:
    """A server that a process started which has ended since."""
    parent = Path(tempfile.mkdtemp(prefix="hub-test-", dir="/tmp"))
    server = EmbeddedServer(parent / "home")
    program = "import sys, pathlib, resources.embedded as e; e.EmbeddedServer(pathlib.Path(sys.argv[1])).start()"
    subprocess.run([sys.executable, "-c", program, str(server.home)], check=True)
    yield server
    server.stop()
    shutil.rmtree(parent)


def ask(url: str, query: str) -> object:
    """The one value of `query`."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_it_outlives_whoever_started_it(running: EmbeddedServer) -> None:
    assert running.is_running()
    assert running.start() == running.url


def test_nobody_else_may_enter_its_folders(running: EmbeddedServer) -> None:
    for folder in (running.socket_folder, running.data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ask(running.url, "SHOW listen_addresses") == ""


def test_it_is_set_up_for_the_hub(running: EmbeddedServer) -> None:
    settings = {
        "shared_buffers": "512MB",
        "max_wal_size": "4GB",
        "jit": "off",
        "synchronous_commit": "on",
        "fsync": "on",
    }
    assert {name: ask(running.url, f"SHOW {name}") for name in settings} == settings


def test_many_may_start_it_at_once_and_it_keeps_its_data_when_it_stops(home: Path) -> None:
    server = EmbeddedServer(home)
    with ThreadPoolExecutor(4) as pool:
        (url,) = set(pool.map(lambda _: EmbeddedServer(home).start(), range(4)))
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.stop()
    assert not server.is_running()
    assert not server.stop()
    assert ask(server.start(), "SELECT answer FROM kept") == 42


def test_a_home_too_deep_for_a_socket_is_no_hindrance(home: Path) -> None:
    server = EmbeddedServer(home / ("deep" * 40))
    try:
        assert ask(server.start(), "SELECT 1") == 1
        assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    finally:
        server.stop()
        shutil.rmtree(server.socket_folder)


def test_a_server_whose_home_was_removed_does_not_disturb_the_next(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    shutil.rmtree(home)
    (home / "postgres.unfinished").mkdir(parents=True)
    assert ask(server.start(), "SELECT 1") == 1
    (server.socket_folder / ".s.PGSQL.5432").unlink()
    assert ask(server.start(), "SELECT 1") == 1, "a socket that was swept away comes back"


def test_data_of_another_version_are_refused(home: Path) -> None:
    data = EmbeddedServer(home).data
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(SettingsError, match="12"):
        EmbeddedServer(home).start()


@needs_root
def test_a_private_folder_above_home_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    private = Path(tempfile.mkdtemp(prefix="private-", dir="/tmp"))
    # In the scratch folder closed folders are nobody's privacy.
    monkeypatch.setattr(tempfile, "tempdir", str(Path(__file__).parent))
    try:
        with pytest.raises(SettingsError, match="HUB_HOME"):
            EmbeddedServer(private / "home").start()
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(private)
