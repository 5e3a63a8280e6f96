"""What the grassroots platform sends: declarations only."""

from __future__ import annotations

from hub.datasets.declaration import (
    BOOL,
    COMMUNITY,
    COORDINATE_GCJ02,
    DATE,
    DECISION_NO,
    DIVISION,
    INSTANT,
    INSTANT_IF_CLOSED,
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
    Code,
    FormJson,
    Meaning,
    PageNumber,
    PasswordLogin,
    RestPlatform,
    TimeFormat,
    TotalCounts,
    Window,
)

PLATFORM = RestPlatform(
    name="grassroots",
    title="基层治理四平台",
    auth=PasswordLogin("/api/{app}/oauth/token.json", header="auth"),
    method="POST",
    path="/api/{app}/{endpoint}/page.json",
    encoding=FormJson("bizContent"),
    # Rows that change leave the closed window and all behind move one place forward: only backwards loses none.
    paging=PageNumber("pageNo", "pageSize", rows=500, backwards=True),
    window=Window("updateTimeStart", "updateTimeEnd", TimeFormat.LOCAL_SECONDS),
    answer=Answer(
        rows_at=("data", "rows"),
        total_at=("data", "total"),
        total_counts=TotalCounts.KEYS,
        code_at=("code",),
        message_at=("message",),
        codes={"200": OK, "401": Code(Meaning.CREDENTIALS_EXPIRED), "500": Code(Meaning.AGAIN)},
    ),
)

YES = Required.YES
CONDITIONAL = Required.CONDITIONAL

COMMON = (Field("updateTime", "source_updated_at", INSTANT, YES),)


GRIDS = Dataset(
    platform="grassroots",
    name="grids",
    title="网格",
    table="grid",
    category=Category.BASIC,
    endpoint="grid",
    fields=(
        *COMMON,
        Field("gridCode", "source_id", key(1), YES),
        Field("gridCode", "code", TEXT, YES),
        Field("gridName", "name", TEXT, YES),
        Field("gridKind", "kind", code("grid_kind"), YES),
        Field("areaCode", "division_code", DIVISION, YES, note="empty is rejected, unknown is a warning"),
        Field("areaCode", "community_code", COMMUNITY, note="empty is rejected, unknown is a warning"),
        Field("leaderName", "leader_name", TEXT),
        Field("leaderPhone", "leader_phone", PHONE),
        Field("households", "households", INT),
        Field("population", "population", INT),
    ),
)


PLACES = Dataset(
    platform="grassroots",
    name="places",
    title="场所",
    table="place",
    category=Category.BASIC,
    endpoint="place",
    fields=(
        *COMMON,
        Field("placeId", "source_id", key(1), YES),
        Field("placeName", "name", NAME, YES),
        Field("placeKind", "kind", code("place_kind")),
        Field("creditCode", "entity_id", link("uscc")),
        Field("principal", "principal", TEXT),
        Field("principalPhone", "phone", PHONE),
        Field("address", "address", TEXT),
        Field("areaCode", "division_code", DIVISION),
        Field("areaCode", "community_code", COMMUNITY),
        Field("gridCode", "grid_code", TEXT),
        Field("lng", "longitude", COORDINATE_GCJ02),
        Field("lat", "latitude", COORDINATE_GCJ02),
        Field("state", "status", code("place_status")),
    ),
)


FILINGS = Dataset(
    platform="grassroots",
    name="filings",
    title="备案登记",
    table="licence",
    category=Category.LICENSING,
    endpoint="filing",
    fields=(
        *COMMON,
        Field("filingNo", "source_id", key(1), YES),
        Field("filingNo", "document_no", DECISION_NO, YES),
        Field("filingKind", "category_name", TEXT, YES, note="小餐饮, 小作坊, 出租房 …; category stays NULL"),
        Field("subjectName", "holder_name", NAME, YES),
        Field("subjectCode", "holder_code", PARTY_CODE),
        Field("address", "entity_id", link("address")),
        Field("areaCode", "division_code", DIVISION),
        Field("areaCode", "community_code", COMMUNITY),
        Field("filedDate", "decided_on", DATE, YES),
        Field("validUntil", "valid_until", DATE, note="an empty value is unknown, not long-term"),
        Field("validUntil", "is_long_term", LONG_TERM, note="an empty value is unknown, not long-term"),
        Field("acceptOrg", "issuer_name", TEXT),
        Field("state", "status", code("filing_status")),
    ),
)


EVENTS = Dataset(
    platform="grassroots",
    name="events",
    title="事件",
    table="incident",
    category=Category.SUPERVISION,
    endpoint="event",
    fields=(
        *COMMON,
        Field(None, "kind", constant("grassroots_event"), YES),
        Field("eventNo", "source_id", key(1), YES),
        Field("eventNo", "incident_no", TEXT, YES),
        Field("platform", "workstream", code("workstream")),
        Field("bigType", "category", TEXT, YES),
        Field("smallType", "subcategory", TEXT),
        Field("title", "title", TEXT, YES),
        Field("content", "description", TEXT),
        Field("source", "source", TEXT),
        Field("urgency", "urgency", code("urgency")),
        Field("occurTime", "occurred_at", INSTANT),
        Field("reportTime", "reported_at", INSTANT, YES),
        Field("acceptTime", "accepted_at", INSTANT),
        Field("dispatchTime", "dispatched_at", INSTANT),
        Field("finishTime", "resolved_at", INSTANT, CONDITIONAL, note="when: status is closed"),
        Field("finishTime", "closed_at", INSTANT_IF_CLOSED, CONDITIONAL, note="when: status is closed"),
        Field("deadline", "due_at", INSTANT),
        Field("address", "address", TEXT),
        Field("areaCode", "division_code", DIVISION),
        Field("areaCode", "community_code", COMMUNITY),
        Field("gridCode", "grid_code", TEXT),
        Field("lng", "longitude", COORDINATE_GCJ02),
        Field("lat", "latitude", COORDINATE_GCJ02),
        Field("reporterName", "reporter_name", TEXT),
        Field("reporterPhone", "reporter_phone", PHONE),
        Field("subjectName", "party_name", NAME),
        Field("subjectCode", "party_code", PARTY_CODE),
        Field(
            "placeId",
            "place_id",
            reference("place"),
            note="by grassroots/places source_id",
            targets=("grassroots/places",),
        ),
        Field("status", "status", code("incident_status"), YES),
        Field("handlerOrg", "handler_name", TEXT),
        Field("transferredTo", None, TEXT, note="landing: read by the rule incident.handover", is_staged=True),
        Field(
            "transferredNo",
            "origin_id",
            reference("incident"),
            rank=2,
            note="feeds the OTHER row: the city case with this incident_no gets this event as origin where its own relatedEventNo is empty",
            targets=("city/cases",),
        ),
        Field("satisfaction", "satisfaction", code("satisfaction")),
        Field("flows[].seq", "seq", INT, YES, table="incident_step"),
        Field("flows[].node", "action", TEXT, table="incident_step"),
        Field("flows[].operator", "actor", TEXT, table="incident_step"),
        Field("flows[].org", "organisation", TEXT, table="incident_step"),
        Field("flows[].time", "at", INSTANT, YES, table="incident_step"),
        Field("flows[].opinion", "note", TEXT, table="incident_step"),
        Field("deleted", "retracted_at", BOOL, note="1 sets retracted_at to updateTime"),
    ),
)


DATASETS = (GRIDS, PLACES, FILINGS, EVENTS)
