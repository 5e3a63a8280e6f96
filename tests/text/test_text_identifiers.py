"""Check characters against their standards; every number here is invented or printed in a standard."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.text import identifiers

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TODAY = date(2026, 11, 22)


def credit_code(body: str) -> str:
    """`body` (17 characters) with the check character that GB 32100-2015 puts behind it."""
    total = sum(ALPHABET.index(each) * pow(3, place, 31) for place, each in enumerate(body))
    return body + ALPHABET[-total % 31]


def citizen_id(body: str) -> str:
    """`body` (17 digits) with the check character that GB 11643-1999 puts behind it."""
    total = sum(int(each) * pow(2, 17 - place, 11) for place, each in enumerate(body))
    return body + "10X98765432"[total % 11]


def valid(check: Callable[[pl.Expr], pl.Expr], codes: Sequence[str]) -> list[str]:
    """Those of `codes` that pass `check`."""
    return pl.DataFrame({"code": codes}).filter(check(pl.col("code")))["code"].to_list()


def is_true(check: Callable[[pl.Expr], pl.Expr], code: str) -> bool:
    return valid(check, [code]) == [code]


def upgraded(code: str, latest: date = TODAY) -> str | None:
    return pl.DataFrame({"code": [code]}).select(identifiers.citizen_id(pl.col("code"), pl.lit(latest))).item()


bodies = st.text(st.sampled_from(ALPHABET), min_size=17, max_size=17)


@given(bodies)
def test_a_credit_code_with_its_check_character_is_valid(body: str) -> None:
    assert is_true(identifiers.is_credit_code, credit_code(body))


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_makes_a_credit_code_invalid(body: str, place: int, other: str) -> None:
    code = credit_code(body)
    assume(code[place] != other)
    assert not is_true(identifiers.is_credit_code, code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("first", "ANY")
def test_codes_of_every_registration_authority_are_valid(first: str) -> None:
    assert is_true(identifiers.is_credit_code, credit_code(f"{first}2330382MA2AB3CD4"))


@pytest.mark.parametrize("code", ["", "91330382", "9133038200000000000", "91330382MA2AB3CDI5", "９１３３０３８２"])
def test_what_has_not_the_shape_is_no_credit_code(code: str) -> None:
    assert not is_true(identifiers.is_credit_code, code)


def test_lookalikes() -> None:
    frame = pl.DataFrame({"code": ["9I33O38ZSA"]})
    assert frame.select(identifiers.without_lookalikes(pl.col("code"))).item() == "913303825A"


@pytest.mark.parametrize(("code", "valid"), [("D2143569X", True), ("D21435690", False), ("D2143569", False)])
def test_organisation_code(code: str, valid: bool) -> None:
    assert is_true(identifiers.is_organisation_code, code) is valid


@given(st.text(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=8, max_size=8))
def test_organisation_codes_have_one_check_character(body: str) -> None:
    checks = valid(identifiers.is_organisation_code, [body + each for each in "0123456789X"])
    values = [int(each) if each.isdigit() else ord(each) - 55 for each in body]
    total = sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    assert checks == [body + "0123456789X"[-total % 11]]


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_citizen_ids(born: date, number: int) -> None:
    code = citizen_id(f"330382{born:%Y%m%d}{number:03d}")
    assert upgraded(code) == code
    if born.year < 2000:
        assert upgraded(f"330382{born:%y%m%d}{number:03d}") == citizen_id(f"33038219{born:%y%m%d}{number:03d}")


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_makes_a_citizen_id_invalid(born: date, place: int, other: str) -> None:
    code = citizen_id(f"330382{born:%Y%m%d}123")
    assume(code[place] != other)
    assert upgraded(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize(
    "code", [citizen_id("33038220261123123"), citizen_id("33038219900230123"), "330382900230123", "", "11010519491231"]
)
def test_nobody_is_born_tomorrow_or_on_a_day_that_is_none(code: str) -> None:
    assert upgraded(code) is None


def test_the_region_is_not_judged() -> None:
    assert upgraded("11010519491231002X") == "11010519491231002X"
    assert upgraded("440524188001010014") == "440524188001010014"
    assert upgraded(citizen_id("99999919900101123")) is not None
