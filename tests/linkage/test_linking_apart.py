"""Linking in a process of its own: what it does, and what happens when either side dies."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import psycopg
import pytest
from staged_versions import Version, at, stage

from hub.apart import start_apart
from hub.database.locks import release_lock
from hub.errors import ExitCode, TransientError
from hub.linkage import apart
from hub.linkage.apart import resolve_apart
from hub.progress import Silence

if TYPE_CHECKING:
    import subprocess
    from multiprocessing.connection import Connection

    from hub.database.connection import Database

USCC = "91330382MA00000A10"


@pytest.fixture
def city(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two records of one business, and whatever there is to resolve is very much."""
    said = {"link_uscc": USCC}
    stage(database, [Version(each, "k", at(1), columns=said) for each in ("city/shops", "provincial/licences")])
    monkeypatch.setattr(apart, "APART_FROM", 1)
    return database


def entities(database: Database) -> list[str]:
    with database.connect() as connection:
        return [entity for (entity,) in connection.execute("SELECT entity_id FROM hub.record_entity")]


class Watched(Silence):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:  # noqa: ARG002
        """Note it."""
        self.told.append((subject, done))


def test_another_process_links_and_tells_how_far_it_is(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def noted(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
        started.append(module)
        return start_apart(module)

    monkeypatch.setattr(apart, "start_apart", noted)
    watched = Watched()

    with release_lock(city):
        outcome = resolve_apart(city, watched)

    assert started == ["hub.linkage.server"]
    assert (outcome.records, outcome.entities, outcome.changed) == (2, 1, 2)
    assert len(entities(city)) == 2
    assert len(set(entities(city))) == 1
    assert watched.told[-1] == ("归并监管对象", 2)


def test_a_few_records_are_linked_where_the_run_is(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "APART_FROM", 3)
    monkeypatch.delattr(apart, "start_apart")

    assert resolve_apart(city, Silence()).changed == 2


def test_one_that_is_killed_has_written_nothing(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
        process, connection = start_apart(module)
        process.send_signal(signal.SIGKILL)
        return process, connection

    monkeypatch.setattr(apart, "start_apart", killed)

    with pytest.raises(TransientError, match="退出码 -9"):
        resolve_apart(city, Silence())

    assert entities(city) == []


def test_what_goes_wrong_there_is_said_here(city: Database) -> None:
    with city.connect() as connection:
        connection.execute("DROP TABLE hub.link_edge")

    with pytest.raises(psycopg.errors.UndefinedTable, match="link_edge"):
        resolve_apart(city, Silence())


def test_it_ends_with_whoever_asked(city: Database) -> None:
    with city.connect() as connection:
        connection.execute("LOCK TABLE hub.link_edge IN ACCESS EXCLUSIVE MODE")
        process, socket = start_apart("hub.linkage.server")
        socket.send(city)
        socket.recv()
        socket.close()

        assert process.wait(timeout=30) == ExitCode.FAILURE
