"""What is served is what the store holds, however it is paged; the same seed gives the same city; changes are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox_clients import CLIENTS, ENTITIES, REFERENCE, SEED

from hub.sandbox.serve import RunningSandbox, start
from hub.sandbox.truth import Truth

if TYPE_CHECKING:
    from pathlib import Path

DATASETS = (
    "provincial/enforcement_items",
    "provincial/item_assignments",
    "provincial/agencies",
    "provincial/officers",
    "provincial/market_entities",
    "provincial/licences",
    "provincial/inspections",
    "provincial/penalties",
    "provincial/coercive_measures",
    "city/components",
    "city/shops",
    "city/permits",
    "city/cases",
    "grassroots/grids",
    "grassroots/places",
    "grassroots/filings",
    "grassroots/events",
    "micro_grid/alerts",
    "school_safety/hazards",
)


def _served(sandbox: RunningSandbox, dataset: str, *size: int, **window: str) -> list[dict[str, object]]:
    platform, _, name = dataset.partition("/")
    return list(CLIENTS[platform](sandbox.settings).rows(name, *size, **window))


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_walk_gives_exactly_the_rows_of_the_store(still: RunningSandbox, still_home: Path, dataset: str) -> None:
    with Truth(still_home) as truth:
        assert _served(still, dataset) == [row.row for row in truth.rows(dataset)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dataset=st.sampled_from(DATASETS), size=st.integers(40, 400))
def test_the_size_of_pages_changes_nothing(still: RunningSandbox, dataset: str, size: int) -> None:
    assert _served(still, dataset, size) == _served(still, dataset)


@pytest.mark.parametrize(
    ("dataset", "since", "until", "edge"),
    [
        ("provincial/licences", "beginTime", "endTime", "2025-06-01 00:00:00"),
        ("city/cases", "updatedSince", "updatedBefore", "2025-06-01T00:00:00+08:00"),
        ("city/cases", "updatedSince", "updatedBefore", "2026-09-22T02:00:00+08:00"),
        ("grassroots/events", "updateTimeStart", "updateTimeEnd", "2025-06-01 00:00:00"),
        ("micro_grid/alerts", "updated_since", "updated_until", "2025-06-01 00:00:00"),
    ],
)
def test_two_windows_that_meet_hold_every_row_once(
    still: RunningSandbox, dataset: str, since: str, until: str, edge: str
) -> None:
    before, after = _served(still, dataset, **{until: edge}), _served(still, dataset, **{since: edge})
    assert before
    assert after
    key = repr
    assert sorted([*before, *after], key=key) == sorted(_served(still, dataset), key=key)


def test_provincial_rows_ascend_and_repeat(still: RunningSandbox) -> None:
    repeated = 0
    for dataset in (each for each in DATASETS if each.startswith("provincial/")):
        sequences = [int(str(row["dsc_biz_record_id"])) for row in _served(still, dataset)]
        assert sequences == sorted(sequences)
        repeated += len(sequences) - len(set(sequences))
    assert repeated > 3


def test_the_same_seed_gives_the_same_city(still_home: Path, still: RunningSandbox, tmp_path: Path) -> None:
    with start(tmp_path, entities=ENTITIES, seed=SEED, reference=REFERENCE, changes=False, faults=()) as other:
        assert other.settings["HUB_PROVINCIAL_APP_SECRET"] != still.settings["HUB_PROVINCIAL_APP_SECRET"]
    with Truth(still_home) as one, Truth(tmp_path) as two:
        for dataset in one.datasets():
            assert list(one.rows(dataset)) == list(two.rows(dataset))
        assert one.expectations() == two.expectations()


def test_another_seed_gives_another_city(still_home: Path, still: RunningSandbox, tmp_path: Path) -> None:
    with start(tmp_path, entities=20, seed=SEED + 1, reference=REFERENCE, changes=False, faults=()):
        pass
    with Truth(still_home) as one, Truth(tmp_path) as two:
        assert next(one.rows("city/shops")) != next(two.rows("city/shops"))


def _contents(home: Path) -> dict[str, dict[str, str]]:
    """dataset → source_id → the newest row without its times."""
    stamps = {"updatedAt", "updateTime", "dsc_biz_timestamp", "dsc_biz_record_id"}
    with Truth(home) as truth:
        return {
            dataset: {
                row.source_id: repr({name: value for name, value in row.row.items() if name not in stamps})
                for row in sorted(truth.rows(dataset), key=lambda row: str(row.row.get("dsc_biz_record_id")).zfill(20))
            }
            for dataset in truth.datasets()
        }


def test_records_change_appear_and_go_between_starts_in_a_known_way(tmp_path: Path) -> None:
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        with start(home, entities=150, seed=SEED, reference=REFERENCE, faults=()):
            first = _contents(home)
        for _ in range(2):
            with start(home, faults=()):
                pass
    then = _contents(homes[0])
    assert then["provincial/market_entities"].keys() > first["provincial/market_entities"].keys()
    changed = [key for key, row in first["city/shops"].items() if then["city/shops"][key] != row]
    assert changed
    assert {dataset: rows.keys() for dataset, rows in then.items()} == {
        dataset: rows.keys() for dataset, rows in _contents(homes[1]).items()
    }
    assert then["city/shops"] == _contents(homes[1])["city/shops"]
    assert len(list((homes[0] / "inbox" / "market").glob("市场主体名录-*.xlsx"))) > 1


def test_rows_leave_a_closed_window_while_it_is_read(tmp_path: Path) -> None:
    with start(tmp_path, entities=150, seed=SEED, reference=REFERENCE, faults=()) as sandbox:
        client = CLIENTS["grassroots"](sandbox.settings)
        client.log_in()
        window = {"updateTimeEnd": "2026-11-01 00:00:00"}
        totals = [client.page("places", 1, 10, **window)["data"]["total"] for _ in range(30)]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] < totals[0]
