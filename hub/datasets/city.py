"""What the city platform sends: declarations only."""

from __future__ import annotations

from hub.datasets.declaration import (
    BOOL,
    CLASS_NAME,
    COMMUNITY,
    COORDINATE_CGCS2000,
    DATE,
    DECISION_NO,
    DIVISION,
    GOLDEN,
    INSTANT,
    INT,
    LONG_TERM,
    NAME,
    PARTY_CODE,
    PHONE,
    TEXT,
    Category,
    Dataset,
    Field,
    Required,
    code,
    constant,
    key,
    link,
    reference,
)
from hub.datasets.wire import (
    OK,
    Answer,
    ClientCredentials,
    Cursor,
    Limits,
    Meaning,
    QueryString,
    RestPlatform,
    TimeFormat,
    TotalCounts,
    Window,
)

PLATFORM = RestPlatform(
    name="city",
    title="乐清市综合管理服务平台",
    auth=ClientCredentials("/oauth/token"),
    method="GET",
    path="/openapi/v1/{endpoint}",
    encoding=QueryString(),
    paging=Cursor("cursor", "limit", rows=1000, next_at=("data", "nextCursor")),
    window=Window("updatedSince", "updatedBefore", TimeFormat.ISO_OFFSET),
    answer=Answer(
        rows_at=("data", "items"),
        total_at=("data", "total"),
        total_counts=TotalCounts.KEYS,
        code_at=("code",),
        message_at=("message",),
        codes={"0": OK},
    ),
    statuses={410: Meaning.BEGIN_AGAIN},
    limits=Limits(renewals=1),
)

YES = Required.YES
CONDITIONAL = Required.CONDITIONAL

COMMON = (
    Field("updatedAt", "source_updated_at", INSTANT, YES, note="also on deleted items"),
    Field(
        "deleted",
        "retracted_at",
        BOOL,
        note="true sets retracted_at to updatedAt; such an item carries its key and updatedAt alone",
    ),
)


COMPONENTS = Dataset(
    platform="city",
    name="components",
    title="部件",
    table="component",
    category=Category.BASIC,
    endpoint="components",
    fields=(
        *COMMON,
        Field("componentCode", "source_id", key(1), YES, note="16 digits"),
        Field("componentCode", "code", TEXT, YES, note="16 digits"),
        Field("className", "class", CLASS_NAME, YES),
        Field("subclassName", "subclass", CLASS_NAME, YES),
        Field("name", "name", TEXT),
        Field("ownerDept", "owner", TEXT),
        Field("streetCode", "division_code", DIVISION),
        Field("streetCode", "community_code", COMMUNITY),
        Field("communityName", None, TEXT, note="landing: the model keeps the code where one is sent"),
        Field("gridCode", "grid_code", TEXT),
        Field("coordX", "longitude", COORDINATE_CGCS2000),
        Field("coordY", "latitude", COORDINATE_CGCS2000),
        Field("state", "status", code("component_status")),
    ),
)


SHOPS = Dataset(
    platform="city",
    name="shops",
    title="沿街店铺",
    table="place",
    category=Category.BASIC,
    endpoint="shops",
    fields=(
        *COMMON,
        Field(None, "kind", constant("shop"), YES),
        Field("shopId", "source_id", key(1), YES),
        Field("shopName", "name", TEXT, YES, note="signboard; not the registered name"),
        Field(
            "businessName",
            "business_name",
            NAME,
            note="registered name; linkage matches on it and not on the signboard",
        ),
        Field("creditCode", "entity_id", link("uscc")),
        Field("operator", "principal", TEXT),
        Field("operatorPhone", "phone", PHONE),
        Field("address", "address", TEXT),
        Field("streetCode", "division_code", DIVISION),
        Field("streetCode", "community_code", COMMUNITY),
        Field("gridCode", "grid_code", TEXT),
        Field("coordX", "longitude", COORDINATE_CGCS2000),
        Field("coordY", "latitude", COORDINATE_CGCS2000),
        Field("businessScope", "business_scope", GOLDEN, table="entity", note="an observation about the linked entity"),
        Field("state", "status", code("shop_status")),
    ),
)


