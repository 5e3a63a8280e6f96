"""From a row as sent to the columns, defects and unmapped values of its staging row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from standardised import rules, staged

from hub.datasets import DATASETS, city, grassroots, provincial
from hub.staging.standardise import standardise
from hub.staging.tables import staging_columns


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_the_columns_are_those_of_the_staging_table(dataset) -> None:
    assert set(standardise(dataset, []).columns) == set(staging_columns(dataset))


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_a_sound_row_has_no_defect(dataset) -> None:
    (row,) = staged(dataset, {})
    assert row["defects"] == []
    assert row["unmapped"] is None
    assert row["is_delete"] is False


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_what_is_required_and_empty_is_named(dataset) -> None:
    required = {
        each.source for each in dataset.fields if each.required == "yes" and each.source and not each.is_element
    }
    (row,) = staged(dataset, dict.fromkeys(dataset.source_fields, "\u3000"))
    assert {field for rule, field in rules(row) if rule == "any.required_missing"} == required


def test_penalty() -> None:
    (row,) = staged(
        provincial.PENALTIES,
        {
            "CF_WSH": "乐综执罚决字（2026）第 12号",
            "CF_CFLB": "1；没收违法所得、没收非法财物",
            "CF_NR_FK": 0.2,
            "CF_NR_WFFF": "1,200元",
            "CF_JDRQ": "2026年1月2日",
            "CF_GSJZQ": "2029-01-01",
            "CF_YXQ": "2029-01-01",
            "filing_date": "46000",
            "closing_date": 1767283200000,
            "area_number": "330382001205",
            "check_action_code": "JC 1",
            "lead_no": "E1",
            "CF_SY": " 第①项\r\n10²㎡\u3000",
        },
    )
    assert row["source_id"] == "乐综执罚决字〔2026〕第12号|11330382MB12345622"
    assert row["decision_no"] == "乐综执罚决字〔2026〕第12号"
    assert row["kinds"] == '{"warning","confiscation"}'
    assert (row["fine_yuan"], row["confiscated_yuan"]) == (Decimal("2000.00"), Decimal("1200.00"))
    assert (row["decided_on"], row["public_until"]) == (date(2026, 1, 2), date(2029, 1, 1))
    assert (row["filed_on"], row["closed_on"]) == (date(2025, 12, 9), date(2026, 1, 2))
    assert row["division_code"] == "330382001000"
    assert (row["inspection_no"], row["lead_no"]) == ("JC 1", "E1")
    assert row["facts"] == "第①项\n10²㎡"
    assert row["sequence"] == "7"
    assert row["source_updated_at"] == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert row["defects"] == []


@pytest.mark.parametrize(
    ("dataset", "sent", "rule", "column", "published"),
    [
        (provincial.LICENCES, {"XK_XKLB": "新种类"}, "any.unknown_code_required", "category", None),
        (provincial.INSPECTIONS, {"check_mode": "新方式"}, "any.unknown_code", "mode", None),
        (provincial.PENALTIES, {"CF_CFLB": "罚款;新处罚"}, "any.unknown_code_required", "kinds", '{"fine"}'),
        (provincial.PENALTIES, {"CF_JDRQ": "2026-02-30"}, "any.date_unreadable_required", "decided_on", None),
        (provincial.PENALTIES, {"filing_date": "去年"}, "any.date_unreadable", "filed_on", None),
        (provincial.PENALTIES, {"CF_JDRQ": "2026-11-24"}, "any.date_out_of_range_required", "decided_on", None),
        (provincial.PENALTIES, {"filing_date": "1948-12-31"}, "any.date_out_of_range", "filed_on", None),
        (provincial.PENALTIES, {"CF_NR_FK": "-1"}, "any.number_unreadable", "fine_yuan", None),
        (provincial.PENALTIES, {"CF_NR_FK": "若干"}, "any.number_unreadable", "fine_yuan", None),
        (provincial.PENALTIES, {"area_number": "330382099"}, "any.division_unknown", "division_code", None),
        (grassroots.EVENTS, {"acceptTime": "2027-01-01 00:00:00"}, "any.date_out_of_range", "accepted_at", None),
        (grassroots.EVENTS, {"urgency": "十万火急"}, "any.unknown_code", "urgency", None),
    ],
)
def test_what_cannot_be_read_is_named_and_kept(dataset, sent, rule, column, published) -> None:
    (field,) = sent
    (row,) = staged(dataset, sent)
    assert {"rule": rule, "field": field, "value": sent[field]} in row["defects"]
    assert row[column] == published
    assert row["unmapped"] == {column: sent[field]}


def test_a_place_elsewhere_is_unknown_too() -> None:
    (row,) = staged(provincial.PENALTIES, {"area_number": "330302001000"})
    assert rules(row) == {("any.division_unknown", "area_number"), ("any.division_elsewhere", "area_number")}


def test_what_may_lie_ahead_may() -> None:
    (row,) = staged(grassroots.EVENTS, {"deadline": "2030-01-01 00:00:00"})
    assert row["due_at"] == datetime(2029, 12, 31, 16, tzinfo=UTC)
    assert row["defects"] == []


@pytest.mark.parametrize(
    ("sent", "until", "long_term"),
    [
        ("长期", None, True),
        ("2099/12/31", None, True),
        ("2099年12月31日", None, True),
        ("9999-09-09 00:00:00", None, True),
        ("73050", None, True),
        ("2031/01/01", date(2031, 1, 1), False),
    ],
)
def test_long_term(sent: str, until: date | None, long_term: bool) -> None:
    (row,) = staged(provincial.LICENCES, {"XK_YXQZI": sent})
    assert (row["valid_until"], row["is_long_term"]) == (until, long_term)
    assert row["defects"] == []


def test_an_empty_end_is_unknown_and_not_long_term() -> None:
    (row,) = staged(city.PERMITS, {"validTo": ""})
    assert (row["valid_until"], row["is_long_term"]) == (None, None)


def test_an_unreadable_end_is_neither() -> None:
    (row,) = staged(city.PERMITS, {"validTo": "某日"})
    assert (row["valid_until"], row["is_long_term"]) == (None, None)
    assert row["unmapped"] == {"valid_until": "某日"}


def test_the_closing_is_read_only_where_the_status_says_so() -> None:
    finish = {"finishTime": "2026-11-20 12:00:00"}
    open_, closed = staged(grassroots.EVENTS, finish, {**finish, "status": "办结"})
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert (open_["resolved_at"], open_["closed_at"]) == (at, None)
    assert (closed["resolved_at"], closed["closed_at"]) == (at, at)


def test_the_address_where_business_is_done_goes_before_the_registered_one() -> None:
    both = {"address_operating": "甲路1号", "address_registered": "乙路2号"}
    assert [row["address"] for row in staged(provincial.INSPECTIONS, both, {**both, "address_operating": " "})] == [
        "甲路1号",
        "乙路2号",
    ]


@pytest.mark.parametrize(
    ("district", "street", "division", "defects"),
    [
        ("330382114", "虹桥镇", "330382114000", set()),
        ("330382", "虹桥镇", "330382108000", set()),
        ("", "虹桥", "330382108000", set()),
        ("330382", "人民路", "330382000000", set()),
        ("", "人民路", None, {("any.division_unknown", "Street")}),
        ("330382099", "虹桥镇", "330382108000", {("any.division_unknown", "DomDistrict")}),
    ],
)
def test_the_street_is_read_where_the_district_names_no_township(district, street, division, defects) -> None:
    (row,) = staged(provincial.MARKET_ENTITIES, {"DomDistrict": district, "Street": street})
    assert (row["division_code"], row["street"]) == (division, street)
    assert rules(row) == defects
    assert (row["unmapped"] or {}) == ({} if division else {"division_code": street})


def test_the_streets_name_is_read_only_where_no_code_came() -> None:
    rows = staged(city.CASES, {"streetName": "柳市镇"}, {"streetCode": "330382099", "streetName": "柳市镇"})
    assert [row["division_code"] for row in rows] == ["330382114000", None]


def test_a_class_goes_without_its_place() -> None:
    (row,) = staged(city.CASES, {"infoScName": "暴露垃圾（柳市镇）"})
    assert (row["category"], row["subcategory"]) == ("市容环境", "暴露垃圾")


def test_references_are_kept_as_keys_where_no_column_holds_them() -> None:
    (case,) = staged(city.CASES, {"shopId": "（S 1）", "relatedEventNo": "E1"})
    assert (case["place_id_ref"], case["origin_no"]) == ("〔S1〕", "E1")
    assert "origin_id_ref" not in case
    (event,) = staged(grassroots.EVENTS, {"placeId": 5.0, "transferredNo": "T1"})
    assert (event["place_id_ref"], event["origin_id_ref"]) == ("5", "T1")


def test_a_phone_that_does_not_fit_is_published_as_sent() -> None:
    rows = staged(
        city.SHOPS, {"operatorPhone": "+86-13800000000"}, {"operatorPhone": "见 招牌"}, {"operatorPhone": "无"}
    )
    assert [row["phone"] for row in rows] == ["13800000000", "见 招牌", None]


def test_officers_names_and_the_lists_that_json_sends() -> None:
    texts, listed = staged(
        provincial.INSPECTIONS, {"check_personnel": '张"三，李\\四,张"三'}, {"check_personnel": ["张三", None, "李四"]}
    )
    assert texts["officer_names"] == '{"张\\"三","李\\\\四"}'
    assert listed["officer_names"] == '{"张三","李四"}'


@pytest.mark.parametrize("field", ["administrative_cp_na", "check_form", "check_type"])
def test_what_the_standard_of_inspections_asks_for(field: str) -> None:
    (row,) = staged(provincial.INSPECTIONS, {field: None})
    assert rules(row) == {("inspection.standard_fields_missing", field)}


def test_control_characters_are_taken_out_and_counted() -> None:
    (row,) = staged(city.SHOPS, {"address": "甲\x00路\x07", "businessScope": "卖\n五金"})
    assert row["address"] == "甲路"
    assert row["evidence"] == {"business_scope": "卖\n五金"}
    assert row["defects"] == [{"rule": "any.control_characters", "field": "address", "value": "甲路\x07"}]


@pytest.mark.parametrize(
    ("pair", "published", "rule", "unmapped"),
    [
        ((120.95, 28.1), (120.95, 28.1), None, None),
        (("120.95", "28.10"), (120.95, 28.1), None, None),
        ((28.1, 120.95), (120.95, 28.1), "swapped", None),
        ((0, 0), (None, None), "zero", {"longitude": 0, "latitude": 0}),
        ((120.95, "0.0"), (None, None), "zero", {"longitude": 120.95, "latitude": "0.0"}),
        ((120.95, None), (None, None), "half", {"longitude": 120.95}),
        ((116.4, 39.9), (None, None), "outside", {"longitude": 116.4, "latitude": 39.9}),
        (("东经", "28.1"), (None, None), "outside", {"longitude": "东经", "latitude": "28.1"}),
        ((None, ""), (None, None), None, None),
    ],
)
def test_coordinates(pair, published, rule, unmapped) -> None:
    (row,) = staged(city.SHOPS, {"coordX": pair[0], "coordY": pair[1]})
    assert (row["longitude"], row["latitude"]) == published
    assert {found for found, _ in rules(row)} == ({f"any.coordinate_{rule}"} if rule else set())
    assert row["unmapped"] == unmapped


def test_coordinates_of_the_four_platforms_are_converted() -> None:
    straight, swapped = staged(
        grassroots.PLACES, {"lng": 120.953976, "lat": 28.096617}, {"lng": 28.096617, "lat": 120.953976}
    )
    assert (straight["longitude"], straight["latitude"]) == pytest.approx((120.95, 28.1), abs=2e-6)
    assert (swapped["longitude"], swapped["latitude"]) == pytest.approx((120.95, 28.1), abs=2e-6)
    assert {rule for rule, _ in rules(swapped)} == {"any.coordinate_swapped"}


def test_steps() -> None:
    (row,) = staged(
        city.CASES,
        {
            "steps": [
                {"seq": 1, "action": " 立案 ", "actor": "张三", "time": "2026-11-19 10:00:00", "note": "甲\x00"},
                {"seq": "2.0", "time": "2026-11-19T03:00:00Z"},
                {"seq": None, "time": "2026-11-19 12:00:00"},
                {"seq": 4, "time": "昨天"},
                "无",
            ]
        },
    )
    empty = dict.fromkeys(("action", "actor", "organisation", "note"))
    assert row["steps"] == [
        empty | {"seq": 1, "action": "立案", "actor": "张三", "at": "2026-11-19T10:00:00+08:00", "note": "甲"},
        empty | {"seq": 2, "at": "2026-11-19T11:00:00+08:00"},
    ]
    assert rules(row) == {
        ("incident.step_incomplete", "steps[].seq"),
        ("incident.step_incomplete", "steps[].time"),
        ("any.control_characters", "steps[].note"),
    }


@pytest.mark.parametrize("sent", [None, [], "", "没有", 5, {}])
def test_steps_that_are_no_list(sent: object) -> None:
    (row,) = staged(city.CASES, {"steps": sent})
    assert row["steps"] is None


def test_steps_sent_as_json_text() -> None:
    (row,) = staged(grassroots.EVENTS, {"flows": '[{"seq": 1, "org": "综治办", "time": "2026-11-19 10:00:00"}]'})
    assert row["steps"][0]["organisation"] == "综治办"


def test_an_optional_capital_in_another_currency_stays_as_text() -> None:
    rows = staged(provincial.MARKET_ENTITIES, {"RegCap": "500万美元"}, {"RegCap": 1000})
    assert [(row["capital_text"], row["capital_yuan"]) for row in rows] == [
        ("500万美元", None),
        ("1000", Decimal("10000000.00")),
    ]
