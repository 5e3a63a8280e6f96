"""Keeps what was applied last under each name, so that it is applied again only where it differs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg
    from psycopg import sql


def digest(statements: Iterable[sql.Composable | str]) -> str:
    """One digest of all `statements` in their order."""
    texts = (each if isinstance(each, str) else each.as_string() for each in statements)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def applied(connection: psycopg.Connection, name: str) -> str | None:
    """The digest of what was applied last under `name`."""
    row = connection.execute("SELECT digest FROM hub.repeatable WHERE name = %s", [name]).fetchone()
    return None if row is None else str(row[0])


def remember(connection: psycopg.Connection, name: str, value: str) -> None:
    """That what has the digest `value` is applied under `name`."""
    connection.execute(
        "INSERT INTO hub.repeatable (name, digest, applied_at) VALUES (%s, %s, now()) "
        "ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, applied_at = excluded.applied_at",
        [name, value],
    )
