"""The command `hub`, its home, and a database that is ready for it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hub_command import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for all state; not under pytest's own, which it closes to the embedded server's user."""
    parent = Path(tempfile.mkdtemp(prefix="hub-test-", dir="/tmp"))
    yield parent / "home"
    shutil.rmtree(parent)


@pytest.fixture
def hub(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Hub:
    """The command."""
    return Hub(home, monkeypatch, capfd)


@pytest.fixture
def url(database: Database) -> str:
    """The URI of a fresh migrated database."""
    return database.url.get_secret_value()
