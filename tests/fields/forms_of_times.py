"""Days and instants, long-term validity, and times that cannot be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from forms import STRANGE, Asked, Form
from forms_of_codes import known, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.datasets.declaration import Field

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
LANDED = dt.datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
"""When the rows are received: their now."""

_MAY_LIE_AHEAD = frozenset(
    {"valid_from", "valid_until", "op_until", "certificate_valid_until", "due_at", "public_until", "ends_on"}
)

WRITTEN: Mapping[object, str] = {
    **dict.fromkeys(
        ("2026/01/02", "2026-1-2", "2026.1.2", "20260102", "2026年1月2日", "２０２６／１／２", " 2026-01-02\u3000"),
        "2026-01-02T00:00:00",
    ),
    **dict.fromkeys(
        ("2026/01/02 13:04", "2026-1-2 13:04", "2026.1.2 13:04", "20260102 13:04", "2026年1月2日 13:04"),
        "2026-01-02T13:04:00",
    ),
    **dict.fromkeys(
        ("2026-01-02 13:04:05", "2026/1/2 13:04:05", "2026年01月02日 13:04:05", "2026-01-02T13:04:05"),
        "2026-01-02T13:04:05",
    ),
    **dict.fromkeys(
        ("2026-01-02T13:04:05+08:00", "2026-01-02T05:04:05Z", 1767330245000, "1767330245000", "20260102 13:04:05"),
        "2026-01-02T13:04:05",
    ),
    "2026-01-02T13:04:05.678+08:00": "2026-01-02T13:04:05.678000",
    "2026-01-01T17:30:00Z": "2026-01-02T01:30:00",
    **dict.fromkeys(("46024", 46024, "46024.0", 46024.0), "2026-01-02T00:00:00"),
    "46024.5": "2026-01-02T12:00:00",
    "18264": "1950-01-01T00:00:00",
    "1949-01-01": "1949-01-01T00:00:00",
    "1965-03-04": "1965-03-04T00:00:00",
    "2026-11-20 10:00:00": "2026-11-20T10:00:00",
    "2026-11-23": "2026-11-23T00:00:00",
}
"""A day or an instant as sent → as Shanghai's clocks show it."""

UNREADABLE: tuple[object, ...] = (
    *("2026-02-30", "2026-13-01", "2026-01-02 25:00", "26-1-2", "2026年", "去年", "18263", "73051", 5, "长期以来"),
    *STRANGE,
)
_AHEAD = {"2026-11-24": dt.date(2026, 11, 24), "2031-01-01": dt.date(2031, 1, 1)}
_LONG_TERM_DAYS = (
    *("2099年12月31日", "20991231", "2099.12.31", "9999-9-9", "9999年12月31日", "2099-12-31T00:00:00+08:00"),
    *("73050", 73050, 4102329600000),
)


def at(text: str) -> dt.datetime:
    """The instant at which Shanghai's clocks show `text` (ISO, no zone)."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def may_lie_ahead(field: Field, table: str) -> bool:
    """Whether the field's day may lie after its landing; of what is not published nothing is said."""
    begins = (table, field.column) == ("item_assignment", "begins_on")
    return field.column is None or field.column in _MAY_LIE_AHEAD or begins


def days(asked: Asked) -> Iterator[Form]:
    """A day; beside it whether it is none because the validity has no end."""
    for sent in sorted(WRITTEN, key=lambda each: each != asked.sound):
        yield Form(sent, at(WRITTEN[sent]).date(), {"long_term": False})
    has_terms = any(
        (each.source, each.transform.name) == (asked.field.source, "long_term") for each in asked.dataset.fields
    )
    yield from _long_terms() if has_terms else _no_long_terms(asked)
    for sent, day in _AHEAD.items():
        yield _ahead(asked, sent, day)
    for sent in ("1948-12-31", "1948年12月31日 23:59:59", "0001-01-01"):
        yield Form(sent, beside={"long_term": False}, rules=("any.date_out_of_range",), is_lost=True)
    for sent in UNREADABLE:
        yield Form(sent, rules=("any.date_unreadable",), is_lost=True)


def _long_terms() -> Iterator[Form]:
    for line in known("long_term"):
        for sent in spelled(line.value):
            yield Form(sent, beside={"long_term": True}, line=line)
    for sent in _LONG_TERM_DAYS:
        yield Form(sent, beside={"long_term": True})
    yield Form("2099-12-30", dt.date(2099, 12, 30), {"long_term": False})


def _no_long_terms(asked: Asked) -> Iterator[Form]:
    yield Form("长期", rules=("any.date_unreadable",), is_lost=True)
    yield _ahead(asked, "2099/12/31", dt.date(2099, 12, 31))


def _ahead(asked: Asked, sent: str, day: dt.date | dt.datetime) -> Form:
    if may_lie_ahead(asked.field, asked.dataset.table):
        return Form(sent, day, {"long_term": False})
    is_lost = not _is_always_kept(asked)
    return Form(sent, None if is_lost else day, rules=("any.date_out_of_range",), is_lost=is_lost)


def _is_always_kept(asked: Asked) -> bool:
    """What says when a version is from is what it says, be it possible or not: such a version is rejected."""
    return asked.field.column == "source_updated_at" and asked.field.required == "yes"


def instants(asked: Asked) -> Iterator[Form]:
    """An instant; without a time of day the day's beginning."""
    for sent in sorted(WRITTEN, key=lambda each: each != asked.sound):
        yield Form(sent, at(WRITTEN[sent]))
    yield Form("2026-11-23 12:00:00", at("2026-11-23T12:00:00"))
    for sent in ("2026-11-23 12:00:01", "2099-12-31 00:00:00"):
        yield _ahead(asked, sent, at(sent))
    is_lost = not _is_always_kept(asked)
    early = "1948-12-31 23:59:59"
    yield Form(early, None if is_lost else at(early), rules=("any.date_out_of_range",), is_lost=is_lost)
    for sent in (*UNREADABLE, "长期"):
        yield Form(sent, rules=("any.date_unreadable",), is_lost=is_lost)
