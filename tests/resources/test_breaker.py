"""A platform that keeps failing is left alone: it costs its waiting once in a run, and a single try decides when it
is back."""

from __future__ import annotations

import dataclasses
import re
import socket
from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from loopback import RESET, Reply

from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import Limits
from hub.errors import PermanentError, TransientError
from resources.rest.client import Client
from resources.rest.errors import Resting
from resources.rest.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOPS, PERMITS, CASES = dataset("city/shops"), dataset("city/permits"), dataset("city/cases")
CITY = dataclasses.replace(PLATFORMS["city"], limits=Limits(timeout_seconds=0.05, attempts=3, rest_seconds=60))
PLACE = {"limit": 5}


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A socket that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def taken(listener: socket.socket) -> int:
    """How many connections wait on the socket."""
    number = 0
    while True:
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            return number
        number += 1


def tries(access, clock, run, of=SHOPS) -> int:
    """How often the platform was asked for a page until we gave up; 0 while it is left alone."""
    before = len(clock.slept)
    client = Client(CITY, access, of, clock, run)
    with client, pytest.raises(TransientError) as caught:
        client.page(PLACE)
    if isinstance(caught.value, Resting):
        assert "暂停访问" in str(caught.value)
        assert of.id in str(caught.value)
        return 0
    said = re.search(r"尝试 (\d) 次", str(caught.value))
    assert said is not None
    assert len(clock.slept) - before == int(said[1]) - 1
    return int(said[1])


class TestNobodyThere:
    def test_refused(self, city, closed_port, clock):
        access = dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}")
        run = Lines()
        assert [tries(access, clock, run, of) for of in (SHOPS, PERMITS, CASES)] == [3, 0, 0]
        assert tries(access, clock, Lines()) == 3

    def test_silent(self, city, silent, clock):
        access = dataclasses.replace(city.access, url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        run = Lines()
        assert [tries(access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 0]
        assert taken(silent) == 3

    def test_unknown_name(self, city, clock):
        access = dataclasses.replace(city.access, url="http://no-such-host.invalid")
        run = Lines()
        assert [tries(access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 0]

    def test_after_its_rest_a_single_try_decides(self, city, closed_port, clock):
        access = dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}")
        run = Lines()
        tries(access, clock, run)
        for _ in range(2):
            clock.time += timedelta(seconds=61)
            assert [tries(access, clock, run), tries(access, clock, run, PERMITS)] == [1, 0]

    def test_clock_that_was_set_back_does_not_lengthen_the_rest(self, city, closed_port, clock):
        access = dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}")
        run = Lines()
        tries(access, clock, run)
        clock.time -= timedelta(days=1)
        assert tries(access, clock, run) == 1


class TestSomebodyWhoAnswersWrongly:
    @pytest.mark.parametrize("fault", [RESET, Reply(503), Reply(200, b"")], ids=["reset", "503", "nothing"])
    def test_is_left_alone_after_several_calls_in_a_row(self, city, clock, fault):
        city.tricks.extend([fault] * 20)
        run = Lines()
        assert [tries(city.access, clock, run, of) for of in (SHOPS, PERMITS, CASES, SHOPS)] == [3, 3, 3, 0]
        assert len(city.business) == 9

    def test_an_answer_between_them_begins_the_count_again(self, city, clock):
        run = Lines()
        for _ in range(3):
            city.tricks.extend([Reply(503)] * 6)
            assert [tries(city.access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 3]
            with Client(CITY, city.access, CASES, clock, run) as client:
                client.page(PLACE)

    def test_that_refuses_us_is_there(self, city, clock):
        run = Lines()
        city.tricks.extend([*[Reply(503)] * 6, Reply(403), *[Reply(503)] * 3])
        assert [tries(city.access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 3]
        with Client(CITY, city.access, CASES, clock, run) as client, pytest.raises(PermanentError):
            client.page(PLACE)
        assert tries(city.access, clock, run) == 3

    def test_first_answer_restores_all_tries(self, city, clock):
        run = Lines()
        city.tricks.extend([Reply(503)] * 9)
        for of in (SHOPS, PERMITS, CASES):
            tries(city.access, clock, run, of)
        clock.time += timedelta(seconds=61)
        city.tricks.extend([None, Reply(503), Reply(503)])
        with Client(CITY, city.access, PERMITS, clock, run) as client:
            client.page(PLACE)
            client.page(PLACE)
        assert len(city.business) == 9 + 4


def test_one_platform_says_nothing_of_another(city, grassroots, closed_port, clock):
    run = Lines()
    tries(dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}"), clock, run)
    grassroots.tricks.append(Reply(503))
    with Client(PLATFORMS["grassroots"], grassroots.access, dataset("grassroots/events"), clock, run) as client:
        client.page({"pageNo": 1, "pageSize": 5})
    assert len(grassroots.business) == 2


class TestLogins:
    def test_datasets_of_a_run_share_one(self, city, clock):
        run = Lines()
        for of in (SHOPS, PERMITS, CASES):
            with Client(PLATFORMS["city"], city.access, of, clock, run) as client:
                client.page(PLACE)
        assert (len(city.logins), len(city.business)) == (1, 3)

    def test_whoever_comes_at_the_same_time_waits_for_it(self, city, clock):
        run, together = Lines(), Barrier(3)

        def ask(of) -> None:
            with Client(PLATFORMS["city"], city.access, of, clock, run) as client:
                together.wait(10)
                client.page(PLACE)

        for round_ in (1, 2):
            threads = [Thread(target=ask, args=(of,)) for of in (SHOPS, PERMITS, CASES)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(10)
            assert len(city.logins) == round_
            city.tokens.clear()
