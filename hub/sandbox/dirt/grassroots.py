"""What is wrong with the grassroots platform's rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hub.sandbox.dirt.incidents import Course, courses
from hub.sandbox.dirt.kinds import (
    Kind,
    bad_phone,
    control_characters,
    divisions,
    impossible_date,
    missing,
    names,
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
)

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
)
