"""What is wrong with the hazards at schools."""

from __future__ import annotations

from typing import Final

from hub.sandbox.dirt.alarms import closed_late, courses, parties, unknown_deletion
from hub.sandbox.dirt.kinds import (
    control_characters,
    divisions,
    impossible_date,
    missing,
    no_key_at_all,
    too_long,
    unknown_code,
    unreadable_date,
)

HAZARDS: Final = (
    no_key_at_all("hazardId"),
    missing("schoolName"),
    missing("kind"),
    missing("foundAt"),
    missing("state"),
    unknown_code("state", "已归档", "Z", required=True),
    unknown_code("level", "五级", "紫色"),
    unreadable_date("foundAt", required=True),
    unreadable_date("deadline"),
    unreadable_date("fixedAt", "incident.closed_without_time"),
    impossible_date("foundAt", "incident.times_order", "incident.reported_after_closed", required=True),
    impossible_date("deadline", "incident.closed_late", past_only=True),
    *courses("foundAt", "fixedAt"),
    closed_late("deadline"),
    *divisions("areaCode"),
    *parties("schoolName", "creditCode"),
    unknown_deletion(),
    control_characters("title"),
    too_long("address", 400),
)
