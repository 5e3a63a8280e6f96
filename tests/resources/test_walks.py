"""Walks prove their end: windows, lists that move, pages that lie, and walks that were interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from landed import landed_rows, walk_rows
from loopback import RESET, START, Asked, Platform, Reply
from stand_ins import city_item, grassroots_row, local, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.errors import PermanentError, ProtocolError, StorageError, TransientError
from hub.landing.walks import watermark
from hub.progress import Silence
from resources.ingest import land
from resources.landing_store import open_store
from resources.rest.clock import SystemClock

PENALTIES, SHOPS, EVENTS = dataset("provincial/penalties"), dataset("city/shops"), dataset("grassroots/events")
EARLIER = START - timedelta(days=1)
UNTIL = START.replace(microsecond=0) + timedelta(seconds=1)


def with_body(change):
    """A trick: the honest answer, with its document changed."""

    def trick(platform: Platform, asked: Asked) -> Reply:
        body = platform.answer(asked).body
        assert isinstance(body, dict)
        change(body)
        return Reply(body=body)

    return trick


class TestWindows:
    def test_first_walk_has_no_beginning_and_ends_at_the_next_second(self, provincial, database, store, clock):
        outcome = land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert (outcome.window_from, outcome.window_to) == (None, UNTIL)
        form = provincial.business[0].form
        assert "beginTime" not in form
        assert form["endTime"] == "2026-11-22 16:00:01"

    def test_next_walk_begins_an_overlap_before_the_proved_end(self, city, database, store, clock):
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        clock.time += timedelta(hours=1)
        outcome = land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert outcome.window_from == UNTIL - timedelta(minutes=10)
        query = city.business[-1].query
        assert query["updatedSince"] == "2026-11-22T15:50:01+08:00"
        assert query["updatedBefore"] == "2026-11-22T17:00:01+08:00"
        assert [kind for kind, *_ in walk_rows(database)] == ["full", "increment"]

    def test_rows_of_the_future_neither_come_nor_move_the_watermark(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(1, EARLIER), provincial_row(2, START + timedelta(days=9))]
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        with database.connect() as connection:
            assert watermark(connection, PENALTIES) == UNTIL
        assert len(landed_rows(database, store, PLATFORMS["provincial"])) == 1

    def test_many_rows_of_one_instant_at_the_edge_are_not_lost(self, city, database, store, clock):
        edge = START.replace(microsecond=0)
        city.items = [city_item(number, edge) for number in range(1500)]
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        city.items += [city_item(number, edge) for number in range(1500, 1600)]
        clock.time += timedelta(minutes=5)
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        keys = {row["shopId"] for row in landed_rows(database, store, PLATFORMS["city"])}
        assert len(keys) == 1600

    def test_full_asks_for_everything_again(self, provincial, database, store, clock):
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        outcome = land(PENALTIES, provincial.access, database, store, Silence(), full=True, clock=clock)
        assert outcome.window_from is None
        assert "beginTime" not in provincial.business[-1].form

    def test_window_keeps_its_length_where_our_clock_was_set_back(self, city, database, store, clock):
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        clock.time -= timedelta(days=2)
        outcome = land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert outcome.window_from < outcome.window_to


class TestListsThatMove:
    def test_rows_that_leave_during_a_walk_backwards_cost_no_other(self, grassroots, database, store, clock):
        grassroots.rows = [grassroots_row(number, EARLIER - timedelta(minutes=number)) for number in range(2100)]

        def change(call: int) -> None:
            for row in grassroots.rows[call * 7 : call * 7 + 5]:
                row["updateTime"] = local(START + timedelta(hours=1))

        grassroots.before = change
        land(EVENTS, grassroots.access, database, store, Silence(), clock=clock)
        stayed = {row["eventNo"] for row in grassroots.rows if row["updateTime"] < local(START)}
        keys = {row["eventNo"] for row in landed_rows(database, store, PLATFORMS["grassroots"])}
        assert stayed <= keys
        assert walk_rows(database)[0][1] == "proved"

    def test_pages_at_the_end_that_emptied_are_no_fault(self, grassroots, database, store, clock):
        grassroots.rows = [grassroots_row(number, EARLIER - timedelta(minutes=number)) for number in range(1001)]

        def change(call: int) -> None:
            if call == 2:
                grassroots.rows = grassroots.rows[:400] + grassroots.rows[501:]

        grassroots.before = change
        land(EVENTS, grassroots.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 900, 900)]

    def test_total_that_rose_begins_the_walk_again(self, grassroots, database, store, clock):
        grassroots.rows = [grassroots_row(number, EARLIER - timedelta(minutes=number)) for number in range(1200)]

        def insert(call: int) -> None:
            if call == 3:
                grassroots.rows.append(grassroots_row(9999, EARLIER + timedelta(minutes=1)))

        grassroots.before = insert
        land(EVENTS, grassroots.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 1201, 1201)]
        assert len(grassroots.business) == 3 + 4

    def test_rows_that_arrive_at_the_end_of_a_walk_forwards_are_taken(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 1501)]
        late = [provincial_row(number, START) for number in range(1501, 2101)]
        provincial.before = lambda call: provincial.rows.extend(late) if call == 2 else None
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 2100, 2100)]


class TestPagesThatLie:
    @pytest.mark.parametrize("kept", [0, 400])
    def test_short_page_in_the_middle_is_asked_again(self, provincial, database, store, clock, kept):
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 2501)]
        short = with_body(lambda body: body.update(datas=body["datas"][:kept]))
        provincial.tricks.extend([None, short])
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 2500, 2500)]
        rows = {row["dsc_biz_record_id"] for row in landed_rows(database, store, PLATFORMS["provincial"])}
        assert len(rows) == 2500

    def test_page_that_repeats_another_is_noticed(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 3001)]

        def first_page(platform: Platform, asked: Asked) -> Reply:
            return platform.answer(
                Asked(asked.method, asked.path, {}, {**asked.form, "pageIndex": "1"}, asked.headers, b"")
            )

        provincial.tricks.extend([None, first_page])
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 3000, 3000)]
        provincial.tricks.extend([first_page] * 6)
        with pytest.raises(ProtocolError, match="重复"):
            land(PENALTIES, provincial.access, database, store, Silence(), full=True, clock=clock)

    def test_same_row_twice_counts_as_listed(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number // 2, EARLIER) for number in range(2002)]
        land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 2002, 2002)]

    def test_disagreement_is_asked_again_once_and_then_reported(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(1500)]
        city.tricks.extend([with_body(lambda body: body["data"].update(total=1600))] * 4)
        with pytest.raises(ProtocolError, match=r"城|city/shops.*1600.*1500"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert len(city.business) == 4
        assert walk_rows(database) == [("full", "failed", 1600, 1500)]
        assert len(landed_rows(database, store, PLATFORMS["city"])) == 3000
        with database.connect() as connection:
            assert watermark(connection, SHOPS) is None

    def test_disagreement_that_heals_is_no_error(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(1500)]
        city.tricks.extend([None, with_body(lambda body: body["data"].update(total=1600))])
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 1500, 1500)]

    def test_cursor_that_comes_back_ends_with_an_error(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(3000)]
        city.tricks.extend([with_body(lambda body: body["data"].update(nextCursor='["", ""]'))] * 9)
        with pytest.raises(ProtocolError, match="游标"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert len(city.business) == 2

    def test_cursors_without_end_end(self, city, database, store, clock):
        city.items = [city_item(1, EARLIER)]
        numbers = iter(range(1000))
        endless = with_body(lambda body: body["data"].update(nextCursor=f'["", "{next(numbers):04d}"]'))
        city.tricks.extend([endless] * 500)
        with pytest.raises(ProtocolError):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert len(city.business) < 15

    def test_lost_cursor_begins_the_walk_again(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(2500)]
        city.tricks.extend([None, None, Reply(410)])
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", 2500, 2500)]
        assert len(city.business) == 6

    def test_cursor_that_is_always_lost_is_reported(self, city, database, store, clock):
        city.tricks.extend([Reply(410)] * 20)
        with pytest.raises(TransientError, match="410"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)


class TestInterrupted:
    def test_walk_goes_on_where_it_stopped(self, provincial, database, store, clock):
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 4501)]
        provincial.tricks.extend([None, None, *[RESET] * 5])
        with pytest.raises(TransientError):
            land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        assert walk_rows(database)[0][1] == "open"
        before = len(provincial.business)
        clock.time += timedelta(hours=1)
        outcome = land(PENALTIES, provincial.access, database, store, Silence(), clock=clock)
        resumed = provincial.business[before:]
        assert [asked.form["pageIndex"] for asked in resumed] == ["3", "4", "5", "1"]
        assert {asked.form["endTime"] for asked in resumed[:3]} == {local(UNTIL)}
        assert outcome.pages == 4
        assert [row[:3] for row in walk_rows(database)] == [("full", "proved", 4500), ("increment", "proved", 0)]

    @pytest.mark.parametrize("stop", [1, 2, 3, 4])
    def test_storage_that_fails_at_any_page_loses_nothing(self, grassroots, database, store, clock, stop):
        grassroots.rows = [grassroots_row(number, EARLIER - timedelta(minutes=number)) for number in range(1300)]
        with pytest.raises(StorageError):
            land(EVENTS, grassroots.access, database, FailingStore(store, stop), Silence(), clock=clock)
        land(EVENTS, grassroots.access, database, store, Silence(), clock=clock)
        keys = {row["eventNo"] for row in landed_rows(database, store, PLATFORMS["grassroots"])}
        assert len(keys) == 1300
        assert {status for _, status, *_ in walk_rows(database)} == {"proved"}

    @pytest.mark.parametrize("place", ["resources.folder_store._write_synced", "hub.landing.walks.advance"])
    def test_killed_process_loses_and_doubles_nothing(self, provincial, database, tmp_path, place):
        """kill -9 at the third page: while its file is written, and after that but before its row is."""
        provincial.clock = SystemClock()
        provincial.rows = [provincial_row(number, EARLIER) for number in range(1, 4501)]
        folder = tmp_path / "landing"
        arguments = (provincial.url, database.url.get_secret_value(), str(folder), place)
        root = Path(__file__).parents[2]
        killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=root, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert walk_rows(database)[0][1:] == ("open", 4500, 2000)
        store = open_store(str(folder))
        land(PENALTIES, provincial.access, database, store, Silence())
        assert walk_rows(database)[0] == ("full", "proved", 4500, 4500)
        numbers = [row["dsc_biz_record_id"] for row in landed_rows(database, store, PLATFORMS["provincial"])]
        assert sorted(numbers) == list(range(1, 4501))

    def test_what_was_received_before_counts_for_the_proof(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(3500)]
        with pytest.raises(StorageError):
            land(SHOPS, city.access, database, FailingStore(store, 3), Silence(), clock=clock)
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert walk_rows(database)[0] == ("full", "proved", 3500, 3500)

    def test_killed_between_the_last_page_and_the_proof(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(10)]
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        with database.connect() as connection:
            connection.execute("UPDATE hub.walk SET status = 'open', finished_at = NULL")
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert {status for _, status, *_ in walk_rows(database)} == {"proved"}

    def test_full_begins_anew_and_closes_what_was_open(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(2500)]
        with pytest.raises(StorageError):
            land(SHOPS, city.access, database, FailingStore(store, 2), Silence(), clock=clock)
        land(SHOPS, city.access, database, store, Silence(), full=True, clock=clock)
        assert sorted(status for _, status, *_ in walk_rows(database)) == ["failed", "proved"]
        assert "cursor" not in city.business[-3].query

    def test_walk_that_was_refused_for_good_does_not_stand_in_the_way(self, city, database, store, clock):
        city.items = [city_item(number, EARLIER) for number in range(2500)]
        city.tricks.extend([None, Reply(400, {"message": "unknown cursor"})])
        with pytest.raises(PermanentError, match="unknown cursor"):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert sorted(status for _, status, *_ in walk_rows(database)) == ["failed", "proved"]

    def test_nothing_is_left_of_a_walk_that_received_nothing(self, city, database, store, clock):
        city.tricks.extend([RESET] * 5)
        with pytest.raises(TransientError):
            land(SHOPS, city.access, database, store, Silence(), clock=clock)
        land(SHOPS, city.access, database, store, Silence(), clock=clock)
        assert [status for _, status, *_ in walk_rows(database)] == ["proved"]


KILLED = """
import os, signal, sys
from importlib import import_module
from pydantic import SecretStr
from hub.database.connection import Database
from hub.datasets import dataset
from hub.progress import Silence
from resources.ingest import land
from resources.landing_store import open_store
from resources.rest.access import PlatformAccess

url, database, folder, place = sys.argv[1:]
module, _, name = place.rpartition(".")
honest, calls = getattr(import_module(module), name), []

def deadly(*arguments):
    calls.append(name)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return honest(*arguments)

setattr(import_module(module), name, deadly)
access = PlatformAccess(url, {"APP_KEY": "app-key-of-tests"}, {"APP_SECRET": SecretStr("app-secret-never-seen")})
land(dataset("provincial/penalties"), access, Database(SecretStr(database)), open_store(folder), Silence())
"""


class FailingStore:
    """A store that refuses its nth write."""

    def __init__(self, store, stop: int) -> None:
        self._store = store
        self._left = stop

    def write(self, location: str, body: bytes) -> None:
        self._left -= 1
        if self._left == 0:
            raise StorageError("磁盘已满")
        self._store.write(location, body)

    def read(self, location: str) -> bytes:
        return self._store.read(location)

    def locations(self, prefix: str):
        return self._store.locations(prefix)
