"""Rules over what is published: each finds what it is there for and nothing else, again whenever that may change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from staged_versions import SHANGHAI, Version, at, rows, stage

from hub.datasets import dataset
from hub.progress import Silence
from hub.release.publish import publish
from hub.rules.standing.declared import STANDING
from hub.rules.standing.judging import findings, judge_published
from hub.rules.standing.kinds import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.database.connection import Database

MOMENT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TOWN = "330382103000"
SQUAD, STRANGER = "11330382000000001P", "11330382000000002M"
CLOSED, SHARED = "91330382MA00000A10", "91330382MA00000A1W"
ITEM, NO_ITEM = "33022310100001", "33029900099000"

RECORDS: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "provincial/agencies": {"squad": {"code": SQUAD, "name": "某镇执法队"}},
    "provincial/officers": {
        "sound": {
            "agency_code": SQUAD,
            "certificate_no": "浙C1",
            "LawNO": "部1",
            "certificate_valid_until": "2030-1-1",
        },
        "expired": {"agency_code": SQUAD, "certificate_no": "浙C2", "certificate_valid_until": "2026-1-1"},
        "expiring": {"agency_code": STRANGER, "certificate_no": "浙C3", "certificate_valid_until": "2026-12-23"},
        "gone": {"agency_code": SQUAD, "certificate_valid_until": "2026-1-1", "status": "inactive"},
    },
    "provincial/enforcement_items": {
        "sound": {"code": ITEM, "exercised_by_code": None},
        "strange": {"code": "33022310100002", "exercised_by_code": STRANGER},
    },
    "provincial/item_assignments": {
        "sound": {"item_code": ITEM, "agency_code": SQUAD, "division_code": TOWN, "begins_on": "2025-1-1"},
        "strange": {"item_code": NO_ITEM, "agency_code": STRANGER},
    },
    "provincial/market_entities": {
        "closed": {"name": "乐清市歇业电器商行", "uscc": CLOSED, "link_uscc": CLOSED, "status": "cancelled"},
        "sound": {"name": "乐清市样例（集团）有限公司", "uscc": SHARED, "link_uscc": SHARED},
        "shared": {"name": "温州市别家电器厂", "uscc": SHARED, "link_uscc": SHARED},
    },
    "departments/market_register": {
        "spelled": {"name": "乐清市歇业 电器商行", "uscc": CLOSED, "link_uscc": CLOSED, "department": "market"},
    },
    "grassroots/grids": {"sound": {"code": "G1", "name": "样例网格"}},
    "city/components": {"sound": {"grid_code": "G1"}, "strange": {"grid_code": "G9"}},
    "city/shops": {
        "sound": {"status": "active", "grid_code": "G1"},
        "strange": {"status": "active", "grid_code": "G9", "link_uscc": CLOSED},
        "shut": {"status": "closed", "link_uscc": CLOSED},
    },
    "provincial/licences": {
        "sound": {"status": "valid", "valid_until": "2026-11-23", "issuer_code": SQUAD},
        "over": {"status": "valid", "valid_until": "2026-11-22", "issuer_code": STRANGER},
        "ended": {"status": "expired", "valid_until": "2025-1-1"},
    },
    "provincial/inspections": {
        "JC1": {
            "action_no": "JC1",
            "item_code": ITEM,
            "agency_code": SQUAD,
            "officer_certificate_nos": ["浙C1", "部1"],
            "inspected_on": "2026-5-1",
        },
        "JC2": {
            "action_no": "JC2",
            "item_code": NO_ITEM,
            "agency_code": STRANGER,
            "officer_certificate_nos": ["浙C1", "无此证"],
            "inspected_on": "2026-5-1",
            "lead_no": "SJ9",
        },
        "JC3": {"action_no": "JC3", "officer_certificate_nos": ["浙C2"], "inspected_on": "2026-5-1"},
    },
    "provincial/penalties": {
        "sound": {
            "decision_no": "乐罚〔2026〕第1号",
            "item_code": ITEM,
            "authority_code": SQUAD,
            "division_code": TOWN,
            "decided_on": "2026-6-1",
            "inspection_no": "JC1",
            "content": "罚款2000元",
            "fine_yuan": 2000,
            "party_name": "乐清市甲厂",
        },
        "strange": {
            "decision_no": "乐罚〔2026〕第2号",
            "item_code": ITEM,
            "authority_code": STRANGER,
            "division_code": TOWN,
            "decided_on": "2026-6-1",
            "inspection_no": "JC9",
            "lead_no": "SJ9",
        },
        "early": {"item_code": NO_ITEM, "authority_code": SQUAD, "decided_on": "2024-6-1", "inspection_no": "JC1"},
    },
    "departments/penalties": {
        "copy": {
            "decision_no": "乐罚〔2026〕第1号",
            "authority_code": SQUAD,
            "content": "罚款 2000 元。",
            "fine_yuan": 2000,
            "party_name": "乐清市甲厂",
            "department": "urban",
        },
        "other": {
            "decision_no": "乐罚〔2026〕第1号",
            "authority_code": SQUAD,
            "content": "罚款3000元",
            "fine_yuan": 3000,
            "party_name": "乐清市甲厂",
            "department": "urban",
        },
    },
    "provincial/coercive_measures": {
        "sound": {"inspection_no": "JC1", "authority_code": SQUAD},
        "strange": {"inspection_no": "JC9", "authority_code": STRANGER},
    },
    "city/cases": {
        "CG1": {"status": "handling", "due_at": "2026-11-23 11:00+08", "place_id_ref": "sound", "grid_code": "G1"},
        "CG2": {"status": "handling", "due_at": "2026-11-23 09:00+08", "place_id_ref": "nowhere", "grid_code": "G9"},
        "CG3": {"status": "closed", "due_at": "2026-11-23 09:00+08", "origin_no": "SJ1"},
        "CG4": {"status": "voided", "due_at": "2026-11-23 09:00+08", "origin_no": "SJ9"},
        "CG5": {"status": "closed", "origin_no": "SJ2"},
    },
    "grassroots/events": {
        "SJ1": {"transferredTo": "乐清市综合管理服务平台", "origin_id_ref": "CG3"},
        "SJ2": {"transferredTo": "乐清市综合管理服务平台", "origin_id_ref": "CG9", "place_id_ref": "nowhere"},
        "SJ3": {"transferredTo": "区应急管理局", "origin_id_ref": "CG9"},
    },
}

FOUND = {
    ("any.item_unknown", "provincial/item_assignments"): {"strange"},
    ("any.item_unknown", "provincial/inspections"): {"JC2"},
    ("any.item_unknown", "provincial/penalties"): {"early"},
    ("any.agency_unknown", "provincial/officers"): {"expiring"},
    ("any.agency_unknown", "provincial/enforcement_items"): {"strange"},
    ("any.agency_unknown", "provincial/item_assignments"): {"strange"},
    ("any.agency_unknown", "provincial/inspections"): {"JC2"},
    ("any.agency_unknown", "provincial/licences"): {"over"},
    ("any.agency_unknown", "provincial/penalties"): {"strange"},
    ("any.agency_unknown", "provincial/coercive_measures"): {"strange"},
    ("any.grid_unknown", "city/components"): {"strange"},
    ("any.grid_unknown", "city/shops"): {"strange"},
    ("any.grid_unknown", "city/cases"): {"CG2"},
    ("any.inspection_dangling", "provincial/penalties"): {"strange"},
    ("any.inspection_dangling", "provincial/coercive_measures"): {"strange"},
    ("any.lead_dangling", "provincial/inspections"): {"JC2"},
    ("any.lead_dangling", "provincial/penalties"): {"strange"},
    ("any.one_number_one_content", "departments/penalties"): {"other"},
    ("registration.uscc_shared", "provincial/market_entities"): {"sound", "shared"},
    ("licence.still_valid", "provincial/licences"): {"over"},
    ("inspection.certificate_unknown", "provincial/inspections"): {"JC2"},
    ("inspection.certificate_expired", "provincial/inspections"): {"JC3"},
    ("penalty.item_not_assigned", "provincial/penalties"): {"strange", "early"},
    ("penalty.before_inspection", "provincial/penalties"): {"early"},
    ("incident.overdue", "city/cases"): {"CG2"},
    ("incident.place_dangling", "city/cases"): {"CG2"},
    ("incident.place_dangling", "grassroots/events"): {"SJ2"},
    ("incident.handover_lost", "grassroots/events"): {"SJ2"},
    ("incident.handover_disagrees", "city/cases"): {"CG4", "CG5"},
    ("officer.certificate_expired", "provincial/officers"): {"expired"},
    ("officer.certificate_expiring", "provincial/officers"): {"expiring"},
    ("place.entity_deregistered", "city/shops"): {"strange"},
}


def versions() -> Iterator[Version]:
    for name, records in RECORDS.items():
        for source_id, columns in records.items():
            yield Version(name, source_id, time=at(0), columns=columns)


def judge(database: Database, moment: dt.datetime = MOMENT, run_id: str = "run") -> set[tuple[str, str]]:
    """Judge what is due; the rules and subjects that were."""
    with database.connect() as connection:
        return {(each.rule.rule_id, each.rule.subject) for each in judge_published(connection, run_id, moment)}


@pytest.fixture
def published(database: Database) -> Database:
    stage(database, versions())
    publish(database, Silence())
    return database


def test_each_finds_what_it_is_there_for_and_nothing_else_and_again_when_that_may_change(published: Database) -> None:
    with published.connect() as connection:
        results = judge_published(connection, "first", MOMENT)
        found = {
            (each.rule.rule_id, "/".join(each.of)): {
                source_id
                for source_id, _ in findings(connection, each.rule.rule_id, dataset("/".join(each.of)), MOMENT)
            }
            for each in results
            if each.failed
        }
    assert found == FOUND
    assert {each.rule.rule_id for each in results} == {rule.rule_id for rule in STANDING}
    assert {each.status for each in results} == {"passed", "failed"}
    assert all(each.failed == len(found.get((each.rule.rule_id, "/".join(each.of)), ())) for each in results)

    kept = rows(published, "SELECT rule_id, dataset, failed FROM quality.check_result WHERE covers = 'published'")
    assert ("incident.handover_disagrees", "cases", 2) in kept
    shown = rows(published, "SELECT source_id, value FROM quality.example WHERE rule_id = 'licence.still_valid'")
    assert shown == [("over", "valid;2026-11-22")]

    # Nothing has changed: only what the clock alone can change is looked at again.
    always = {(rule.rule_id, rule.subject) for rule in STANDING if rule.clock is Clock.ALWAYS}
    daily = {(rule.rule_id, rule.subject) for rule in STANDING if rule.clock is Clock.DAILY}
    assert judge(published, MOMENT + dt.timedelta(hours=2)) == always
    assert judge(published, MOMENT + dt.timedelta(days=1)) == always | daily
    assert judge(published, MOMENT + dt.timedelta(days=1, hours=1)) == always

    # A release that brings the stranger's agency: what reads agencies is judged again, and finds it.
    stage(published, [Version("provincial/agencies", "new", time=at(1), columns={"code": STRANGER, "name": "新局"})])
    publish(published, Silence())
    again = judge(published, MOMENT + dt.timedelta(days=1, hours=2), "again")
    assert again - always == {(rule.rule_id, rule.subject) for rule in STANDING if "agency" in rule.grounds} | {
        # The authority's new code moves rows of these tables too.
        each
        for each in again
        if each[1] in {"licence", "penalty"}
    }
    assert rows(
        published,
        "SELECT DISTINCT failed FROM quality.check_result WHERE run_id = 'again' AND rule_id = 'any.agency_unknown'",
    ) == [(0,)]
    assert rows(published, "SELECT source_id FROM quality.example WHERE rule_id = 'any.agency_unknown'") == []


def test_a_rule_that_breaks_is_an_error_and_takes_no_other_with_it(published: Database) -> None:
    broken = replace(
        next(rule for rule in STANDING if rule.rule_id == "licence.still_valid"), bad_when="shown.status / 0 > 1"
    )
    other = next(rule for rule in STANDING if rule.rule_id == "officer.certificate_expired")
    with published.connect() as connection:
        results = judge_published(connection, "run", MOMENT, (broken, other))

    errors = {"/".join(each.of) for each in results if each.status == "error"}
    assert errors == {"provincial/licences", "departments/licences", "city/permits", "grassroots/filings"}
    assert [each.failed for each in results if each.rule is other] == [1]
    # It stays due.
    assert judge(published) >= {("licence.still_valid", "licence")}


def test_no_dataset_has_two_rules_of_one_name() -> None:
    known = [(rule.rule_id, rule.over or rule.table) for rule in STANDING]
    assert len(set(known)) == len(known)
    whole = {rule.rule_id for rule in STANDING if rule.over is None}
    assert whole.isdisjoint(rule.rule_id for rule in STANDING if rule.over is not None)
