"""Files that number their versions themselves: the number decides, not the order in which the files came."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from staged_consumer import unreconciled
from staged_versions import Version, at, rows, stage

from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database


def penalty(minute: int, number: int | None, said: str) -> Version:
    columns = {"decision_no": "罚1", "facts": said}
    return Version("departments/fire_penalties", "emergency|罚1", at(minute), number, columns=columns)


@pytest.mark.parametrize("numbers", list(permutations((1, 2, None))), ids=str)
def test_the_highest_number_is_the_record(database: Database, numbers: tuple[int | None, ...]) -> None:
    for minute, number in enumerate(numbers):
        stage(database, [penalty(minute, number, f"第{number}版")])
        publish(database, Silence())
    assert rows(database, "SELECT facts FROM unified.penalty") == [("第2版",)]
    assert unreconciled(database) == []


def test_of_one_number_the_later_file_is_the_record(database: Database) -> None:
    stage(database, [penalty(2, 1, "后"), penalty(1, 1, "前")])
    publish(database, Silence())
    assert rows(database, "SELECT facts FROM unified.penalty") == [("后",)]
