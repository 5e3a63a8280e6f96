"""What the micro_grid platform sends: declarations only."""

from __future__ import annotations

from hub.datasets.declaration import (
    BOOL,
    COMMUNITY,
    COORDINATE_CGCS2000,
    DIVISION,
    INSTANT,
    INSTANT_IF_CLOSED,
    NAME,
    PARTY_CODE,
    TEXT,
    Category,
    Dataset,
    Field,
    Required,
    code,
    constant,
    key,
)
from hub.datasets.wire import (
    Answer,
    HeaderKey,
    Offset,
    QueryString,
    RestPlatform,
    TimeFormat,
    TotalCounts,
    Window,
)

YES = Required.YES
CONDITIONAL = Required.CONDITIONAL

PLATFORM = RestPlatform(
    name="micro_grid",
    title="微网智控",
    auth=HeaderKey("X-Api-Key"),
    method="GET",
    path="/api/{endpoint}",
    encoding=QueryString(),
    # Ordered by the time of change over the live table, as the four platforms are: only backwards loses no row.
    paging=Offset("offset", "limit", rows=200, backwards=True),
    window=Window("updated_since", "updated_until", TimeFormat.LOCAL_SECONDS),
    answer=Answer(rows_at=("results",), total_at=("count",), total_counts=TotalCounts.KEYS),
)

COMMON = (
    Field("updatedAt", "source_updated_at", INSTANT, YES),
    Field("deleted", "retracted_at", BOOL, note="true sets retracted_at to updatedAt"),
)

ALERTS = Dataset(
    platform="micro_grid",
    name="alerts",
    title="设备预警",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="alerts",
    fields=(
        *COMMON,
        Field(None, "kind", constant("device_alert"), YES),
        Field("alertId", "source_id", key(1), YES),
        Field("alertId", "incident_no", TEXT, YES),
        Field("deviceId", None, TEXT, note="landing: the device"),
        Field("kind", "category", TEXT, YES),
        Field("level", "urgency", code("alert_level")),
        Field("title", "title", TEXT),
        Field("happenedAt", "occurred_at", INSTANT, YES),
        Field("happenedAt", "reported_at", INSTANT, YES),
        Field("handledAt", "resolved_at", INSTANT, CONDITIONAL, note="when: status is closed"),
        Field("handledAt", "closed_at", INSTANT_IF_CLOSED, CONDITIONAL, note="when: status is closed"),
        Field("state", "status", code("incident_status"), YES),
        Field("gridCode", "grid_code", TEXT),
        Field("areaCode", "division_code", DIVISION),
        Field("areaCode", "community_code", COMMUNITY),
        Field("lng", "longitude", COORDINATE_CGCS2000),
        Field("lat", "latitude", COORDINATE_CGCS2000),
        Field("placeName", "party_name", NAME),
        Field("creditCode", "party_code", PARTY_CODE),
    ),
)

DATASETS = (ALERTS,)
