"""A release of many rows, whose statements two processes share, shows what any other shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from staged_consumer import Consumer, published, spoken, unreconciled
from staged_versions import Version, at, rows, stage

from hub.database.workspace import SHARED
from hub.linkage.identity import entity_id
from hub.progress import Silence
from hub.release import planning
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database

MANY = 40
TOWN, NEXT_TOWN = "330382103000", "330382104000"


@pytest.fixture(autouse=True)
def every_release_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MANY", 0)
    for name in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
        monkeypatch.setitem(planning.OF_MANY, name, "0")


def uscc(number: int) -> str:
    return f"91330382MA{number:08d}"


def shop(number: int, minute: int, code: str | None = None, town: str = TOWN) -> Version:
    said = {"name": f"乐清市第{number}电器有限公司", "kind": "enterprise", "division_code": town, "status": "active"}
    code = code or uscc(number)
    return Version(
        "provincial/market_entities",
        f"P{number}",
        at(minute),
        minute,
        columns={**said, "uscc": code, "link_uscc": code},
    )


def penalty(number: int, minute: int, content: str = "罚款") -> Version:
    said = {"decision_no": f"罚{number}", "party_name": f"乐清市第{number}电器有限公司", "content": content}
    return Version(
        "provincial/penalties", f"罚{number}", at(minute), minute, columns={**said, "link_uscc": uscc(number)}
    )


def test_changes_merges_and_moves_come_to_whoever_follows(database: Database) -> None:
    consumer = Consumer(database)
    consumer.begin()
    numbers = range(MANY)
    releases = (
        [*(shop(each, 1) for each in numbers), *(penalty(each, 1) for each in numbers)],
        [*(shop(each, 2, town=NEXT_TOWN) for each in numbers), *(penalty(each, 2, "警告") for each in numbers[::2])],
        # The second half turn out to be the first half's.
        [shop(each, 3, code=uscc(each % (MANY // 2))) for each in numbers],
        [Version("provincial/penalties", f"罚{each}", at(4), 4, is_delete=True) for each in numbers[::4]],
    )
    for versions in releases:
        stage(database, versions)
        publish(database, Silence())
        consumer.follow()
        assert consumer.state == published(database)
        assert unreconciled(database) == []
    state = published(database)
    assert {row["entity_id"] for row in state["registration"].values()} == {
        entity_id("uscc", uscc(each)) for each in range(MANY // 2)
    }
    assert sum(row["retracted_at"] is not None for row in state["penalty"].values()) == MANY // 4
    # What was registered for the second half's penalties is the first half's now.
    assert rows(database, "SELECT division_code, count(*) FROM unified.penalty GROUP BY 1 ORDER BY 1") == [
        (TOWN, MANY // 2),
        (None, MANY // 2),
    ]
    before = spoken(state)
    stage(database, [version for versions in releases for version in versions])
    publish(database, Silence())
    assert spoken(published(database)) == before


class Broken:
    """A progress that fails in the midst of a release."""

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:  # noqa: ARG002
        if subject.startswith("专题表"):
            raise RuntimeError(subject)


def test_nothing_of_it_is_left_whether_it_ends_or_fails(database: Database) -> None:
    stage(database, [shop(1, 1), penalty(1, 1)])
    with pytest.raises(RuntimeError, match="专题表"):
        publish(database, Broken())
    left = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"
    assert rows(database, left, SHARED) == [(0,)]
    assert rows(database, "SELECT count(*) FROM unified.penalty") == [(0,)]
    assert publish(database, Silence()).counts["penalty"]["inserted"] == 1
    assert rows(database, left, SHARED) == [(0,)]
