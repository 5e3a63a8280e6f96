"""From a lead to its end 闭环: what the columns' comments say (`hub.model.marts.closing`), as a query.

A chain is as long as platforms hand on: an incident, the incidents of other platforms that came from it
(`origin_id`), the inspections of any of these (`lead_incident_id`), and the penalties of any of them all.
"""

from __future__ import annotations

from typing import LiteralString

from hub.marts.declaration import Mart, Read

# What the events of the four platforms say of where they went stands in staging only: it feeds the other row.
# Whatever the city's platform is called there, as in the rule incident.handover_lost.
_ROWS: LiteralString = """
WITH course AS MATERIALIZED (
    SELECT id AS lead_id, platform, kind, entity_id, division_code, handler_name, origin_id, origin_no,
           coalesce(reported_at, occurred_at) AS opened_at, NOT {is_open} AS is_ended,
           CASE WHEN NOT {is_open} THEN coalesce(closed_at, resolved_at) END AS ended_at,
           coalesce(CASE WHEN status = 'voided' THEN false
                         WHEN NOT {is_open} THEN coalesce(closed_at, resolved_at) > due_at
                         WHEN status = 'suspended' THEN false ELSE due_at < {today} END, false) AS is_overdue
    FROM {incident} AS incident
), lead AS (
    SELECT * FROM course WHERE {in_scope}
), handled AS (
    SELECT origin_id AS lead_id, min(lead_id COLLATE "C") AS id, bool_and(is_ended) AS is_ended,
           max(ended_at) AS ended_at, bool_or(is_overdue) AS is_overdue,
           (array_agg(entity_id ORDER BY lead_id COLLATE "C") FILTER (WHERE entity_id IS NOT NULL))[1] AS entity_id,
           (array_agg(handler_name ORDER BY lead_id COLLATE "C") FILTER (WHERE handler_name IS NOT NULL))[1] AS holder
    FROM course WHERE origin_id IS NOT NULL GROUP BY origin_id
), member AS (
    SELECT lead_id, lead_id AS id FROM lead
    UNION ALL SELECT lead.lead_id, course.lead_id FROM course JOIN lead ON lead.lead_id = course.origin_id
), visit AS (
    SELECT member.lead_id, visit.id, visit.entity_id, inspected_on, agency_name AS holder,
           coalesce(result IN ('follow_up', 'failed', 'uncooperative'), false) AS wants_more
    FROM member JOIN {inspection} AS visit ON visit.lead_incident_id = member.id
), penalty AS (
    SELECT id, entity_id, lead_incident_id, inspection_id, decided_on, authority_name AS holder,
           CASE {closed_by_decision} WHEN 1 THEN decided_on ELSE closed_on END AS ended_on
    FROM {penalty} AS penalty WHERE num_nonnulls(lead_incident_id, inspection_id) > 0
), fine AS (
    SELECT member.lead_id, penalty.* FROM member JOIN penalty ON penalty.lead_incident_id = member.id
    UNION SELECT visit.lead_id, penalty.* FROM visit JOIN penalty ON penalty.inspection_id = visit.id
), visited AS (
    SELECT lead_id, min(inspected_on) AS first_on, max(inspected_on) AS ended_on,
           (array_agg(entity_id ORDER BY inspected_on, id COLLATE "C") FILTER (WHERE entity_id IS NOT NULL))[1]
           AS entity_id,
           (array_agg(holder ORDER BY inspected_on DESC NULLS LAST, id COLLATE "C" DESC))[1] AS holder,
           (array_agg(NOT wants_more OR id IN (SELECT inspection_id FROM fine WHERE inspection_id IS NOT NULL)
                      ORDER BY inspected_on DESC NULLS LAST, id COLLATE "C" DESC))[1] AS is_ended
    FROM visit GROUP BY lead_id
), fined AS (
    SELECT lead_id, min(decided_on) AS first_on, max(ended_on) AS ended_on, bool_and(ended_on IS NOT NULL) AS is_ended,
           (array_agg(entity_id ORDER BY decided_on, id COLLATE "C") FILTER (WHERE entity_id IS NOT NULL))[1]
           AS entity_id,
           (array_agg(holder ORDER BY decided_on DESC NULLS LAST, id COLLATE "C" DESC))[1] AS holder
    FROM fine GROUP BY lead_id
), sent AS (
    SELECT lead.lead_id, version."transferredTo" AS receiver, version.source_updated_at AS sent_at,
           version.origin_id_ref IS NOT NULL OR version."transferredTo" ~ '城管|城市管理|综合管理' AS is_connected
    FROM lead JOIN staging.grassroots_events_state AS version
      ON version.source_id = substr(lead.lead_id, length('grassroots:events:') + 1)
    WHERE lead.lead_id ^@ 'grassroots:events:' AND version.released AND NOT version.is_delete
      AND (version."transferredTo" IS NOT NULL OR version.origin_id_ref IS NOT NULL)
), chain AS (
    SELECT lead.lead_id, kind AS lead_kind, division_code, opened_at, visited.first_on AS inspected_on,
           fined.first_on AS penalised_on, handled.id AS handed_to_id, platform, handler_name, sent_at, receiver,
           is_connected, origin_no IS NOT NULL AND origin_id IS NULL AS is_foundling,
           coalesce(origin_id, lead.lead_id) AS chain_id,
           coalesce(lead.entity_id, handled.entity_id, visited.entity_id, fined.entity_id) AS entity_id,
           lead.is_overdue OR coalesce(handled.is_overdue, false) AS is_overdue,
           lead.is_ended AS is_own_end, lead.ended_at AS own_ended_at,
           num_nonnulls(handled.lead_id, visited.lead_id, fined.lead_id) > 0 AS is_followed,
           coalesce(handled.is_ended, true) AND coalesce(visited.is_ended, true) AND coalesce(fined.is_ended, true)
           AS is_rest_ended,
           greatest(handled.ended_at, visited.ended_on, fined.ended_on) AS rest_ended_at,
           coalesce(fined.holder, visited.holder, handled.holder) AS holder
    FROM lead LEFT JOIN handled USING (lead_id) LEFT JOIN visited USING (lead_id) LEFT JOIN fined USING (lead_id)
    LEFT JOIN sent USING (lead_id)
), ended AS (
    SELECT *, is_own_end AND is_rest_ended AS is_closed,
           CASE WHEN is_own_end AND is_rest_ended THEN greatest(own_ended_at, rest_ended_at) END AS closed_at,
           CASE WHEN handed_to_id IS NULL AND is_connected
                THEN CASE WHEN sent_at::date + {receipt_days} < {today} THEN 'lost_handover'
                          ELSE 'awaiting_receipt' END
                WHEN is_followed AND is_rest_ended AND NOT is_own_end
                THEN CASE WHEN rest_ended_at::date + {result_days} < {today} THEN 'lost_result'
                          ELSE 'awaiting_result' END
                WHEN is_foundling
                THEN CASE WHEN opened_at::date + {receipt_days} < {today} THEN 'lost_origin'
                          ELSE 'awaiting_origin' END
                WHEN is_followed AND is_rest_ended THEN 'returned'
                WHEN is_followed THEN 'under_way'
                WHEN receiver IS NOT NULL THEN 'elsewhere' END AS handing
    FROM chain
)
SELECT *, CASE WHEN opened_at IS NOT NULL AND (closed_at IS NOT NULL OR NOT is_closed)
               THEN greatest(0, coalesce(closed_at::date, {today}) - opened_at::date) END AS days_open,
       CASE WHEN handing IN ('awaiting_receipt', 'lost_handover', 'elsewhere') THEN sent_at
            WHEN handing IN ('awaiting_result', 'lost_result', 'returned') THEN rest_ended_at
            WHEN handing IN ('awaiting_origin', 'lost_origin') THEN opened_at END AS handed_at,
       CASE WHEN handing IN ('under_way', 'awaiting_result', 'lost_result', 'returned') THEN holder
            WHEN handing IS NOT NULL THEN handler_name END AS holder_name,
       CASE WHEN handing IN ('awaiting_receipt', 'lost_handover') THEN coalesce(receiver, '乐清市综合管理服务平台')
            WHEN handing IN ('awaiting_origin', 'lost_origin') THEN '基层治理四平台'
            WHEN handing IN ('awaiting_result', 'lost_result') THEN coalesce(handler_name, CASE platform
                WHEN 'city' THEN '乐清市综合管理服务平台' WHEN 'grassroots' THEN '基层治理四平台'
                WHEN 'micro_grid' THEN '微网智控' WHEN 'school_safety' THEN '校安协同治理平台' END)
            WHEN handing = 'under_way' THEN holder END AS ask_name
FROM ended
"""

