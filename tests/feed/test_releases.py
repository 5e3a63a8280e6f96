"""Releases told of: what changed between two of them, and who was held back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from fed_releases import BEGINNING, publish_entries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.errors import SettingsError
from hub.feed.keeping import Keeping
from hub.feed.releases import difference, held, release, releases
from hub.feed.retention import expire

if TYPE_CHECKING:
    from fed_releases import Change

    from hub.database.connection import Database

changes = st.lists(
    st.tuples(
        st.sampled_from(["penalty", "entity"]),
        st.sampled_from("AB"),
        st.sampled_from(["insert", "update", "retract", "merge"]),
        st.sampled_from([None, "C"]),
    ),
    max_size=4,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changes, min_size=2, max_size=4), st.data())
def test_the_difference_is_what_the_releases_between_brought(
    database: Database, told: list[list[Change]], data: st.DataObject
) -> None:
    numbers = [publish_entries(database, *each) for each in told]
    first, last = sorted(data.draw(st.lists(st.integers(0, len(told) - 1), min_size=2, max_size=2)))
    expected: dict[tuple[str, str], list[str]] = {}
    for entries in told[first + 1 : last + 1]:
        # Within one release, what is said twice of a row is said once.
        for table, key, operation in dict.fromkeys((each[0], each[1], each[2]) for each in entries):
            expected.setdefault((table, key), []).append(operation)
    with database.connect() as connection:
        earlier, later = release(connection, numbers[first]), release(connection, numbers[last])
        found, counts = difference(connection, earlier, later)
        of_entities, _ = difference(connection, earlier, later, tables=["entity"])
        firsts, all_counts = difference(connection, earlier, later, limit=1)
    assert {(each.table_name, each.id): [*each.operations] for each in found} == expected
    assert of_entities == [each for each in found if each.table_name == "entity"]
    assert counts == all_counts == Counter(each.table_name for each in found)
    assert firsts == [*{each.table_name: each for each in reversed(found)}.values()][::-1]


def test_an_entity_that_was_merged_says_into_which(database: Database) -> None:
    first = publish_entries(database, ("entity", "E", "insert", None))
    last = publish_entries(database, ("entity", "E", "merge", "F"))
    with database.connect() as connection:
        (found,), _ = difference(connection, release(connection, first), release(connection, last))
    assert (found.operations, found.other_id) == (["merge"], "F")


def test_who_is_held_back_since_when(database: Database) -> None:
    reasons = {"city/cases": ["拒收过多"], "city/permits": ["骤减"]}
    first = publish_entries(database, held={"city/cases": ["拒收过多"], "city/shops": ["过期"]})
    publish_entries(database, held=reasons)
    with database.connect() as connection:
        found = held(release(connection, first), release(connection, None))
        assert release(connection, None).held == reasons
    assert (dict(found.since), dict(found.still), dict(found.no_longer)) == (
        {"city/permits": ["骤减"]},
        {"city/cases": ["拒收过多"]},
        {"city/shops": ["过期"]},
    )


def test_releases_are_listed_the_newest_first_with_their_totals(database: Database) -> None:
    with database.connect() as connection, pytest.raises(SettingsError, match="尚未发布过"):
        release(connection, None)
    numbers = [publish_entries(database, ("penalty", "1", "insert", None), ("licence", "1", "insert", None))]
    numbers.append(publish_entries(database, ("penalty", "1", "retract", None), days=1))
    with database.connect() as connection:
        newest, oldest = releases(connection, 10)
        assert [newest.release_id, oldest.release_id] == numbers[::-1]
        assert oldest.totals == {"inserted": 2, "updated": 0, "retracted": 0}
        assert newest.counts == {"penalty": {"inserted": 0, "updated": 0, "retracted": 1}}
        assert oldest.published_at == BEGINNING
        assert releases(connection, 1) == [newest]
        with pytest.raises(SettingsError, match=f"没有发布批次 {numbers[1] + 1}；现有 {numbers[0]} 至 {numbers[1]}"):
            release(connection, numbers[1] + 1)
        with pytest.raises(SettingsError, match="请先写较早的批次"):
            difference(connection, newest, oldest)


def test_what_changed_before_the_feed_begins_cannot_be_told(database: Database) -> None:
    numbers = [publish_entries(database, ("penalty", str(day), "insert", None), days=day) for day in range(4)]
    with database.connect() as connection:
        found = [release(connection, each) for each in numbers]
    expire(database, Keeping(changes_days=7), now=found[1].published_at.replace(day=9, hour=20))
    with database.connect() as connection:
        assert [each.id for each in difference(connection, found[1], found[3])[0]] == ["2", "3"]
        with pytest.raises(SettingsError, match=f"批次 {numbers[0]} 以后的全部变化"):
            difference(connection, found[0], found[3])
