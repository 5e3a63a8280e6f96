"""Signs of life of what runs by itself: who is dead cannot say so, but somebody outside can look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

ALERTS = "alerts"
RELEASE = "release"


def of_platform(platform: str) -> str:
    """The heartbeat of a platform's taking."""
    return f"platform/{platform}"


def beat(connection: psycopg.Connection, name: str) -> None:
    """`name` was done now. Commits nothing."""
    connection.execute(
        """
        INSERT INTO quality.heartbeat (name, beaten_at) VALUES (%s, clock_timestamp())
        ON CONFLICT (name) DO UPDATE SET beaten_at = excluded.beaten_at
        """,
        (name,),
    )


def heartbeats(connection: psycopg.Connection) -> dict[str, datetime]:
    """When each was done last."""
    return dict(connection.execute("SELECT name, beaten_at FROM quality.heartbeat").fetchall())
