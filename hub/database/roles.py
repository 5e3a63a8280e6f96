"""The readers' roles: `hub_reader` (masked) and `hub_reader_sensitive` (clear as well), and what they may read.

Roles belong to the whole server, grants to each database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from hub.database import generated, repeatables
from hub.model.editions import EDITIONS, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

READER = "hub_reader"
SENSITIVE = "hub_reader_sensitive"


def readable(editions: Iterable[Edition] = EDITIONS) -> dict[str, tuple[str, ...]]:
    """The schemas that each role reads; `hub_reader_sensitive` is a member of `hub_reader` as well."""
    masked = [schema for each in editions for schema in (each.schema, each.history)]
    return {READER: (*masked, "mart"), SENSITIVE: tuple(each.sensitive for each in editions)}


READABLE = readable()

NAME = "grants"
MEMBER = "member"
ATTEMPTS = 10


def ensure_roles(connection: psycopg.Connection, editions: Sequence[Edition] = EDITIONS) -> tuple[str, ...]:
    """Make the roles where they are missing and give them their rights to `editions`, in the caller's transaction.

    Returns what the operator has to know: what could not be made, with the SQL to hand to the administrator.
    """
    missing = _missing(connection)
    if missing and not _may_create_roles(connection):
        wanted = "; ".join(each.as_string() for each in _creations(missing))
        return (f"数据库用户无权创建角色，已跳过读者授权；请管理员执行后再次运行 hub db upgrade：{wanted};",)
    for _ in range(ATTEMPTS):
        if not missing:
            break
        _create(connection, missing)
        missing = _missing(connection)
    _grant(connection, editions)
    return ()


def _grant(connection: psycopg.Connection, editions: Sequence[Edition]) -> None:
    """Give the roles their rights, unless these roles have them on what is there now."""
    grants = tuple(_grants(editions))
    oids = connection.execute("SELECT oid::text FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1", [[*READABLE]])
    views = repeatables.applied(connection, generated.NAME) or ""
    digest = repeatables.digest([*grants, *(oid for (oid,) in oids), views])
    if repeatables.applied(connection, NAME) == digest:
        return
    for statement in grants:
        connection.execute(statement)
    repeatables.remember(connection, NAME, digest)


def _create(connection: psycopg.Connection, missing: tuple[str, ...]) -> None:
    """Make what is missing; another database's upgrade may make the same at this moment, and then has made it."""
    try:
        with connection.transaction():
            for statement in _creations(missing):
                connection.execute(statement)
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation, psycopg.errors.InternalError_):
        return


def _missing(connection: psycopg.Connection) -> tuple[str, ...]:
    """The roles that are not there, and `MEMBER` where the one is no member of the other."""
    found = {
        name for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [[*READABLE]])
    }
    missing = tuple(each for each in READABLE if each not in found)
    if missing:
        return (*missing, MEMBER)
    row = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [SENSITIVE, READER]).fetchone()
    return () if row == (True,) else (MEMBER,)


def _creations(missing: tuple[str, ...]) -> Iterator[sql.Composed]:
    for role in missing:
        if role == MEMBER:
            yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(READER), sql.Identifier(SENSITIVE))
        else:
            yield sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role))


def _grants(editions: Sequence[Edition]) -> Iterator[sql.Composed]:
    for role, schemas in readable(editions).items():
        for schema in schemas:
            names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
            yield sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}").format(**names)
            yield sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}").format(**names)
            yield sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}").format(
                **names
            )


def _may_create_roles(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
    return row == (True,)
