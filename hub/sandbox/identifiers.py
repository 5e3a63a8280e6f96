"""Identifiers that pass every check and belong to nobody.

Organisation codes begin with `W` or `Y`, which no authority issues for the region used here; citizen ids carry the
region 330399, which does not exist.
"""

from __future__ import annotations

from operator import mul
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGION: Final = "330382"
PERSON_REGION: Final = "330399"

_CREDIT_VALUE: Final = {character: value for value, character in enumerate(CREDIT_ALPHABET)}
_ORGANISATION_VALUE: Final = {character: value for value, character in enumerate(digits + ascii_uppercase)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))


def organisation_code(body: str) -> str:
    """The 9 characters of the organisation code with the 8 characters `body` (GB 11714-1997)."""
    total = sum(map(mul, map(_ORGANISATION_VALUE.__getitem__, body), _ORGANISATION_WEIGHTS))
    return body + "0123456789X"[(11 - total % 11) % 11]


def credit_code(kind: str, organisation: str, region: str = REGION) -> str:
    """The 18 characters of the unified social credit code of class `kind` (2 characters) (GB 32100-2015)."""
    body = kind + region + organisation
    total = sum(map(mul, map(_CREDIT_VALUE.__getitem__, body), _CREDIT_WEIGHTS))
    return body + CREDIT_ALPHABET[-total % 31]


def numbered_organisation(letter: str, number: int) -> str:
    """The organisation code number `number` of the series `letter`; distinct for distinct numbers below 36^4."""
    return organisation_code(f"{letter}{number:07d}")


def registration_no(first14: str) -> str:
    """15 digits: `first14` and their ISO 7064 MOD 11,10 check digit (GS 15-2006)."""
    product = 10
    for digit in first14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return first14 + str((11 - product) % 10)


def citizen_id(born: date, serial: int, region: str = PERSON_REGION) -> str:
    """18 characters: region, day of birth, the last three digits of `serial`, check character (GB 11643-1999)."""
    body = f"{region}{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(map(mul, map(int, body), _CITIZEN_WEIGHTS))
    return body + "10X98765432"[total % 11]


def old_citizen_id(new: str) -> str:
    """The 15 characters by which somebody born before 2000 was known."""
    return new[:6] + new[8:17]


def another_character(code: str, place: int) -> str:
    """`code` with the digit or letter at `place` replaced by its neighbour, so that its check fails."""
    neighbour = CREDIT_ALPHABET[(_CREDIT_VALUE[code[place]] + 1) % 10]
    return code[:place] + neighbour + code[place + 1 :]
