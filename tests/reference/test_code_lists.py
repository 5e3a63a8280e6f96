"""Code lists: the most specific source that knows a value decides."""

from __future__ import annotations

import pytest

from hub.reference.code_lists import code_list, entries, labels


def test_every_line_is_known_to_its_source() -> None:
    for entry in entries():
        dataset, generation = entry.source, "2018"
        if entry.source.count("/") == 2:
            dataset, generation = entry.source.rsplit("/", 1)
        assert code_list(entry.code_list, dataset, generation).find(entry.value) == entry.code, entry


@pytest.mark.parametrize(
    ("name", "dataset", "generation", "value", "code"),
    [
        ("licence_status", "departments/licences", "2018", "1", "valid"),
        ("licence_status", "departments/licences", "2015", "1", "revoked"),
        ("licence_status", "provincial/licences", "2018", "2", "other"),
        ("licence_status", "provincial/licences", "2018", "0", None),
        ("party_kind", "provincial/market_entities", "2018", "12", "enterprise"),
        ("party_kind", "provincial/penalties", "2018", "12", None),
        ("row_operation", "provincial/penalties", "2018", "i", "insert"),
        ("row_operation", "provincial/penalties", "2018", "delete", "delete"),
        ("inspection_result", "provincial/inspections", "2018", "发现问题待后续处理(违反规定)", "follow_up"),
        ("inspection_result", "provincial/inspections", "2018", "发现问题待后续处理（违反规定）", "follow_up"),
        ("penalty_kind", "provincial/penalties", "2018", "其他－责令改正", "other"),
        ("penalty_kind", "provincial/penalties", "2018", "其他:限期", "other"),
        ("penalty_kind", "provincial/penalties", "2018", "其他行政", None),
        ("place_kind", "grassroots/places", "2018", "ｋｔｖ", "entertainment"),
        ("bool", "city/shops", "2018", "TRUE", "true"),
        ("bool", "city/shops", "2018", "0", "false"),
        ("licence_kind", "provincial/licences", "2018", " 普 通 ", "ordinary"),
        ("licence_kind", "provincial/licences", "2018", "1.0", "ordinary"),
        ("licence_kind", "provincial/licences", "2018", "新种类", None),
    ],
)
def test_find(name: str, dataset: str, generation: str, value: str, code: str | None) -> None:
    assert code_list(name, dataset, generation).find(value) == code


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_list"):
        code_list("no_such_list", "city/shops")


def test_labels() -> None:
    assert labels("licence_status")["revoked"] == "撤销或吊销"
