"""Keys for reading over HTTP. A key is 256 random bits: its digest recognises it and gives nothing of it away."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row
from pydantic import SecretStr

from hub.errors import SettingsError
from hub.readers.registry import Decision, note, require

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

PREFIX = "hub_"
FORM = re.compile(r"hub_[a-z2-7]{8}_[A-Za-z0-9_-]{43}")
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"

LOOK_UP = """
SELECT k.key_id, k.reader, r.is_bound OR EXISTS (SELECT FROM hub.reader_division AS d WHERE d.reader = k.reader)
FROM hub.reader_key AS k JOIN hub.reader AS r USING (reader)
WHERE k.digest = %s AND k.revoked_at IS NULL AND r.removed_at IS NULL AND coalesce(k.expires_at > now(), true)
"""
"""Whose key has a digest now: key_id, reader, whether the reader is bound to divisions; no row for any other key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept."""

    key_id: str
    reader: str
    title: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def digest(key: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).digest()


def make_key(
    connection: psycopg.Connection, reader: str, title: str, decision: Decision, days: int | None = None
) -> tuple[str, SecretStr]:
    """A new key for `reader`, valid for `days` (None: until revoked): its id and itself, which is kept nowhere."""
    require(connection, reader)
    key_id = "".join(secrets.choice(LETTERS) for _ in range(8))
    key = f"{PREFIX}{key_id}_{secrets.token_urlsafe(32)}"
    connection.execute(
        "INSERT INTO hub.reader_key (key_id, reader, digest, title, made_at, expires_at) "
        "VALUES (%s, %s, %s, %s, now(), now() + make_interval(days => %s))",
        [key_id, reader, digest(key), title, days],
    )
    note(connection, reader, "grant", f"接口密钥 {key_id}（{title}）", decision)
    return key_id, SecretStr(key)


def revoke_key(connection: psycopg.Connection, reader: str, key_id: str, decision: Decision) -> None:
    """Revoke a key of `reader`; it is refused from the next request on. Raises SettingsError for an unknown one."""
    done = connection.execute(
        "UPDATE hub.reader_key SET revoked_at = now() WHERE reader = %s AND key_id = %s AND revoked_at IS NULL",
        [reader, key_id],
    )
    if not done.rowcount:
        known = "、".join(each.key_id for each in keys(connection) if each.reader == reader and not each.revoked_at)
        raise SettingsError(f"读者 {reader} 没有有效的密钥 {key_id!r}；有效的：{known or '（无）'}")
    note(connection, reader, "revoke", f"接口密钥 {key_id}", decision)


def keys(connection: psycopg.Connection) -> list[Key]:
    """Every key ever made."""
    with connection.cursor(row_factory=class_row(Key)) as cursor:
        return cursor.execute(
            "SELECT key_id, reader, title, made_at, expires_at, revoked_at FROM hub.reader_key ORDER BY reader, made_at"
        ).fetchall()
