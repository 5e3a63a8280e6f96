"""How the townships do: what the columns' comments say (`hub.model.marts.townships`), as a query."""

from __future__ import annotations

from hub.marts.declaration import Mart, Read

_ROWS = """
WITH inspection AS (
    SELECT division_code, date_trunc('month', inspected_on)::date AS month, count(*) AS inspections,
           count(joint_task_no) AS joint
    FROM {inspection} AS inspection WHERE num_nulls(division_code, inspected_on) = 0 GROUP BY 1, 2
), penalty AS (
    SELECT division_code, date_trunc('month', decided_on)::date AS month, count(*) AS penalties, sum(fine_yuan) AS fine
    FROM {penalty} AS penalty WHERE num_nulls(division_code, decided_on) = 0 GROUP BY 1, 2
), told AS (
    SELECT division_code, coalesce(reported_at, occurred_at, accepted_at) AS begun_at, due_at,
           NOT {is_open} AS is_closed, coalesce(closed_at, CASE WHEN NOT {is_open} THEN resolved_at END) AS ended_at
    FROM {incident} AS incident
), incident AS (
    SELECT division_code, date_trunc('month', begun_at AT TIME ZONE 'Asia/Shanghai')::date AS month,
           count(*) AS incidents, count(*) FILTER (WHERE is_closed) AS closed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', ended_at - begun_at) / 3600)
               FILTER (WHERE ended_at >= begun_at) AS hours,
           count(*) FILTER (WHERE due_at < CASE WHEN is_closed THEN ended_at ELSE {midnight} END) AS overdue
    FROM told WHERE num_nulls(division_code, begun_at) = 0 GROUP BY 1, 2
), entered AS (
    SELECT division_code, date_trunc('month', established_on)::date AS month, count(*) AS entities
    FROM {entity} AS entity
    WHERE division_code IS NOT NULL
      AND (cancelled_on IS NOT NULL OR coalesce(status, '') NOT IN ('revoked', 'cancelled', 'moved'))
    GROUP BY 1, 2
), gone AS (
    SELECT division_code, date_trunc('month', greatest(cancelled_on, established_on))::date AS month,
           count(*) AS entities
    FROM {entity} AS entity WHERE num_nulls(division_code, cancelled_on) = 0 GROUP BY 1, 2
), officer AS (
    SELECT seat.division_code, certificate_no, certificate_valid_until, is_legal_reviewer, {born_on} AS born_on
    FROM {officer} AS officer
    JOIN (SELECT code, min(division_code) AS division_code FROM {agency} AS agency GROUP BY code) AS seat
        ON seat.code = officer.agency_code
    WHERE coalesce(officer.status, 'active') = 'active' AND seat.division_code IS NOT NULL AND {in_scope}
), covered AS (
    SELECT division_code, month FROM inspection UNION SELECT division_code, month FROM penalty
    UNION SELECT division_code, month FROM incident
    UNION SELECT division_code, date_trunc('month', {today})::date FROM entered
    UNION SELECT division_code, date_trunc('month', {today})::date FROM officer
), stock AS (
    SELECT division_code, month, is_covered,
           sum(entities) OVER (PARTITION BY division_code ORDER BY month NULLS FIRST) AS entities
    FROM (
        SELECT division_code, month, 0 AS entities, true AS is_covered FROM covered
        UNION ALL SELECT division_code, month, entities, false FROM entered
        UNION ALL SELECT division_code, month, -entities, false FROM gone
    ) AS movement
), squad AS (
    SELECT division_code, month, count(*) AS officers,
           count(*) FILTER (WHERE certificate_no IS NOT NULL AND coalesce(certificate_valid_until >= ends_on, true))
               AS certified,
           count(*) FILTER (WHERE is_legal_reviewer) AS reviewers,
           CASE WHEN count(born_on) >= 3 THEN percentile_cont(0.5) WITHIN GROUP (
               ORDER BY date_part('year', age(ends_on, born_on))) END AS age
    FROM (
        SELECT division_code, month, (month + interval '1 month - 1 day')::date AS ends_on FROM covered
    ) AS covered JOIN officer USING (division_code)
    GROUP BY 1, 2
)
SELECT division_code, to_char(month, 'YYYY-MM') AS month, stock.entities AS entity_count,
       coalesce(inspections, 0) AS inspection_count, coalesce(joint, 0) AS joint_inspection_count,
       coalesce(penalties, 0) AS penalty_count,
       coalesce(fine, 0) AS fine_yuan, coalesce(incidents, 0) AS incident_count,
       coalesce(closed, 0) AS incident_closed_count, closed::double precision / incidents AS closure_rate,
       hours AS median_hours_to_close, coalesce(overdue, 0) AS overdue_count, coalesce(officers, 0) AS officer_count,
       coalesce(certified, 0) AS certified_officer_count, coalesce(reviewers, 0) AS legal_reviewer_count,
       age AS officer_median_age
FROM stock LEFT JOIN inspection USING (division_code, month) LEFT JOIN penalty USING (division_code, month)
LEFT JOIN incident USING (division_code, month) LEFT JOIN squad USING (division_code, month)
WHERE is_covered
"""

_DUE = """
SELECT division_code FROM {incident} AS incident WHERE {is_open} AND due_at < {midnight} AND due_at >= {midnight_before}
UNION ALL SELECT code FROM unified.division WHERE date_trunc('month', {since}) <> date_trunc('month', {today})
"""

TOWNSHIP_SCORECARD = Mart(
    name="township_scorecard",
    question="各乡镇（街道）每月查了多少、罚了多少、事件办得快不快，队伍齐不齐",
    reads={
        **{each: Read(("record.division_code",)) for each in ("entity", "inspection", "penalty", "incident")},
        # Agencies that share a code: officers are counted where the first of them is.
        "agency": Read(
            ("record.division_code", "same.division_code"),
            joined="LEFT JOIN unified.agency AS same ON same.code = record.code",
        ),
        "officer": Read(
            ("seat.division_code",), joined="JOIN unified.agency AS seat ON seat.code = record.agency_code"
        ),
    },
    rows=_ROWS,
    scope=("division_code",),
    due=_DUE,
)
