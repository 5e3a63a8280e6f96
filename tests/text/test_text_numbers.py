"""Numbers and money, to the fen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.text import numbers


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("0.2", "2000.00"),
        ("0", "0.00"),
        ("1,234.5", "12345000.00"),
        ("0.2万元", "2000.00"),
        ("2000元", "2000.00"),
        (".5", "5000.00"),
        ("5.", "50000.00"),
        ("1.2345675", "12345.68"),
        ("0.0000004", "0.00"),
        ("0.0000005", "0.01"),
        ("999999999999.99", "9999999999999900.00"),
        ("1234567890123", None),
        ("-1", None),
        ("1,23", None),
        ("两千", None),
        ("", None),
        (None, None),
    ],
)
def test_yuan_from_wan(read, sent: str | None, expected: str | None) -> None:
    assert read(numbers.yuan_from_wan, [sent]) == [expected and Decimal(expected)]


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_yuan_from_wan_is_exact(amount: Decimal) -> None:
    read = pl.DataFrame({"text": [f"{amount:f}"]}).select(numbers.yuan_from_wan(pl.col("text"))).item()
    assert read == (amount * 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(("sent", "expected"), [("2000", "2000.00"), ("2000.005元", "2000.01"), ("0.2万元", "2000.00")])
def test_yuan(read, sent: str, expected: str) -> None:
    assert read(numbers.yuan, [sent]) == [Decimal(expected)]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("1000", "10000000.00"),
        ("1000.000000", "10000000.00"),
        ("1000万元", "10000000.00"),
        ("1000万", "10000000.00"),
        ("1000万元人民币", "10000000.00"),
        ("人民币1000万元", "10000000.00"),
        ("1000(万元)", "10000000.00"),
        ("500000元", "500000.00"),
        ("1.5亿元", "150000000.00"),
        ("500万美元", None),
        ("1000人民币", None),
        ("壹佰万元", None),
        ("-5", None),
    ],
)
def test_capital(read, sent: str, expected: str | None) -> None:
    assert read(numbers.capital, [sent]) == [expected and Decimal(expected)]


@pytest.mark.parametrize(
    ("sent", "expected"), [("7", 7), ("7.0", 7), ("1,234", 1234), ("7.5", None), ("-7", None), ("3000000000", None)]
)
def test_integer(read, sent: str, expected: int | None) -> None:
    assert read(numbers.integer, [sent]) == [expected]
