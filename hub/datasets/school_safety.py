"""What the school_safety platform sends: declarations only."""

from __future__ import annotations

from dataclasses import replace

from hub.datasets import micro_grid
from hub.datasets.declaration import (
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

YES = Required.YES
CONDITIONAL = Required.CONDITIONAL

# No interface of either is public: both are declared alike until one is.
PLATFORM = replace(micro_grid.PLATFORM, name="school_safety", title="校安协同治理平台")
COMMON = micro_grid.COMMON

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
