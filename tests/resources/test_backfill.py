"""Past windows walked beside the increments, and what increments ask for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from landed import landed_rows
from loopback import RESET, START, Reply
from stand_ins import city_item, local, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.errors import ProtocolError, SettingsError, TransientError
from hub.landing.walks import Kind, watermark
from hub.progress import Silence
from hub.staging.load import stage
from resources.ingest import ingesting, land
from resources.rest.windows import Span

PENALTIES, SHOPS = dataset("provincial/penalties"), dataset("city/shops")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = START.replace(hour=16, minute=0, second=0, microsecond=0) - DAY
PARTS = [Span(MIDNIGHT - (3 - part) * DAY, MIDNIGHT - (2 - part) * DAY) for part in range(3)]
"""The three days before the tests' day."""


@pytest.fixture
def backfill(database, store, clock):
    """Walk past windows of a dataset; gives those that were proved."""

    def run(of, platform, spans=PARTS, declared=None):
        with ingesting(of, platform.access, database, store, Silence(), clock=clock, platform=declared) as ingest:
            return [outcome.window_from for outcome in ingest.backfill(spans)]

    return run


def standing(database):
    """(kind, status, window's beginning) of every walk, in the order of their windows."""
    with database.connect() as connection:
        return connection.execute(
            "SELECT kind, status, window_from FROM hub.walk ORDER BY window_from NULLS FIRST, started_at"
        ).fetchall()


def keys(database, store, platform, key):
    return [row[key] for row in landed_rows(database, store, PLATFORMS[platform])]


class TestBackfill:
    def test_each_part_is_proved_and_the_watermark_stays(self, provincial, backfill, database, store, clock):
        provincial.rows = [provincial_row(number, MIDNIGHT - number * HOUR) for number in range(1, 120)]
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        with database.connect() as connection:
            before = watermark(connection, PENALTIES)
        clock.time += HOUR
        assert backfill(PENALTIES, provincial) == [span.since for span in PARTS]
        with database.connect() as connection:
            assert watermark(connection, PENALTIES) == before
        later = Span(before + timedelta(minutes=10), before + timedelta(minutes=20))
        assert len(backfill(PENALTIES, provincial, [later])) == 1
        with database.connect() as connection:
            assert watermark(connection, PENALTIES) == before
        asked = [(call.form["beginTime"], call.form["endTime"]) for call in provincial.business[1:]]
        assert asked == [(local(span.since), local(span.until)) for span in (*PARTS, later)]
        stage(PENALTIES, database, store, Silence())
        with database.connect() as connection:
            counts = connection.execute("SELECT sum(versions), sum(repeats) FROM hub.landed_page").fetchone()
        assert counts == (119, 72)

    def test_an_interrupted_backfill_goes_on_where_it_stopped(self, provincial, backfill, database, store, clock):
        provincial.rows = [provincial_row(number, MIDNIGHT - number * timedelta(seconds=60)) for number in range(4300)]
        provincial.tricks.extend([*[None] * 5, *[RESET] * 5])
        with pytest.raises(TransientError):
            backfill(PENALTIES, provincial)
        assert [status for _, status, _ in standing(database)] == ["proved", "proved", "open"]
        before = len(provincial.business)
        clock.time += HOUR
        assert backfill(PENALTIES, provincial) == [PARTS[2].since]
        assert [call.form["pageIndex"] for call in provincial.business[before:]] == ["2"]
        assert sorted(map(int, keys(database, store, "provincial", "dsc_biz_record_id"))) == list(range(1, 4300))
        assert {status for _, status, _ in standing(database)} == {"proved"}

    def test_increments_go_on_beside_an_interrupted_backfill(self, city, backfill, database, store, clock):
        city.items = [city_item(number, MIDNIGHT - number * timedelta(seconds=60)) for number in range(4000)]
        city.tricks.extend([None, *[RESET] * 5])
        with pytest.raises(TransientError):
            backfill(SHOPS, city)
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        kinds = [(kind, status) for kind, status, _ in standing(database)]
        assert kinds == [("full", "proved"), ("backfill", "open"), ("backfill", "open"), ("backfill", "open")]
        clock.time += HOUR
        assert len(backfill(SHOPS, city)) == 3
        assert {status for _, status, _ in standing(database)} == {"proved"}

    def test_an_interrupted_increment_is_not_taken_for_a_backfill(self, provincial, backfill, database, store, clock):
        provincial.rows = [provincial_row(number, MIDNIGHT - number * HOUR) for number in range(1, 2500)]
        provincial.tricks.extend([None, *[RESET] * 5])
        with pytest.raises(TransientError):
            land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        clock.time += HOUR
        assert len(backfill(PENALTIES, provincial)) == 3
        before = len(provincial.business)
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert [call.form["pageIndex"] for call in provincial.business[before:]] == ["2", "3", "1"]

    def test_a_part_that_fails_for_good_stops_no_other(self, city, backfill, database, clock):
        city.items = [city_item(number, MIDNIGHT - number * HOUR) for number in range(1, 80)]

        def lies(platform, asked):
            document = platform.answer(asked).body
            document["data"]["total"] += 1
            return Reply(body=document)

        city.tricks.extend([None, lies, lies])
        with pytest.raises(ProtocolError, match="重新获取一遍后仍不符"):
            backfill(SHOPS, city)
        assert [status for _, status, _ in standing(database)] == ["proved", "failed", "proved"]
        clock.time += HOUR
        assert len(backfill(SHOPS, city)) == 3

    def test_a_platform_without_windows_is_said_so(self, city, backfill):
        with pytest.raises(SettingsError, match="hub run --full"):
            backfill(SHOPS, city, declared=replace(PLATFORMS["city"], window=None))

    def test_an_interrupted_comparison_goes_on(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number, MIDNIGHT - number * HOUR) for number in range(1, 3500)]
        provincial.tricks.extend([None, None, *[RESET] * 5])
        for _ in range(2):
            with ingesting(PENALTIES, provincial.access, database, store, Silence(), clock=clock) as ingest:
                try:
                    outcome = ingest.compare()
                except TransientError:
                    clock.time += HOUR
        assert outcome.source_total == 3499
        assert [(kind, status) for kind, status, _ in standing(database)] == [(Kind.COMPARE, "proved")]
        with database.connect() as connection:
            assert watermark(connection, PENALTIES) is None
        numbers = keys(database, store, "provincial", "dsc_biz_record_id")
        assert sorted(numbers) == list(range(1, 3500))


