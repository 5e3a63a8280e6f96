"""Numbers by which enterprises and people are known, made by the standards' own arithmetic; nobody bears them."""

from __future__ import annotations

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CITIZEN_CHECKS = "10X98765432"


def organisation_code(body: str) -> str:
    """The organisation code that begins with these eight characters (GB 11714-1997)."""
    total = sum(int(each, 36) * weight for each, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "0123456789X"[-total % 11]


def credit_code(kind: str, body: str = "MA2AB3CD") -> str:
    """The unified social credit code of an enterprise of this county (GB 32100-2015): `kind` is its first two
    characters, `body` begins its organisation code."""
    start = f"{kind}330382{organisation_code(body)}"
    total = sum(_CREDIT_ALPHABET.index(each) * 3**place for place, each in enumerate(start))
    return start + _CREDIT_ALPHABET[-total % 31]


def citizen_id(body: str) -> str:
    """The citizen id that begins with these 17 digits (GB 11643-1999)."""
    total = sum(int(each) * 2 ** (17 - place) for place, each in enumerate(body))
    return body + _CITIZEN_CHECKS[total % 11]


ENTERPRISE = credit_code("91")
OTHER_ENTERPRISE = credit_code("91", "MA25B1C0")
INDIVIDUAL = credit_code("92")
AUTHORITY = credit_code("11", "MB125450")
NOBODY = ENTERPRISE[:-1] + ("7" if ENTERPRISE[-1] != "7" else "8")
"""Eighteen characters that fail the check."""

PERSON = citizen_id("33038219900101123")
OLD_PERSON = "330382900101123"
"""The same person's number of 15 digits."""
PERSON_WITH_X = next(each for number in range(1000) if (each := citizen_id(f"33038219851231{number:03}")).endswith("X"))
NO_PERSON = PERSON[:-1] + ("0" if PERSON[-1] != "0" else "2")
UNBORN = citizen_id("33038219900230123")
"""Its check digit is right, its birth date is no day."""

OLD_NUMBER = "330382000012345"
SHORT_NUMBER = "3303822001234"
TEXT_NUMBER = "企合浙温总字第002112号"
ORGANISATION = organisation_code("D2143569")
TAX_NUMBER = f"330382{ORGANISATION}"
