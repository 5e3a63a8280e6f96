"""The two platforms that ship by declaration alone: live tables by offset, read while their rows change."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import timedelta

import pytest
from landed import landed_rows, walk_rows
from loopback import START, Asked, Platform, Reply
from pydantic import SecretStr
from stand_ins import Invented, Row, local

from hub.datasets import PLATFORMS, dataset
from hub.errors import PermanentError, ProtocolError
from hub.progress import Silence
from resources.ingest import land
from resources.rest.access import PlatformAccess
from resources.rest.client import Client

KEY = "header-key-never-seen"
KEYS = {"micro_grid/alerts": "alertId", "school_safety/hazards": "hazardId"}
SIZE = 1030
UNTIL = START.replace(microsecond=0)


@pytest.fixture(params=KEYS)
def of(request):
    return dataset(request.param)


@pytest.fixture
def source(of, clock):
    with Invented(clock, key=KEY, endpoint=of.endpoint, key_field=KEYS[of.id]) as platform:
        platform.table.rows = [row(of, number) for number in range(SIZE)]
        platform.access = PlatformAccess(platform.url, {}, {"API_KEY": SecretStr(KEY)})
        yield platform


def row(of, number: int) -> Row:
    """Three rows share each second."""
    at = START - timedelta(days=1) + timedelta(seconds=number // 3)
    return {KEYS[of.id]: f"A{number:05d}", "updatedAt": local(at), "title": "x"}


def keys(rows: list[Row], of) -> set[object]:
    return {each[KEYS[of.id]] for each in rows}


def busy(source: Invented, now: str):
    """Before every call the platform goes on: rows of every part of the table change, one is deleted, one comes."""
    numbers = itertools.count(SIZE)

    def happen(call: int) -> None:
        rows = source.table.rows
        for place in range(call * 5, len(rows), 170):
            rows[place] |= {"updatedAt": now, "title": "changed"}
        rows[call * 31] |= {"updatedAt": now, "deleted": True}
        number = next(numbers)
        rows.append({source.table.key: f"A{number:05d}", "updatedAt": now, "title": "new"})

    return happen


def test_nothing_is_lost_while_rows_change(of, source, database, store, clock):
    """Whatever changes leaves the closed window; what stays is received, and what left comes with the next window."""
    source.before = busy(source, local(START))
    land(of, source.access, database, store, Silence(), clock=clock)
    stayed = source.table.between(None, local(UNTIL))
    assert len(stayed) <= SIZE - 40
    assert keys(stayed, of) <= keys(landed_rows(database, store, PLATFORMS[of.platform]), of)
    source.before = lambda _: None
    clock.time += timedelta(minutes=5)
    land(of, source.access, database, store, Silence(), clock=clock)
    landed = landed_rows(database, store, PLATFORMS[of.platform])
    assert all(each in landed for each in source.table.rows)
    assert [status for _, status, *_ in walk_rows(database)] == ["proved", "proved"]


@pytest.mark.parametrize("of", ["micro_grid/alerts"], indirect=True)
class TestWhichWay:
    """Why it is the way from the last page to the first, over a window that is closed."""

    def test_forwards_the_same_changes_lose_rows_until_the_walk_is_given_up(self, of, source, database, store, clock):
        declared = PLATFORMS[of.platform]
        forwards = dataclasses.replace(declared, paging=dataclasses.replace(declared.paging, backwards=False))
        source.before = busy(source, local(START + timedelta(seconds=1)))
        with pytest.raises(ProtocolError, match="总数由"):
            land(of, source.access, database, store, Silence(), platform=forwards, clock=clock)

    def test_a_row_dated_back_into_the_window_begins_the_walk_again(self, of, source, database, store, clock):
        def late(call: int) -> None:
            if call == 3:
                source.table.rows.append(row(of, SIZE + 1))

        source.before = late
        land(of, source.access, database, store, Silence(), clock=clock)
        assert walk_rows(database) == [("full", "proved", SIZE + 1, SIZE + 1)]

    def test_a_clock_that_is_behind_is_waited_for(self, of, source, database, store, clock):
        """Until the platform's own clock has passed the window's end, its rows move within the window."""
        slow = timedelta(seconds=7)
        source.now = lambda: clock.now() - slow

        def change(call: int) -> None:
            for place in range(call, SIZE, 40):
                source.table.rows[place]["updatedAt"] = local(source.now())

        source.before = change
        land(of, source.access, database, store, Silence(), clock=clock)
        assert clock.slept == [7.0]
        stayed = source.table.between(None, local(UNTIL))
        assert len(stayed) > SIZE // 2
        assert keys(stayed, of) <= keys(landed_rows(database, store, PLATFORMS[of.platform]), of)

    def test_a_clock_that_is_wrong_altogether_is_not(self, of, source, database, store, clock):
        source.now = lambda: clock.now() - timedelta(hours=8)
        land(of, source.access, database, store, Silence(), clock=clock)
        assert clock.slept == []


def test_window_is_closed_before_the_first_call(of, source, database, store, clock):
    outcome = land(of, source.access, database, store, Silence(), clock=clock)
    assert (outcome.window_from, outcome.window_to) == (None, UNTIL)
    assert source.business[0].query == {"offset": "0", "limit": "200", "updated_until": "2026-11-22 16:00:00"}
    assert [each.query["offset"] for each in source.business[1:]] == ["1000", "800", "600", "400", "200", "0"]
    clock.time += timedelta(hours=1)
    land(of, source.access, database, store, Silence(), clock=clock)
    assert source.business[-1].query["updated_since"] == "2026-11-22 15:50:00"


def test_total_that_is_never_reached_is_reported(of, source, database, store, clock):
    def one_more(platform: Platform, asked: Asked) -> Reply:
        body = platform.answer(asked).body
        assert isinstance(body, dict)
        return Reply(body={**body, "count": body["count"] + 1})

    source.tricks.extend([one_more] * 30)
    with pytest.raises(ProtocolError, match=f"{of.id}.*{SIZE + 1}"):
        land(of, source.access, database, store, Silence(), clock=clock)


class TestTriedOut:
    """`hub config check`: a platform that issues nothing is asked for one row."""

    def test_right_key(self, of, source, clock):
        with Client(PLATFORMS[of.platform], source.access, of, clock) as client:
            client.try_out()
        assert [each.query["limit"] for each in source.business] == ["1"]

    def test_wrong_key(self, of, source, clock):
        access = dataclasses.replace(source.access, secrets={"API_KEY": SecretStr("wrong-and-secret")})
        client = Client(PLATFORMS[of.platform], access, of, clock)
        with client, pytest.raises(PermanentError, match=f"HUB_{of.platform.upper()}_API_KEY") as caught:
            client.try_out()
        assert "wrong-and-secret" not in str(caught.value)
