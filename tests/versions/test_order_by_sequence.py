"""Files that number their versions themselves: the number decides, not the order in which the files came."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from staged_consumer import unreconciled
from staged_versions import Version, at, rows, stage

from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database


ORDERS = list(permutations((1, 2, None)))


def penalty(minute: int, number: int | None, said: str, paper: int = 1) -> Version:
    columns = {"decision_no": f"罚{paper}", "facts": said}
    return Version("departments/fire_penalties", f"emergency|罚{paper}", at(minute), number, columns=columns)


def test_the_highest_number_is_the_record_in_whatever_order_they_come(database: Database) -> None:
    for minute, numbers in enumerate(zip(*ORDERS, strict=True)):
        stage(database, [penalty(minute, number, f"第{number}版", paper) for paper, number in enumerate(numbers)])
        publish(database, Silence())
    published = dict(rows(database, "SELECT source_id, facts FROM unified.penalty"))
    assert published == {f"emergency|罚{paper}": "第2版" for paper in range(len(ORDERS))}
    assert unreconciled(database) == []


def test_of_one_number_the_later_file_is_the_record(database: Database) -> None:
    stage(database, [penalty(2, 1, "后"), penalty(1, 1, "前")])
    publish(database, Silence())
    assert rows(database, "SELECT facts FROM unified.penalty") == [("后",)]
