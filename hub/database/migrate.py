"""Bringing a database to the schema of this software, and telling whether it is there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from alembic import command
from psycopg import sql
from sqlalchemy.exc import ProgrammingError

from hub.database import generated, software
from hub.database.revisions import chain, configuration, transaction
from hub.database.roles import ensure_roles
from hub.errors import DatabaseVersionError, PermanentError
from hub.model import METADATA, SCHEMAS
from hub.model.editions import EDITIONS, Edition, schemas
from hub.reference.divisions import divisions
from hub.staging.tables import STAGING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from hub.database.connection import Database

UPGRADE_LOCK = 0x6875625F757067
"""The advisory lock under which a database is upgraded ("hub_upg")."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did: from which revision (None: the database was empty) to which, whether views, comments
    and masks were made anew, and what the operator has to know."""

    before: str | None
    after: str
    refreshed: bool
    notices: tuple[str, ...]


def upgrade(database: Database, editions: Sequence[Edition] = EDITIONS) -> Upgrade:
    """Bring `database` to this software's schema, in one transaction; where it is there already, nothing changes.

    Readers are served all `editions`.

    Raises DatabaseVersionError where the database is newer than this software or was made by another edition of it,
    PermanentError where the user has not the rights to make schemas.
    """
    try:
        with transaction(database) as connection:
            raw = _raw(connection)
            raw.execute("SELECT pg_advisory_xact_lock(%s)", [UPGRADE_LOCK])
            before = software.revision(raw)
            _refuse_unknown(before)
            prepare(connection, editions)
            command.upgrade(configuration(connection), "head")
            _refuse_other(raw)
            _fill(raw)
            refreshed = generated.refresh(raw, editions)
            notices = ensure_roles(raw, editions)
            if tuple(editions) == EDITIONS:
                software.remember(raw)
            else:
                software.forget(raw)
    except (ProgrammingError, psycopg.errors.InsufficientPrivilege) as error:
        cause = error.orig if isinstance(error, ProgrammingError) else error
        if isinstance(cause, psycopg.errors.InsufficientPrivilege):
            raise PermanentError(
                f"数据库用户权限不足：{str(cause).strip()}；请使用数据库所有者，或请管理员授予 CREATE 权限"
            ) from error
        raise
    return Upgrade(before, chain()[-1], refreshed, notices)


def is_empty(database: Database) -> bool:
    """Whether the hub has made nothing in `database` yet."""
    with database.connect() as connection:
        return software.revision(connection) is None


def require_current(database: Database) -> None:
    """Raises DatabaseVersionError, which says what to do, unless `database` has this software's schema."""
    with database.connect() as connection:
        revision = software.revision(connection)
        if revision is None:
            raise DatabaseVersionError("数据库尚未初始化：请先运行 hub db upgrade")
        _refuse_unknown(revision)
        newest = chain()[-1]
        if revision != newest:
            raise DatabaseVersionError(f"数据库版本 {revision} 早于本软件所需的 {newest}：请先运行 hub db upgrade")
        _refuse_other(connection)


def prepare(connection: Connection, editions: Sequence[Edition] = EDITIONS) -> None:
    """Make the hub's schemas, in which the revisions make their tables."""
    raw = _raw(connection)
    for schema in SCHEMAS | schemas(editions):
        raw.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))


def _refuse_unknown(revision: str | None) -> None:
    if revision is not None and revision not in chain():
        raise DatabaseVersionError(f"数据库版本 {revision} 比本软件更新：请升级本软件，或改用与之相符的数据库")


def _refuse_other(connection: psycopg.Connection) -> None:
    """Raises DatabaseVersionError where the tables are not those of the revision that the database says it has."""
    columns = [f"{table.schema}.{table.name}.{each.name}" for table in METADATA.sorted_tables for each in table.columns]
    lacking = connection.execute(_LACKING, [columns]).fetchall()
    if lacking:
        shown = "、".join(name for (name,) in lacking[:3])
        raise DatabaseVersionError(
            f"数据库由本软件的另一个版本建成，与本版本不符（缺少 {len(lacking)} 列，如 {shown}）："
            "沙箱请删除其文件夹（HUB_HOME 下的 sandbox）后重新运行；其他数据库请改用建它的版本，或换一个空数据库"
        )


_LACKING = """
SELECT name FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (name, place)
WHERE name NOT IN (
    SELECT nspname || '.' || relname || '.' || attname
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE attnum > 0 AND NOT attisdropped AND relkind = 'r')
ORDER BY place
"""


def _fill(connection: psycopg.Connection) -> None:
    """Reference rows, the salt that makes masked keys distinct, and what tells this feed from others."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO unified.division AS d (code, name, kind, parent_code, enforcement_mode) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (code) DO UPDATE SET name = excluded.name, "
            "kind = excluded.kind, parent_code = excluded.parent_code, enforcement_mode = excluded.enforcement_mode "
            "WHERE (d.name, d.kind, d.parent_code, d.enforcement_mode) IS DISTINCT FROM "
            "(excluded.name, excluded.kind, excluded.parent_code, excluded.enforcement_mode)",
            [(each.code, each.name, each.kind, each.parent_code, each.enforcement_mode) for each in divisions()],
        )
    connection.execute(
        "INSERT INTO hub.secret (name, value) VALUES ('mask', %s) ON CONFLICT DO NOTHING", [secrets.token_bytes(32)]
    )
    connection.execute("INSERT INTO hub.feed (feed_id) VALUES (%s) ON CONFLICT DO NOTHING", [secrets.token_hex(4)])


def _raw(connection: Connection) -> psycopg.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    assert STAGING, "the staging tables register themselves in METADATA"
    return raw
