"""What may stand in a cell: any text as a text and nothing else, any moment as the day or the minute in Yueqing."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

LONGEST_TEXT = 32_767
"""Units of UTF-16 that a cell can hold (ECMA-376 leaves it to the programs; Excel's and WPS's limit)."""

EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; a longer one is written as a text."""

FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(9999, 12, 31)
"""The days that every spreadsheet counts alike: before March 1900 some have a 29 February that never was."""

ZONE = ZoneInfo("Asia/Shanghai")
_KEPT_CONTROLS = frozenset("\n\t")
_UNWRITABLE = frozenset({"Cc", "Cs", "Cn", "Co"})
_CUT = "…（已截断，原文共 {} 字）"
# xlsxwriter writes what looks like this as it is, taking it for its own markup.
_MARKUP = ("<r>", "</r>")


def harmless(text: str) -> str:
    """`text` as a cell can hold it: control and unassigned characters as blanks, cut to what a cell holds.

    It is to be written as a string: a leading `=`, `+`, `-` or `@` is then a character like any other.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.isprintable():
        plain = "".join(" " if _is_unwritable(each) else each for each in plain)
    if _units(plain) > LONGEST_TEXT:
        note = _CUT.format(len(text))
        plain = _head(plain, LONGEST_TEXT - _units(note)) + note
    return f"{plain} " if plain.startswith(_MARKUP[0]) and plain.endswith(_MARKUP[1]) else plain


def shown(value: object) -> str:
    """Any value as the text that a person reads; None is empty."""
    match value:
        case None:
            return ""
        case str():
            return harmless(value)
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{local(value):%Y-%m-%d %H:%M:%S}"
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case list() | tuple() | set() | frozenset():
            return harmless("、".join(shown(each) for each in value))
    return harmless(str(value))


def number(value: object) -> int | float | None:
    """`value` as a number that a spreadsheet keeps exactly enough, or None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if not math.isfinite(value) or not -EXACT < value < EXACT:
        return None
    return value if isinstance(value, int) else float(value)


def moment(value: object) -> datetime | None:
    """A day or an instant as spreadsheets count them: of Yueqing, without a zone; None where it is neither."""
    if isinstance(value, datetime):
        here = local(value)
        return here if FIRST_DAY <= here.date() <= LAST_DAY else None
    if type(value) is date and FIRST_DAY <= value <= LAST_DAY:
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    return None


def local(value: datetime) -> datetime:
    """An instant as the clocks of Yueqing show it, without its zone; one without a zone is UTC."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(ZONE).replace(tzinfo=None)


def _is_unwritable(character: str) -> bool:
    return character not in _KEPT_CONTROLS and unicodedata.category(character) in _UNWRITABLE


def _units(text: str) -> int:
    # Nearly every text is far below the limit: only one that may reach it is counted.
    return len(text) if len(text) * 2 <= LONGEST_TEXT else len(text.encode("utf-16-le")) // 2


def _head(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
