"""Polite limits: calls a second, calls at once, and hours in which a platform is left in peace."""

from __future__ import annotations

import dataclasses
from datetime import datetime, time, timedelta
from threading import Event, Thread

import pytest
from loopback import START, HandClock, Reply
from shapes import Shaped
from stand_ins import SHANGHAI, local

from hub.datasets.declaration import INSTANT, Category, Dataset, Field, Required, key
from hub.datasets.wire import (
    OK,
    Answer,
    Limits,
    Manners,
    NoAuth,
    PageNumber,
    QueryString,
    QuietHours,
    RestPlatform,
    TimeFormat,
    Window,
)
from hub.errors import PostponedError, TransientError
from resources.rest.client import Client
from resources.rest.lines import Lines
from resources.rest.pace import Pace
from resources.rest.walker import Walker

ROWS = [{"id": f"R{number:03d}", "at": local(START - timedelta(hours=number + 1))} for number in range(30)]
LIST = Dataset(
    platform="invented",
    name="list",
    title="清单",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="list",
    fields=(Field("id", "source_id", key(1), Required.YES), Field("at", "source_updated_at", INSTANT, Required.YES)),
)
PLATFORM = RestPlatform(
    name="invented",
    title="新平台",
    auth=NoAuth(),
    method="GET",
    path="/{endpoint}",
    encoding=QueryString(),
    paging=PageNumber("p", "n", 7),
    window=Window("since", "until", TimeFormat.LOCAL_SECONDS),
    answer=Answer(("data", "list"), ("said", "total"), code_at=("code",), codes={"0": OK}),
)
AFTERNOON = QuietHours(time(16), time(17))
"""The tests' present, 16:00 in Shanghai, lies in it."""


def polite(**manners: object) -> RestPlatform:
    return dataclasses.replace(PLATFORM, manners=Manners(**manners))  # type: ignore[arg-type]


def walked(platform: RestPlatform, server: Shaped, clock, run: Lines | None = None) -> int:
    with Client(platform, server.access, LIST, clock, run) as client:
        return sum(len(each.received.page.rows) for each in Walker(client, LIST, {}, {}).arrivals())


class TestCallsASecond:
    def test_stand_evenly_apart(self, clock):
        with Shaped(clock, ROWS) as server:
            assert walked(polite(calls_per_second=4), server, clock) == 30
        assert clock.slept == pytest.approx([0.25] * 4)

    def test_are_counted_over_all_datasets_of_a_run(self, clock):
        platform, run = polite(calls_per_second=4), Lines()
        with Shaped(clock, ROWS[:5]) as server:
            assert [walked(platform, server, clock, run) for _ in range(3)] == [5, 5, 5]
        assert clock.slept == pytest.approx([0.25] * 2)

    def test_come_from_the_settings_before_the_declaration(self, clock):
        with Shaped(clock, ROWS) as server:
            access = dataclasses.replace(server.access, manners=Manners(calls_per_second=1))
            with Client(polite(calls_per_second=100), access, LIST, clock) as client:
                list(Walker(client, LIST, {}, {}).arrivals())
        assert clock.slept == pytest.approx([1.0] * 4)

    def test_nothing_is_waited_for_where_the_platform_is_slow_itself(self, clock):
        with Shaped(clock, ROWS) as server:
            server.before = lambda _: setattr(clock, "time", clock.time + timedelta(seconds=1))
            walked(polite(calls_per_second=4), server, clock)
        assert clock.slept == []

    def test_clock_that_was_set_back_costs_no_long_wait(self, clock):
        with Shaped(clock, ROWS) as server:
            server.before = lambda call: setattr(clock, "time", clock.time - timedelta(days=1 if call == 2 else 0))
            walked(polite(calls_per_second=4, calls_at_once=2), server, clock)
        assert max(clock.slept) <= 0.5


def test_no_more_calls_at_once_than_allowed():
    pace, entered, never = Pace("新平台", Manners(calls_at_once=1), HandClock()), Event(), Event()

    def call() -> None:
        with pace.turn(never):
            entered.set()

    with pace.turn(never):
        other = Thread(target=call)
        other.start()
        assert not entered.wait(0.02)
    assert entered.wait(10)
    other.join()


