"""The types of values: how each is read from a text, what PostgreSQL calls it, and its JSON schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST = 300
"""Characters of a text that somebody may search for."""
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of values. `read` raises ValueError for what is none; without it nobody searches by it.

    `has_order`: a range can be asked for.
    """

    sql_type: str
    expected: str
    schema: Mapping[str, Any]
    read: Callable[[str], object] | None = None
    has_order: bool = False


def _text(value: str) -> str:
    if len(value) > LONGEST or not value.isprintable():
        raise ValueError(value)
    return value


def _day(value: str) -> date:
    if len(value) != len("2026-01-01"):
        raise ValueError(value)
    return date.fromisoformat(value)


def _instant(value: str) -> datetime:
    # A plus sign that was not escaped arrives as a blank.
    instant = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant


def _whole(value: str) -> int:
    if not value.isascii() or not value.removeprefix("-").isdecimal() or abs(number := int(value[:20])) > LARGEST:
        raise ValueError(value)
    return -number if value.startswith("-") else number


def _number(value: str) -> Decimal:
    try:
        number = Decimal(value) if value.isascii() and len(value) <= 40 else Decimal("NaN")
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError(value)
    return number


def _truth(value: str) -> bool:
    return {"true": True, "false": False}[value]


KINDS = {
    "text": Kind("text", f"不超过 {LONGEST} 字的文本", {"type": "string"}, _text),
    "date": Kind("date", "日期，形如 2026-01-31", {"type": "string", "format": "date"}, _day, has_order=True),
    "datetime": Kind(
        "timestamptz",
        "带时区的时间，形如 2026-01-31T08:00:00+08:00",
        {"type": "string", "format": "date-time"},
        _instant,
        has_order=True,
    ),
    "integer": Kind("bigint", "整数", {"type": "integer"}, _whole, has_order=True),
    "big_integer": Kind("bigint", "整数", {"type": "integer"}, _whole, has_order=True),
    "numeric": Kind("numeric", "数", {"type": "number"}, _number, has_order=True),
    "double": Kind("double precision", "数", {"type": "number"}, _number, has_order=True),
    "boolean": Kind("boolean", "true 或 false", {"type": "boolean"}, _truth),
    "ARRAY": Kind("text[]", "文本列表", {"type": "array", "items": {"type": "string"}}),
    "JSONB": Kind("jsonb", "对象", {"type": "object"}),
}
"""Every type of the readers' columns, by SQLAlchemy's name for it."""
