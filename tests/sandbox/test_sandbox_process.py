"""The sandbox's process: starts, stops, leaves nothing, keeps its secrets, says what is wrong."""

from __future__ import annotations

import os
import socket
import stat
from typing import TYPE_CHECKING

import pytest
import requests
from sandbox_clients import City, session

from hub.errors import HubError, LockedError, SettingsError
from hub.sandbox.serve import start

if TYPE_CHECKING:
    from pathlib import Path


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_stopping_leaves_no_process_and_no_port(tmp_path: Path) -> None:
    with start(tmp_path, entities=2, faults=()) as sandbox:
        url = sandbox.settings["HUB_CITY_URL"]
        assert _is_alive(sandbox.pid)
    assert not _is_alive(sandbox.pid)
    with pytest.raises(requests.ConnectionError):
        session().get(url)


def test_credentials_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    with start(tmp_path, entities=2, faults=()) as one:
        pass
    with start(tmp_path, faults=()) as two:
        pass
    for name in (each for each in one.settings if not each.endswith("_URL")):
        assert one.settings[name] == two.settings[name]
    assert stat.S_IMODE((tmp_path / "credentials.json").stat().st_mode) == 0o600


def test_one_home_is_served_once(tmp_path: Path) -> None:
    with start(tmp_path, entities=2, faults=()), pytest.raises(LockedError, match="已在运行"):
        start(tmp_path, faults=())


def test_another_size_than_the_homes_is_refused(tmp_path: Path) -> None:
    with start(tmp_path, entities=2, faults=()):
        pass
    with pytest.raises(SettingsError, match="--entities 2"):
        start(tmp_path, entities=3, faults=())


@pytest.mark.parametrize("faults", [["city:503"], ["city:burn:3"], ["city:503:0"]])
def test_an_unknown_fault_is_refused(tmp_path: Path, faults: list[str]) -> None:
    with pytest.raises(SettingsError, match="沙箱故障"):
        start(tmp_path, entities=2, faults=faults)


def test_a_port_in_use_and_an_unknown_lifetime_are_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="--port"):
        start(tmp_path, entities=2, faults=(), port=taken.getsockname()[1])
    with pytest.raises(SettingsError, match="有效期 patience"):
        start(tmp_path, faults=(), lifetimes={"patience": 1})


def test_a_store_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "sandbox.sqlite").write_text("no database, but long enough to be looked at as one" * 20)
    with pytest.raises(HubError, match="无法读写"):
        start(tmp_path, faults=())


def test_an_impossible_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="300000"):
        start(tmp_path, entities=300_001, faults=())


@pytest.mark.parametrize(
    ("kind", "status"), [("503", 503), ("429", 429), ("429-date", 429), ("502", 502), ("html", 200)]
)
def test_faults_that_answer(tmp_path: Path, kind: str, status: int) -> None:
    with start(tmp_path, entities=2, faults=[f"city:{kind}:2"]) as sandbox:
        client = City(sandbox.settings)
        client.log_in()
        answer = client.page("shops")
        assert answer.status_code == status
        assert ("Retry-After" in answer.headers) == (status == 429)
        assert client.page("shops").json()["code"] == 0


@pytest.mark.parametrize("kind", ["reset", "short"])
def test_faults_that_cut_the_line(tmp_path: Path, kind: str) -> None:
    with start(tmp_path, entities=20, faults=[f"city:{kind}:2"]) as sandbox:
        client = City(sandbox.settings)
        client.log_in()
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            client.page("shops")
        assert client.page("shops").json()["code"] == 0
