"""Codes and lists of codes."""

from __future__ import annotations

import pytest

from hub.reference.code_lists import code_list
from hub.text import codes

PENALTIES = code_list("penalty_kind", "provincial/penalties")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2", (["fine"], False)),
        ("02", (["fine"], False)),
        ("1;2", (["warning", "fine"], False)),
        ("罚款；没收违法所得", (["fine", "confiscation"], False)),
        ("罚款、罚款,警告", (["fine", "warning"], False)),
        ("没收违法所得、没收非法财物", (["confiscation"], False)),
        ("暂扣许可证、执照；罚款", (["suspend_licence", "fine"], False)),
        ("法律、法规规定的其他行政处罚方式", (["other"], False)),
        ("其他-责令改正、限期拆除", (["other"], False)),
        ("其他(责令改正,限期拆除)", (["other"], False)),
        ("罚款(首次)", (["fine"], False)),
        ("罚款;不认识", (["fine"], True)),
        ("不认识", (None, True)),
        ("罚款\n警告", (["fine", "warning"], False)),
    ],
)
def test_list_of_codes(read, sent: str, expected: tuple[list[str] | None, bool]) -> None:
    found = read(lambda text: codes.mapped_list(text, PENALTIES), [sent, None])
    assert (found[0]["codes"], found[0]["unknown"]) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("张三，李四", ["张三", "李四"]),
        ("张三、 李四；王五,张三", ["张三", "李四", "王五"]),
        ("，,", None),
        (None, None),
    ],
)
def test_list_of_texts(read, sent: str | None, expected: list[str] | None) -> None:
    assert read(codes.text_list, [sent]) == [expected]


def test_each_value_is_mapped_in_its_place(read) -> None:
    kinds = code_list("party_kind", "provincial/penalties")
    sent = ["自然人", None, "个体工商户", "不认识", "自然人"]
    assert read(lambda text: codes.mapped(text, kinds), sent) == [
        "natural_person",
        None,
        "individual_business",
        None,
        "natural_person",
    ]
