"""Business rules over one record version, by the unified table or the dataset that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.reference.divisions import COUNTY_CODE
from hub.rules.kinds import Defect, InOrder, InSet, Kind, NotNull, Pattern, Predicate
from hub.rules.numbers import has_wrong_registration_check, is_credit_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMES = ("occurred_at", "reported_at", "accepted_at", "dispatched_at", "resolved_at", "closed_at")
_COMPONENT_CLASSES = ("公用设施", "交通设施", "市容环境", "园林绿化", "其他")
_EVENT_CLASSES = ("市容环境", "宣传广告", "施工管理", "突发事件", "街面秩序", "其他")


def _times_out_of_order(times: tuple[str, ...]) -> Predicate:
    """Bad where a time is before one ahead of it; greatest() passes over NULL."""
    condition = sql.SQL(" OR ").join(
        sql.SQL("{} < greatest({})").format(
            sql.Identifier(later), sql.SQL(", ").join(map(sql.Identifier, times[:place]))
        )
        for place, later in enumerate(times)
        if place
    )
    return Predicate(condition, times)


def _without(*missing: str) -> tuple[str, ...]:
    """The times of incidents but those that a dataset does not send."""
    return tuple(each for each in _TIMES if each not in missing)


def _wrong_checklist_code() -> sql.Composable:
    return sql.SQL("checklist_code IS NOT NULL AND NOT ({} AND substr(checklist_code, 19, 1) ~ '^[1-5]$')").format(
        is_credit_code(sql.SQL("left(checklist_code, 18)"))
    )


_STEPS_OUT_OF_ORDER = """
EXISTS (
    SELECT FROM (
        SELECT seq, at, lag(seq) OVER ordered AS seq_before, lag(at) OVER ordered AS at_before
        FROM jsonb_to_recordset(steps) AS step (seq numeric, at timestamptz)
        WINDOW ordered AS (ORDER BY seq, at)
    ) AS step
    WHERE seq = seq_before OR at < at_before
)
"""

TABLE_RULES: Mapping[str, Mapping[str, Kind]] = {
    "agency": {
        "agency.code_invalid": Predicate(
            sql.SQL("code IS NOT NULL AND NOT {}").format(is_credit_code(sql.Identifier("code"))), ("code",)
        ),
        "agency.squad_without_division": Predicate(
            sql.SQL("kind = 'township_squad' AND coalesce(division_code, {0}) = {0}").format(sql.Literal(COUNTY_CODE)),
            ("kind", "division_code"),
        ),
    },
    "officer": {
        "officer.certificate_missing": Predicate(
            "status IS DISTINCT FROM 'inactive' AND certificate_no IS NULL", ("status", "certificate_no")
        ),
    },
    "item_assignment": {"item_assignment.dates_order": InOrder("begins_on", "ends_on")},
    "component": {
        "component.code_form": Pattern("code", "^[0-9]{16}$"),
        "component.class_unknown": InSet("class", _COMPONENT_CLASSES),
    },
    "registration": {
        "registration.identifier_missing": Predicate(
            "uscc IS NULL AND registration_no IS NULL"
            " AND NOT coalesce(unmapped ?| ARRAY['uscc', 'registration_no'], false)",
            ("uscc", "registration_no"),
            ("unmapped",),
        ),
        "registration.uscc_invalid": Defect("registration.uscc_invalid"),
        "registration.uscc_organisation": Defect("registration.uscc_organisation"),
        "registration.uscc_region": Predicate(
            "left(uscc, 2) IN ('91', '92', '93') AND substr(uscc, 3, 4) <> '3303'", ("uscc",)
        ),
        "registration.registration_no_check": Predicate(
            has_wrong_registration_check(sql.Identifier("registration_no")), ("registration_no",)
        ),
        "registration.dates_order": InOrder("established_on", "cancelled_on"),
        "registration.term_order": InOrder("op_from", "op_until"),
        "registration.end_date_missing": Predicate(
            "status IN ('revoked', 'cancelled') AND cancelled_on IS NULL", ("status", "cancelled_on")
        ),
        "registration.end_date_active": Predicate(
            "status = 'active' AND cancelled_on IS NOT NULL", ("status", "cancelled_on")
        ),
        "registration.capital_unreadable": Predicate(
            "capital_text IS NOT NULL AND capital_yuan IS NULL", ("capital_text", "capital_yuan")
        ),
    },
    "licence": {
        "licence.decided_after_end": InOrder("decided_on", "valid_until"),
        "licence.validity_order": InOrder("valid_from", "valid_until"),
        "licence.decided_after_start": InOrder("decided_on", "valid_from"),
        "licence.far_end": Predicate("valid_until > decided_on + interval '100 years'", ("decided_on", "valid_until")),
        "licence.issuer_code_form": Predicate(
            sql.SQL("issuer_code IS NOT NULL AND NOT {}").format(is_credit_code(sql.Identifier("issuer_code"))),
            ("issuer_code",),
        ),
    },
    "inspection": {
        "inspection.checklist_code_form": Predicate(_wrong_checklist_code(), ("checklist_code",)),
        "inspection.standard_fields_missing": Defect("inspection.standard_fields_missing"),
        "inspection.reported_before": InOrder("inspected_on", "reported_on"),
        "inspection.officers_too_few": Predicate("cardinality(officer_names) < 2", ("officer_names",)),
        "inspection.certificates_missing": Predicate(
            "coalesce(cardinality(officer_certificate_nos), 0) < cardinality(officer_names)",
            ("officer_names", "officer_certificate_nos"),
        ),
    },
    "penalty": {
        "penalty.decision_no_form": Pattern("decision_no", "^.+〔(19|20)[0-9]{2}〕.*[0-9]+.*号$"),
        "penalty.filed_after_decided": InOrder("filed_on", "decided_on"),
        "penalty.decided_after_closed": InOrder("decided_on", "closed_on"),
        "penalty.public_before_decided": InOrder("decided_on", "public_until"),
        "penalty.fine_missing": Predicate("'fine' = ANY (kinds) AND fine_yuan IS NULL", ("kinds", "fine_yuan")),
        "penalty.fine_without_kind": Predicate("fine_yuan > 0 AND NOT 'fine' = ANY (kinds)", ("kinds", "fine_yuan")),
        "penalty.fine_text": Predicate("fine_in_text <> fine_yuan", ("content", "fine_yuan"), ("fine_in_text",)),
        "penalty.fine_unit": Predicate(
            "fine_yuan > 0 AND fine_in_text > 0"
            " AND (fine_in_text * 10000 = fine_yuan OR fine_yuan * 10000 = fine_in_text)",
            ("content", "fine_yuan"),
            ("fine_in_text",),
        ),
        "penalty.confiscated_missing": Predicate(
            "'confiscation' = ANY (kinds) AND confiscated_yuan IS NULL", ("kinds", "confiscated_yuan")
        ),
        "penalty.licence_missing": Predicate(
            "kinds && ARRAY['suspend_licence', 'revoke_licence'] AND revoked_licence IS NULL",
            ("kinds", "revoked_licence"),
        ),
    },
    "coercive_measure": {
        "coercive_measure.dates_order": InOrder("begins_on", "ends_on"),
        # 30 days, which may be prolonged by as many (行政强制法, 25).
        "coercive_measure.too_long": Predicate(
            "kind IN ('seal_up', 'seize') AND ends_on - begins_on > 30 + least(coalesce(extended_days, 0), 30)",
            ("kind", "begins_on", "ends_on", "extended_days"),
        ),
    },
    "incident": {
        "incident.reported_after_closed": InOrder("reported_at", "closed_at"),
        "incident.times_order": _times_out_of_order(_TIMES),
        "incident.closed_without_time": Predicate("status = 'closed' AND closed_at IS NULL", ("status", "closed_at")),
        "incident.open_with_time": Predicate(
            "status NOT IN ('closed', 'voided') AND closed_at IS NOT NULL", ("status", "closed_at")
        ),
        "incident.closed_late": InOrder("closed_at", "due_at"),
        "incident.steps_order": Predicate(_STEPS_OUT_OF_ORDER, (), ("steps",)),
    },
}
"""By unified table. A rule is left out for a dataset that does not send all of its columns."""

DATASET_RULES: Mapping[str, Mapping[str, Kind]] = {
    "provincial/market_entities": {
        "registration.kind_conflict": Defect("registration.kind_conflict"),
        "registration.operator_missing": Predicate(
            "kind = 'individual_business' AND (legal_representative IS NULL OR citizen_id IS NULL)",
            ("kind", "legal_representative", "citizen_id"),
        ),
    },
    "city/cases": {
        "incident.class_unknown": InSet("category", tuple(dict.fromkeys((*_COMPONENT_CLASSES, *_EVENT_CLASSES))))
    },
    "micro_grid/alerts": {"incident.times_order": _times_out_of_order(_without("accepted_at", "dispatched_at"))},
    "school_safety/hazards": {"incident.times_order": _times_out_of_order(_without("accepted_at", "dispatched_at"))},
    "departments/penalties": {
        "penalty.withdrawn": Predicate("\"CF_ZT\" IN ('revoked', 'disputed')", ("CF_ZT",)),
    },
    "departments/ecology_penalties": {
        "penalty.closing_date_missing": Predicate(
            "(jaqk = '已结案' AND closed_on IS NULL) OR (jaqk = '未结案' AND closed_on IS NOT NULL)",
            ("jaqk", "closed_on"),
        ),
        "penalty.party_missing": NotNull("party_name"),
    },
}
"""By dataset: rules about what only this one sends."""