class TestOverlap:
    @pytest.mark.parametrize(
        ("declared", "given", "overlap"),
        [
            (None, {}, timedelta(minutes=10)),
            (timedelta(hours=2), {}, timedelta(hours=2)),
            (timedelta(hours=2), {"shops": timedelta(days=1)}, timedelta(days=1)),
            (None, {"cases": timedelta(days=1)}, timedelta(minutes=10)),
        ],
    )
    def test_it_is_set_or_declared_for_a_dataset(self, city, database, store, clock, declared, given, overlap):
        of, access = replace(SHOPS, overlap=declared), replace(city.access, overlaps=given)
        first = land(of, access, database, store, Silence(), clock=clock)
        clock.time += DAY
        assert land(of, access, database, store, Silence(), clock=clock).window_from == first.window_to - overlap

    def test_what_comes_late_within_it_is_taken(self, city, database, store, clock):
        city.items = [city_item(1, START - 2 * HOUR)]
        access = replace(city.access, overlaps={"shops": timedelta(hours=3)})
        land(SHOPS, access, database, store, Silence(), clock=clock)
        city.items.append(city_item(2, START - 2 * HOUR))
        clock.time += timedelta(minutes=5)
        land(SHOPS, access, database, store, Silence(), clock=clock)
        assert set(keys(database, store, "city", "shopId")) == {"S000001", "S000002"}

    def test_any_number_of_one_instant_at_the_edge_are_neither_lost_nor_doubled(self, city, database, store, clock):
        edge = START.replace(microsecond=0) + timedelta(seconds=1)
        city.items = [city_item(number, edge - timedelta(seconds=number % 2)) for number in range(2400)]
        for _ in range(3):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
            stage(SHOPS, database, store, Silence())
            clock.time += timedelta(minutes=4)
        with database.connect() as connection:
            found = connection.execute(
                "SELECT sum(versions), sum(rows) - sum(versions) - sum(repeats) FROM hub.landed_page"
            ).fetchone()
        assert found == (2400, 0)
