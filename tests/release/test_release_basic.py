"""Tables without an entity, coercive measures, device alerts and school hazards, and authorities found by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from staged_consumer import Consumer, published, spoken, unreconciled
from staged_versions import Version, at, rows, stage

from hub.linkage.identity import entity_id
from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub.database.connection import Database

USCC = "91330382MA00000A10"
NAME = "乐清市甲乙电器有限公司"
TOWN, NEXT_TOWN = "330382103000", "330382104000"
SQUAD, BUREAU, OTHER_BUREAU = "11330382000000001P", "11330382000000002M", "11330382000000003K"

PLAIN: dict[str, tuple[str, dict[str, object], dict[str, object]]] = {
    "provincial/enforcement_items": (
        "enforcement_item",
        {"code": "33020101330382", "name": "占道经营", "penalty_kinds": ["warning", "fine"], "is_valid": True},
        {"is_valid": False},
    ),
    "provincial/item_assignments": (
        "item_assignment",
        {"item_code": "33020101330382", "agency_code": SQUAD, "division_code": TOWN, "mode": "empowered"},
        {"ends_on": "2026-12-31"},
    ),
    "provincial/agencies": ("agency", {"code": SQUAD, "name": "某镇执法队", "division_code": TOWN}, {"name": "某镇队"}),
    "provincial/officers": (
        "officer",
        {"employee_no": "1", "name": "甲", "agency_code": SQUAD, "scope": ["综合执法", "城市管理"]},
        {"certificate_no": "浙C1", "certificate_valid_until": "2030-01-01"},
    ),
    "city/components": (
        "component",
        {"code": "3303821030010001", "class": "公用设施", "longitude": 120.95, "latitude": 28.1},
        {"status": "missing"},
    ),
    "grassroots/grids": (
        "grid",
        {"code": "1", "name": "第一网格", "division_code": TOWN, "households": 300},
        {"households": 301},
    ),
}
"""By dataset: its table, what its record says first, and what it says else later."""


def release(database: Database, *versions: Version) -> None:
    stage(database, versions)
    publish(database, Silence())
    assert unreconciled(database) == []


def agency(key: str, code: str, minute: int = 1, **columns: object) -> Version:
    return Version("provincial/agencies", key, at(minute), 1, columns={"code": code, **columns})


def operations(database: Database, table: str) -> list[tuple[object, ...]]:
    return rows(
        database,
        "SELECT id, operation, division_code FROM hub.change WHERE table_name = %s AND release_id = "
        "(SELECT max(release_id) FROM hub.change) ORDER BY id, division_code",
        table,
    )


def test_tables_without_an_entity_are_published_changed_and_retracted_like_all_others(database: Database) -> None:
    first = [Version(name, "1", at(1), 1, columns=said) for name, (_, said, _) in PLAIN.items()]
    later = [Version(name, "1", at(2), 2, columns={**said, **new}) for name, (_, said, new) in PLAIN.items()]
    gone = [Version(name, "1", at(3), 3, is_delete=True) for name in PLAIN]
    tables = {table: name for name, (table, *_) in PLAIN.items()}
    consumer = Consumer(database)
    consumer.begin()
    history = "SELECT table_name, operation FROM hub.change WHERE release_id = (SELECT max(release_id) FROM hub.change)"
    for versions, operation in ((first, "insert"), (later, "update"), (gone, "retract")):
        release(database, *versions)
        assert set(rows(database, history)) == {(table, operation) for table in tables}
        consumer.follow()
        assert consumer.state == published(database)
    state = published(database)
    for name, (table, said, new) in PLAIN.items():
        ((key, row),) = state[table].items()
        assert key == f"{name.replace('/', ':')}:1"
        assert row["retracted_at"] == at(3)
        assert {each: str(row[each]) for each in {**said, **new}} == {
            each: str(value) for each, value in {**said, **new}.items()
        }
    assert state["entity"] == {}
    assert rows(database, "SELECT households, valid_to - valid_from > '0' FROM history.grid ORDER BY valid_from") == [
        (300, True),
        (301, True),
    ]
    before = spoken(published(database))
    release(database, *first, *later, *gone)
    assert spoken(published(database)) == before
    assert publish(database, Silence()).release_id is None


def test_who_is_bound_to_a_division_hears_of_its_agencies_officers(database: Database) -> None:
    officer = Version("provincial/officers", "1", at(1), 1, columns={"employee_no": "1", "agency_code": SQUAD})
    release(database, officer)
    assert operations(database, "officer") == [("provincial:officers:1", "insert", None)]
    release(database, agency("1", SQUAD, division_code=TOWN))
    assert operations(database, "officer") == [("provincial:officers:1", "update", TOWN)]
    release(database, agency("1", SQUAD, 2, division_code=NEXT_TOWN))
    assert operations(database, "officer") == [
        ("provincial:officers:1", "update", TOWN),
        ("provincial:officers:1", "update", NEXT_TOWN),
    ]
    release(database, agency("1", SQUAD, 3, division_code=NEXT_TOWN, name="某镇执法队"))
    assert operations(database, "officer") == []
    assert rows(database, "SELECT count(*) FROM history.officer") == [(0,)]


def test_a_coercive_measure_has_an_entity_and_the_inspection_that_it_followed_from(database: Database) -> None:
    def measure(key: str, **columns: object) -> Version:
        said = {"action_no": key, "party_name": NAME, "kind": "seal_up", **columns}
        return Version("provincial/coercive_measures", key, at(1), 1, columns=said)

    release(
        database,
        measure("QZ1", party_code=USCC, link_uscc=USCC, inspection_no="JC1", division_code=TOWN),
        measure("QZ2", party_name="某小吃店"),
        Version("provincial/inspections", "JC1", at(1), 1, columns={"action_no": "JC1", "link_uscc": USCC}),
    )
    named, unnamed = rows(
        database, "SELECT entity_id, party_kind, inspection_id FROM unified.coercive_measure ORDER BY id"
    )
    assert named == (entity_id("uscc", USCC), "enterprise", "provincial:inspections:JC1")
    assert unnamed == (entity_id("own", "provincial:coercive_measures:QZ2"), None, None)
    assert rows(database, "SELECT name, division_code, source_count FROM unified.entity ORDER BY source_count") == [
        ("某小吃店", None, 1),
        (NAME, TOWN, 2),
    ]


@pytest.mark.parametrize("name", ["micro_grid/alerts", "school_safety/hazards"])
def test_an_alert_or_hazard_has_an_entity_only_by_an_identifier(database: Database, name: str) -> None:
    said = {"kind": "device_alert", "party_name": NAME, "status": "reported"}
    release(
        database,
        Version(name, "1", at(1), columns={**said, "incident_no": "1", "party_code": USCC, "link_uscc": USCC}),
        Version(name, "2", at(1), columns={**said, "incident_no": "2"}),
    )
    assert rows(database, "SELECT entity_id, party_kind FROM unified.incident ORDER BY id") == [
        (entity_id("uscc", USCC), "enterprise"),
        (None, None),
    ]
    assert rows(database, "SELECT name, source_count FROM unified.entity") == [(NAME, 1)]


def test_what_an_event_was_handed_over_as_is_a_city_case_and_nothing_else(database: Database) -> None:
    release(
        database,
        Version("grassroots/events", "E1", at(1), columns={"incident_no": "E1", "origin_id_ref": "7"}),
        Version("micro_grid/alerts", "7", at(1), columns={"incident_no": "7"}),
        Version("city/cases", "7", at(1), columns={"incident_no": "7"}),
    )
    assert rows(database, "SELECT id, origin_id FROM unified.incident ORDER BY id") == [
        ("city:cases:7", "grassroots:events:E1"),
        ("grassroots:events:E1", None),
        ("micro_grid:alerts:7", None),
    ]


def test_a_lead_may_be_an_incident_of_any_platform(database: Database) -> None:
    release(
        database,
        Version("provincial/inspections", "JC1", at(1), 1, columns={"action_no": "JC1", "lead_no": "YH1"}),
        Version("school_safety/hazards", "YH1", at(1), columns={"incident_no": "YH1"}),
    )
    assert rows(database, "SELECT lead_incident_id FROM unified.inspection") == [("school_safety:hazards:YH1",)]


def permit(**columns: object) -> Version:
    return Version("city/permits", "X1", at(1), columns={"document_no": "许1", **columns})


def fire_penalty(**columns: object) -> Version:
    return Version("departments/fire_penalties", "emergency|罚1", at(1), columns={"decision_no": "罚1", **columns})


def codes(database: Database) -> list[object]:
    query = "SELECT issuer_code FROM unified.licence UNION ALL SELECT authority_code FROM unified.penalty"
    return [code for (code,) in rows(database, query)]


def test_an_authority_is_the_agency_of_its_name_or_of_its_folders_domain(database: Database) -> None:
    release(database, permit(issuer_name="某局"), fire_penalty(department="emergency", authority_name="某局"))
    assert codes(database) == [None, None]
    fire = {"domain": "emergency", "kind": "department", "name": "某大队"}
    release(database, agency("1", BUREAU, name="某局"), agency("2", SQUAD, **fire))
    assert codes(database) == [BUREAU, SQUAD]
    assert operations(database, "licence") == [("city:permits:X1", "update", None)]
    release(database, agency("3", OTHER_BUREAU, name="某局"), agency("4", OTHER_BUREAU, **fire))
    assert codes(database) == [None, None]
    release(database, *(Version("provincial/agencies", key, at(2), 2, is_delete=True) for key in "34"))
    assert codes(database) == [BUREAU, SQUAD]


def test_an_authority_whose_code_was_sent_is_not_looked_for(database: Database) -> None:
    licence = Version(
        "departments/licences",
        "market|许1",
        at(1),
        columns={"issuer_code": BUREAU, "issuer_name": "某局", "department": "market"},
    )
    release(
        database,
        licence,
        agency("1", OTHER_BUREAU, name="某局"),
        agency("2", SQUAD, domain="market", kind="department"),
    )
    assert codes(database) == [BUREAU]
    assert rows(database, "SELECT department FROM unified.licence") == [("market",)]
