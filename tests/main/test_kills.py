"""Killed at any moment and started again, a run comes to the same end as one that nobody killed."""

from __future__ import annotations

import random
import shutil
import signal
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forked_hub import ForkedHub
from kill_points import count_moments, kill_at
from published import content, reconciliation

from hub.errors import ExitCode
from hub.sandbox.serve import start

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from conftest import Server

    from hub.database.connection import Database

ENTITIES = 1_000
"""So many that a dataset of each platform takes several pages."""

REFERENCE = datetime.fromisoformat("2026-01-05T00:00:00+08:00")
FIRST = ("run", "--dataset", "provincial/market_entities")
RUN = (*FIRST, "--dataset", "grassroots/events")

FILLED = (
    *(f"unified.{name}" for name in ("registration", "incident", "incident_step", "entity", "entity_link")),
    *("changes", "rejections", "versions"),
)
"""What the datasets of `RUN` fill."""

KILLS, KILLS_IF_LONG = 6, 60


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A part of the run for each kill: its moment is drawn from there, so that the kills are spread over all of it."""
    if "part" in metafunc.fixturenames:
        kills = KILLS_IF_LONG if metafunc.config.getoption("long") else KILLS
        parts = [(number / kills, (number + 1) / kills) for number in range(kills)]
        metafunc.parametrize("part", parts, ids=[f"{number}of{kills}" for number in range(1, kills + 1)])


@pytest.fixture(scope="module")
def platforms() -> Iterator[Mapping[str, str]]:
    """The settings of platforms on which nothing changes and nothing fails."""
    folder = Path(tempfile.mkdtemp(prefix="hub-test-", dir="/tmp"))
    with start(folder, entities=ENTITIES, seed=3, reference=REFERENCE, changes=False, faults=()) as sandbox:
        yield sandbox.settings
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Begun:
    """A hub that has published one dataset, so that ids are known; copies of it go on from there."""

    server: Server
    database: Database
    home: Path
    platforms: Mapping[str, str]

    def copy(self, folder: Path) -> tuple[ForkedHub, Database]:
        """A hub of the same state with a database of its own, which is the caller's to drop."""
        shutil.copytree(self.home, folder / "home")
        database = self.server.create(self.server.name_of(self.database))
        return _hub(folder, self.platforms, database), database


@pytest.fixture(scope="module")
def begun(
    server: Server, template: str, platforms: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Begun]:
    database, folder = server.create(template), tmp_path_factory.mktemp("begun")
    done = _hub(folder, platforms, database)(*FIRST)
    assert done.returncode == ExitCode.DONE, done.stderr
    yield Begun(server, database, folder / "home", platforms)
    server.drop(database)


@dataclass(frozen=True)
class Undisturbed:
    """What a run that nobody killed leaves, and how many moments it had."""

    content: dict[str, Counter[str]]
    reconciliation: dict[str, dict[str, int]]
    moments: int


@pytest.fixture(scope="module")
def undisturbed(begun: Begun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    hub, database = begun.copy(tmp_path_factory.mktemp("undisturbed"))
    moments = count_moments(hub, database, *RUN)
    left = content(database)
    assert all(left[name] for name in FILLED)
    yield Undisturbed(left, reconciliation(database), moments)
    begun.server.drop(database)


def test_a_run_killed_at_any_moment_is_gone_on_with(
    part: tuple[float, float], begun: Begun, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    hub, database = begun.copy(tmp_path)
    moment = 1 + int(random.Random(part[0]).uniform(*part) * undisturbed.moments)  # noqa: S311

    assert kill_at(moment, hub, database, *RUN) == -signal.SIGKILL
    done = hub(*RUN)
    assert done.returncode == ExitCode.DONE, done.stderr
    for name, rows in content(database).items():
        assert rows == undisturbed.content[name], name
    assert reconciliation(database) == undisturbed.reconciliation
    _check_pages(database, tmp_path / "home" / "landing")
    begun.server.drop(database)


def _hub(folder: Path, platforms: Mapping[str, str], database: Database) -> ForkedHub:
    return ForkedHub(folder / "home", {**platforms, "HUB_DATABASE_URL": database.url.get_secret_value()})


def _check_pages(database: Database, landing: Path) -> None:
    """Every walk's pages are there once, without a gap, staged, and with the file that each names."""
    with database.connect() as connection:
        walks = connection.execute(
            "SELECT status, array_agg(number ORDER BY number), bool_and(staged_at IS NOT NULL), array_agg(location)"
            " FROM hub.walk JOIN hub.landed_page USING (walk_id) GROUP BY walk_id, status"
        ).fetchall()
    assert walks
    for status, numbers, is_staged, locations in walks:
        assert status == "proved"
        assert numbers == list(range(1, len(numbers) + 1))
        assert is_staged
        assert all((landing / location).is_file() for location in locations)