class TestQuietHours:
    def test_nothing_is_asked(self, clock):
        with Shaped(clock, ROWS) as server:
            with pytest.raises(PostponedError, match=r"新平台在静默时段 16:00-17:00 内不取数.*17:00 以后"):
                walked(polite(quiet_hours=(AFTERNOON,)), server, clock)
            assert server.asked == []
            clock.time += timedelta(hours=1)
            assert walked(polite(quiet_hours=(AFTERNOON,)), server, clock) == 30

    def test_walk_stops_where_they_begin_and_goes_on_after_them(self, clock):
        platform = polite(quiet_hours=(QuietHours(time(16, 30), time(17)),))
        with Shaped(clock, ROWS) as server, Client(platform, server.access, LIST, clock) as client:
            server.before = lambda call: setattr(clock, "time", START + timedelta(minutes=10 * call))
            walker, pages = Walker(client, LIST, {}, {}), []
            with pytest.raises(PostponedError):
                pages.extend(walker.arrivals())
            assert len(server.asked) == 3
            server.before = lambda _: None
            clock.time = START + timedelta(hours=1)
            again = Walker(client, LIST, {}, walker.position.document())
            again.recall(each.received.page for each in pages)
            pages.extend(again.arrivals())
            assert [len(each.received.page.rows) for each in pages] == [7, 7, 7, 7, 2]
            assert len(server.asked) == 5

    @pytest.mark.parametrize(
        ("hours", "at", "quiet"),
        [
            ("22:00-06:00", "23:59", True),
            ("22:00-06:00", "05:59", True),
            ("22:00-06:00", "06:00", False),
            ("22:00-06:00", "21:59", False),
            ("12:00-13:00", "12:00", True),
            ("12:00-13:00", "13:00", False),
        ],
    )
    def test_end_before_their_last_minute_and_may_pass_midnight(self, hours, at, quiet):
        assert QuietHours.read(hours).holds(time.fromisoformat(at)) is quiet

    @pytest.mark.parametrize("text", ["22-06", "22:00", "25:00-06:00", "06:00-06:00", "22:00 - 06:00", ""])
    def test_written_otherwise_are_refused(self, text):
        with pytest.raises(ValueError):  # noqa: PT011 - the caller says what is wrong
            QuietHours.read(text)

    def test_are_those_of_shanghai(self, clock):
        assert START.astimezone(SHANGHAI).hour == 16
        clock.time = datetime(2026, 11, 22, 16, 30, tzinfo=SHANGHAI)
        with Shaped(clock, ROWS) as server, pytest.raises(PostponedError):
            walked(polite(quiet_hours=(AFTERNOON,)), server, clock)


class TestPatienceOfAWalk:
    """Every call heals at its second try: what bounds that is what the whole walk may repeat and wait."""

    def failing_once(self, server: Shaped, calls: int, reply: Reply) -> None:
        server.tricks.extend([reply, None] * calls)

    def test_repetitions_are_bounded(self, clock):
        platform = dataclasses.replace(PLATFORM, limits=Limits(walk_retries=3))
        with Shaped(clock, ROWS) as server:
            self.failing_once(server, 5, Reply(503))
            with pytest.raises(TransientError, match=r"本次取数至此已重试 3 次"):
                walked(platform, server, clock)
            assert len(server.business) == 2 * 3 + 1

    def test_waits_are_bounded(self, clock):
        platform = dataclasses.replace(PLATFORM, limits=Limits(walk_wait_seconds=50))
        with Shaped(clock, ROWS) as server:
            self.failing_once(server, 5, Reply(429, headers={"Retry-After": "20"}))
            with pytest.raises(TransientError, match=r"本次取数至此已重试 2 次"):
                walked(platform, server, clock)
        assert clock.slept == [20, 20]

    def test_usual_bounds_are_far_from_what_heals(self, clock):
        with Shaped(clock, ROWS) as server:
            self.failing_once(server, 5, Reply(503))
            assert walked(PLATFORM, server, clock) == 30
