"""The interface's database connections: one small pool that recognises keys, one that reads as the readers' roles."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg_pool import AsyncConnectionPool

from hub.database.views import SALT
from hub.main.api.problems import UNAUTHORISED, ProblemError
from hub.readers import keys
from hub.serving.cursors import Cursors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.database.connection import Database

READERS_AT_ONCE = 8
KEYS_AT_ONCE = 2
MOST_WAITING = 200
WAIT_SECONDS = 5.0
STATEMENT_MILLISECONDS = 5_000

SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": str(STATEMENT_MILLISECONDS),
    "search_path": "pg_catalog",
    "timezone": "Asia/Shanghai",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
KEPT_PLANS = "force_generic_plan"
"""The views take ten times as long to plan as to read one entity through: plans are made once for each connection."""

DIVISIONS = "SELECT division_code FROM hub.reader_division WHERE reader = %s ORDER BY 1"
NEVER = 2**31 - 1
"""After how many executions a statement is kept prepared that nobody asked to."""

SCHEME = "bearer"


class ReaderConnection(psycopg.AsyncConnection[tuple[Any, ...]]):
    """A connection that knows which role it has taken on."""

    role: str | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the reader's role, by which key, and whether it is bound to divisions."""

    key_id: str
    reader: str
    is_bound: bool
    cursors: Cursors


class Desk:
    """Opens and closes the pools, recognises keys, and hands out connections as the readers' roles."""

    def __init__(self, database: Database) -> None:
        shared: dict[str, Any] = {
            "conninfo": database.url.get_secret_value(),
            "open": False,
            "configure": _configure,
            "timeout": WAIT_SECONDS,
            "max_waiting": MOST_WAITING,
        }
        self._keys = AsyncConnectionPool(**shared, min_size=1, max_size=KEYS_AT_ONCE, kwargs=_options("hub-serve-keys"))
        self._readers = AsyncConnectionPool(
            **shared,
            connection_class=ReaderConnection,
            min_size=2,
            max_size=READERS_AT_ONCE,
            kwargs=_options("hub-serve"),
        )
        self._secret = b""
        self.version = ""

    async def open(self) -> None:
        """Connect. Raises psycopg_pool.PoolTimeout where the database does not answer."""
        await self._keys.open(wait=True, timeout=WAIT_SECONDS)
        await self._readers.open(wait=True, timeout=WAIT_SECONDS)
        async with self._keys.connection() as connection:
            cursor = await connection.execute(
                sql.SQL("SELECT {}, (SELECT digest FROM hub.repeatable WHERE name = 'generated')").format(SALT)
            )
            row = await cursor.fetchone()
            assert row is not None
            self._secret, self.version = bytes(row[0]), str(row[1])[:8]

    async def close(self) -> None:
        """Let go of the connections."""
        await self._keys.close()
        await self._readers.close()

    async def recognise(self, authorisation: str | None) -> Asker:
        """Who comes with this Authorization header, asked of the database now. Raises ProblemError for nobody."""
        scheme, _, key = (authorisation or "").partition(" ")
        key = key.lstrip(" ")
        if scheme.lower() == SCHEME and keys.FORM.fullmatch(key):
            async with self._keys.connection() as connection:
                cursor = await connection.execute(keys.LOOK_UP, [keys.digest(key)], prepare=True)
                row = await cursor.fetchone()
            if row is not None:
                return Asker(row[0], row[1], row[2], Cursors(self._secret, row[1]))
        raise ProblemError(
            UNAUTHORISED,
            "请在 Authorization: Bearer 后给出有效的密钥；密钥由 hub readers grant 发放",
            headers={"WWW-Authenticate": 'Bearer realm="enforcement-hub"'},
        )

    async def divisions(self, asker: Asker) -> list[str] | None:
        """The divisions that the reader sees; None: all of them."""
        if not asker.is_bound:
            return None
        async with self._keys.connection() as connection:
            cursor = await connection.execute(DIVISIONS, [asker.reader])
            return [str(code) for (code,) in await cursor.fetchall()]

    @asynccontextmanager
    async def reading(self, reader: str) -> AsyncIterator[ReaderConnection]:
        """A connection that has taken on the role of `reader`; every statement is a transaction of its own."""
        async with self._readers.connection() as connection:
            if connection.role != reader:
                connection.role = None
                await connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(reader)))
                connection.role = reader
            yield connection


def _options(name: str) -> dict[str, object]:
    return {"autocommit": True, "application_name": name, "prepare_threshold": NEVER}


async def _configure(connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
    await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
    for name, value in (SETTINGS | {"plan_cache_mode": KEPT_PLANS}).items():
        await connection.execute("SELECT set_config(%s, %s, false)", [name, value])
