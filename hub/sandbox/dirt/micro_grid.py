"""What is wrong with the alerts of the micro-grid's devices."""

from __future__ import annotations

from typing import Final

from hub.sandbox.dirt.alarms import courses, parties, unknown_deletion
from hub.sandbox.dirt.kinds import (
    control_characters,
    divisions,
    impossible_date,
    missing,
    no_key_at_all,
    points,
    too_long,
    unknown_code,
    unreadable_date,
)

ALERTS: Final = (
    no_key_at_all("alertId"),
    missing("kind"),
    missing("happenedAt"),
    missing("state"),
    unknown_code("state", "已归档", "Z", required=True),
    unknown_code("level", "五级", "紫色"),
    unreadable_date("happenedAt", required=True),
    unreadable_date("handledAt", "incident.closed_without_time"),
    impossible_date("happenedAt", "incident.times_order", "incident.reported_after_closed", required=True),
    impossible_date("handledAt", "incident.closed_without_time"),
    *courses("happenedAt", "handledAt"),
    *divisions("areaCode"),
    *points("lng", "lat"),
    *parties("placeName", "creditCode"),
    unknown_deletion(),
    control_characters("title"),
    too_long("title", 500),
)
