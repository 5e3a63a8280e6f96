"""A folder to land in, a hand-held clock, and the three platforms on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from loopback import HandClock
from stand_ins import City, Grassroots, Provincial

from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.landing.store import LandingStore


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path) -> LandingStore:
    return open_store(str(tmp_path / "landing"))


@pytest.fixture
def provincial(clock: HandClock) -> Iterator[Provincial]:
    with Provincial(clock) as platform:
        yield platform


@pytest.fixture
def city(clock: HandClock) -> Iterator[City]:
    with City(clock) as platform:
        yield platform


@pytest.fixture
def grassroots(clock: HandClock) -> Iterator[Grassroots]:
    with Grassroots(clock) as platform:
        yield platform
