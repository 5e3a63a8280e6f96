"""Whether a database is as this software makes it: at a glance, what an upgrade takes a second to find nothing of."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database import repeatables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    import psycopg

    from hub.database.connection import Database

VERSION_SCHEMA = "hub"
VERSION_TABLE = "alembic_version"

NAME = "software"
_ELSEWHERE = ("main", "sandbox", "__pycache__")
"""Folders of the package from which no upgrade takes anything."""
_ENDINGS = (".py", ".csv", ".json")


def is_as_made(database: Database) -> bool:
    """Whether the last upgrade of `database` was made by this very software, to the revision that it still has."""
    with database.connect() as connection:
        found = revision(connection)
        if found is None or connection.execute("SELECT to_regclass('hub.repeatable')").fetchone() == (None,):
            return False
        return repeatables.applied(connection, NAME) == _made(found)


def remember(connection: psycopg.Connection) -> None:
    """That the database has been brought to what this software makes of it. In the caller's transaction."""
    found = revision(connection)
    assert found is not None
    if repeatables.applied(connection, NAME) != _made(found):
        repeatables.remember(connection, NAME, _made(found))


def forget(connection: psycopg.Connection) -> None:
    """That the database serves readers other editions than this software does. In the caller's transaction."""
    connection.execute("DELETE FROM hub.repeatable WHERE name = %s", [NAME])


def revision(connection: psycopg.Connection) -> str | None:
    """The revision of the database's schema; None where the hub has made nothing there."""
    table = sql.Identifier(VERSION_SCHEMA, VERSION_TABLE)
    row = connection.execute("SELECT to_regclass(%s)", [f"{VERSION_SCHEMA}.{VERSION_TABLE}"]).fetchone()
    if row == (None,):
        return None
    found = connection.execute(sql.SQL("SELECT version_num FROM {}").format(table)).fetchone()
    return None if found is None else str(found[0])


def _made(found: str) -> str:
    return f"{found}/{_digest()}"


@cache
def _digest() -> str:
    """Of code, words and tables as they are: nobody has to remember to raise a number."""
    digest = blake2b(digest_size=16)
    for name, each in _sources(files("hub"), ""):
        digest.update(name.encode() + each.read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir() and each.name not in _ELSEWHERE:
            yield from _sources(each, f"{path}/{each.name}")
        elif each.name.endswith(_ENDINGS):
            yield f"{path}/{each.name}", each
