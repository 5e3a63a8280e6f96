"""Who enforces what: items, assignments, agencies, officers; grids and components; coercive measures; alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest
from standardised import AUTHORITY, ENTERPRISE, OLD_PERSON, PERSON, rules, staged

from hub.datasets import city, grassroots, micro_grid, provincial, school_safety

UPGRADED = "330382199001011237"


@pytest.mark.parametrize(
    ("sent", "valid"),
    [("有效", True), ("1", True), (1.0, True), (True, True), ("废止", False), ("否", False), ("", None), (None, None)],
)
def test_whether_an_item_is_valid(sent: object, valid: bool | None) -> None:
    (row,) = staged(provincial.ENFORCEMENT_ITEMS, {"is_valid": sent})
    assert (row["is_valid"], row["unmapped"], row["defects"]) == (valid, None, [])


def test_an_item() -> None:
    sent = {
        "item_code": 33020101330382,
        "domain": "综合执法",
        "penalty_kinds": "警告、罚款；没收违法所得、没收非法财物",
        "transferred_batch": "省第二批",
        "exercised_by_code": AUTHORITY.lower(),
        "theme": "餐饮店",
    }
    (row,) = staged(provincial.ENFORCEMENT_ITEMS, sent)
    assert row["source_id"] == row["code"] == "33020101330382"
    assert (row["domain"], row["transferred_batch"], row["theme"]) == ("general", "province_2", "餐饮店")
    assert row["penalty_kinds"] == '{"warning","fine","confiscation"}'
    assert row["exercised_by_code"] == AUTHORITY
    assert rules(row) == {("any.uscc_repaired", "exercised_by_code")}


def test_what_an_item_says_and_nobody_knows_is_kept() -> None:
    sent = {"is_valid": "大概", "domain": "海洋", "transferred_batch": "省第九批"}
    (row,) = staged(provincial.ENFORCEMENT_ITEMS, sent)
    assert (row["is_valid"], row["domain"], row["transferred_batch"]) == (None, None, None)
    assert row["unmapped"] == sent
    assert rules(row) == {("any.unknown_code", field) for field in sent}


def test_an_assignments_key_is_what_was_sent_and_its_columns_what_it_means() -> None:
    sent = {"UnitCode": AUTHORITY.lower(), "area_code": "330382114205", "begin_date": "2022/10/1", "mode": "委托"}
    (row,) = staged(provincial.ITEM_ASSIGNMENTS, {**sent, "end_date": "2030-12-31"})
    assert row["source_id"] == f"33020101330382|{AUTHORITY.lower()}|330382114205|2022/10/1"
    assert (row["agency_code"], row["division_code"], row["mode"]) == (AUTHORITY, "330382114000", "entrusted")
    assert (row["begins_on"], row["ends_on"]) == (date(2022, 10, 1), date(2030, 12, 31))
    assert rules(row) == {("any.uscc_repaired", "UnitCode")}


def test_an_assignment_may_begin_later_and_anywhere_but_not_at_no_time_and_nowhere() -> None:
    ahead, elsewhere, unknown = staged(
        provincial.ITEM_ASSIGNMENTS,
        {"begin_date": "2027-01-01"},
        {"area_code": "330382999"},
        {"mode": "代办", "begin_date": "某日"},
    )
    assert (ahead["begins_on"], ahead["defects"]) == (date(2027, 1, 1), [])
    assert (elsewhere["division_code"], rules(elsewhere)) == (None, {("any.division_unknown", "area_code")})
    assert rules(unknown) == {("any.unknown_code_required", "mode"), ("any.date_unreadable_required", "begin_date")}


def test_an_agency() -> None:
    (row,) = staged(
        provincial.AGENCIES,
        {
            "UnitLevel": "乡镇(街道)",
            "UnitKind": "乡镇街道综合行政执法队",
            "domain": "综合行政执法",
            "area_code": "330382",
        },
    )
    assert row["source_id"] == row["code"] == AUTHORITY
    assert (row["level"], row["kind"], row["domain"]) == ("township", "township_squad", "general")
    assert (row["division_code"], row["defects"]) == ("330382000000", [])


def test_an_agencys_code_that_is_none_is_published_as_sent() -> None:
    (row,) = staged(provincial.AGENCIES, {"UnitCode": "某 机构 1"})
    assert (row["source_id"], row["code"]) == ("某机构1", "某 机构 1")


CERTIFICATES = (None, "", " ", "浙C001", "330382001")
ENDS = {None: None, "2030-01-01": date(2030, 1, 1), "某日": None, "2027年5月6日": date(2027, 5, 6)}


def test_a_certificates_end_is_that_of_the_certificate_that_was_chosen() -> None:
    every = list(product(CERTIFICATES, ENDS, CERTIFICATES, ENDS))
    fields = ("GovLawNO", "GovLawEndDate", "LawNO", "LawEndDate")
    found = staged(provincial.OFFICERS, *(dict(zip(fields, sent, strict=True)) for sent in every))
    for row, (first, first_end, second, second_end) in zip(found, every, strict=True):
        no, end, field = next(
            (
                each
                for each in ((first, first_end, "GovLawEndDate"), (second, second_end, "LawEndDate"))
                if each[0] and each[0].strip()
            ),
            (None, None, None),
        )
        assert (row["certificate_no"], row["certificate_valid_until"]) == (no, ENDS[end])
        assert rules(row) == ({("any.date_unreadable", field)} if end == "某日" else set())
        assert row["unmapped"] == ({"certificate_valid_until": end} if end == "某日" else None)


def test_an_officer() -> None:
    (row,) = staged(
        provincial.OFFICERS,
        {
            "AgentSex": "女",
            "AgentNO": OLD_PERSON,
            "Mobile": "0086-13800000000",
            "AgentRange": "综合执法，城市管理,综合执法；",
            "LegalReview": "是",
            "AgentState": "离岗",
            "UnitName": "某局",
        },
    )
    assert (row["sex"], row["citizen_id"], row["mobile"]) == ("female", UPGRADED, "13800000000")
    assert row["scope"] == '{"综合执法","城市管理"}'
    assert (row["is_legal_reviewer"], row["status"]) == (True, "inactive")
    assert (row["agency_code"], row["agency_name"], row["defects"]) == (AUTHORITY, "某局", [])


def test_what_an_officer_says_and_nobody_can_read_is_kept() -> None:
    sent = {"AgentNO": PERSON[:-1] + "1", "LegalReview": "也许", "AgentState": "外派"}
    (row,) = staged(provincial.OFFICERS, sent)
    assert row["unmapped"] == dict(zip(("citizen_id", "is_legal_reviewer", "status"), sent.values(), strict=True))
    assert rules(row) == {
        ("any.citizen_id_invalid", "AgentNO"),
        ("any.bool_unknown", "LegalReview"),
        ("any.unknown_code", "AgentState"),
    }


def test_a_coercive_measure() -> None:
    (row,) = staged(
        provincial.COERCIVE_MEASURES,
        {
            "force_decision_no": "乐综执强决字（2026） 第3号",
            "check_action_code": "JC（1）",
            "extend_days": "30.0",
            "end_date": "2026-11-30",
            "implement_institution_code": AUTHORITY,
            "area_number": "330382114001",
        },
    )
    assert (row["decision_no"], row["inspection_no"]) == ("乐综执强决字〔2026〕第3号", "JC（1）")
    assert (row["kind"], row["extended_days"]) == ("seal_up", 30)
    assert (row["party_code"], row["link_uscc"]) == (ENTERPRISE, ENTERPRISE)
    assert (row["begins_on"], row["ends_on"]) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (row["authority_code"], row["division_code"], row["defects"]) == (AUTHORITY, "330382114000", [])


def test_a_measure_against_a_person_and_of_no_known_kind() -> None:
    sent = {"administrative_cp_ui_code": OLD_PERSON, "force_kind": "劝离", "extend_days": "-1"}
    (row,) = staged(provincial.COERCIVE_MEASURES, sent)
    assert (row["party_code"], row["link_citizen_id"], row["kind"]) == (UPGRADED, UPGRADED, None)
    assert row["unmapped"] == {"kind": "劝离", "extended_days": "-1"}
    assert rules(row) == {("any.unknown_code", "force_kind"), ("any.number_unreadable", "extend_days")}


def test_a_grid() -> None:
    (row,) = staged(grassroots.GRIDS, {"gridKind": "微网格", "households": "1,200.0", "population": 3500})
    assert (row["kind"], row["households"], row["population"]) == ("micro", 1200, 3500)
    assert (row["division_code"], row["community_code"]) == ("330382114000", "330382114001")
    assert row["defects"] == []


def test_a_grid_of_an_unknown_kind_in_an_unknown_place() -> None:
    (row,) = staged(grassroots.GRIDS, {"gridKind": "大网格", "areaCode": "330382999001", "households": "很多"})
    assert rules(row) == {
        ("any.unknown_code_required", "gridKind"),
        ("any.division_unknown", "areaCode"),
        ("any.number_unreadable", "households"),
    }
    assert row["unmapped"] == {"kind": "大网格", "division_code": "330382999001", "households": "很多"}


def test_a_components_classes_go_without_their_place() -> None:
    (row,) = staged(city.COMPONENTS, {"subclassName": "上水井盖（乐清）", "state": "破损", "streetCode": "330382114"})
    assert (row["class"], row["subclass"], row["status"]) == ("公用设施", "上水井盖", "damaged")
    assert (row["division_code"], row["community_code"], row["defects"]) == ("330382114000", None, [])


@pytest.mark.parametrize(
    ("dataset", "x", "y"), [(city.COMPONENTS, "coordX", "coordY"), (micro_grid.ALERTS, "lng", "lat")]
)
def test_cgcs2000_is_taken_as_it_is(dataset, x: str, y: str) -> None:
    whole, swapped, zero, outside = staged(
        dataset, {x: "120.95", y: "28.1"}, {x: 28.1, y: 120.95}, {x: 0, y: 0}, {x: "116.4", y: "39.9"}
    )
    for row in (whole, swapped):
        assert (row["longitude"], row["latitude"]) == (120.95, 28.1)
    for row, sent in ((zero, {"longitude": 0, "latitude": 0}), (outside, {"longitude": "116.4", "latitude": "39.9"})):
        assert (row["longitude"], row["latitude"]) == (None, None)
        assert row["unmapped"] == sent
    assert [{rule for rule, _ in rules(row)} for row in (whole, swapped, zero, outside)] == [
        set(),
        {"any.coordinate_swapped"},
        {"any.coordinate_zero"},
        {"any.coordinate_outside"},
    ]


@pytest.mark.parametrize(
    ("dataset", "kind", "finish", "level", "urgency"),
    [
        (micro_grid.ALERTS, "device_alert", "handledAt", "橙色", "critical"),
        (school_safety.HAZARDS, "school_hazard", "fixedAt", "较大", "urgent"),
    ],
)
def test_alerts_and_hazards_are_incidents(dataset, kind, finish, level, urgency) -> None:
    sent = {finish: "2026-11-20 12:00:00", "level": level, "creditCode": ENTERPRISE.lower(), "areaCode": "330382114001"}
    open_, closed, false = staged(dataset, sent, {**sent, "state": "已处置"}, {**sent, "state": "误报"})
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert [(row["status"], row["resolved_at"], row["closed_at"]) for row in (open_, closed, false)] == [
        ("reported", at, None),
        ("closed", at, at),
        ("voided", at, None),
    ]
    assert (closed["kind"], closed["urgency"]) == (kind, urgency)
    assert (closed["party_code"], closed["link_uscc"]) == (ENTERPRISE, ENTERPRISE)
    assert closed["occurred_at"] == closed["reported_at"] == datetime(2026, 11, 19, 2, tzinfo=UTC)
    assert (closed["division_code"], closed["community_code"]) == ("330382114000", "330382114001")
    assert rules(closed) == {("any.uscc_repaired", "creditCode")}


@pytest.mark.parametrize("dataset", [micro_grid.ALERTS, school_safety.HAZARDS], ids=lambda each: each.id)
def test_a_deleted_one_carries_its_key_and_time_alone(dataset) -> None:
    empty = dict.fromkeys(dataset.source_fields)
    (key,) = dataset.key_fields
    (row,) = staged(dataset, {**empty, "updatedAt": "2026-11-20 10:00:00", key.source: "1", "deleted": True})
    assert (row["is_delete"], row["source_id"], row["defects"]) == (True, "1", [])


def test_where_an_event_was_handed_to_is_kept_for_the_rules() -> None:
    (row,) = staged(grassroots.EVENTS, {"transferredTo": " 城管平台 ", "transferredNo": "T（1）"})
    assert (row["transferredTo"], row["origin_id_ref"]) == ("城管平台", "T〔1〕")
