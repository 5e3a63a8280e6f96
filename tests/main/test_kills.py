"""Killed anywhere and started again, a run comes to the same end as one that nobody killed."""

from __future__ import annotations

import signal
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from forked_hub import ForkedHub
from kill_points import KillPoint, kill_at
from published import content, reconciliation
from quick_folder import quick_folder

from hub.errors import ExitCode
from hub.sandbox.serve import start

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from conftest import Server

    from hub.database.connection import Database

ENTITIES = 1_000
"""So many that a dataset of each platform takes several pages."""

REFERENCE = datetime.fromisoformat("2026-01-05T00:00:00+08:00")
RUN = ("run", "--dataset", "provincial/market_entities", "--dataset", "grassroots/events")

FILLED = (
    *(f"unified.{name}" for name in ("registration", "incident", "incident_step", "entity", "entity_link")),
    *("changes", "rejections", "versions"),
)
"""What the datasets of `RUN` fill."""

STATIONS = (
    KillPoint("landing", "hub.landed_page", "NEW.dataset = 'events' AND NEW.number = 3"),
    KillPoint("staging", "hub.version"),
    KillPoint("judging", "quality.check_result"),
    KillPoint("linkage", "hub.record_entity"),
    KillPoint("release", "hub.release"),
)


@pytest.fixture(scope="module")
def platforms() -> Iterator[Mapping[str, str]]:
    """The settings of platforms on which nothing changes and nothing fails."""
    with (
        quick_folder() as folder,
        start(folder, entities=ENTITIES, seed=3, reference=REFERENCE, changes=False, faults=()) as sandbox,
    ):
        yield sandbox.settings


@pytest.fixture(scope="module")
def undisturbed(
    server: Server, template: str, platforms: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Counter[str]], dict[str, dict[str, int]]]]:
    """What a run that nobody killed leaves: its content and its reconciliation."""
    database = server.create(template)
    done = _hub(tmp_path_factory.mktemp("undisturbed"), platforms, database)(*RUN)
    assert done.returncode == ExitCode.DONE, done.stderr
    left = content(database)
    assert all(left[name] for name in FILLED)
    yield left, reconciliation(database)
    server.drop(database)


@pytest.mark.parametrize("station", STATIONS, ids=str)
def test_a_run_killed_at_any_station_is_gone_on_with(
    station: KillPoint,
    database: Database,
    platforms: Mapping[str, str],
    undisturbed: tuple[dict[str, Counter[str]], dict[str, dict[str, int]]],
    tmp_path: Path,
) -> None:
    hub = _hub(tmp_path, platforms, database)

    assert kill_at(station, hub, database, *RUN) == -signal.SIGKILL
    assert not content(database)["unified.entity"]

    done = hub(*RUN)
    assert done.returncode == ExitCode.DONE, done.stderr
    expected, reconciled = undisturbed
    for name, rows in content(database).items():
        assert rows == expected[name], name
    assert reconciliation(database) == reconciled
    _check_pages(database, tmp_path / "home" / "landing")


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
