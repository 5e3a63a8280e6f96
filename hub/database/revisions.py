"""The chain of revisions as Alembic sees it, configured in code."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.pool import NullPool

from hub.errors import PermanentError
from hub.model import METADATA, SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic may compare the object: only what stands in the hub's schemas."""
    return kind != "schema" or name in SCHEMAS


def configuration(connection: Connection | None = None, metadata: MetaData = METADATA) -> Config:
    """Alembic's configuration over `connection` (None: only to read the chain)."""
    config = Config()
    config.set_main_option("script_location", "hub.database:migrations")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


@cache
def chain() -> tuple[str, ...]:
    """Every revision that this software knows, the oldest first."""
    scripts = ScriptDirectory.from_config(configuration())
    return tuple(each.revision for each in reversed(list(scripts.walk_revisions())))


@contextmanager
def transaction(database: Database) -> Iterator[Connection]:
    """A SQLAlchemy connection in one transaction, over the same libpq URI as `Database.connect`.

    The URI is given to libpq as it is, since SQLAlchemy's own form of it loses sockets and several hosts.
    Raises PermanentError where the server does not let us in or is not there.
    """

    def connect() -> psycopg.Connection:
        try:
            return psycopg.connect(database.url.get_secret_value(), application_name="enforcement-hub")
        except psycopg.OperationalError as error:
            raise PermanentError(f"无法连接数据库：{str(error).strip()}；请检查 HUB_DATABASE_URL") from error

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
