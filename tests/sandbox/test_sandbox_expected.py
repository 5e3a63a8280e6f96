"""What must be published is told of every record that is served, and follows what becomes of it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sandbox_clients import REFERENCE, SEED

from hub.sandbox.city import City
from hub.sandbox.expected.shapes import SOME
from hub.sandbox.names import COUNTY
from hub.sandbox.serve import start
from hub.sandbox.truth import Expected, Fate, Truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.sandbox.expected.shapes import Columns
    from hub.sandbox.serve import RunningSandbox

ENTITIES = 250


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    """The truth about a sandbox that was started three times: records have changed, have gone, and are new."""
    home = tmp_path_factory.mktemp("changed")
    for _ in range(3):
        with start(home, entities=ENTITIES, seed=SEED, reference=REFERENCE, faults=()):
            pass
    with Truth(home) as truth:
        yield truth


def _expected(truth: Truth) -> dict[tuple[str, str], Expected]:
    return {(each.dataset, each.source_id): each for each in truth.expected() if not each.source_id.endswith("#")}


def _served(truth: Truth) -> set[tuple[str, str]]:
    return {
        (dataset, row.source_id)
        for dataset in truth.datasets()
        for row in truth.rows(dataset)
        if not row.source_id.endswith("#")
    }


def test_every_record_served_is_told_of_once_and_nothing_else(
    still: RunningSandbox, still_home: Path, changed: Truth
) -> None:
    with Truth(still_home) as truth:
        assert Counter(
            (each.dataset, each.source_id) for each in truth.expected() if not each.source_id.endswith("#")
        ).keys() == _served(truth)
        assert _expected(truth) == _expected(truth)
    assert _expected(changed).keys() == _served(changed)


def test_each_record_is_of_the_entity_that_owns_it(changed: Truth) -> None:
    expected = _expected(changed)
    for dataset in changed.datasets():
        for key, owner in changed.owners(dataset).items():
            if not key.endswith("#"):
                assert expected[dataset, key].entity == owner


def test_a_change_shows(changed: Truth) -> None:
    """Telephones change, are mended, and are written in many ways."""
    expected = _expected(changed)
    shops = [
        (row.row, expected["city/shops", row.source_id])
        for row in changed.rows("city/shops")
        if ("city/shops", row.source_id) in expected
    ]
    current = [(row, each) for row, each in shops if each.fate is Fate.CURRENT]
    assert len(current) > 50
    for row, each in current:
        digits = re.sub(r"^(\+86|0086)|-|\.0$", "", str(row["operatorPhone"]).strip())
        assert each.columns["phone"] in (digits, None, row["operatorPhone"])
    assert any(each.fate is Fate.GONE for each in expected.values())


def test_what_a_record_names_is_there(changed: Truth) -> None:
    found = [each for each in changed.expected() if each.fate is Fate.CURRENT]
    ids = {f"{each.dataset.replace('/', ':')}:{each.source_id}" for each in found}
    for column in ("inspection_id", "lead_incident_id", "origin_id", "place_id"):
        named = {each.columns[column] for each in found if each.columns.get(column) is not None}
        assert named
        assert named <= ids


def test_what_nobody_can_read_stands_beside_a_column_without_a_value(changed: Truth) -> None:
    left = [each for each in changed.expected() if each.columns.get("unmapped")]
    assert len({each.dataset for each in left}) > 10
    for each in left:
        for column in each.columns["unmapped"]:
            value = each.columns[column]
            assert value is None or value is SOME or isinstance(value, list), (each, column)


def test_who_enforces_what_follows_from_the_assignments_that_are_published(changed: Truth) -> None:
    day = REFERENCE.date()
    rows: dict[str, list[Columns]] = {"enforcement_item": [], "item_assignment": []}
    for each in changed.expected():
        if each.table in rows and each.fate is Fate.CURRENT:
            rows[each.table].append(each.columns)
    # Nothing is wrong with what others name.
    sound = {each.code for each in City(SEED, REFERENCE.replace(tzinfo=None), ENTITIES).matters}
    departments = {item["code"]: item["exercised_by_code"] for item in rows["enforcement_item"]}
    competing: dict[tuple[str, str], set[str]] = {}
    for row in rows["item_assignment"]:
        holds = row["begins_on"] <= day and (row["ends_on"] is None or day <= row["ends_on"])
        if row["item_code"] in sound and holds and row["mode"] in ("transferred", "empowered"):
            competing.setdefault((row["item_code"], row["division_code"]), set()).add(row["agency_code"])
    told = Counter[int]()
    for item, division, agencies in changed.jurisdiction(day):
        if item in sound:
            own = {departments[item]} - {None}
            assert set(agencies) == competing.get((item, division), competing.get((item, COUNTY), own))
            told[min(len(agencies), 2)] += 1
    assert min(told.values()) > 5
    assert told.keys() == {0, 1, 2}
