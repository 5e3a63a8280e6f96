"""Every rule over what is published, as SQL over its rows: the one place where they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

from hub.datasets import DATASETS, dataset
from hub.reference.divisions import COUNTY_CODE
from hub.release.duplicates import may_double
from hub.rules.standing.kinds import Clock, StandingRule, live_rows, with_staged
from hub.staging.tables import staging_columns
from hub.versions.order import record_prefix, staging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.datasets.declaration import Dataset

_ITEM_UNKNOWN = """
shown.item_code IS NOT NULL AND NOT EXISTS (
    SELECT FROM unified.enforcement_item AS item WHERE item.code = shown.item_code AND item.retracted_at IS NULL)
"""

_GRID_UNKNOWN = """
shown.grid_code IS NOT NULL AND NOT EXISTS (
    SELECT FROM unified.grid AS grid WHERE grid.code = shown.grid_code AND grid.retracted_at IS NULL)
"""

_AGENCY_UNKNOWN: dict[str, LiteralString] = {
    "agency_code": "shown.agency_code IS NOT NULL AND NOT EXISTS ("
    "SELECT FROM unified.agency AS agency WHERE agency.code = shown.agency_code AND agency.retracted_at IS NULL)",
    "authority_code": "shown.authority_code IS NOT NULL AND NOT EXISTS ("
    "SELECT FROM unified.agency AS agency WHERE agency.code = shown.authority_code AND agency.retracted_at IS NULL)",
    "issuer_code": "shown.issuer_code IS NOT NULL AND NOT EXISTS ("
    "SELECT FROM unified.agency AS agency WHERE agency.code = shown.issuer_code AND agency.retracted_at IS NULL)",
    "exercised_by_code": "shown.exercised_by_code IS NOT NULL AND NOT EXISTS ("
    "SELECT FROM unified.agency AS agency WHERE agency.code = shown.exercised_by_code AND agency.retracted_at IS NULL)",
}

# Most codes stand in one row: names are normalised only where several rows share one.
_USCC_SHARED = """
shown.uscc IN (
    SELECT uscc FROM (
        SELECT uscc, upper(regexp_replace(normalize(name, NFKC), '[^[:alnum:]]', '', 'g')) AS name
        FROM unified.registration
        WHERE retracted_at IS NULL AND name IS NOT NULL AND uscc IN (
            SELECT uscc FROM unified.registration
            WHERE retracted_at IS NULL AND uscc IS NOT NULL GROUP BY uscc HAVING count(*) > 1)
    ) AS named GROUP BY uscc HAVING min(name) <> max(name))
"""

_CERTIFICATE_UNKNOWN = """
shown.id IN (
    SELECT visit.id FROM unified.inspection AS visit CROSS JOIN unnest(visit.officer_certificate_nos) AS sent (number)
    WHERE visit.retracted_at IS NULL AND NOT EXISTS (
        SELECT FROM ({officers}) AS officer WHERE officer.number = sent.number))
"""

_CERTIFICATE_EXPIRED = """
shown.id IN (
    SELECT visit.id FROM unified.inspection AS visit CROSS JOIN unnest(visit.officer_certificate_nos) AS sent (number)
    JOIN unified.officer AS officer ON officer.certificate_no = sent.number AND officer.retracted_at IS NULL
    WHERE visit.retracted_at IS NULL AND officer.certificate_valid_until < visit.inspected_on)
"""

_ITEM_NOT_ASSIGNED = """
shown.item_code IS NOT NULL AND shown.authority_code IS NOT NULL AND shown.decided_on IS NOT NULL
AND NOT EXISTS (
    SELECT FROM unified.enforcement_item AS item
    WHERE item.code = shown.item_code AND item.exercised_by_code = shown.authority_code AND item.retracted_at IS NULL)
AND NOT EXISTS (
    SELECT FROM unified.item_assignment AS assigned
    WHERE assigned.item_code = shown.item_code AND assigned.agency_code = shown.authority_code
      AND (assigned.division_code IN (shown.division_code, {county}) OR shown.division_code IS NULL)
      AND assigned.retracted_at IS NULL
      AND coalesce(assigned.begins_on, '-infinity') <= shown.decided_on
      AND coalesce(assigned.ends_on, 'infinity') >= shown.decided_on)
"""

_BEFORE_INSPECTION = """
EXISTS (
    SELECT FROM unified.inspection AS visit
    WHERE visit.id = shown.inspection_id AND visit.inspected_on > shown.decided_on)
