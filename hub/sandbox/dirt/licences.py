"""What is wrong with provincial licences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.blemishes import line_ends, oddly_written, rare_characters
from hub.sandbox.dirt.kinds import (
    Kind,
    control_characters,
    impossible_date,
    missing,
    no_key,
    put,
    slashed,
    too_long,
    unknown_code,
    unreadable_date,
)
from hub.sandbox.dirt.publicity import parties

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def _decided(record: Record) -> date:
    day: date = record.facts["decided"]
    return day


def _dates(record: Record, start: int, end: int) -> Row:
    decided = _decided(record)
    return {
        "XK_JDRQ": slashed(decided),
        "XK_YXQZ": slashed(decided + timedelta(days=start)),
        "XK_YXQZI": slashed(decided + timedelta(days=end)),
    }


def _still_valid(record: Record, _: Entity, rng: Random) -> Row | None:
    """Over since a month or more, and said to hold."""
    if _decided(record) > record.facts["today"] - timedelta(days=100):
        return None
    return {"XK_ZT": rng.choice(("1", "有效")), **_dates(record, 0, 40)}


LICENCES: Final = (
    no_key("XK_WSH"),
    *parties("XK"),
    missing("XK_XKWS"),
    missing("XK_XKLB"),
    missing("XK_NR"),
    missing("XK_JDRQ"),
    missing("XK_YXQZI"),
    missing("XK_XKJG"),
    missing("XK_ZT"),
    unknown_code("XK_XKLB", "07", "备案", required=True),
    unknown_code("XK_ZT", "8", "审核中", required=True),
    unreadable_date("XK_JDRQ", required=True),
    unreadable_date("XK_YXQZ", required=True),
    unreadable_date("XK_YXQZI", required=True),
    impossible_date(
        "XK_JDRQ", "licence.decided_after_start", "licence.decided_after_end", "licence.far_end", required=True
    ),
    impossible_date("XK_YXQZ", "licence.decided_after_start", required=True, past_only=True),
    Kind(
        "decided_after_end",
        "XK_JDRQ;XK_YXQZI",
        ("licence.decided_after_end", "licence.decided_after_start"),
        lambda record, *_: _dates(record, -400, -10),
        ("licence.still_valid",),
    ),
    Kind(
        "validity_order",
        "XK_YXQZ;XK_YXQZI",
        ("licence.validity_order",),
        lambda record, *_: _dates(record, 40, 20),
        ("licence.still_valid",),
    ),
    Kind(
        "decided_after_start",
        "XK_JDRQ;XK_YXQZ",
        ("licence.decided_after_start",),
        lambda record, *_: _dates(record, -30, 365),
        ("licence.still_valid",),
    ),
    Kind("far_end", "XK_YXQZI", ("licence.far_end",), lambda record, *_: _dates(record, 0, 130 * 365)),
    Kind(
        "issuer_code_form",
        "XK_XKJGDM",
        ("licence.issuer_code_form",),
        put("XK_XKJGDM", "11330382MB0000001", "002111111"),
    ),
    control_characters("XK_NR"),
    too_long("XK_NR", 4000),
    Kind("still_valid", "XK_ZT;XK_YXQZI", ("licence.still_valid",), _still_valid),
    Kind(
        "other_category",
        "XK_XKLB",
        (),
        put("XK_XKLB", "其他-备案类", "其他（定制）"),
        shows=lambda sent: {"category": "other", "category_name": sent.after("XK_XKLB")},
    ),
    oddly_written("XK_ZT"),
    line_ends("XK_NR"),
    rare_characters("XK_NR"),
)
