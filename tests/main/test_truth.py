"""Every record of a city of 3,000 entities, with everything that is wrong there, is published column for column as it
truly is: none missing, none extra."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from expected_rows import Published
from forked_hub import ForkedHub
from planted import check_rejections, check_standing, check_warnings
from pydantic import SecretStr
from quick_folder import quick_folder

from hub.database.connection import Database
from hub.errors import ExitCode
from hub.main.stand_ins import noted
from hub.sandbox.chains import End, chains
from hub.sandbox.expected import SHAPES
from hub.sandbox.serve import start
from hub.sandbox.truth import Expectation, Expected, Fate, Truth
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ENTITIES = 3_000
SEED = 20_261_122
POWERS = frozenset({"enforcement_items", "item_assignments"})


@dataclass(frozen=True)
class Found:
    """What is published of a city, what must be by dataset, and what was planted."""

    database: Database
    published: Published
    expected: dict[str, list[Expected]]
    planted: tuple[Expectation, ...]
    truth: Truth

    @property
    def today(self) -> date:
        """The day for which the derived tables were computed."""
        with self.database.connect() as connection:
            row = connection.execute("SELECT max(as_of) FROM hub.mart_filling").fetchone()
        assert row is not None
        return row[0]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def found() -> Iterator[Found]:
    with quick_folder() as parent:
        sandbox, hub = parent / "home" / "sandbox", ForkedHub(parent / "home", {"HUB_INBOX_SETTLE": "0"})
        try:
            # Records have changed and new ones have come before anything is read; then the city stands still.
            for _ in range(2):
                start(sandbox, entities=ENTITIES, seed=SEED, faults=()).stop()
            with start(sandbox, changes=False, faults=()) as running, noted(sandbox, running.settings):
                done = hub("run", "--sandbox")
            assert done.returncode == ExitCode.DONE, done.stderr
            database = Database(SecretStr(EmbeddedServer(sandbox).url))
            published = Published(database, sorted({shape.table for shape in SHAPES.values()}))
            expected = defaultdict(list)
            with Truth(sandbox) as truth:
                for each in truth.expected():
                    expected[each.dataset].append(each)
                yield Found(database, published, expected, tuple(truth.expectations()), truth)
        finally:
            hub("db", "stop", "--sandbox")


@pytest.mark.parametrize("dataset", SHAPES)
def test_every_record_is_published_as_it_truly_is_and_no_other(found: Found, dataset: str) -> None:
    differences = [
        (each.source_id, column, wanted, shown)
        for each in found.expected[dataset]
        for column, wanted, shown in found.published.differences(each)
    ]
    assert not differences, f"{Counter(column for _, column, _, _ in differences)}: {differences[:5]}"
    assert not found.published.keys(dataset) - {each.source_id for each in found.expected[dataset]}


def test_all_fates_and_most_kinds_of_defect_were_there(found: Found) -> None:
    fates = Counter(each.fate for records in found.expected.values() for each in records)
    assert fates.keys() == set(Fate)
    assert fates[Fate.CURRENT] > 6 * ENTITIES
    assert any(each.is_kept for records in found.expected.values() for each in records)
    assert len({(each.dataset, each.kind) for each in found.planted}) > 450


def test_what_was_planted_is_found_and_nothing_else(found: Found) -> None:
    assert check_rejections(found.database, found.planted) > 100
    assert len(check_warnings(found.database, found.planted)) > 60
    there = {
        (each.dataset, each.source_id)
        for records in found.expected.values()
        for each in records
        if each.fate in (Fate.CURRENT, Fate.DUPLICATE)
    }
    assert check_standing(found.database, found.planted, there) > 50


def test_chains_end_stay_open_and_get_lost_as_they_truly_do(found: Found) -> None:
    with found.database.connect() as connection:
        shown = {
            lead_id: End(handing) if (handing or "").startswith("lost") else End.ENDED if is_closed else End.OPEN
            for lead_id, handing, is_closed in connection.execute(
                "SELECT lead_id, handing, is_closed FROM derived.closure"
            )
        }
    true = list(chains((each for records in found.expected.values() for each in records), found.today))
    assert [(each, shown[each.lead_id]) for each in true if shown[each.lead_id] is not each.end] == []
    assert len(true) > 0.9 * len(shown)
    ends = Counter(each.end for each in true)
    assert ends.keys() == set(End)
    assert ends[End.LOST_RESULT] > 5
    assert sum(len(each.followers) for each in true) > ENTITIES / 10


def test_who_enforces_what_where_is_as_it_truly_is(found: Found) -> None:
    with found.database.connect() as connection:
        shown = {
            (item, township): tuple(agencies)
            for item, township, agencies in connection.execute(
                "SELECT item_code, division_code, agency_codes FROM derived.jurisdiction"
            )
        }
    spoilt = {each.source_id.partition("|")[0] for each in found.planted if each.dataset in POWERS}
    true = {(item, place): agencies for item, place, agencies in found.truth.jurisdiction(found.today)}
    compared = {each: agencies for each, agencies in true.items() if each in shown and each[0] not in spoilt}
    assert {each: (agencies, shown[each]) for each, agencies in compared.items() if agencies != shown[each]} == {}
    assert len(compared) > 0.5 * len(true)
    assert {min(len(agencies), 2) for agencies in compared.values()} == {0, 1, 2}


def test_what_became_of_what_is_told(found: Found) -> None:
    """Traders who founded companies, firms that moved or were renamed; some of their registrations say too little."""
    register = {
        each.source_id: each.entity
        for each in found.expected["provincial/market_entities"]
        if each.fate in (Fate.CURRENT, Fate.RETRACTED)
    }
    owners = {
        row["entity_id"]: register[key]
        for (dataset, key), row in found.published.rows["registration"].items()
        if dataset == "provincial/market_entities"
    }
    with found.database.connect() as connection:
        told = connection.execute("SELECT kind, predecessor_id, successor_id FROM unified.entity_relation").fetchall()
    became = {(kind, owners[old], owners[new]) for kind, old, new in told}
    true = {(each.change.value, each.predecessor, each.successor) for each in found.truth.successions()}
    assert became <= true
    assert {kind for kind, *_ in became} == {kind for kind, *_ in true}
    assert len(became) >= 0.8 * len(true) > 20


@pytest.mark.parametrize("dataset", SHAPES)
def test_a_row_with_one_wrong_value_would_be_noticed(found: Found, dataset: str) -> None:
    each = next(
        each
        for each in found.expected[dataset]
        if each.fate is Fate.CURRENT and not list(found.published.differences(each))
    )
    for column in each.columns.keys() - {"unmapped"}:
        wrong = [] if column == "steps" and each.columns[column] else "something else"
        columns = {**each.columns, column: wrong}
        other = Expected(each.dataset, each.source_id, each.table, each.fate, columns, each.is_kept, each.entity)
        assert [name for name, _, _ in found.published.differences(other)] == [column]
