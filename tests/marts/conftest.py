"""One database for a module's cities, each of which empties it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database


@pytest.fixture(scope="module")
def city_database(server: Any, template: str) -> Iterator[Database]:
    """A migrated database that lives as long as the module."""
    database = server.create(template)
    yield database
    server.drop(database)
