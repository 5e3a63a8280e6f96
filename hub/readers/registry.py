"""Readers as they are kept: a database role of their own, the divisions they are bound to, what was decided about them.

A reader's role is a member of `hub_reader`; sensitive rights are membership of `hub_reader_sensitive`, given by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import class_row

from hub.database.roles import READER, SENSITIVE
from hub.errors import SettingsError
from hub.readers import rights
from hub.reference.divisions import divisions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import psycopg

NAME = re.compile(r"[a-z][a-z0-9_]{1,62}")
RESERVED = re.compile(r"hub_reader.*|pg_.*|postgres|public|none")


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about a reader, and why."""

    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader as it stands. `has_role`: its role exists and may read; `logs_in`: it may connect to the database."""

    reader: str
    title: str
    is_bound: bool
    divisions: list[str]
    is_sensitive: bool
    has_role: bool
    logs_in: bool
    keys: int
    added_at: datetime
    removed_at: datetime | None


def add_reader(
    connection: psycopg.Connection, name: str, title: str, bound_to: Sequence[str] | None, decision: Decision
) -> None:
    """Register the reader `name` with a role of its own that cannot log in, bound to divisions where any are given.

    Raises SettingsError for a name that cannot be used, and PermanentError, with the SQL for the administrator, where
    the database user may not make roles.
    """
    if not NAME.fullmatch(name) or RESERVED.fullmatch(name):
        raise SettingsError(
            f"读者名 {name!r} 不能用：须以小写字母开头，只含小写字母、数字和下划线，2 至 63 个字符，"
            "且不是数据库保留的名称"
        )
    found = find(connection, name)
    if found is not None and found.removed_at is None:
        raise SettingsError(f"读者 {name} 已经登记（{found.title}）；要改变权限请用 hub readers grant 或 revoke")
    codes = _known(bound_to or ())
    rights.ensure_reader(connection, name)
    connection.execute(
        "INSERT INTO hub.reader (reader, title, is_bound, added_at) VALUES (%s, %s, %s, now()) "
        "ON CONFLICT (reader) DO UPDATE SET title = excluded.title, is_bound = excluded.is_bound, "
        "added_at = excluded.added_at, removed_at = NULL",
        [name, title, bool(codes)],
    )
    connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name])
    _bind(connection, name, codes)
    note(connection, name, "add", _told(codes) if codes else "全部区划", decision)


def grant_divisions(connection: psycopg.Connection, name: str, codes: Sequence[str], decision: Decision) -> None:
    """Let the bound reader see `codes` too. Raises SettingsError where it is not bound: it sees them all."""
    reader = require(connection, name)
    if not reader.is_bound:
        raise SettingsError(
            f"读者 {name} 不限区划，本就看得到全部；要限定请用 hub readers revoke {name} --all-divisions"
        )
    _bind(connection, name, _known(codes))
    note(connection, name, "grant", _told(codes), decision)


def unbind(connection: psycopg.Connection, name: str, decision: Decision) -> None:
    """Let the reader see every division."""
    require(connection, name)
    connection.execute("UPDATE hub.reader SET is_bound = false WHERE reader = %s", [name])
    connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name])
    note(connection, name, "grant", "全部区划", decision)


def revoke_divisions(
    connection: psycopg.Connection, name: str, codes: Sequence[str] | None, decision: Decision
) -> None:
    """Take `codes` (None: all) from the reader, who is bound from now on; one without any sees nothing."""
    require(connection, name)
    connection.execute("UPDATE hub.reader SET is_bound = true WHERE reader = %s", [name])
    if codes is None:
        connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name])
    else:
        connection.execute(
            "DELETE FROM hub.reader_division WHERE reader = %s AND division_code = ANY (%s)", [name, _known(codes)]
        )
    note(connection, name, "revoke", "全部区划" if codes is None else _told(codes), decision)


def grant_sensitive(connection: psycopg.Connection, name: str, decision: Decision) -> None:
    """Let the reader read the views in clear. Raises SettingsError without a reason, PermanentError as `add_reader`."""
    require(connection, name)
    if not decision.reason:
        raise SettingsError("授予敏感权限须写明理由（--reason），留存备查")
    rights.join(connection, name, SENSITIVE)
    note(connection, name, "grant", "敏感视图（不脱敏）", decision)


def revoke_sensitive(connection: psycopg.Connection, name: str, decision: Decision) -> None:
    """Let the reader read the masked views only."""
    require(connection, name)
    rights.leave(connection, name, SENSITIVE)
    note(connection, name, "revoke", "敏感视图（不脱敏）", decision)


def grant_login(connection: psycopg.Connection, name: str, decision: Decision) -> str:
    """Let the reader connect to the database itself; returns its new password, which is kept nowhere.

    Raises SettingsError for a bound reader: who writes SQL of their own learns from plans and statistics how much
    there is of what they cannot see.
    """
    reader = require(connection, name)
    if reader.is_bound:
        raise SettingsError(
            f"读者 {name} 限定了区划，只能通过接口（hub serve）读取：直接连接数据库的人能从执行计划和统计信息中"
            "看出其他区划有多少数据"
        )
    password = rights.let_in(connection, name)
    note(connection, name, "grant", "登录数据库", decision)
    return password


def revoke_login(connection: psycopg.Connection, name: str, decision: Decision) -> None:
    """Keep the reader out of the database itself; whoever is connected is cut off."""
    require(connection, name)
    rights.keep_out(connection, name)
    note(connection, name, "revoke", "登录数据库", decision)


def remove_reader(connection: psycopg.Connection, name: str, decision: Decision) -> None:
    """Take everything from the reader: keys, rights and login. What was decided about it stays on record."""
    require(connection, name)
    connection.execute("UPDATE hub.reader_key SET revoked_at = now() WHERE reader = %s AND revoked_at IS NULL", [name])
    # Bound to nothing, so that a role of this name that comes back sees nothing.
    connection.execute("UPDATE hub.reader SET removed_at = now(), is_bound = true WHERE reader = %s", [name])
    connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name])
    rights.keep_out(connection, name)
    for role in (SENSITIVE, READER):
        rights.leave(connection, name, role)
    note(connection, name, "remove", "全部权限", decision)


def readers(connection: psycopg.Connection, name: str | None = None) -> list[Reader]:
    """Every reader ever registered, or the one called `name`."""
    with connection.cursor(row_factory=class_row(Reader)) as cursor:
        return cursor.execute(_READERS, {"reader": READER, "sensitive": SENSITIVE, "name": name}).fetchall()


def find(connection: psycopg.Connection, name: str) -> Reader | None:
    """The reader called `name`."""
    return next(iter(readers(connection, name)), None)


def require(connection: psycopg.Connection, name: str) -> Reader:
    """The reader called `name`. Raises SettingsError where there is none, or no longer."""
    found = find(connection, name)
    if found is None or found.removed_at is not None:
        known = "、".join(each.reader for each in readers(connection) if each.removed_at is None) or "（尚无）"
        raise SettingsError(f"没有读者 {name!r}；已登记：{known}")
    return found


def note(connection: psycopg.Connection, name: str, action: str, subject: str, decision: Decision) -> None:
    """Keep what was decided. Raises SettingsError where nobody answers for it."""
    if not decision.by.strip():
        raise SettingsError("须写明决定人（--by），留存备查")
    connection.execute(
        "INSERT INTO hub.reader_decision (reader, action, subject, decided_by, reason, decided_at) "
        "VALUES (%s, %s, %s, %s, %s, now())",
        [name, action, subject, decision.by.strip(), decision.reason],
    )


def _bind(connection: psycopg.Connection, name: str, codes: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO hub.reader_division (reader, division_code) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(name, each) for each in codes],
        )


def _known(codes: Sequence[str]) -> list[str]:
    """The codes of divisions given by code or by name. Raises SettingsError for what is neither."""
    named = {each.name: each.code for each in divisions()} | {each.code: each.code for each in divisions()}
    unknown = [each for each in codes if each not in named]
    if unknown:
        raise SettingsError(
            f"没有区划 {'、'.join(unknown)}；可用名称或 12 位代码：{'、'.join(each.name for each in divisions())}"
        )
    return [named[each] for each in codes]


def _told(codes: Sequence[str]) -> str:
    return f"区划 {'、'.join(codes)}"


_READERS = sql.SQL(
    """
    SELECT r.reader, r.title, r.is_bound, r.added_at, r.removed_at,
           ARRAY(SELECT d.division_code FROM hub.reader_division AS d WHERE d.reader = r.reader ORDER BY 1)
               AS divisions,
           coalesce(p.rolcanlogin, false) AS logs_in,
           coalesce(pg_has_role(p.oid, (SELECT oid FROM pg_roles WHERE rolname = %(reader)s), 'MEMBER'), false)
               AS has_role,
           coalesce(pg_has_role(p.oid, (SELECT oid FROM pg_roles WHERE rolname = %(sensitive)s), 'MEMBER'), false)
               AS is_sensitive,
           (SELECT count(*)::integer FROM hub.reader_key AS k WHERE k.reader = r.reader AND k.revoked_at IS NULL
               AND coalesce(k.expires_at > now(), true)) AS keys
    FROM hub.reader AS r LEFT JOIN pg_roles AS p ON p.rolname = r.reader
    WHERE %(name)s::text IS NULL OR r.reader = %(name)s ORDER BY r.reader
    """
)
