"""Keys, order and hashes of versions; deletes; rows of any shape."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardised import LANDED, WHOLE, raw, rules, staged

from hub.datasets import DATASETS, city, departments, grassroots, provincial
from hub.staging.standardise import PageRows, standardise

VERSION = ("source_id", "source_updated_at", "sequence", "content_hash", "version_hash")


def test_a_missing_key_part_is_stood_in_for_by_the_content() -> None:
    (row,) = staged(provincial.PENALTIES, {"CF_CFJGDM": " "})
    assert row["source_id"] == f"乐综执罚决字〔2026〕第12号#{row['content_hash'][:12]}"
    assert ("any.key_missing", "CF_CFJGDM") in rules(row)


def test_nothing_in_a_key_is_repaired() -> None:
    (row,) = staged(provincial.PENALTIES, {"CF_WSH": "【无】 O0.0", "CF_CFJGDM": "无"})
    assert row["source_id"] == "〔无〕O0.0|无"


@pytest.mark.parametrize(
    ("dataset", "key", "time", "sent"),
    [
        (provincial.PENALTIES, {"CF_WSH": "甲", "CF_CFJGDM": "乙"}, "dsc_biz_timestamp", {"dsc_biz_operation": "D"}),
        (
            provincial.PENALTIES,
            {"CF_WSH": "甲", "CF_CFJGDM": "乙"},
            "dsc_biz_timestamp",
            {"dsc_biz_operation": "delete"},
        ),
        (city.SHOPS, {"shopId": "甲"}, "updatedAt", {"deleted": True}),
        (city.SHOPS, {"shopId": "甲"}, "updatedAt", {"deleted": "是"}),
        (grassroots.EVENTS, {"eventNo": "甲"}, "updateTime", {"deleted": 1}),
    ],
)
def test_a_delete_needs_its_key_and_its_time_alone(dataset, key, time, sent) -> None:
    whole, no_key, no_time = raw(
        dataset,
        {**key, **sent, time: "2026-11-20 10:00:00"},
        {**sent, time: "2026-11-20 10:00:00"},
        {**key, **sent},
    )
    assert whole["is_delete"] is True
    assert whole["defects"] == []
    assert {rule for rule, _ in rules(no_key)} == {"any.key_missing"}
    assert rules(no_time) == {("any.required_missing", time)}


@pytest.mark.parametrize("sent", [{"dsc_biz_operation": each} for each in ("I", "u", "insert", "", None)])
def test_all_other_operations_are_full_rows(sent) -> None:
    (row,) = staged(provincial.PENALTIES, sent)
    assert row["is_delete"] is False
    assert row["defects"] == []


def test_an_unknown_operation_deletes_nothing() -> None:
    (row,) = staged(provincial.PENALTIES, {"dsc_biz_operation": "X"})
    assert row["is_delete"] is False
    assert rules(row) == {("any.unknown_code", "dsc_biz_operation")}


@pytest.mark.parametrize(
    ("sent", "sequence"),
    [(7, "7"), ("007", "7"), ("7.0", "7"), (0, "0"), ("12345678901234567890", "12345678901234567890")],
)
def test_the_sequence_is_one_text_for_one_number(sent: object, sequence: str) -> None:
    (row,) = staged(provincial.PENALTIES, {"dsc_biz_record_id": sent})
    assert row["sequence"] == sequence


def test_time_and_sequence_tell_versions_apart_and_not_contents() -> None:
    first, later, next_, hashed, other = staged(
        provincial.PENALTIES,
        {},
        {"dsc_biz_timestamp": "2026-11-20 10:00:01"},
        {"dsc_biz_record_id": 8},
        {"dsc_hash_unique": "x", "dsc_biz_operation": "U", "new_field": "y", "BZ": " "},
        {"CF_NR": "罚款3000元"},
    )
    assert first["content_hash"] == later["content_hash"] == next_["content_hash"] == hashed["content_hash"]
    assert first["content_hash"] != other["content_hash"]
    hashes = [row["version_hash"] for row in (first, later, next_, hashed, other)]
    assert len(set(hashes)) == 4
    assert first["version_hash"] == hashed["version_hash"]


def test_a_delete_has_a_content_of_its_own() -> None:
    kept, deleted = staged(provincial.PENALTIES, {}, {"dsc_biz_operation": "D"})
    assert kept["content_hash"] != deleted["content_hash"]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_hashes_have_their_forms(dataset) -> None:
    (row,) = staged(dataset, {})
    assert re.fullmatch("[0-9a-f]{32}", row["content_hash"])
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", row["version_hash"])


def test_a_hash_is_the_same_for_ever() -> None:
    (row,) = staged(city.SHOPS, {})
    assert row["version_hash"] == "28f4daef-164a-38f9-b086-ec45f2681279"


def test_a_time_that_cannot_be_read_is_none() -> None:
    unreadable, missing, ahead = staged(
        city.SHOPS, {"updatedAt": "今天"}, {"updatedAt": None}, {"updatedAt": "2026-12-20T10:00:00+08:00"}
    )
    assert unreadable["source_updated_at"] is missing["source_updated_at"] is None
    assert rules(unreadable) == {("any.date_unreadable_required", "updatedAt")}
    assert rules(missing) == {("any.required_missing", "updatedAt")}
    assert ahead["source_updated_at"] == datetime(2026, 12, 20, 2, tzinfo=UTC)
    assert rules(ahead) == {("any.date_out_of_range_required", "updatedAt")}


def test_a_files_time_is_when_it_was_taken() -> None:
    (row,) = staged(departments.MARKET_REGISTER, {})
    assert row["source_updated_at"] == row["landed_at"] == LANDED
    assert row["department"] == "market"


def test_a_landing_time_of_any_zone() -> None:
    here = LANDED.astimezone(timezone(timedelta(hours=8)))
    rows = [WHOLE["city/shops"]]
    assert standardise(city.SHOPS, [PageRows(1, here, rows)]).equals(
        standardise(city.SHOPS, [PageRows(1, LANDED, rows)])
    )


def test_rows_are_numbered_within_their_pages() -> None:
    shop = WHOLE["city/shops"]
    pages = [PageRows(5, LANDED, [shop, shop]), PageRows(6, LANDED, []), PageRows(7, LANDED, [shop])]
    frame = standardise(city.SHOPS, pages)
    assert frame.select("page_id", "row_number").rows() == [(5, 1), (5, 2), (7, 1)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=12)
    | st.sampled_from(["2026-01-02", "91330382MA2AB3CD02", "330382001", "0.2", "长期", "罚款;2", "D", "无", "9E+17"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


def rows_of(dataset) -> st.SearchStrategy[list[dict[str, object]]]:
    elements = sorted(each.element_name for each in dataset.fields if each.is_element)
    values = json_values
    if elements:
        values |= st.lists(st.dictionaries(st.sampled_from(elements), json_values, max_size=4), max_size=3)
    return st.lists(st.dictionaries(st.sampled_from(dataset.source_fields), values, max_size=8), max_size=4)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_row_is_too_strange_and_batches_say_nothing(data: st.DataObject) -> None:
    dataset = data.draw(st.sampled_from(DATASETS), label="dataset")
    rows = data.draw(rows_of(dataset), label="rows")
    whole = standardise(dataset, [PageRows(1, LANDED, rows, "market")])
    assert whole.height == len(rows)
    assert whole.schema == standardise(dataset, []).schema
    singly = [standardise(dataset, [PageRows(1, LANDED, [row], "market")]) for row in rows]
    for place, single in enumerate(singly):
        assert whole[place].drop("row_number").rows() == single.drop("row_number").rows()
