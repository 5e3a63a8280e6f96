"""Papers that several sources send are published once, whatever comes first and whatever becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staged_consumer import Consumer, clean, published, spoken, unreconciled
from staged_versions import Version, at, hold, rows, stage

from hub.linkage.identity import entity_id
from hub.progress import Silence
from hub.release.publish import publish
from hub.release.rebuild import reset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.database.connection import Database

MARKET, HEALTH = "11330382MB10000011", "11330382MB10000027"
NUMBER = "乐市监罚〔2026〕1号"
USCC = "91330382MA00000A10"
PARTY = {"party_name": "乐清市甲乙小吃店", "party_kind": "enterprise", "link_uscc": USCC, "party_code": USCC}
SENIOR_ID = f"provincial:penalties:{NUMBER}|{MARKET}"
JUNIOR_ID = f"departments:penalties:market|{NUMBER}|{MARKET}"


def senior(number: str = NUMBER, authority: str = MARKET, minute: int = 1, **columns: object) -> Version:
    """The provincial platform's penalty."""
    said = {**PARTY, "decision_no": number, "authority_code": authority, "fine_yuan": 2000, **columns}
    return Version("provincial/penalties", f"{number}|{authority}", at(minute), minute, columns=said)


def junior(
    number: str = NUMBER, authority: str = MARKET, minute: int = 1, department: str = "market", **columns: object
) -> Version:
    """A department's penalty."""
    said = {**PARTY, "decision_no": number, "authority_code": authority, "department": department, **columns}
    return Version("departments/penalties", f"{department}|{number}|{authority}", at(minute), columns=said)


def gone(version: Version, minute: int) -> Version:
    return Version(version.dataset, version.source_id, at(minute), minute, is_delete=True)


def release(database: Database, *versions: Version) -> None:
    stage(database, versions)
    publish(database, Silence())
    assert unreconciled(database) == []


def live(database: Database, table: str = "penalty") -> list[object]:
    query = {
        "penalty": "SELECT id FROM v1.penalty WHERE retracted_at IS NULL ORDER BY id",
        "licence": "SELECT id FROM v1.licence WHERE retracted_at IS NULL ORDER BY id",
    }[table]
    return [key for (key,) in rows(database, query)]


def duplicates(database: Database) -> list[tuple[object, ...]]:
    return rows(
        database,
        "SELECT dataset, source_id, table_name, kept_id FROM unified.duplicate_record ORDER BY dataset, source_id",
    )


def counts(database: Database) -> list[tuple[object, ...]]:
    """What reconciliation says became of the versions, by dataset."""
    return rows(
        database,
        "SELECT platform || '/' || dataset, sum(current)::int, sum(retracted)::int, sum(duplicate)::int, "
        "sum(superseded)::int FROM quality.reconciliation GROUP BY 1 ORDER BY 1",
    )


def operations(database: Database) -> list[tuple[object, ...]]:
    """The last release's entries for penalties."""
    return rows(
        database,
        "SELECT id, operation FROM hub.change WHERE table_name = 'penalty' AND release_id = "
        "(SELECT max(release_id) FROM hub.release) ORDER BY seq",
    )


def test_the_provincial_row_is_kept_and_the_other_stays_visible_beside_it(database: Database) -> None:
    release(database, senior(), junior())
    assert live(database) == [SENIOR_ID]
    assert duplicates(database) == [("penalties", f"market|{NUMBER}|{MARKET}", "penalty", SENIOR_ID)]
    assert counts(database) == [("departments/penalties", 0, 0, 1, 0), ("provincial/penalties", 1, 0, 0, 0)]
    assert rows(database, "SELECT source_count, platforms FROM unified.entity") == [(2, ["departments", "provincial"])]
    assert rows(database, "SELECT count(*) FROM unified.entity_link WHERE entity_id = %s", entity_id("uscc", USCC)) == [
        (2,)
    ]


def test_a_duplicate_gives_golden_values_only_where_nobody_else_speaks(database: Database) -> None:
    query = "SELECT name, provenance -> 'name' ->> 'dataset', provenance -> 'name' ->> 'platform' FROM unified.entity"
    release(database, senior(), junior(minute=9, party_name="乐清市甲乙小吃店（柳市店）"))
    assert rows(database, query) == [("乐清市甲乙小吃店", "penalties", "provincial")]
    release(database, gone(senior(), 10))
    assert rows(database, query) == [("乐清市甲乙小吃店（柳市店）", "penalties", "departments")]
    other = {"link_uscc": "91330382MA00000C30", "party_code": "91330382MA00000C30"}
    release(database, senior(minute=11, party_name="丙", **other))
    assert rows(database, f"{query} ORDER BY name") == [
        ("丙", "penalties", "provincial"),
        ("乐清市甲乙小吃店（柳市店）", "penalties", "departments"),
    ]


