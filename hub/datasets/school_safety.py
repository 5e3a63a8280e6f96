"""What the school_safety platform sends: declarations only."""

from __future__ import annotations

from hub.datasets.declaration import (
    BOOL,
    COMMUNITY,
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
    name="school_safety",
    title="校安协同治理平台",
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

HAZARDS = Dataset(
    platform="school_safety",
    name="hazards",
    title="校园隐患",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="hazards",
    fields=(
        *COMMON,
        Field(None, "kind", constant("school_hazard"), YES),
        Field("hazardId", "source_id", key(1), YES),
        Field("hazardId", "incident_no", TEXT, YES),
        Field("schoolName", "party_name", NAME, YES),
        Field("creditCode", "party_code", PARTY_CODE),
        Field("kind", "category", TEXT, YES),
        Field("level", "urgency", code("hazard_level")),
        Field("title", "title", TEXT),
        Field("foundAt", "occurred_at", INSTANT, YES),
        Field("foundAt", "reported_at", INSTANT, YES),
        Field("deadline", "due_at", INSTANT),
        Field("fixedAt", "resolved_at", INSTANT, CONDITIONAL, note="when: status is closed"),
        Field("fixedAt", "closed_at", INSTANT_IF_CLOSED, CONDITIONAL, note="when: status is closed"),
        Field("state", "status", code("incident_status"), YES),
        Field("areaCode", "division_code", DIVISION),
        Field("areaCode", "community_code", COMMUNITY),
        Field("address", "address", TEXT),
        Field("responsible", "handler_name", TEXT),
    ),
)

DATASETS = (HAZARDS,)
