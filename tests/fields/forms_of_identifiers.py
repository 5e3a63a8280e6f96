"""Codes of authorities, and numbers of people whom the model does not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms import Asked, Form
from made_numbers import (
    AUTHORITY,
    ENTERPRISE,
    NO_PERSON,
    NOBODY,
    OLD_NUMBER,
    OLD_PERSON,
    OTHER_ENTERPRISE,
    PERSON,
    PERSON_WITH_X,
    UNBORN,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

REPAIRED, SEVERAL = "any.uscc_repaired", "any.identifier_several"
FLOAT, DAMAGED = "departments.number_float", "departments.number_damaged"


def agencies(asked: Asked) -> Iterator[Form]:
    """A valid credit code in its one form; anything else is published as sent."""
    is_file = asked.dataset.platform == "departments"
    yield Form(asked.sound, asked.sound)
    yield Form(f" {AUTHORITY}\n", AUTHORITY)
    for sent in (
        AUTHORITY.lower(),
        f"{AUTHORITY[:8]} {AUTHORITY[8:]}",
        "".join(chr(ord(each) + 0xFEE0) for each in AUTHORITY),
    ):
        yield Form(sent, AUTHORITY, rules=(REPAIRED,))
    yield Form(OTHER_ENTERPRISE.translate(str.maketrans("0125", "OIZS")), OTHER_ENTERPRISE, rules=(REPAIRED,))
    for sent in (f"{NOBODY}、{AUTHORITY}", f"{AUTHORITY};{ENTERPRISE}", f"{AUTHORITY}{ENTERPRISE}"):
        yield Form(sent, AUTHORITY, rules=(SEVERAL,))
    for sent in (NOBODY, "某 局", OLD_NUMBER, PERSON, "12345"):
        yield Form(sent, sent)
    for sent, text in ((12345, "12345"), (True, "true"), (["某"], '["某"]')):
        yield Form(sent, text)
    yield Form("12345.0", "12345", rules=(FLOAT,) if is_file else ())
    if is_file:
        yield Form("9.13304E+17", None, rules=(DAMAGED,))


def people(asked: Asked) -> Iterator[Form]:
    """Numbers that are published nowhere are judged all the same."""
    is_file = asked.dataset.platform == "departments"
    yield Form(asked.sound)
    for sent in (PERSON_WITH_X, PERSON_WITH_X.lower(), OLD_PERSON, ENTERPRISE):
        yield Form(sent)
    for sent in (NO_PERSON, UNBORN, "123", NOBODY, "某", True, ["某"]):
        yield Form(sent, rules=("any.citizen_id_invalid",))
    yield Form(f"{OLD_PERSON}.0", rules=(FLOAT,) if is_file else ())
    if is_file:
        yield Form("3.30382E+17", rules=(DAMAGED,))
