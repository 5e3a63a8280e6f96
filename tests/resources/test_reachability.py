"""A platform that nobody answers for costs its waiting once in a run, not once for each of its datasets."""

from __future__ import annotations

import dataclasses
import re
import socket
from typing import TYPE_CHECKING

import pytest
from loopback import RESET, Reply

from hub.datasets import PLATFORMS, dataset
from hub.datasets.wire import Limits
from hub.errors import TransientError
from resources.rest.client import Client
from resources.rest.reachability import Reachability

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOPS, PERMITS, CASES = dataset("city/shops"), dataset("city/permits"), dataset("city/cases")
CITY = dataclasses.replace(PLATFORMS["city"], limits=Limits(timeout_seconds=0.05, attempts=3))


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


def tries(access, clock, reachability, of=SHOPS) -> int:
    """How often the platform was asked for a page until we gave up."""
    before = len(clock.slept)
    client = Client(CITY, access, of, clock, reachability)
    with client, pytest.raises(TransientError, match=r"尝试 (\d) 次") as caught:
        client.page({"limit": 5})
    said = re.search(r"尝试 (\d) 次", str(caught.value))
    assert said is not None
    assert len(clock.slept) - before == int(said[1]) - 1
    return int(said[1])


def test_refused(city, closed_port, clock):
    access = dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}")
    run = Reachability()
    assert [tries(access, clock, run, of) for of in (SHOPS, PERMITS, CASES)] == [3, 1, 1]
    assert tries(access, clock, Reachability()) == 3


def test_silent(city, silent, clock):
    access = dataclasses.replace(city.access, url=f"http://127.0.0.1:{silent.getsockname()[1]}")
    run = Reachability()
    assert [tries(access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 1]
    assert taken(silent) == 4


def test_unknown_name(city, clock):
    access = dataclasses.replace(city.access, url="http://no-such-host.invalid")
    run = Reachability()
    assert [tries(access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 1]


@pytest.mark.parametrize("fault", [RESET, Reply(503), Reply(200, b"")], ids=["reset", "503", "nothing"])
def test_somebody_who_answers_wrongly_is_there(city, clock, fault):
    city.tricks.extend([fault] * 6)
    run = Reachability()
    assert [tries(city.access, clock, run, of) for of in (SHOPS, PERMITS)] == [3, 3]


def test_the_first_answer_restores_all_tries(city, closed_port, clock):
    run = Reachability()
    tries(dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}"), clock, run)
    city.tricks.extend([None, Reply(503), Reply(503)])
    with Client(CITY, city.access, PERMITS, clock, run) as client:
        client.page({"limit": 5})
        client.page({"limit": 5})
    assert len(city.business) == 4


def test_one_platform_says_nothing_of_another(city, grassroots, closed_port, clock):
    run = Reachability()
    tries(dataclasses.replace(city.access, url=f"http://127.0.0.1:{closed_port}"), clock, run)
    grassroots.tricks.append(Reply(503))
    with Client(PLATFORMS["grassroots"], grassroots.access, dataset("grassroots/events"), clock, run) as client:
        client.page({"pageNo": 1, "pageSize": 5})
    assert len(grassroots.business) == 2
