"""The database's own side of readers: roles, memberships, logins. What we may not do is told as SQL for who may."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from hub.database.roles import READER
from hub.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Sequence

PASSWORD_BYTES = 24


def ensure_reader(connection: psycopg.Connection, name: str) -> None:
    """A role `name` that cannot log in, reads what `hub_reader` reads, and that we may take on."""
    statements = []
    if not _exists(connection, name):
        statements.append(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    if not _is_member(connection, name, READER):
        statements.append(sql.SQL("GRANT {} TO {}").format(sql.Identifier(READER), sql.Identifier(name)))
    # Until PostgreSQL 16, membership was the right to take a role on.
    how = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
    if not _is_superuser(connection) and not _is_member(connection, _name(connection), name, how):
        statements.append(sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), sql.Identifier(_name(connection))))
    _run(connection, statements)


def join(connection: psycopg.Connection, name: str, role: str) -> None:
    """Make `name` a member of `role`."""
    _run(connection, [sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(name))])


def leave(connection: psycopg.Connection, name: str, role: str) -> None:
    """End `name`'s membership of `role`."""
    if _exists(connection, name):
        _run(connection, [sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(role), sql.Identifier(name))])


def let_in(connection: psycopg.Connection, name: str) -> str:
    """Let the role log in; returns its new password. The server is told a verifier only, which its log may show."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
    _run(connection, [statement.format(sql.Identifier(name), sql.Literal(verifier))])
    return password


def keep_out(connection: psycopg.Connection, name: str) -> None:
    """Let the role log in no more, and end the connections that it has."""
    if not _exists(connection, name):
        return
    _run(connection, [sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL").format(sql.Identifier(name))])
    connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [name])


def _run(connection: psycopg.Connection, statements: Sequence[sql.Composed]) -> None:
    """Execute all or none. Raises PermanentError with the statements where we may not."""
    try:
        with connection.transaction():
            for each in statements:
                connection.execute(each)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidGrantOperation, _Undefined) as error:
        wanted = "; ".join(each.as_string(connection) for each in statements)
        raise PermanentError(
            f"数据库用户 {_name(connection)} 无权管理读者的角色；请管理员执行下列语句，再重新运行本命令：{wanted};"
        ) from error


_Undefined = psycopg.errors.UndefinedObject
"""`hub_reader` itself was never made: `hub db upgrade` says how."""


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None


def _is_member(connection: psycopg.Connection, name: str, role: str, how: str = "MEMBER") -> bool:
    row = connection.execute(
        "SELECT pg_has_role(a.oid, b.oid, %s) FROM pg_roles AS a, pg_roles AS b "
        "WHERE a.rolname = %s AND b.rolname = %s",
        [how, name, role],
    ).fetchone()
    return row == (True,)


def _is_superuser(connection: psycopg.Connection) -> bool:
    return connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,)


def _name(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT current_user").fetchone()
    assert row is not None
    return str(row[0])


def unbound_members(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Users who log in and inherit a bound reader's rights without being bound themselves: user and reader.

    Superusers and we ourselves, who take on every reader, do not count.
    """
    return connection.execute(
        "SELECT u.rolname, r.reader FROM hub.reader AS r JOIN pg_roles AS g ON g.rolname = r.reader "
        "JOIN pg_roles AS u ON u.rolcanlogin AND NOT u.rolsuper AND u.oid <> g.oid AND u.rolname <> current_user "
        "AND pg_has_role(u.oid, g.oid, 'USAGE') WHERE r.is_bound AND r.removed_at IS NULL "
        "AND NOT EXISTS (SELECT FROM hub.reader AS own WHERE own.reader = u.rolname AND own.is_bound) ORDER BY 1, 2"
    ).fetchall()
