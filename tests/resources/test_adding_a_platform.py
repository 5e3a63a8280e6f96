"""The declaration that docs/adding-a-platform.md shows, as it stands there: it is all that a new platform takes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from landed import landed_rows, walk_rows
from loopback import START, Asked, HandClock, Platform, Reply
from pydantic import SecretStr
from stand_ins import local, within

from hub.errors import PermanentError, PostponedError
from hub.progress import Silence
from resources.ingest import land
from resources.rest.access import PlatformAccess
from resources.rest.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-platform.md"
TOKEN = "token-never-seen"


class NoiseWatch(Platform):
    """What the page's first table says of the platform."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__(clock)
        self.rows = [
            {"recordId": f"N{number:04d}", "updatedAt": local(START - timedelta(days=1, minutes=number))}
            for number in range(330)
        ]

    def answer(self, asked: Asked) -> Reply:
        query = asked.query
        if asked.headers.get("X-Token") != TOKEN:
            return Reply(body={"code": 1, "msg": "bad key"})
        page, size = int(query["page"]), int(query["size"])
        if (asked.method, asked.path) != ("GET", "/v2/records") or page < 1 or not 1 <= size <= 100:
            return Reply(400)
        rows = sorted(
            within(self.rows, "updatedAt", query.get("from"), query.get("to")), key=lambda row: row["updatedAt"]
        )
        listed = rows[(page - 1) * size : page * size]
        return Reply(body={"code": 0, "msg": "", "data": {"list": listed, "total": len(rows)}})

    def access(self, token: str = TOKEN) -> PlatformAccess:
        return PlatformAccess(self.url, {}, {"API_KEY": SecretStr(token)})


@pytest.fixture(scope="module")
def declared() -> ModuleType:
    """The page's declaration as a module."""
    (source,) = re.findall(r"```python\n(\"\"\"What the noise_watch.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    module = ModuleType("noise_watch")
    exec(compile(source, str(PAGE), "exec"), module.__dict__)  # noqa: S102 - our own page
    return module


@pytest.fixture
def platform(clock: HandClock) -> Iterator[NoiseWatch]:
    with NoiseWatch(clock) as platform:
        yield platform


def test_is_walked_to_its_proved_end(declared, platform, database, store, clock):
    platform.tricks.extend([None, Reply(body={"code": 3, "msg": "too busy"})])
    outcome = land(
        declared.RECORDS, platform.access(), database, store, Silence(), platform=declared.PLATFORM, clock=clock
    )
    assert outcome.source_total == 330
    rows = landed_rows(database, store, declared.PLATFORM)
    assert {row["recordId"] for row in rows} == {row["recordId"] for row in platform.rows}
    assert walk_rows(database) == [("full", "proved", 330, 330)]
    assert clock.slept.count(0.2) >= 3


def test_names_the_setting_that_is_wrong(declared, platform, clock):
    client = Client(declared.PLATFORM, platform.access("another"), declared.RECORDS, clock)
    with client, pytest.raises(PermanentError, match="HUB_NOISE_WATCH_API_KEY"):
        client.try_out()


def test_is_not_asked_at_night(declared, platform, clock):
    clock.time = START.replace(hour=18)
    client = Client(declared.PLATFORM, platform.access(), declared.RECORDS, clock)
    with client, pytest.raises(PostponedError, match="01:00-03:00"):
        client.try_out()
    assert platform.asked == []
