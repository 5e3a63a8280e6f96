"""Ways of writing a business wrong that the sandbox does not know and the parser was not made for.

Each takes what records tell (`hub.linkage.profiles.TOLD_SCHEMA`) and a share of them by chance, and writes names and
signboards, addresses or phones otherwise.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEED = 7
SHARE = 0.3
SAME_SOUND = dict(zip("鑫恒昌华达丰顺兴祥宏盛诚新德飞远", "新衡常花大风舜星翔洪胜成欣得非元", strict=True))
_PLACE = re.compile(r"^(?:浙江省?)?(?:温州市?)?(?:乐清市?)?")
_NUMBER = re.compile(r"\d+号")

Row = dict[str, str | None]


def _named(change: Callable[[str, random.Random], str]) -> Callable[[Row, random.Random], Row]:
    """A change of the text behind the place, of the name and of the signboard alike."""

    def corrupt(row: Row, chance: random.Random) -> Row:
        changed = {}
        for column in ("name", "sign"):
            if text := row[column]:
                place = _PLACE.match(text)
                head = place.end() if place else 0
                changed[column] = text[:head] + change(text[head:], chance)
        return {**row, **changed}

    return corrupt


def _left_out(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text)) if len(text) > 2 else len(text)
    return text[:at] + text[at + 1 :]


def _swapped(text: str, chance: random.Random) -> str:
    at = chance.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _same_sound(text: str, _chance: random.Random) -> str:
    for place, character in enumerate(text):
        if character in SAME_SOUND:
            return text[:place] + SAME_SOUND[character] + text[place + 1 :]
    return text


def _other_phone(row: Row, chance: random.Random) -> Row:
    phone = row["phone"] or ""
    if not phone[-1:].isdigit():
        return row
    return {**row, "phone": phone[:-1] + str((int(phone[-1]) + chance.randrange(1, 9)) % 10)}


def _no_number(row: Row, _chance: random.Random) -> Row:
    return {**row, **{column: _NUMBER.sub("", row[column] or "") or None for column in ("address", "premises")}}


KINDS: Mapping[str, Callable[[Row, random.Random], Row]] = {
    "a character of the same sound": _named(_same_sound),
    "a character left out": _named(_left_out),
    "two characters swapped": _named(_swapped),
    "the number of another phone": _other_phone,
    "an address without its number": _no_number,
}


def corrupted(told: pl.DataFrame, kind: str) -> pl.DataFrame:
    """`told` with SHARE of the records that have no credit code written otherwise."""
    columns = ("name", "sign", "phone", "address", "premises")
    rows = []
    for row in told.select("record_id", "uscc", *columns).iter_rows(named=True):
        chance = random.Random(f"{SEED}/{kind}/{row['record_id']}")  # noqa: S311 - to be repeated, not to be secret
        said = {each: row[each] for each in columns}
        rows.append(KINDS[kind](said, chance) if row["uscc"] is None and chance.random() < SHARE else said)
    return told.with_columns(pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)))