"""

# Whatever the city's platform is called: 城管, 城市管理, 综合管理服务平台.
_HANDOVER_LOST = """
shown."transferredTo" ~ '城管|城市管理|综合管理' AND shown.source_updated_at < {moment} - interval '1 day'
AND NOT EXISTS (
    SELECT FROM unified.incident AS other
    WHERE other.platform = 'city' AND other.dataset = 'cases' AND other.source_id = shown.origin_id_ref
      AND other.retracted_at IS NULL)
"""

_HANDOVER_DISAGREES = """
shown.origin_no IS NOT NULL AND (shown.origin_id IS NULL OR EXISTS (
    SELECT FROM {events} AS event
    WHERE event.source_id = substr(shown.origin_id, length({of_events}) + 1) AND event.origin_id_ref <> shown.source_id
      AND event.released AND NOT event.is_delete))
"""

_ENTITY_DEREGISTERED = """
shown.status = 'active' AND EXISTS (
    SELECT FROM unified.entity AS entity
    WHERE entity.entity_id = shown.entity_id AND entity.status IN ('revoked', 'cancelled'))
"""

_OTHER_CONTENT = """
shown.kept_name <> shown.name OR shown.kept_content <> shown.content OR shown.kept_amount <> shown.amount
"""

_DOUBLES = """
SELECT double.platform, double.dataset, double.source_id, {sent} AS sent_content, {amount} AS amount,
       {kept_amount} AS kept_amount, version.{name} AS sent_name,
       {plain_name} AS name, {plain_kept_name} AS kept_name, {plain_content} AS content,
       {plain_kept_content} AS kept_content
