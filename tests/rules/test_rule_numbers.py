"""Check characters in SQL."""

from __future__ import annotations

import pytest
from psycopg import sql

from hub.rules.numbers import has_wrong_registration_check, is_credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(body):
    """`body` (17 characters) with its check character: GB 32100-2015, annex A."""
    total = sum(ALPHABET.index(character) * 3**place for place, character in enumerate(body))
    return body + ALPHABET[-total % 31]


def registration_no(body):
    """`body` (14 digits) with its check digit: ISO 7064 MOD 11,10."""
    product = 10
    for digit in map(int, body):
        product = ((product + digit) % 10 or 10) * 2 % 11
    return f"{body}{(11 - product) % 10}"


@pytest.fixture
def holds(connection):
    def ask(condition, value):
        query = sql.SQL("SELECT {} FROM (VALUES ({})) AS given (code)").format(
            condition(sql.Identifier("code")), sql.Literal(value)
        )
        return connection.execute(query).fetchone()[0]

    return ask


@pytest.mark.parametrize("body", ["91330382MA00000A1", "9233038200000000X", "N2330382000000Y0A", "A1330382123456789"])
def test_a_credit_code_and_any_other_last_character(holds, body):
    right = credit_code(body)
    assert holds(is_credit_code, right)
    wrong = [body + character for character in ALPHABET if character != right[-1]]
    assert not any(holds(is_credit_code, each) for each in wrong)


@pytest.mark.parametrize("code", ["", "9133", "91330382MA00000I1X", "91330382ma00000a1x", "乐清市"])
def test_what_has_not_the_form_of_a_credit_code(holds, code):
    assert not holds(is_credit_code, code)


@pytest.mark.parametrize("body", ["33038260000000", "33038200001234", "00000000000000", "99999999999999"])
def test_a_registration_number_and_any_other_last_digit(holds, body):
    right = registration_no(body)
    assert not holds(has_wrong_registration_check, right)
    wrong = [f"{body}{digit}" for digit in range(10) if str(digit) != right[-1]]
    assert all(holds(has_wrong_registration_check, each) for each in wrong)


@pytest.mark.parametrize("number", ["3303826000000", "企合浙绍总字第002112号", ""])
def test_only_numbers_of_15_digits_have_a_check_digit(holds, number):
    assert not holds(has_wrong_registration_check, number)
