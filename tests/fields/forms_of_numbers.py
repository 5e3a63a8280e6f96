"""Numbers, money, and divisions by code or name."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from forms import STRANGE, Asked, Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COUNTY = "330382000000"


def _unreadable(*others: object) -> Iterator[Form]:
    for sent in ("若干", "-1", -1, "二千", "1.2.3", "12 个", *STRANGE, *others):
        yield Form(sent, rules=("any.number_unreadable",), is_lost=True)


def integers(_: Asked) -> Iterator[Form]:
    """Whole numbers, not negative."""
    for sent, number in (("30", 30), (30, 30), ("30.0", 30), (30.0, 30), (" ３０ ", 30), (0, 0), ("1,200", 1200)):
        yield Form(sent, number)
    yield from _unreadable("1.5", "99999999999", 10**20)


def sequences(asked: Asked) -> Iterator[Form]:
    """Numbers that order versions, as one text for one number."""
    yield Form(asked.sound, str(asked.sound))
    for sent, number in (("007", "7"), ("7.0", "7"), (0, "0"), ("12345678901234567890", "12345678901234567890")):
        yield Form(sent, number)
    yield from _unreadable()


def yuan_from_wan(_: Asked) -> Iterator[Form]:
    """万元 as yuan, half up to the fen; a trailing 元 is yuan already."""
    for sent, yuan in (
        *(("0.2", "2000"), (0.2, "2000"), ("０．２", "2000"), ("0.2万元", "2000"), ("2000元", "2000"), (1, "10000")),
        *(("1,200", "12000000"), ("1,234.56元", "1234.56"), ("0.00005", "0.5"), ("0.0000005", "0.01")),
        *(("0.00000049", "0"), (0, "0"), (0.00005, "0.5"), (" 12 万元", "120000"), ("1.005元", "1.01")),
    ):
        yield Form(sent, _fen(yuan))
    yield from _unreadable("0.2万美元", "贰仟元整", "99999999999999999", "1e400")


def capital(asked: Asked) -> Iterator[Form]:
    """A register's capital: a bare number is 万元; what is no yuan stays the text beside it."""
    yield Form(asked.sound, _fen("10000000"))
    for sent, yuan in (
        *((1000, "10000000"), ("1000万", "10000000"), ("1000万元", "10000000"), ("1000万元人民币", "10000000")),
        *(("人民币 1,000 万元", "10000000"), ("1亿元", "100000000"), ("50000元", "50000"), ("0.5", "5000")),
    ):
        yield Form(sent, _fen(yuan))
    for sent in ("500万美元", "若干", "-1", "1000万港元", *STRANGE):
        yield Form(sent, judged=("registration.capital_unreadable",))


def _fen(yuan: str) -> Decimal:
    return Decimal(yuan).quantize(Decimal("0.01"))


@cache
def townships() -> Mapping[str, str]:
    """The names of the townships by their codes."""
    text = files("hub.reference").joinpath("townships.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def divisions(asked: Asked) -> Iterator[Form]:
    """Codes of 6, 9, 12 and more digits and names; beside a code of 12 digits its community."""
    sound = "330382114000"
    yield Form(
        asked.sound, "330382108000" if asked.sound == "虹桥镇" else sound, {"community": _community(asked.sound)}
    )
    for place, (code, name) in enumerate(townships().items()):
        ways = (code, int(code), f"{code}.0", int(code[:9]), f" {name[0]} {name[1:]}\u3000")
        for sent in (code[:9], name, name.rstrip("街道镇乡"), ways[place % len(ways)]):
            yield Form(sent, code, {"community": None})
        village = f"{code[:9]}{place + 201}"
        yield Form(village, code, {"community": village})
    for sent in ("330382", 330382, "330382000", COUNTY, "乐清市", "３３０３８２"):
        yield Form(sent, COUNTY, {"community": None})
    for sent in ("330382114205003", 330382114205, "330382114 205"):
        yield Form(sent, sound, {"community": "330382114205"})
    for sent in ("330382999", "330382999205", "33038211", "某某街", "无", *STRANGE):
        yield _nowhere(sent)
    for sent in ("330302001000", "330302001205", "110101", 330302001):
        yield _nowhere(sent, "any.division_elsewhere")


def _nowhere(sent: object, *rules: str) -> Form:
    beside = {"community": _community(sent)}
    return Form(sent, beside=beside, rules=("any.division_unknown", *rules), is_lost=True)


def _community(sent: object) -> str | None:
    digits = str(sent)
    return digits[:12] if digits.isdigit() and len(digits) >= 12 and digits[9:12] != "000" else None