FROM unified.duplicate_record AS double
JOIN {staging} AS version USING (source_id)
JOIN {unified} AS kept_row ON kept_row.id = double.kept_id
WHERE double.platform = {platform} AND double.dataset = {dataset} AND version.released AND NOT version.is_delete
"""

_PARTY_NAMES = {"licence": "holder_name", "penalty": "party_name"}
_CASES, _EVENTS, _OFFICERS = dataset("city/cases"), dataset("grassroots/events"), dataset("provincial/officers")


def _table_rules() -> Iterator[StandingRule]:
    for table in ("inspection", "penalty", "item_assignment"):
        yield StandingRule("any.item_unknown", table, _ITEM_UNKNOWN, ("item_code",), ("enforcement_item",))
    for table, column in (
        ("officer", "agency_code"),
        ("item_assignment", "agency_code"),
        ("inspection", "agency_code"),
        ("licence", "issuer_code"),
        ("penalty", "authority_code"),
        ("coercive_measure", "authority_code"),
        ("enforcement_item", "exercised_by_code"),
    ):
        yield StandingRule("any.agency_unknown", table, _AGENCY_UNKNOWN[column], (column,), ("agency",))
    for table in ("place", "component", "incident"):
        yield StandingRule("any.grid_unknown", table, _GRID_UNKNOWN, ("grid_code",), ("grid",))
    for table in ("penalty", "coercive_measure"):
        dangling: LiteralString = "shown.inspection_no IS NOT NULL AND shown.inspection_id IS NULL"
        yield StandingRule("any.inspection_dangling", table, dangling, ("inspection_no",), ("inspection",))
    for table in ("inspection", "penalty"):
        dangling = "shown.lead_no IS NOT NULL AND shown.lead_incident_id IS NULL"
        yield StandingRule("any.lead_dangling", table, dangling, ("lead_no",), ("incident",))
    yield StandingRule("registration.uscc_shared", "registration", _USCC_SHARED, ("uscc", "name"))
    yield StandingRule(
        "licence.still_valid",
        "licence",
        "shown.status = 'valid' AND shown.valid_until < {day}",
        ("status", "valid_until"),
        clock=Clock.DAILY,
    )
    yield StandingRule(
        "inspection.certificate_unknown",
        "inspection",
        _CERTIFICATE_UNKNOWN,
        ("officer_certificate_nos",),
        ("officer",),
    )
    yield StandingRule(
        "inspection.certificate_expired",
        "inspection",
        _CERTIFICATE_EXPIRED,
        ("officer_certificate_nos", "inspected_on"),
        ("officer",),
    )
    yield StandingRule(
        "penalty.item_not_assigned",
        "penalty",
        _ITEM_NOT_ASSIGNED,
        ("item_code", "authority_code", "division_code", "decided_on"),
        ("enforcement_item", "item_assignment"),
    )
    yield StandingRule(
        "penalty.before_inspection", "penalty", _BEFORE_INSPECTION, ("decided_on", "inspection_no"), ("inspection",)
    )
    yield StandingRule(
        "incident.overdue",
        "incident",
        "shown.status NOT IN ('closed', 'voided', 'suspended') AND shown.due_at < {moment}",
        ("status", "due_at"),
        clock=Clock.ALWAYS,
    )
    yield StandingRule(
        "officer.certificate_expired",
        "officer",
        "shown.status IS DISTINCT FROM 'inactive' AND shown.certificate_valid_until < {day}",
        ("certificate_no", "certificate_valid_until"),
        clock=Clock.DAILY,
    )
    yield StandingRule(
        "officer.certificate_expiring",
        "officer",
        "shown.status IS DISTINCT FROM 'inactive' AND shown.certificate_valid_until BETWEEN {day} AND {day} + 30",
        ("certificate_no", "certificate_valid_until"),
        clock=Clock.DAILY,
    )
    yield StandingRule("place.entity_deregistered", "place", _ENTITY_DEREGISTERED, ("name", "status"), ("entity",))


def _dataset_rules() -> Iterator[StandingRule]:
    for of in (_CASES, _EVENTS):
        yield StandingRule(
            "incident.place_dangling",
            "incident",
            "shown.place_id_ref IS NOT NULL AND shown.place_id IS NULL",
            ("place_id_ref",),
            ("place",),
            rows=with_staged(of, "place_id_ref"),
            over=of.id,
        )
    yield StandingRule(
        "incident.handover_lost",
        "incident",
        _HANDOVER_LOST,
        ("transferredTo", "origin_id_ref"),
        clock=Clock.DAILY,
        rows=with_staged(_EVENTS, "transferredTo", "origin_id_ref"),
        over=_EVENTS.id,
    )
    yield StandingRule(
        "incident.handover_disagrees",
        "incident",
        _HANDOVER_DISAGREES,
        ("origin_no",),
        rows=sql.SQL("SELECT * FROM ({}) AS row WHERE platform = 'city' AND dataset = 'cases'").format(
            live_rows("incident")
        ),
        over=_CASES.id,
    )
    for of in DATASETS:
        if may_double(of):
            yield StandingRule(
                "any.one_number_one_content",
                of.table,
                _OTHER_CONTENT,
                ("sent_name", "sent_content", "amount"),
                rows=_doubles(of),
                over=of.id,
            )


def _doubles(of: Dataset) -> sql.Composed:
    """The dataset's duplicates beside what is published in their place."""
    name = _PARTY_NAMES[of.table]
    staged = staging_columns(of)
    sent = sql.Identifier("version", "content") if "content" in staged else sql.SQL("NULL::text")
    amounts: list[sql.Composable] = [sql.SQL("NULL::numeric")] * 2
    if "fine_yuan" in staged:
        amounts = [sql.Identifier(relation, "fine_yuan") for relation in ("version", "kept_row")]
    return sql.SQL(_DOUBLES).format(
        amount=amounts[0],
        kept_amount=amounts[1],
        name=sql.Identifier(name),
        sent=sent,
        plain_name=_plain(sql.Identifier("version", name)),
        plain_kept_name=_plain(sql.Identifier("kept_row", name)),
        plain_content=_plain(sent),
        plain_kept_content=_plain(sql.Identifier("kept_row", "content")),
        staging=staging(of),
        unified=sql.Identifier("unified", of.table),
        platform=sql.Literal(of.platform),
        dataset=sql.Literal(of.name),
    )


def _plain(text: sql.Composable) -> sql.Composed:
    """A text without what spelling adds: width, blanks, punctuation, letter case."""
    return sql.SQL("upper(regexp_replace(normalize({}, NFKC), '[^[:alnum:]]', '', 'g'))").format(text)


STANDING: tuple[StandingRule, ...] = (*_table_rules(), *_dataset_rules())
"""Every rule over what is published."""

OFFICERS = sql.SQL(
    "SELECT certificate_no AS number FROM unified.officer WHERE retracted_at IS NULL "
    'UNION SELECT "LawNO" FROM {} WHERE released AND NOT is_delete'
).format(staging(_OFFICERS))

NAMED = {
    "events": staging(_EVENTS),
    "of_events": sql.Literal(record_prefix(_EVENTS)),
    "officers": OFFICERS,
    "county": sql.Literal(COUNTY_CODE),
}
"""What conditions name besides the release's day and moment."""
