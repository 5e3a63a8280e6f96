"""Entities over releases: ids that last, golden values, references, rebuilds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from staged_consumer import Consumer, clean, published, spoken, unreconciled
from staged_versions import Version, at, hold, rows, stage

from hub.errors import HubError
from hub.linkage.identity import entity_id
from hub.linkage.resolve import resolve
from hub.progress import Silence
from hub.release.publish import publish
from hub.release.rebuild import reset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.database.connection import Database

USCC, OTHER = "91330382MA00000A10", "92330382MA00000B20"
NAME = "乐清市甲乙小吃店"
TOWN, NEXT_TOWN = "330382103000", "330382104000"


def registration(key: str = "P1", minute: int = 1, **columns: object) -> Version:
    return Version("provincial/market_entities", key, at(minute), 1, columns={"name": NAME, **columns})


def penalty(key: str = "罚1", minute: int = 1, **columns: object) -> Version:
    said = {"decision_no": key, "party_name": NAME, "party_kind": "enterprise"}
    return Version("provincial/penalties", key, at(minute), 1, columns={**said, **columns})


def inspection(key: str = "查1", minute: int = 1, **columns: object) -> Version:
    return Version(
        "provincial/inspections", key, at(minute), 1, columns={"action_no": key, "party_name": NAME, **columns}
    )


def shop(key: str = "S1", minute: int = 1, **columns: object) -> Version:
    return Version("city/shops", key, at(minute), columns={"kind": "shop", "name": "甲乙", **columns})


def case(key: str = "C1", minute: int = 1, **columns: object) -> Version:
    return Version("city/cases", key, at(minute), columns={"kind": "city_case", "incident_no": key, **columns})


def event(key: str = "E1", minute: int = 1, **columns: object) -> Version:
    return Version(
        "grassroots/events", key, at(minute), columns={"kind": "grassroots_event", "incident_no": key, **columns}
    )


def gone(version: Version, minute: int) -> Version:
    return Version(version.dataset, version.source_id, at(minute), 1, is_delete=True)


def release(database: Database, *versions: Version) -> None:
    stage(database, versions)
    publish(database, Silence())
    assert unreconciled(database) == []


def operations(database: Database, table: str = "entity") -> list[tuple[object, ...]]:
    return rows(
        database,
        "SELECT id, operation, other_id FROM hub.change WHERE table_name = %s AND release_id = "
        "(SELECT max(release_id) FROM hub.change) ORDER BY operation, id",
        table,
    )


def test_a_stronger_identifier_renames_the_entity_and_its_former_id_leads_there(database: Database) -> None:
    former, now = entity_id("registration_no", "330382000000001"), entity_id("uscc", USCC)
    release(database, registration(link_registration_no="330382000000001"))
    assert operations(database) == [(former, "insert", None)]
    release(database, penalty(link_uscc=USCC, link_registration_no="330382000000001"))
    assert operations(database) == [(now, "insert", None), (former, "merge", now)]
    assert rows(database, "SELECT alias_id, entity_id FROM unified.entity_alias ORDER BY alias_id = entity_id") == [
        (former, now),
        (now, now),
    ]
    assert rows(database, "SELECT DISTINCT entity_id FROM unified.registration") == [(now,)]
    assert rows(database, "SELECT entity_id FROM history.entity") == [(former,)]


def test_an_entity_that_falls_apart_is_a_split(database: Database) -> None:
    both = {"link_registration_no": "330382000000001"}
    release(database, registration("P1", link_uscc=USCC, **both), penalty("罚1", **both))
    release(database, penalty("罚1", 2, link_registration_no="330382000000002"))
    apart = entity_id("registration_no", "330382000000002")
    assert (apart, "split", entity_id("uscc", USCC)) in operations(database)


def test_an_id_that_lost_all_records_stays_as_a_retracted_entity(database: Database) -> None:
    release(database, case(link_uscc=USCC, party_name=NAME))
    release(database, case(minute=2, party_name=NAME))
    kept = rows(database, "SELECT name, retracted_at IS NULL FROM unified.entity")
    assert kept == [(NAME, False)]
    assert rows(database, "SELECT entity_id FROM unified.incident") == [(None,)]
    assert rows(database, "SELECT count(*) FROM unified.entity_link") == [(0,)]


def test_register_data_beats_later_observations_and_retracted_records_are_silent(database: Database) -> None:
    register = registration(link_uscc=USCC, division_code=TOWN, status="active", established_on="2020-01-02")
    seen = penalty(minute=5, party_name="乐清甲乙", link_uscc=USCC, division_code=NEXT_TOWN)
    release(database, register, seen)
    query = "SELECT name, division_code, status, established_on::text, source_count, retracted_at FROM unified.entity"
    assert rows(database, query) == [(NAME, TOWN, "active", "2020-01-02", 2, None)]
    release(database, gone(register, 6))
    assert rows(database, query) == [("乐清甲乙", NEXT_TOWN, "unknown", None, 1, None)]
    release(database, gone(seen, 7))
    assert rows(database, query) == [("乐清甲乙", NEXT_TOWN, "unknown", None, 0, at(7))]


def test_a_masked_name_never_wins_over_a_whole_one(database: Database) -> None:
    release(database, registration(name="张*", link_uscc=USCC), shop(business_name=NAME, link_uscc=USCC))
    assert rows(database, "SELECT name FROM unified.entity") == [(NAME,)]


def test_coordinates_come_from_one_record(database: Database) -> None:
    release(
        database,
        shop("S1", 1, link_uscc=USCC, longitude=120.9, latitude=28.123456),
        shop("S2", 1, link_uscc=USCC, longitude=120.987654, latitude=28.1),
    )
    assert rows(database, "SELECT longitude, latitude FROM unified.entity") == [(120.9, 28.123456)]


def test_a_citizen_id_is_shown_of_persons_only(database: Database) -> None:
    citizen = "330382198001010011"
    release(database, registration(kind="enterprise", link_uscc=USCC, link_citizen_id=citizen))
    assert rows(database, "SELECT citizen_id, provenance ? 'citizen_id' FROM unified.entity") == [(None, False)]
    release(database, penalty(party_kind="natural_person", party_name="张三", link_citizen_id=citizen))
    assert rows(database, "SELECT citizen_id FROM unified.entity WHERE kind = 'natural_person'") == [(citizen,)]


def test_a_penalty_takes_its_entitys_division_and_never_gives_it(database: Database) -> None:
    release(database, registration(link_uscc=USCC, division_code=TOWN), penalty(link_uscc=USCC))
    assert rows(database, "SELECT division_code FROM unified.penalty") == [(TOWN,)]
    release(database, registration(minute=2, link_uscc=USCC, division_code=NEXT_TOWN))
    assert rows(database, "SELECT division_code FROM unified.penalty") == [(NEXT_TOWN,)]
    release(database, gone(registration(), 3))
    assert rows(database, "SELECT division_code FROM unified.entity") == [(None,)]


def test_every_value_stands_in_the_view_and_the_golden_one_is_marked(database: Database) -> None:
    release(database, registration(link_uscc=USCC), penalty(party_name="乐清甲乙", link_uscc=USCC))
    query = "SELECT value, dataset, is_golden FROM unified.entity_value WHERE attribute = 'name' ORDER BY is_golden"
    assert rows(database, query) == [("乐清甲乙", "penalties", False), (NAME, "market_entities", True)]


def test_references_follow_what_is_live(database: Database) -> None:
    query = "SELECT inspection_id FROM unified.penalty"
    release(database, penalty(inspection_no="查 1"))
    assert rows(database, query) == [(None,)]
    release(database, inspection("查1"))
    assert rows(database, query) == [("provincial:inspections:查1",)]
    assert operations(database, "penalty") == [("provincial:penalties:罚1", "update", None)]
    release(database, gone(inspection("查1"), 2))
    assert rows(database, query) == [(None,)]
    release(database, inspection("查1", 3))
    assert rows(database, query) == [("provincial:inspections:查1",)]


def test_two_matches_are_none(database: Database) -> None:
    release(database, penalty(lead_no="X1"), case("X1"))
    query = "SELECT lead_incident_id FROM unified.penalty"
    assert rows(database, query) == [("city:cases:X1",)]
    release(database, event("X1"))
    assert rows(database, query) == [(None,)]


def test_a_case_comes_from_the_event_that_names_it_where_it_names_none(database: Database) -> None:
    query = "SELECT source_id, origin_id FROM unified.incident WHERE platform = 'city' ORDER BY 1"
    release(
        database,
        case("C1"),
        case("C2", origin_no="E9"),
        event("E1", origin_id_ref="C1"),
        event("E2", origin_id_ref="C2"),
    )
    assert rows(database, query) == [("C1", "grassroots:events:E1"), ("C2", None)]
    release(database, event("E3", origin_id_ref="C1"))
    assert rows(database, query) == [("C1", None), ("C2", None)]
    release(database, event("E3", 2))
    assert rows(database, query) == [("C1", "grassroots:events:E1"), ("C2", None)]


def test_changed_steps_change_their_incident(database: Database) -> None:
    release(database, case(steps=[{"seq": 1, "action": "受理", "at": "2026-11-01T08:00:00+08:00"}]))
    release(database, case(minute=2, steps=[{"seq": 1, "action": "受理"}, {"seq": 2, "action": "派遣"}]))
    assert operations(database, "incident") == [("city:cases:C1", "update", None)]
    assert rows(database, "SELECT seq, action, at FROM unified.incident_step ORDER BY seq") == [
        (1, "受理", None),
        (2, "派遣", None),
    ]


def test_what_came_between_linkage_and_release_is_linked_too(database: Database) -> None:
    stage(database, [penalty(link_uscc=USCC)])
    assert resolve(database, Silence()).records == 1
    stage(database, [penalty(minute=2, link_uscc=OTHER)])
    publish(database, Silence())
    assert rows(database, "SELECT entity_id FROM unified.penalty") == [(entity_id("uscc", OTHER),)]
    assert resolve(database, Silence()).records == 0


def test_a_hold_between_linkage_and_release_keeps_the_links_of_what_is_shown(database: Database) -> None:
    release(database, penalty(link_uscc=USCC))
    stage(database, [penalty(minute=2, link_uscc=OTHER), penalty("罚2", link_uscc=OTHER)])
    resolve(database, Silence())
    hold(database, "provincial/penalties", "拒收过多")
    before = published(database)
    publish(database, Silence())
    assert published(database) == before
    assert rows(database, "SELECT entity_id FROM unified.entity_link") == [(entity_id("uscc", USCC),)]


numbers = st.sampled_from([None, "330382000000001", "330382000000002"])
identified = st.fixed_dictionaries(
    {"link_uscc": st.sampled_from([None, None, USCC, OTHER]), "link_registration_no": numbers}
)
keys, minutes = st.sampled_from("123"), st.integers(1, 3)
said = st.one_of(
    st.builds(lambda key, minute, ids: registration(f"P{key}", minute, **ids), keys, minutes, identified),
    st.builds(lambda key, minute, ids: penalty(f"罚{key}", minute, **ids), keys, minutes, identified),
    st.builds(lambda key, minute, ids: case(f"C{key}", minute, **ids), keys, minutes, identified),
    st.builds(lambda key, minute: gone(penalty(f"罚{key}"), minute), keys, minutes),
)


def essence(state: dict[str, dict[object, dict[str, object]]], entities: Iterable[object]) -> object:
    return {**state, "entity": {key: row for key, row in state["entity"].items() if key in entities}}


@settings(
    max_examples=40 if settings.get_current_profile_name() == "long" else 4,
    deadline=None,
    # An example takes seconds, and is as short as it need be.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(said, min_size=2, max_size=6), min_size=2, max_size=4), st.randoms())
def test_any_order_and_split_give_the_same_entities(
    database: Database, batches: list[list[Version]], random: object
) -> None:
    clean(database)
    consumer = Consumer(database)
    consumer.begin()
    ids: set[object] = set()
    for batch in batches:
        release(database, *batch)
        consumer.follow()
        assert spoken(consumer.state) == spoken(published(database))
        ids |= {key for (key,) in rows(database, "SELECT entity_id FROM unified.entity")}
        leads = dict(rows(database, "SELECT alias_id, entity_id FROM unified.entity_alias"))
        assert leads.keys() == ids
        assert set(leads.values()) <= {key for (key,) in rows(database, "SELECT entity_id FROM unified.entity")}
    step_by_step = published(database)
    links = rows(
        database, "SELECT platform, dataset, source_id, entity_id, method FROM unified.entity_link ORDER BY 1, 2, 3"
    )
    clean(database)
    everything = [version for batch in batches for version in batch]
    random.shuffle(everything)  # type: ignore[attr-defined]
    release(database, *everything)
    at_once = published(database)
    assert essence(step_by_step, at_once["entity"]) == at_once
    assert (
        rows(
            database, "SELECT platform, dataset, source_id, entity_id, method FROM unified.entity_link ORDER BY 1, 2, 3"
        )
        == links
    )


def test_a_rebuild_gives_the_same_and_keeps_aliases(database: Database) -> None:
    number = {"link_registration_no": "330382000000001"}
    first, second = registration(**number), penalty(link_uscc=USCC, **number)
    release(database, first)
    release(database, second)
    before, aliases = published(database), rows(database, "SELECT * FROM unified.entity_alias ORDER BY 1")
    changes = rows(database, "SELECT count(*) FROM hub.change")
    assert reset(database) == ()
    with pytest.raises(HubError, match="重建尚未完成"):
        publish(database, Silence())
    rows(database, "DELETE FROM hub.landed_page RETURNING 1")
    release(database, first, second)
    assert published(database) == before
    assert rows(database, "SELECT * FROM unified.entity_alias ORDER BY 1") == aliases
    assert rows(database, "SELECT count(*) FROM hub.change") == changes


def test_rows_that_a_rebuild_no_longer_supports_go(database: Database) -> None:
    release(database, penalty("罚1", link_uscc=USCC), penalty("罚2", link_uscc=OTHER))
    reset(database)
    rows(database, "DELETE FROM hub.landed_page RETURNING 1")
    release(database, penalty("罚1", link_uscc=USCC))
    assert rows(database, "SELECT source_id FROM unified.penalty") == [("罚1",)]
    assert operations(database, "penalty") == [("provincial:penalties:罚2", "retract", None)]
    assert rows(database, "SELECT entity_id FROM unified.entity WHERE retracted_at IS NULL") == [
        (entity_id("uscc", USCC),)
    ]
    assert rows(database, "SELECT count(*) FROM hub.rebuild") == [(0,)]


def test_a_reader_in_one_transaction_sees_one_release(database: Database) -> None:
    release(database, penalty())
    with database.connect() as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        count = (
            "SELECT (SELECT count(*) FROM unified.penalty), (SELECT count(*) FROM hub.change), max(release_id) "
            "FROM hub.release"
        )
        before = reader.execute(count).fetchall()
        release(database, penalty("罚2"))
        assert reader.execute(count).fetchall() == before
