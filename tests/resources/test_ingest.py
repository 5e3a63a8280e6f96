"""Landing the three platforms end to end, over real sockets into a real database."""

from __future__ import annotations

from datetime import timedelta

from landed import landed_rows, walk_rows
from loopback import START
from stand_ins import city_item, grassroots_row, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.progress import Silence
from resources.ingest import land

PENALTIES, SHOPS, EVENTS = dataset("provincial/penalties"), dataset("city/shops"), dataset("grassroots/events")
EARLIER = START - timedelta(days=1)


class TestThreePlatforms:
    def test_provincial_pages_forwards(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 2502)]
        outcome = land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert (outcome.pages, outcome.rows, outcome.source_total) == (3, 2501, 2501)
        assert landed_rows(database, store, PLATFORMS["provincial"]) == provincial.rows
        assert walk_rows(database) == [("full", "proved", 2501, 2501)]
        assert [asked.form["pageIndex"] for asked in provincial.business] == ["1", "2", "3"]

    def test_city_by_cursor(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(2500)]
        outcome = land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert (outcome.pages, outcome.rows, outcome.source_total) == (3, 2500, 2500)
        assert landed_rows(database, store, PLATFORMS["city"]) == city.items

    def test_grassroots_backwards(self, grassroots, database, store, clock):
        grassroots.rows = [grassroots_row(number, EARLIER) for number in range(1234)]
        outcome = land(EVENTS, grassroots.access, database, store, Silence(), clock=clock)
        assert outcome.source_total == 1234
        keys = [row["eventNo"] for row in landed_rows(database, store, PLATFORMS["grassroots"])]
        assert set(keys) == {row["eventNo"] for row in grassroots.rows}
        assert walk_rows(database) == [("full", "proved", 1234, 1234)]
