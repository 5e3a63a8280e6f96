"""What a penalty's text fines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SAID = [
    ("罚款2000元", 2000),
    ("罚款人民币贰仟元整", 2000),
    ("罚款0.2万元", 2000),
    ("罚款2,000.50元", "2000.5"),
    ("罚款２,０００元", 2000),
    ("罚款人民币（大写）贰万伍仟元整（¥25000）", 25000),
    ("罚款壹佰贰拾元伍角", "120.5"),
    ("罚款十五元", 15),
    ("罚款两千零五元", 2005),
    ("罚款二〇〇〇元", 2000),
    ("罚款2万5千元", 25000),
    ("罚款壹亿贰仟万圆整", 120000000),
    ("处2000元罚款", 2000),
    ("处以人民币2000元的罚款", 2000),
    ("警告，并处罚款1000元，没收违法所得500元", 1000),
    ("没收100元罚款2000元", 2000),
    ("罚款1000元（罚款壹仟元整）", 1000),
    ("依据处罚款1000元以上5000元以下之规定，罚款3000元", 3000),
]
SAID_NOT = [
    "警告",
    "罚款",
    "罚款元",
    "罚款若干元",
    "罚款1.2.3元",
    "没收违法所得2000元",
    "罚款1000元，罚款2000元",
    "对甲处1000元罚款，对乙处2000元罚款",
    "处一千元以上五千元以下的罚款",
    "罚款1000元以上",
]


def asked(connection, content):
    return connection.execute("SELECT hub.fine_in_text(%s)", (content,)).fetchone()[0]


@pytest.mark.parametrize(("content", "yuan"), SAID)
def test_an_amount_in_any_spelling(connection, content, yuan):
    assert asked(connection, content) == Decimal(yuan)


@pytest.mark.parametrize("content", SAID_NOT)
def test_none_or_several_amounts_are_null(connection, content):
    assert asked(connection, content) is None


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def in_words(number):
    """`number` (0 < number < 10^8) as cheques write it."""
    if number >= 10000:
        rest = number % 10000
        gap = "零" if 0 < rest < 1000 else ""
        return in_words(number // 10000) + "万" + gap + (in_words(rest) if rest else "")
    words, pending = "", False
    for unit, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if pending else "") + DIGITS[digit] + name
            pending = False
        elif words:
            pending = True
    return words


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 99_999_999))
def test_every_number_in_words_is_the_number_in_digits(connection, number):
    assert asked(connection, f"罚款人民币{in_words(number)}元整") == number
    assert asked(connection, f"罚款{number:,}元") == number


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["罚款", "元", "万", "2", ".", ",", "壹", "仟", "以上", "的", "人民币", "角"]), max_size=12
    )
)
def test_no_text_breaks_it(connection, parts):
    asked(connection, "".join(parts))
