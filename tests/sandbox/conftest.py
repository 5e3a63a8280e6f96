"""Sandboxes to ask: one that stands still for reading, and a maker of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox_clients import ENTITIES, REFERENCE, SEED

from hub.sandbox.serve import RunningSandbox, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def still_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sandbox that stands still."""
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="session")
def still(still_home: Path) -> Iterator[RunningSandbox]:
    """A sandbox in which nothing changes and nothing fails."""
    with start(still_home, entities=ENTITIES, seed=SEED, reference=REFERENCE, changes=False, faults=()) as sandbox:
        yield sandbox
