"""What is wrong with the city platform's items."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.blemishes import (
    county,
    fixed_line,
    line_ends,
    oddly_written,
    old_person_code,
    other_name,
    placeholder,
    rare_characters,
)
from hub.sandbox.dirt.incidents import Course, courses, overdue, still_open
from hub.sandbox.dirt.kinds import (
    Kind,
    bad_phone,
    control_characters,
    deregistered,
    divisions,
    impossible_date,
    missing,
    names,
    no_key_at_all,
    points,
    put,
    repairable,
    too_long,
    unknown_code,
    unknown_party_code,
    unknown_person_code,
    unreadable_date,
)

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row

SHOPS: Final = (
    missing("shopName"),
    unknown_code("state", "9", "装修中"),
    bad_phone("operatorPhone"),
    *divisions("streetCode"),
    *points("coordX", "coordY"),
    too_long("address", 400),
    control_characters("shopName"),
    no_key_at_all("shopId"),
    Kind("grid_unknown", "gridCode", ("any.grid_unknown",), put("gridCode", "330382999201001")),
    Kind("entity_deregistered", "state", ("place.entity_deregistered",), deregistered("营业")),
    placeholder("operatorPhone", "phone"),
    fixed_line("operatorPhone", "phone"),
    oddly_written("state"),
)


def _dates(record: Record, start: int, end: int) -> Row:
    decided: date = record.facts["decided"]
    return {
        "decidedAt": f"{decided:%Y-%m-%d}",
        "validFrom": f"{decided + timedelta(days=start):%Y-%m-%d}",
        "validTo": f"{decided + timedelta(days=end):%Y-%m-%d}",
    }


def _still_valid(record: Record, _: Entity, __: Random) -> Row | None:
    """Over since a month or more, and said to hold."""
    decided, today = record.facts["decided"], record.facts["today"]
    return {"state": "有效", **_dates(record, 0, 40)} if decided < today - timedelta(days=100) else None


_STILL: Final = ("licence.still_valid",)

PERMITS: Final = (
    missing("permitNo"),
    missing("permitType"),
    missing("holderName"),
    missing("decidedAt"),
    unknown_code("state", "待领证"),
    unreadable_date("decidedAt", required=True),
    unreadable_date("validFrom"),
    unreadable_date("validTo"),
    impossible_date(
        "decidedAt", "licence.decided_after_start", "licence.decided_after_end", "licence.far_end", required=True
    ),
    Kind(
        "decided_after_end",
        "decidedAt;validTo",
        ("licence.decided_after_end", "licence.decided_after_start"),
        lambda record, *_: _dates(record, -400, -10),
        _STILL,
    ),
    Kind(
        "validity_order",
        "validFrom;validTo",
        ("licence.validity_order",),
        lambda record, *_: _dates(record, 40, 20),
        _STILL,
    ),
    Kind(
        "decided_after_start",
        "validFrom",
        ("licence.decided_after_start",),
        lambda record, *_: _dates(record, -30, 365),
        _STILL,
    ),
    *names("holderName"),
    repairable("holderCode"),
    unknown_party_code("holderCode"),
    unknown_person_code("holderCode"),
    *divisions("streetCode"),
    control_characters("content"),
    Kind("still_valid", "state;validTo", ("licence.still_valid",), _still_valid),
    placeholder("validFrom", "valid_from"),
    old_person_code("holderCode"),
    other_name("holderName"),
    county("streetCode"),
)

_COURSE: Final = Course("discoverTime", "acceptTime", "closeTime", "deadline", "statusName", "处置中", "steps", "time")


def _origin_unknown(record: Record, _: Entity, __: Random) -> Row | None:
    """An event that was never reported, on a case that came from none."""
    return None if record.row["relatedEventNo"] else {"relatedEventNo": "SJ20200101999999"}


CASES: Final = (
    missing("statusName"),
    missing("infoBcName"),
    missing("discoverTime"),
    unknown_code("statusName", "待定", "Z", required=True, may=("incident.open_with_time",)),
    unknown_code("urgentDegree", "9", "十万火急"),
    unreadable_date("discoverTime", required=True),
    unreadable_date("acceptTime"),
    unreadable_date("dispatchTime"),
    impossible_date("discoverTime", "incident.times_order", "incident.reported_after_closed", required=True),
    impossible_date("fileTime"),
    Kind("class_unknown", "infoBcName", ("incident.class_unknown",), put("infoBcName", "环境卫生", "综合管理")),
    *courses(_COURSE),
    still_open(_COURSE),
    *points("coordX", "coordY"),
    *divisions("streetCode", "streetName"),
    *names("partyName"),
    repairable("partyCode"),
    unknown_party_code("partyCode"),
    unknown_person_code("partyCode"),
    control_characters("description"),
    too_long("description", 4000),
    Kind("grid_unknown", "gridCode", ("any.grid_unknown",), put("gridCode", "330382999201001")),
    Kind("place_dangling", "shopId", ("incident.place_dangling",), put("shopId", "SP99999990")),
    Kind("origin_unknown", "relatedEventNo", ("incident.handover_disagrees",), _origin_unknown),
    Kind("origin_left_out", "relatedEventNo", (), put("relatedEventNo", "", None)),
    overdue(_COURSE),
    line_ends("description"),
    rare_characters("description"),
    old_person_code("partyCode"),
    other_name("partyName"),
)
