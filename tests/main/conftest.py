"""The command `hub`, its home, and a database that is ready for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from forked_hub import ForkedHub
from hub_command import Hub
from quick_folder import quick_folder

from hub.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Server

    from hub.database.connection import Database


@pytest.fixture(scope="session")
def template(server: Server, template: str) -> str:
    """The name of a migrated database that has Dagster's tables too: to make them takes as long as a small run."""
    database = server.create(template)
    with quick_folder() as folder:
        hub = ForkedHub(folder / "home", {"HUB_DATABASE_URL": database.url.get_secret_value()})
        assert hub("db", "upgrade").returncode == ExitCode.DONE
    return server.name_of(database)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for all state, not yet there."""
    with quick_folder() as parent:
        yield parent / "home"


@pytest.fixture
def hub(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Hub:
    """The command."""
    return Hub(home, monkeypatch, capfd)


@pytest.fixture
def url(database: Database) -> str:
    """The URI of a fresh migrated database."""
    return database.url.get_secret_value()
