"""One misbehaving sandbox, one database and one folder for all faults of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from landings import Subject
from misbehaving import Misbehaving
from quick_folder import quick_folder

from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[Misbehaving]:
    with quick_folder() as folder, Misbehaving(folder) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def subject_of(server, template: str, misbehaving: Misbehaving) -> Iterator[Callable[[str], Subject]]:
    """Makes the subject of a platform's name."""
    database = server.create(template)
    with quick_folder() as folder, database.connect(autocommit=True) as connection:
        store = open_store(str(folder / "landing"))
        yield lambda name: Subject(name, misbehaving, database, store, connection)
    server.drop(database)


@pytest.fixture
def subject(request: pytest.FixtureRequest, subject_of: Callable[[str], Subject]) -> Subject:
    """The subject of the platform that the test names as its parameter; nothing is going wrong yet."""
    return subject_of(request.param)
