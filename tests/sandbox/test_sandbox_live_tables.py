"""The platforms with a key and one live table refuse what platforms.md does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox_clients import REFERENCE, SEED, LiveTable

from hub.sandbox.serve import RunningSandbox, start

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {"micro_grid": "alertId", "school_safety": "hazardId"}
TABLES = {"micro_grid": "alerts", "school_safety": "hazards"}


@pytest.fixture(params=KEYS)
def name(request: pytest.FixtureRequest) -> str:
    """Each such platform in turn."""
    return str(request.param)


@pytest.fixture
def table(name: str) -> str:
    """What the platform shows."""
    return TABLES[name]


@pytest.fixture
def platform(still: RunningSandbox, name: str) -> LiveTable:
    return LiveTable(still.settings, name)


@pytest.mark.parametrize("key", [None, "", "wrong"])
def test_only_who_has_the_key_is_answered(platform: LiveTable, table: str, key: str | None) -> None:
    platform.http.headers.pop("X-Api-Key")
    if key is not None:
        platform.http.headers["X-Api-Key"] = key
    assert platform.page(table).status_code == 401


def test_the_key_of_one_platform_does_not_open_the_other(
    still: RunningSandbox, platform: LiveTable, table: str, name: str
) -> None:
    (other,) = KEYS.keys() - {name}
    platform.http.headers["X-Api-Key"] = still.settings[f"HUB_{other.upper()}_API_KEY"]
    assert platform.page(table).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "many"},
        {"limit": ""},
        {"offset": -1},
        {"offset": 1.5},
        {"page": 1},
        {"updated_since": "2026-01-01"},
        {"updated_until": "2026-01-01T00:00:00"},
        {"updated_until": 1767225600000},
        {"updated_since": "2026-02-01 00:00:00", "updated_until": "2026-01-01 00:00:00"},
        {"limit": [5, 5]},
    ],
)
def test_a_malformed_call_is_refused(platform: LiveTable, table: str, wrong: dict[str, object]) -> None:
    assert platform.page(table, **wrong).status_code == 400


def test_no_other_address_is_known(platform: LiveTable, table: str) -> None:
    assert platform.http.get(f"{platform.url}/api/others").status_code == 404
    assert platform.http.post(f"{platform.url}/api/{table}").status_code == 405


def test_rows_come_oldest_change_first(platform: LiveTable, table: str, name: str) -> None:
    rows = list(platform.rows(table, size=7))
    assert len(rows) == platform.page(table).json()["count"] > 20
    assert rows == sorted(rows, key=lambda row: (row["updatedAt"], row[KEYS[name]] or ""))


def test_beyond_the_end_there_is_nothing(platform: LiveTable, table: str) -> None:
    answer = platform.page(table, offset=10_000).json()
    assert answer["results"] == []
    assert answer["count"] > 0


def test_two_windows_that_meet_hold_every_row_once(platform: LiveTable, table: str) -> None:
    edge = "2026-10-30 00:00:00"
    before, after = list(platform.rows(table, updated_until=edge)), list(platform.rows(table, updated_since=edge))
    assert before
    assert after
    assert [*before, *after] == list(platform.rows(table))


def test_records_change_come_and_go_while_they_are_read(tmp_path: Path, name: str) -> None:
    with start(tmp_path, entities=300, seed=SEED, reference=REFERENCE, faults=()) as sandbox:
        client = LiveTable(sandbox.settings, name)
        until = {"updated_until": "2026-11-01 00:00:00"}
        first = {row[KEYS[name]] for row in client.rows(TABLES[name], **until)}
        counts = [client.page(TABLES[name], **until).json()["count"] for _ in range(200)]
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] < counts[0]
        now = list(client.rows(TABLES[name]))
    changed = [row for row in now if row["updatedAt"] >= until["updated_until"]]
    assert {row[KEYS[name]] for row in changed} & first
    assert any(row.get("deleted") is True for row in changed)
    assert {row[KEYS[name]] for row in now} >= first
