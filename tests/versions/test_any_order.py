"""Any order and any split into batches of a key's versions publish the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staged_consumer import Consumer, clean, published, spoken, unreconciled
from staged_versions import Version, at, hold, rows, stage

from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.database.connection import Database

DATASET = "provincial/penalties"
TOWN = "330382103000"


def penalty(key: str, minute: int, said: str, *, verdict: str = "passed", sequence: int = 0) -> Version:
    columns = {"decision_no": key, "party_name": "乐清市甲乙小吃店", "content": said, "division_code": TOWN}
    return Version(DATASET, key, at(minute), sequence, verdict=verdict, columns=columns)


def delete(key: str, minute: int, sequence: int = 0) -> Version:
    return Version(DATASET, key, at(minute), sequence, is_delete=True)


keys = st.sampled_from(["罚1", "罚2"])
minutes = st.integers(0, 4)
version = st.one_of(
    st.builds(penalty, keys, minutes, st.sampled_from("AB"), sequence=st.integers(0, 1)),
    st.builds(delete, keys, minutes),
    st.builds(penalty, keys, minutes, st.just("X"), verdict=st.just("rejected")),
)


def expected(versions: Sequence[Version]) -> dict[str, tuple[object, ...]]:
    """What each key's row shall be, told naively."""
    distinct = {each.version_hash: each for each in versions if each.verdict == "passed"}.values()
    row: dict[str, tuple[object, ...]] = {}
    last: dict[str, Version] = {}
    for each in sorted(distinct, key=lambda each: (each.time, each.sequence, each.content_hash)):
        last[each.source_id] = each
        if not each.is_delete:
            row[each.source_id] = (each.columns["content"], each.time)
    return {key: (*said, last[key].time if last[key].is_delete else None) for key, said in row.items()}


def shown(database: Database) -> dict[object, tuple[object, ...]]:
    found = rows(database, "SELECT source_id, content, source_updated_at, retracted_at FROM unified.penalty")
    return {key: tuple(rest) for key, *rest in found}


@settings(
    max_examples=40 if settings.get_current_profile_name() == "long" else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(version, max_size=6), min_size=2, max_size=4))
def test_the_newest_passed_version_is_published(database: Database, batches: list[list[Version]]) -> None:
    clean(database)
    consumer = Consumer(database)
    consumer.begin()
    for batch in batches:
        stage(database, batch)
        publish(database, Silence())
        assert unreconciled(database) == []
        consumer.follow()
        assert spoken(consumer.state) == spoken(published(database))
    assert shown(database) == expected([each for batch in batches for each in batch])
    before = published(database), rows(database, "SELECT count(*) FROM hub.change")
    assert publish(database, Silence()).release_id is None
    assert (published(database), rows(database, "SELECT count(*) FROM hub.change")) == before


def test_from_a_to_b_and_back(database: Database) -> None:
    """One after the other, all at once, and the last one first."""
    told = {"罚1": [[0], [1], [2]], "罚2": [[0, 1, 2], [], []], "罚3": [[2], [0], [1]]}
    versions = {key: [penalty(key, minute, said) for minute, said in ((1, "A"), (2, "B"), (3, "A"))] for key in told}
    for release in range(3):
        stage(database, [versions[key][number] for key, batches in told.items() for number in batches[release]])
        publish(database, Silence())
    assert shown(database) == dict.fromkeys(told, ("A", at(3), None))


def test_a_version_that_says_nothing_new_moves_silently(database: Database) -> None:
    stage(database, [penalty("罚1", 1, "A")])
    publish(database, Silence())
    before = rows(database, "SELECT changed_at, release_id FROM unified.penalty")
    stage(database, [penalty("罚1", 2, "A")])
    assert publish(database, Silence()).release_id is None
    assert rows(database, "SELECT changed_at, release_id FROM unified.penalty") == before
    assert shown(database) == {"罚1": ("A", at(2), None)}
    assert rows(database, "SELECT count(*) FROM history.penalty") == [(0,)]


def test_superseded_versions_leave_staging_and_their_rejections_close(database: Database) -> None:
    stage(database, [penalty("罚1", 1, "A"), penalty("罚1", 2, "X", verdict="rejected")])
    publish(database, Silence())
    assert rows(database, "SELECT resolved_at IS NULL, published_version_kept FROM quality.rejection") == [(True, True)]
    stage(database, [penalty("罚1", 3, "B")])
    publish(database, Silence())
    assert rows(database, "SELECT resolved_at IS NULL FROM quality.rejection") == [(False,)]
    assert rows(database, "SELECT content FROM staging.provincial_penalties") == [("B",)]
    assert rows(database, "SELECT sum(superseded) FROM hub.landed_page") == [(2,)]


def test_a_held_dataset_keeps_what_was_published(database: Database) -> None:
    stage(database, [penalty("罚1", 1, "A")])
    publish(database, Silence())
    hold(database, DATASET, "拒收过多")
    stage(database, [penalty("罚1", 2, "B"), penalty("罚2", 2, "B")])
    outcome = publish(database, Silence())
    assert outcome.release_id is None
    assert outcome.held == {DATASET: ["拒收过多"]}
    assert shown(database) == {"罚1": ("A", at(1), None)}
    assert unreconciled(database) == []
    assert rows(database, "SELECT sum(held) FROM quality.reconciliation") == [(2,)]
    rows(database, "UPDATE hub.hold SET accepted_at = now(), accepted_by = '值班员' RETURNING 1")
    publish(database, Silence())
    assert shown(database) == {"罚1": ("B", at(2), None), "罚2": ("B", at(2), None)}