PERMITS = Dataset(
    platform="city",
    name="permits",
    title="城管许可",
    table="licence",
    category=Category.LICENSING,
    endpoint="permits",
    fields=(
        *COMMON,
        Field("permitId", "source_id", key(1), YES),
        Field("permitNo", "document_no", DECISION_NO, YES),
        Field("permitNo", "licence_no", TEXT, YES),
        Field("permitType", "category_name", TEXT, YES, note="the city's own kind; category stays NULL"),
        Field("holderName", "holder_name", NAME, YES),
        Field("holderCode", "holder_code", PARTY_CODE),
        Field("content", "content", TEXT),
        Field("validFrom", "valid_from", DATE),
        Field("validTo", "valid_until", DATE, note="an empty value is unknown, not long-term"),
        Field("validTo", "is_long_term", LONG_TERM, note="an empty value is unknown, not long-term"),
        Field("decidedAt", "decided_on", DATE, YES),
        Field("issuerName", "issuer_name", TEXT),
        Field("streetCode", "division_code", DIVISION),
        Field("streetCode", "community_code", COMMUNITY),
        Field("state", "status", code("permit_status")),
    ),
)


CASES = Dataset(
    platform="city",
    name="cases",
    title="城管案件",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="cases",
    fields=(
        *COMMON,
        Field(None, "kind", constant("city_case"), YES),
        Field("taskId", "source_id", key(1), YES),
        Field("taskId", "incident_no", TEXT, YES),
        Field("statusName", "status", code("incident_status"), YES),
        Field("infoSourceName", "source", TEXT),
        Field("infoTypeName", None, TEXT, note="landing: 部件 or 事件 follows from the large class"),
        Field("infoBcName", "category", CLASS_NAME, YES),
        Field("infoScName", "subcategory", CLASS_NAME),
        Field("description", "description", TEXT),
        Field("discoverTime", "occurred_at", INSTANT, YES),
        Field("discoverTime", "reported_at", INSTANT, YES),
        Field("acceptTime", "accepted_at", INSTANT),
        Field("fileTime", "filed_at", INSTANT),
        Field("dispatchTime", "dispatched_at", INSTANT),
        Field("solvingTime", "resolved_at", INSTANT),
        Field("closeTime", "closed_at", INSTANT, CONDITIONAL, note="when: status is closed"),
        Field("deadline", "due_at", INSTANT),
        Field("streetCode", "division_code", DIVISION),
        Field("streetCode", "community_code", COMMUNITY),
        Field("streetName", "division_code", DIVISION, rank=2, note="read where streetCode is empty"),
        Field("communityName", None, TEXT, note="landing: the model keeps the code where one is sent"),
        Field("gridCode", "grid_code", TEXT),
        Field("address", "address", TEXT),
        Field("coordX", "longitude", COORDINATE_CGCS2000),
        Field("coordY", "latitude", COORDINATE_CGCS2000),
        Field("executeDeptName", "handler_name", TEXT),
        Field("urgentDegree", "urgency", code("urgency")),
        Field("partyName", "party_name", NAME),
        Field("partyCode", "party_code", PARTY_CODE),
        Field("shopId", "place_id", reference("place"), note="by city/shops source_id", targets=("city/shops",)),
        Field("relatedEventNo", "origin_no", TEXT, note="by grassroots/events source_id, resolved at every release"),
        Field(
            "relatedEventNo",
            "origin_id",
            reference("incident"),
            note="by grassroots/events source_id, resolved at every release",
            targets=("grassroots/events",),
        ),
        Field("steps[].seq", "seq", INT, YES, table="incident_step"),
        Field("steps[].action", "action", TEXT, table="incident_step"),
        Field("steps[].actor", "actor", TEXT, table="incident_step"),
        Field("steps[].time", "at", INSTANT, YES, table="incident_step"),
        Field("steps[].note", "note", TEXT, table="incident_step"),
    ),
)


DATASETS = (COMPONENTS, SHOPS, PERMITS, CASES)
