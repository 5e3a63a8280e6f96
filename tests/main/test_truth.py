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
from hub.sandbox.expected import SHAPES
from hub.sandbox.serve import start
from hub.sandbox.truth import Expectation, Expected, Fate, Truth
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTITIES = 3_000
SEED = 20_261_122


@dataclass(frozen=True)
class Found:
    """What is published of a city, what must be by dataset, and what was planted."""

    database: Database
    published: Published
    expected: dict[str, list[Expected]]
    planted: tuple[Expectation, ...]


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
                yield Found(database, published, expected, tuple(truth.expectations()))
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
