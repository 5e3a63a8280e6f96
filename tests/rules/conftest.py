"""One migrated database for tests that only ask it to compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg


@pytest.fixture(scope="session")
def connection(server, template) -> Iterator[psycopg.Connection]:
    """A connection to a migrated database; nothing is written to it."""
    database = server.create(template)
    with database.connect(autocommit=True) as opened:
        yield opened
    server.drop(database)
