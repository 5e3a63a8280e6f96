"""Cleaning and keys: what is seen stays, what is not seen goes."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.text import cleaning, keys


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("乐清市", "乐清市"),
        ("\u3000乐清市 \t", "乐清市"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("甲\x00乙\x07丙\x85丁", "甲乙丙丁"),
        ("10²㎡ 第①项", "10²㎡ 第①项"),
        ("甲  乙", "甲  乙"),
        ("\ufeff甲", "\ufeff甲"),
        (" \u3000\x00\n", None),
        ("", None),
        (None, None),
    ],
)
def test_cleaned(read, sent: str | None, expected: str | None) -> None:
    assert read(cleaning.cleaned, [sent]) == [expected]


def test_control_characters_are_told_from_line_ends(read) -> None:
    assert read(cleaning.has_control_characters, ["甲\n乙", "甲\r\n乙", "甲\x00乙", "甲\t乙", "甲"]) == [
        False,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "nothing", ["无", "暂无", "不详", "待补", "待补充", "未知", "-", "/", "\\", "NULL", "null", "N/A", "0", "000000"]
)
def test_placeholders_are_nothing(read, nothing: str) -> None:
    assert read(cleaning.without_placeholders, [nothing]) == [None]


def test_what_only_holds_a_placeholder_stays(read) -> None:
    assert read(cleaning.without_placeholders, ["无锡", "100", "0.0", "1-1"]) == ["无锡", "100", "0.0", "1-1"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("乐综执罚决字【2026】第 12 号", "乐综执罚决字〔2026〕第12号"),
        ("乐综执罚决字（2026）第12号", "乐综执罚决字〔2026〕第12号"),
        ("乐综执罚决字[2026]第12号", "乐综执罚决字〔2026〕第12号"),
        ("乐综执罚决字〔2026〕第12号", "乐综执罚决字〔2026〕第12号"),
        ("ＡＢｃ\u3000１２", "ABc12"),
        ("201312142.0", "201312142"),
        ("1.5", "1.5"),
        ("2026-01-02", "2026-01-02"),
        ("无", "无"),
        ("O0l", "O0l"),
        ("12\u200b34\ufeff", "1234"),
    ],
)
def test_normalised_key(read, sent: str, expected: str) -> None:
    assert read(keys.normalised_key, [sent]) == [expected]


texts = st.text(st.characters(codec="utf-8", max_codepoint=0xFFFF, exclude_categories=["Cc", "Cn"]), max_size=20)


@given(st.lists(texts, max_size=20))
def test_a_key_is_nfkc_without_blanks_whatever_stands_beside_it(sent: list[str]) -> None:
    found = pl.DataFrame({"text": pl.Series(sent, dtype=pl.String)}).select(keys.key(pl.col("text")))["text"]
    expected = [re.sub(keys.BLANK, "", unicodedata.normalize("NFKC", each)) or None for each in sent]
    assert [each or None for each in found] == expected


@given(st.text(max_size=30))
def test_cleaning_is_done_once_and_for_all(text: str) -> None:
    def clean(value: str | None) -> str | None:
        frame = pl.DataFrame({"text": pl.Series([value], dtype=pl.String)})
        return frame.select(cleaning.cleaned(pl.col("text"))).item()

    once = clean(text)
    assert clean(once) == once
    assert once is None or ("\r" not in once and "\x00" not in once and once == once.strip("\u3000 \n"))
