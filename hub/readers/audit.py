"""Who read what in clear, as the database noted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg


@dataclass(frozen=True, slots=True)
class SensitiveRead:
    """One statement that read one view in clear. `undone_before`: how many numbers just before it have no row, each a
    read whose transaction was undone; the server's log still has them."""

    read_id: int
    undone_before: int
    read_at: datetime
    login: str
    role: str | None
    application: str | None
    address: str | None
    view_name: str
    statement: str | None


def sensitive_reads(connection: psycopg.Connection, reader: str | None, limit: int) -> list[SensitiveRead]:
    """The newest `limit` reads, of `reader` only where one is given, the newest first."""
    with connection.cursor(row_factory=class_row(SensitiveRead)) as cursor:
        return cursor.execute(
            "SELECT read_id, (read_id - before - 1)::integer AS undone_before, read_at, login, role, application, "
            "address, view_name, statement "
            "FROM (SELECT *, lag(read_id, 1, 0::bigint) OVER (ORDER BY read_id) AS before FROM hub.sensitive_read) "
            "AS numbered "
            "WHERE %(reader)s::text IS NULL OR login = %(reader)s OR role = %(reader)s "
            "ORDER BY read_id DESC LIMIT %(limit)s",
            {"reader": reader, "limit": limit},
        ).fetchall()
