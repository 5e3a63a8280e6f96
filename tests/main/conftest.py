"""The command `hub`, its home, and a database that is ready for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hub_command import Hub
from quick_folder import quick_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.database.connection import Database


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