def test_a_provincial_row_that_comes_later_retracts_the_departments(database: Database) -> None:
    release(database, junior())
    assert live(database) == [JUNIOR_ID]
    consumer = Consumer(database)
    consumer.begin()
    release(database, senior(minute=2))
    assert live(database) == [SENIOR_ID]
    assert sorted(operations(database)) == [(JUNIOR_ID, "retract"), (SENIOR_ID, "insert")]
    assert rows(database, "SELECT id, valid_to IS NOT NULL FROM history.penalty") == [(JUNIOR_ID, True)]
    consumer.follow()
    assert spoken(consumer.state) == spoken(published(database))


def test_where_the_provincial_row_is_deleted_the_departments_comes_back(database: Database) -> None:
    release(database, junior(), senior())
    consumer = Consumer(database)
    consumer.begin()
    release(database, gone(senior(), 3))
    assert live(database) == [JUNIOR_ID]
    assert duplicates(database) == []
    assert (JUNIOR_ID, "insert") in operations(database)
    assert counts(database) == [("departments/penalties", 1, 0, 0, 0), ("provincial/penalties", 0, 1, 0, 1)]
    consumer.follow()
    assert spoken(consumer.state) == spoken(published(database))
    release(database, senior(minute=4))
    assert live(database) == [SENIOR_ID]


def test_a_rejected_provincial_row_takes_nothing_back(database: Database) -> None:
    rejected = Version("provincial/penalties", "x", at(1), 1, verdict="rejected", columns=senior().columns)
    release(database, junior(), rejected)
    assert live(database) == [JUNIOR_ID]


def test_a_provincial_row_that_changes_its_number_lets_go_of_the_departments(database: Database) -> None:
    release(database, senior(), junior())
    moved = Version(
        "provincial/penalties", senior().source_id, at(2), 2, columns=senior(number="乐市监罚〔2026〕2号").columns
    )
    release(database, moved)
    assert live(database) == [JUNIOR_ID, SENIOR_ID]
    assert duplicates(database) == []


def test_a_duplicate_that_changes_its_number_is_a_row_of_its_own(database: Database) -> None:
    release(database, senior(), junior())
    release(
        database,
        Version("departments/penalties", junior().source_id, at(2), columns=junior("乐市监罚〔2026〕2号").columns),
    )
    assert live(database) == [JUNIOR_ID, SENIOR_ID]
    assert duplicates(database) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(junior(authority=HEALTH, department="health"), id="another authority"),
        pytest.param(junior("乐市监罚〔2026〕11号"), id="another number"),
        pytest.param(junior(authority_code=None), id="no authority"),
        pytest.param(junior(decision_no=None), id="no number"),
    ],
)
def test_other_papers_are_no_duplicates(database: Database, other: Version) -> None:
    release(database, senior(), other)
    assert len(live(database)) == 2
    assert duplicates(database) == []


def test_two_departments_files_give_one_row_too(database: Database) -> None:
    release(database, junior(department="health"), junior(department="market"))
    kept = f"departments:penalties:health|{NUMBER}|{MARKET}"
    assert live(database) == [kept]
    release(database, gone(junior(department="health"), 2))
    assert live(database) == [JUNIOR_ID]
    release(database, senior(minute=3), junior(department="health", minute=4))
    assert live(database) == [SENIOR_ID]
    assert {kept for *_, kept in duplicates(database)} == {SENIOR_ID}
    assert len(duplicates(database)) == 2


def agency(code: str, domain: str, minute: int = 1) -> Version:
    """The department of a domain, whose code files without one are given."""
    said = {"code": code, "name": f"乐清市{domain}局", "kind": "department", "domain": domain}
    return Version("provincial/agencies", code, at(minute), minute, columns=said)


def test_files_without_an_authority_code_double_by_their_folders_agency(database: Database) -> None:
    columns = {**PARTY, "decision_no": NUMBER}
    ecology = Version(
        "departments/ecology_penalties", f"market|{NUMBER}", at(1), columns={**columns, "department": "market"}
    )
    fire = Version("departments/fire_penalties", f"fire|{NUMBER}", at(1), 1, columns={**columns, "department": "fire"})
    release(database, ecology, fire, senior())
    assert len(live(database)) == 3
    release(database, agency(MARKET, "market", 2))
    assert live(database) == [f"departments:fire_penalties:fire|{NUMBER}", SENIOR_ID]
    release(database, agency(HEALTH, "market", 3))
    assert len(live(database)) == 3
    assert duplicates(database) == []


def test_licences_double_by_document_and_issuer_and_never_with_other_platforms(database: Database) -> None:
    said = {"holder_name": "甲", "link_uscc": USCC, "document_no": "许1号"}
    coded = {**said, "issuer_code": MARKET}
    release(
        database,
        Version("departments/licences", f"market|许1号|{MARKET}", at(1), columns=coded),
        Version("provincial/licences", f"许1号|{MARKET}", at(1), 1, columns=coded),
        Version("city/permits", "X1", at(1), columns=said),
    )
    assert live(database, "licence") == ["city:permits:X1", f"provincial:licences:许1号|{MARKET}"]
    assert [table for _, _, table, _ in duplicates(database)] == ["licence"]


