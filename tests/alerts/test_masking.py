"""Nothing of a person leaves in a message, and what is left still helps to find the record."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.alerts.masking import mask_runs, mask_value
from hub.datasets import dataset
from hub.rules.subjects import fields_of

PENALTIES = dataset("provincial/penalties")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("CF_WSH", "乐市监处罚〔2026〕7号", "乐市监处罚〔2026〕7号"),
        ("CF_XDR_MC", "乐清市甲乙电器有限公司", "乐清市甲乙电器有限公司"),
        ("CF_XDR_MC", "章某某", "章*"),
        ("CF_FRDB", "章某某", "章*"),
        ("CF_XDR_ZJHM", "330382190001011234", "330382********1234"),
        ("CF_SY", "章某某在某地乱倒垃圾", "（文本，10 字）"),
        ("CF_JDRQ", "2026/13/45", "2026/13/45"),
        ("CF_JDRQ", "  ", "（空）"),
        ("CF_JDRQ", None, "（空）"),
        ("party_name", "章某某", "章*"),
    ],
)
def test_values(field: str, value: str | None, shown: str) -> None:
    assert mask_value(PENALTIES, [field], value) == shown


def test_one_of_several_fields_is_a_person() -> None:
    assert mask_value(PENALTIES, ["CF_JDRQ", "CF_FRDB"], "章某某") == "章*"


def test_values_of_several_fields_are_masked_each_as_what_it_is() -> None:
    assert mask_value(PENALTIES, ["CF_XDR_SHXYM", "CF_XDR_MC"], "91330382MA2ABCDE1T;章某某") == "91330382MA2ABCDE1T;章*"
    assert mask_value(PENALTIES, ["CF_JDRQ", "CF_XDR_MC", "CF_SY"], ";章某某;") == "（空）;章*;（空）"
    # Where it is not told which part is whose, none is shown.
    assert mask_value(PENALTIES, ["CF_XDR_SHXYM", "CF_XDR_MC"], "91330382MA2ABCDE1T;章某某;李某") == "9*"


@pytest.mark.parametrize(
    ("rule_id", "fields"),
    [
        ("registration.uscc_shared", ("uscc", "name")),
        ("any.one_number_one_content", ()),
        ("any.control_characters", ()),
    ],
)
def test_what_nobody_says_of_which_field_it_is_is_not_shown(rule_id: str, fields: tuple[str, ...]) -> None:
    assert fields_of(dataset("departments/market_register"), rule_id) == fields
    assert fields_of(PENALTIES, rule_id) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机13812345678。", "手机138****5678。"),
        ("电话 0577-62345678", "电话 0577-****5678"),
        ("身份证33038219000101123x！", "身份证330382********123x！"),
        ("证号ID330382190001011234X", "证号ID330382********1234X"),
        ("QZ202401260000120", "QZ202401260000120"),
        ("网格 330382001001902", "网格 330382001001902"),
        ("老证 330382900101123", "老证 330382********1123"),
        ("a\x00b\u202ec", "a b c"),
        ("９１３３０３８２ＭＡ", "91330382MA"),
    ],
)
def test_runs(text: str, shown: str) -> None:
    assert mask_runs(text) == shown


@given(st.text(), st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text())
def test_no_mobile_number_survives(before: str, number: str, after: str) -> None:
    shown = mask_runs(f"{before} {number} {after}")
    assert not re.search(rf"(?<!\d){number}(?!\d)", shown)


@given(st.text())
def test_masking_leaves_no_control_characters(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", mask_runs(text))
