"""Check characters of national identifiers as SQL conditions over a text column."""

from __future__ import annotations

from psycopg import sql

_CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE_MODULUS = 31


def is_credit_code(text: sql.Composable) -> sql.Composable:
    """Whether `text` is a unified social credit code: 18 characters of its alphabet, whose weighted sum is 0.

    GB 32100-2015, 5 and annex A: weights 3^(i-1) mod 31; the check character makes the sum a multiple of 31.
    The region in characters 3-8 is not judged.
    """
    products = (
        sql.SQL("{} * strpos({}, substr({}, {}, 1))").format(
            sql.Literal(pow(3, place, _CREDIT_CODE_MODULUS) if place < 17 else 1),
            sql.Literal(_CREDIT_CODE_ALPHABET),
            text,
            sql.Literal(place + 1),
        )
        for place in range(18)
    )
    # strpos counts from 1, so every product holds its weight once too often.
    surplus = sum(pow(3, place, _CREDIT_CODE_MODULUS) for place in range(17)) + 1
    return sql.SQL("(CASE WHEN {} ~ {} THEN mod({} - {}, {}) = 0 ELSE false END)").format(
        text,
        sql.Literal(f"^[{_CREDIT_CODE_ALPHABET}]{{18}}$"),
        sql.SQL(" + ").join(products),
        sql.Literal(surplus),
        sql.Literal(_CREDIT_CODE_MODULUS),
    )


def has_wrong_registration_check(text: sql.Composable) -> sql.Composable:
    """Whether `text` has 15 digits whose last is not the check digit of the others.

    GS 15-2006, 4.4, by ISO 7064 MOD 11,10 (GB/T 17710): P(1) = 10, S = P + digit, P = 2 (S mod 10, or 10) mod 11;
    P + check digit must be 1 mod 10.
    """
    product: sql.Composable = sql.Literal(10)
    for place in range(1, 15):
        product = sql.SQL("mod(2 * (mod({} + {} - 1, 10) + 1), 11)").format(product, _digit(text, place))
    return sql.SQL("(CASE WHEN {} ~ '^[0-9]{{15}}$' THEN mod({} + {}, 10) <> 1 END)").format(
        text, product, _digit(text, 15)
    )


def _digit(text: sql.Composable, place: int) -> sql.Composable:
    return sql.SQL("(ascii(substr({}, {}, 1)) - 48)").format(text, sql.Literal(place))
