"""What the tests look at after a walk: rows of the hub's tables and what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.landing import pages
from hub.landing.answers import rows_of

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.datasets.wire import RestPlatform
    from hub.landing.store import LandingStore


def landed_rows(database: Database, store: LandingStore, platform: RestPlatform) -> list[dict[str, Any]]:
    """All rows of all pages of a platform, in the order of their arrival."""
    with database.connect() as connection:
        locations = connection.execute(
            "SELECT location FROM hub.landed_page WHERE platform = %s AND message IS NULL ORDER BY page_id",
            (platform.name,),
        ).fetchall()
    return [row for (location,) in locations for row in rows_of(platform, pages.read(store, location))]


def walk_rows(database: Database) -> list[tuple[Any, ...]]:
    """(kind, status, source_total, received) of all walks, in their order."""
    with database.connect() as connection:
        return connection.execute(
            "SELECT kind, status, source_total, received FROM hub.walk ORDER BY started_at, window_from NULLS FIRST"
        ).fetchall()


def everything(database: Database) -> str:
    """All that the database holds about walks and pages, as text."""
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT w::text FROM hub.walk w UNION ALL SELECT p::text FROM hub.landed_page p"
        ).fetchall()
    return "\n".join(text for (text,) in rows)