# What time changes, and what only staging knows to have changed.
_DUE: LiteralString = """
SELECT lead_id FROM derived.closure
WHERE NOT is_closed OR handing IN ('awaiting_receipt', 'lost_handover', 'awaiting_origin', 'elsewhere')
UNION ALL SELECT lead_id FROM derived.closure JOIN staging.grassroots_events_state AS version
    ON version.source_id = substr(lead_id, length('grassroots:events:') + 1)
WHERE handed_to_id IS NULL AND coalesce(handing, 'returned') = 'returned' AND lead_id ^@ 'grassroots:events:'
  AND version.released AND NOT version.is_delete
  AND (version."transferredTo" IS NOT NULL OR version.origin_id_ref IS NOT NULL)
"""

CLOSURE = Mart(
    name="closure",
    question="这条线索到了哪里，查了没有、罚了没有、了结没有，移交出去的在谁手里、丢在哪里",
    reads={
        "incident": Read(("record.id", "record.origin_id")),
        "inspection": Read(
            ("record.lead_incident_id", "lead.origin_id"),
            joined="LEFT JOIN unified.incident AS lead ON lead.id = record.lead_incident_id",
        ),
        "penalty": Read(
            ("record.lead_incident_id", "lead.origin_id", "visit.lead_incident_id", "visited.origin_id"),
            joined="LEFT JOIN unified.incident AS lead ON lead.id = record.lead_incident_id "
            "LEFT JOIN unified.inspection AS visit ON visit.id = record.inspection_id "
            "LEFT JOIN unified.incident AS visited ON visited.id = visit.lead_incident_id",
        ),
    },
    rows=_ROWS,
    scope=("lead_id",),
    due=_DUE,
)
