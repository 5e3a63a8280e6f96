"""A city platform's shops, landed page by page, staged, taken for sound, and published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hub.datasets import dataset
from hub.landing import pages, walks
from hub.progress import Silence
from hub.release.publish import publish
from hub.staging.load import stage

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.landing.store import LandingStore

SHOPS = dataset("city/shops")
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def shop(number: int, *, version: int = 0, **more: object) -> dict[str, object]:
    """A shop as the platform sends it."""
    updated = START + timedelta(minutes=version)
    return {
        "shopId": f"S{number}",
        "shopName": f"虹桥小吃店{number}",
        "operator": f"张{number}",
        "operatorPhone": f"138{number:08}",
        "streetCode": "330382001",
        "state": "营业",
        "updatedAt": updated.isoformat(),
        **more,
    }


@dataclass
class KeptCity:
    """The hub's database and landing store, and what arrives."""

    database: Database
    store: LandingStore
    arrived: int = 0

    def land(self, rows: list[dict[str, object]]) -> int:
        """Land one page, a day after the one before; gives its id."""
        self.arrived += 1
        at = START + timedelta(days=self.arrived)
        answer = {"code": 0, "data": {"items": rows, "nextCursor": None, "total": len(rows)}}
        body = json.dumps(answer, ensure_ascii=False)
        with self.database.connect(autocommit=True) as connection:
            walk = walks.begin(connection, SHOPS, window_from=None, window_to=at, now=at)
            standing = pages.Standing({"number": 1}, len(rows), len(rows))
            pages.record(connection, self.store, walk, 1, body.encode(), {}, at, standing)
            walks.finish(connection, walk, now=at)
            row = connection.execute("SELECT max(page_id) FROM hub.landed_page").fetchone()
        assert row is not None
        return int(row[0])

    def process(self) -> None:
        """Stage, pass and publish what has landed."""
        stage(SHOPS, self.database, self.store, Silence())
        with self.database.connect() as connection:
            connection.execute("UPDATE staging.city_shops_open SET verdict = 'passed'")
        publish(self.database, Silence())

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.database.connect() as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def pages(self) -> list[tuple[Any, ...]]:
        """(rows, versions, repeats, superseded) of every page."""
        return self.ask("SELECT rows, versions, repeats, superseded FROM hub.landed_page ORDER BY page_id")

    def published(self) -> list[tuple[Any, ...]]:
        """(source_id, name, retracted) of every shop."""
        return self.ask("SELECT source_id, name, retracted_at IS NOT NULL FROM unified.place ORDER BY 1")
