"""One file for every entity 一企一档: what the columns' comments say (`hub.model.marts.profile`), as a query."""

from __future__ import annotations

from hub.marts.declaration import Mart, Read

_ROWS = """
WITH licence AS (
    SELECT entity_id, count(*) AS licences, count(*) FILTER (WHERE is_valid) AS valid,
           count(*) FILTER (WHERE is_valid AND ends_on <= {today} + {expiring_days}) AS expiring
    FROM (SELECT entity_id, {ends_on} AS ends_on, {is_in_force} AS is_valid FROM {licence} AS licence) AS dated
    GROUP BY entity_id
), inspection AS (
    SELECT entity_id, count(*) AS inspections, max(inspected_on) AS last_on,
           count(*) FILTER (WHERE {found_problems}) AS failed,
           sum(CASE WHEN result = 'uncooperative' THEN {uncooperative_points}
                    WHEN {found_problems} THEN {failed_inspection_points} END)
               FILTER (WHERE inspected_on > {today} - {risk_days}) AS points
    FROM {inspection} AS inspection GROUP BY entity_id
), penalty AS (
    SELECT entity_id, count(*) AS penalties, sum(fine_yuan) AS fine, max(decided_on) AS last_on,
           sum(CASE WHEN {is_heavy} THEN {heavy_penalty_points} ELSE {penalty_points} END)
               FILTER (WHERE decided_on > {today} - {risk_days}) AS points
    FROM {penalty} AS penalty GROUP BY entity_id
), coercive_measure AS (
    SELECT entity_id, count(*) AS measures,
           {coercive_points} * count(*) FILTER (WHERE begins_on > {today} - {risk_days}) AS points
    FROM {coercive_measure} AS coercive_measure GROUP BY entity_id
), incident AS (
    SELECT entity_id, count(*) AS incidents, count(*) FILTER (WHERE {is_open}) AS unfinished
    FROM {incident} AS incident WHERE entity_id IS NOT NULL GROUP BY entity_id
), counted AS (
    SELECT entity.*, coalesce(licences, 0) AS licence_count, coalesce(valid, 0) AS valid_licence_count,
           coalesce(expiring, 0) AS expiring_licence_count, coalesce(inspections, 0) AS inspection_count,
           inspection.last_on AS last_inspected_on, coalesce(failed, 0) AS failed_inspection_count,
           coalesce(penalties, 0) AS penalty_count, coalesce(fine, 0) AS fine_yuan_total,
           penalty.last_on AS last_penalised_on, coalesce(measures, 0) AS coercive_measure_count,
           coalesce(incidents, 0) AS incident_count, coalesce(unfinished, 0) AS open_incident_count,
           coalesce(inspection.points, 0) + coalesce(penalty.points, 0) + coalesce(coercive_measure.points, 0)
               + {open_incident_points} * coalesce(unfinished, 0) AS points
    FROM {entity} AS entity LEFT JOIN licence USING (entity_id) LEFT JOIN inspection USING (entity_id)
    LEFT JOIN penalty USING (entity_id) LEFT JOIN coercive_measure USING (entity_id)
    LEFT JOIN incident USING (entity_id)
)
SELECT *, CASE WHEN points >= {high_risk_from} THEN 'high' WHEN points >= {medium_risk_from} THEN 'medium'
               ELSE 'low' END AS risk_level,
       CASE kind WHEN 'natural_person'
           THEN num_nonnulls(name, citizen_id, address, division_code, phone)::double precision / 5
           ELSE num_nonnulls(name, uscc, legal_representative, nullif(status, 'unknown'), established_on, address,
                             division_code, longitude, business_scope, phone)::double precision / 10
       END AS completeness
FROM counted
"""

_DUE = """
SELECT entity_id FROM {licence} AS licence
WHERE {ends_on} >= {since} AND {ends_on} < {today} OR valid_from > {since} AND valid_from <= {today}
   OR {ends_on} > {since} + {expiring_days} AND {ends_on} <= {today} + {expiring_days}
UNION ALL SELECT entity_id FROM {inspection} AS inspection
WHERE inspected_on > {since} - {risk_days} AND inspected_on <= {today} - {risk_days}
UNION ALL SELECT entity_id FROM {penalty} AS penalty
WHERE decided_on > {since} - {risk_days} AND decided_on <= {today} - {risk_days}
UNION ALL SELECT entity_id FROM {coercive_measure} AS coercive_measure
WHERE begins_on > {since} - {risk_days} AND begins_on <= {today} - {risk_days}
"""

ENTITY_PROFILE = Mart(
    name="entity_profile",
    question="这个对象有哪些许可，查过几次、罚过几次，还有什么没办完，风险高不高，档案全不全",
    reads={
        each: Read(("record.entity_id",))
        for each in ("entity", "licence", "inspection", "penalty", "coercive_measure", "incident")
    },
    rows=_ROWS,
    scope=("entity_id",),
    due=_DUE,
    stamp="updated_at",
)
