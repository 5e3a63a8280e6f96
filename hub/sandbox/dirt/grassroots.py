"""What is wrong with the grassroots platform's rows."""

from __future__ import annotations

from datetime import timedelta
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
from hub.sandbox.dirt.incidents import Course, courses, overdue
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
    when,
)

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row

PLACES: Final = (
    missing("placeName"),
    unknown_code("placeKind", "飞地", "Z9"),
    unknown_code("state", "9", "待查"),
    bad_phone("principalPhone"),
    *divisions("areaCode"),
    *points("lng", "lat"),
    *names("placeName"),
    control_characters("placeName"),
    too_long("address", 400),
    no_key_at_all("placeId"),
    Kind("grid_unknown", "gridCode", ("any.grid_unknown",), put("gridCode", "330382999201001")),
    Kind("entity_deregistered", "state", ("place.entity_deregistered",), deregistered("正常")),
    placeholder("principalPhone", "phone"),
    fixed_line("principalPhone", "phone"),
    oddly_written("placeKind"),
    county("areaCode"),
)


def _still_valid(record: Record, _: Entity, __: Random) -> Row | None:
    """Over since a month or more, and said to hold."""
    decided, today = record.facts["decided"], record.facts["today"]
    if decided > today - timedelta(days=100):
        return None
    return {
        "state": "已备案",
        "filedDate": f"{decided:%Y-%m-%d}",
        "validUntil": f"{decided + timedelta(days=40):%Y-%m-%d}",
    }


FILINGS: Final = (
    missing("filingKind"),
    missing("subjectName"),
    missing("filedDate"),
    unknown_code("state", "待备"),
    unreadable_date("filedDate", required=True),
    unreadable_date("validUntil"),
    impossible_date("filedDate", "licence.decided_after_end", "licence.far_end", required=True),
    Kind(
        "decided_after_end",
        "filedDate;validUntil",
        ("licence.decided_after_end",),
        when(
            "decided",
            lambda day, _: {"filedDate": f"{day:%Y-%m-%d}", "validUntil": f"{day - timedelta(days=10):%Y-%m-%d}"},
        ),
        ("licence.still_valid",),
    ),
    *names("subjectName"),
    repairable("subjectCode"),
    unknown_party_code("subjectCode"),
    unknown_person_code("subjectCode"),
    *divisions("areaCode"),
    control_characters("subjectName"),
    Kind("still_valid", "state;validUntil", ("licence.still_valid",), _still_valid),
    placeholder("validUntil", "valid_until", "is_long_term"),
    old_person_code("subjectCode"),
    other_name("subjectName"),
)

_COURSE: Final = Course("reportTime", "acceptTime", "finishTime", "deadline", "status", "处置", "flows", "time")

EVENTS: Final = (
    missing("bigType"),
    missing("title"),
    missing("reportTime"),
    missing("status"),
    unknown_code("status", "存档", "Z", required=True),
    unknown_code("platform", "其他平台"),
    unknown_code("urgency", "9"),
    unknown_code("satisfaction", "未知"),
    unreadable_date("reportTime", required=True),
    unreadable_date("acceptTime"),
    impossible_date("reportTime", "incident.times_order", "incident.reported_after_closed", required=True),
    impossible_date("occurTime"),
    *courses(_COURSE),
    *points("lng", "lat"),
    *divisions("areaCode"),
    bad_phone("reporterPhone"),
    Kind("bool_unknown", "deleted", ("any.bool_unknown",), put("deleted", "2", "待删")),
    *names("subjectName"),
    repairable("subjectCode"),
    unknown_party_code("subjectCode"),
    unknown_person_code("subjectCode"),
    control_characters("content"),
    too_long("title", 500),
    Kind("grid_unknown", "gridCode", ("any.grid_unknown",), put("gridCode", "330382999201001")),
    Kind("place_dangling", "placeId", ("incident.place_dangling",), put("placeId", "CS99999999")),
    Kind("handover_lost", "transferredNo", ("incident.handover_lost",), put("transferredNo", "CG20200101999999")),
    overdue(_COURSE),
    line_ends("content"),
    rare_characters("content"),
    placeholder("reporterPhone", "reporter_phone"),
    old_person_code("subjectCode"),
    other_name("subjectName"),
    county("areaCode"),
)