def test_a_held_dataset_keeps_what_was_published_of_it(database: Database) -> None:
    release(database, junior())
    hold(database, "provincial/penalties", "闸门")
    release(database, senior(minute=2))
    assert live(database) == [JUNIOR_ID]


def test_a_rebuild_gives_the_same(database: Database) -> None:
    versions = [senior(), junior(), junior("乐市监罚〔2026〕3号"), junior(department="health", minute=2)]
    release(database, *versions)
    before, doubled = spoken(published(database)), duplicates(database)
    reset(database)
    _restage(database, versions)
    assert publish(database, Silence()).release_id is None
    assert (spoken(published(database)), duplicates(database)) == (before, doubled)
    reset(database)
    _restage(database, versions[1:])
    publish(database, Silence())
    assert SENIOR_ID not in live(database)
    assert [kept for *_, kept in duplicates(database)] == [f"departments:penalties:health|{NUMBER}|{MARKET}"]


def _restage(database: Database, versions: Sequence[Version]) -> None:
    """As a replay does: the same pages, read again."""
    with database.connect() as connection:
        connection.execute("TRUNCATE hub.landed_page")
    stage(database, versions)


PAPERS = st.builds(
    lambda make, number, authority, minute, fine: make(number, authority, minute, fine),
    st.sampled_from(
        [
            lambda number, authority, minute, fine: senior(number, authority, minute, fine_yuan=fine),
            lambda number, authority, minute, fine: junior(number, authority, minute, fine_yuan=fine),
            lambda number, authority, minute, fine: junior(number, authority, minute, "health", fine_yuan=fine),
            lambda number, authority, minute, _: gone(senior(number, authority), minute),
            lambda number, authority, minute, _: gone(junior(number, authority), minute),
            # The key stays and what it says is of another paper.
            lambda number, authority, minute, _: Version(
                "provincial/penalties", f"甲|{MARKET}", at(minute), minute, columns=senior(number, authority).columns
            ),
            lambda number, authority, minute, _: Version(
                "departments/penalties", f"market|甲|{MARKET}", at(minute), columns=junior(number, authority).columns
            ),
        ]
    ),
    st.sampled_from(["甲", "乙", "丙"]),
    st.sampled_from([MARKET, HEALTH]),
    st.integers(1, 6),
    st.sampled_from([100, 200]),
)


@settings(
    max_examples=40 if settings.get_current_profile_name() == "long" else 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    versions=st.lists(PAPERS, min_size=4, max_size=30, unique_by=lambda each: each.version_hash),
    batches=st.integers(1, 3),
)
def test_any_order_in_any_batches_gives_the_same(database: Database, versions: list[Version], batches: int) -> None:
    clean(database)
    consumer = Consumer(database)
    consumer.begin()
    size = -(-len(versions) // batches)
    for first in range(0, len(versions), size):
        release(database, *versions[first : first + size])
        consumer.follow()
    state = published(database)
    assert spoken(consumer.state) == spoken(state)
    expected = Expected(versions)
    found = {key: row["retracted_at"] is None for key, row in state["penalty"].items()}
    assert found == expected.shown
    assert {(dataset, key): kept for dataset, key, _, kept in duplicates(database)} == expected.duplicates
    assert {name: tuple(numbers) for name, *numbers in counts(database)} == expected.counts


class Expected:
    """What shall be of `versions`, thought out record by record: which penalties are shown (and live), which records
    are duplicates of which, and (current, retracted, duplicate, superseded) by dataset."""

    def __init__(self, versions: Sequence[Version]) -> None:
        records: dict[tuple[str, str], list[Version]] = {}
        for version in sorted(versions, key=lambda each: (each.time, each.sequence or 0, each.content_hash)):
            records.setdefault((version.dataset, version.source_id), []).append(version)
        contents = {key: [each for each in told if not each.is_delete] for key, told in records.items()}
        live = {key: contents[key][-1].columns for key, told in records.items() if not told[-1].is_delete}
        papers: dict[tuple[object, object], list[tuple[str, str]]] = {}
        for key in sorted(live, key=lambda key: (not key[0].startswith("provincial"), key)):
            papers.setdefault((live[key]["decision_no"], live[key]["authority_code"]), []).append(key)
        doubles = {
            key: _id(kept) for kept, *others in papers.values() for key in others if key[0].startswith("departments")
        }
        self.shown = {_id(key): key in live for key, told in contents.items() if told and key not in doubles}
        self.duplicates = {(dataset.split("/")[1], source): kept for (dataset, source), kept in doubles.items()}
        self.counts = {
            name: (
                sum(key in live and key not in doubles for key in keys),
                sum(key not in live for key in keys),
                sum(key in doubles for key in keys),
                sum(len(records[key]) - 1 for key in keys),
            )
            for name in {dataset for dataset, _ in records}
            for keys in [[key for key in records if key[0] == name]]
        }


def _id(key: tuple[str, str]) -> str:
    return f"{key[0].replace('/', ':')}:{key[1]}"
