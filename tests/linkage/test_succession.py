"""What makes one entity the successor of another, and what people make of it; every name is invented."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hub.linkage.keys import RECORD_SCHEMA
from hub.linkage.ladder import resolve_records
from hub.linkage.likeness import EDGE_SCHEMA
from hub.linkage.succession import PAIR_SCHEMA, judged, relation_id, successions

TOWN = "330382114000"
PAIR = {
    "kind": "converted", "predecessor_id": "E1", "successor_id": "E2", "predecessor_name": "乐清市柳市甲乙电料经营部",
    "successor_name": "乐清市甲乙电气有限公司", "predecessor_address": "浙江省乐清市柳市镇甲路1号",
    "successor_address": "柳市镇甲路１号", "predecessor_division": TOWN, "successor_division": TOWN,
    "shared": "citizen_id", "is_dated": True, "since": date(2022, 3, 8), "retracted_at": None,
}  # fmt: skip
ANOTHER_MARK = {"successor_name": "乐清市丙丁电气有限公司"}
ANOTHER_HOUSE = {"successor_address": "柳市镇甲路2号"}


def found(*pairs: dict[str, object]) -> list[dict[str, object]]:
    return successions(pl.DataFrame([{**PAIR, **each} for each in pairs], schema=PAIR_SCHEMA)).to_dicts()


@pytest.mark.parametrize(
    ("said", "grounds"),
    [
        ({}, ["citizen_id", "mark", "house"]),
        (ANOTHER_MARK, ["citizen_id", "house"]),
        (ANOTHER_HOUSE, ["citizen_id", "mark"]),
        ({**ANOTHER_MARK, **ANOTHER_HOUSE}, None),
        ({"successor_division": None, **ANOTHER_MARK}, None),
        ({"is_dated": False}, ["citizen_id", "mark", "house"]),
        ({"is_dated": False, **ANOTHER_HOUSE}, None),
        ({"shared": "organisation_code", **ANOTHER_MARK, **ANOTHER_HOUSE}, ["organisation_code"]),
        ({"kind": "moved", "predecessor_name": "温州甲乙电气有限公司", **ANOTHER_HOUSE}, ["citizen_id", "mark"]),
        ({"kind": "moved", "predecessor_name": "温州甲乙鞋业有限公司"}, None),
        ({"kind": "renamed", "shared": "former_name", **ANOTHER_MARK, **ANOTHER_HOUSE}, ["former_name"]),
    ],
)
def test_one_person_is_not_enough(said: dict[str, object], grounds: list[str] | None) -> None:
    assert [each["grounds"] for each in found(said)] == ([] if grounds is None else [grounds])


def test_two_entities_have_one_relation_with_all_that_bears_it() -> None:
    renamed = {"kind": "renamed", "shared": "former_name", "since": date(2022, 3, 1)}
    (relation,) = found({}, {"shared": "principal_and_phone"}, renamed)
    assert (relation["kind"], relation["since"]) == ("converted", date(2022, 3, 1))
    assert relation["grounds"] == ["citizen_id", "principal_and_phone", "former_name", "mark", "house"]


def test_what_was_retracted_says_nothing_where_others_speak() -> None:
    gone = {"retracted_at": "2026-11-01T00:00:00.000000Z", "shared": "principal_and_phone"}
    (relation,) = found({}, gone)
    assert (relation["retracted_at"], "principal_and_phone" in relation["grounds"]) == (None, False)
    (relation,) = found(gone, {**gone, "retracted_at": "2026-11-02T00:00:00.000000Z"})
    assert relation["retracted_at"] == "2026-11-02T00:00:00.000000Z"


@pytest.mark.parametrize("ends", [("E1", "E2"), ("E2", "E1")])
@pytest.mark.parametrize("kinds", [["merged"], [None, "merged"], ["merged", None]])
def test_the_last_word_of_people_counts_in_either_direction(ends: tuple[str, str], kinds: list[str | None]) -> None:
    said = [{"kind": kind, "predecessor_id": ends[0], "successor_id": ends[1]} for kind in kinds]
    schema = dict.fromkeys(("kind", "predecessor_id", "successor_id"), pl.String)
    relations = judged(successions(pl.DataFrame([PAIR], schema=PAIR_SCHEMA)), pl.DataFrame(said, schema=schema))
    expected = [("merged", *ends, "manual")] if kinds[-1] else []
    assert relations.select("kind", "predecessor_id", "successor_id", "method").rows() == expected


def test_a_relation_s_id_is_a_fixed_function_of_what_it_says() -> None:
    assert relation_id("merged", "E1", "E2") == relation_id("merged", "E1", "E2")
    assert len({relation_id(kind, *ends) for kind in ("merged", "moved") for ends in (("E1", "E2"), ("E2", "E1"))}) == 4


def test_likeness_joins_no_two_entries_of_one_register() -> None:
    ids = ["provincial:market_entities:1", "provincial:market_entities:2"]
    edge = {"record_a": ids[0], "record_b": ids[1], "weight": 30.0, "probability": 1.0, "is_certain": True,
            "obstacle": None, "evidence": "{}"}  # fmt: skip
    rows = pl.DataFrame([{"record_id": each, "mints": True} for each in ids], schema=RECORD_SCHEMA)
    resolution = resolve_records(rows, pl.DataFrame([edge], schema=EDGE_SCHEMA))
    assert resolution.links["entity_id"].n_unique() == 2
    assert resolution.candidates["reason"].to_list() == ["registered"]
