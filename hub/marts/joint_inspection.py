"""Visits that could have been one 综合查一次: what the comments of `hub.model.marts.watching` say, as a query."""

from __future__ import annotations

from hub.marts.declaration import Mart, Read

_ROWS = """
WITH RECURSIVE visit AS (
    SELECT entity_id, inspected_on AS day, coalesce(agency_code, agency_name) AS agency,
           bool_or(joint_task_no IS NOT NULL) AS is_joint
    FROM {inspection} AS inspection
    WHERE entity_id IS NOT NULL AND coalesce(form, 'on_site') = 'on_site'
      AND num_nulls(inspected_on, coalesce(agency_code, agency_name)) = 0
    GROUP BY 1, 2, 3
), visited AS (
    SELECT entity_id, day, first_value(day) OVER (
        PARTITION BY entity_id ORDER BY day
        RANGE BETWEEN make_interval(days => {joint_days} + 1) FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_period
    FROM (SELECT DISTINCT entity_id, day FROM visit) AS day
), period AS (
    SELECT entity_id, min(day) AS begins_on FROM visit GROUP BY entity_id
    UNION ALL
    SELECT visited.entity_id, next_period
    FROM period JOIN visited ON visited.entity_id = period.entity_id AND visited.day = begins_on
    WHERE next_period IS NOT NULL
), first_visit AS (
    SELECT DISTINCT ON (visit.entity_id, begins_on, agency) visit.*, begins_on
    FROM visit JOIN period ON visit.entity_id = period.entity_id AND day BETWEEN begins_on AND begins_on + {joint_days}
    ORDER BY visit.entity_id, begins_on, agency, day
), spared AS (
    SELECT entity_id, day, NOT is_joint AND row_number() OVER (
        PARTITION BY entity_id, begins_on ORDER BY day, is_joint DESC, agency COLLATE "C"
    ) > 1 AS is_avoidable
    FROM first_visit
), avoidable AS (
    SELECT entity_id, to_char(day, 'YYYY"Q"Q') AS quarter, count(*) AS visits
    FROM spared WHERE is_avoidable GROUP BY 1, 2
), counted AS (
    SELECT entity_id, to_char(inspected_on, 'YYYY"Q"Q') AS quarter, count(*) AS inspection_count,
           count(joint_task_no) AS joint_count,
           array_agg(DISTINCT coalesce(agency_code, agency_name) COLLATE "C")
               FILTER (WHERE coalesce(agency_code, agency_name) IS NOT NULL) AS agencies,
           array_agg(DISTINCT item_code COLLATE "C") FILTER (WHERE item_code IS NOT NULL) AS item_codes
    FROM {inspection} AS inspection WHERE entity_id IS NOT NULL AND inspected_on IS NOT NULL GROUP BY 1, 2
)
SELECT entity_id, quarter, coalesce(agencies, '{{}}') AS agencies, coalesce(item_codes, '{{}}') AS item_codes,
       inspection_count, joint_count, coalesce(visits, 0) AS avoidable_count
FROM counted LEFT JOIN avoidable USING (entity_id, quarter)
"""

JOINT_INSPECTION = Mart(
    name="joint_inspection",
    question="谁一个季度里被几家查了几次，其中多少次上门本可合为一次",
    reads={"inspection": Read(("record.entity_id",))},
    rows=_ROWS,
    scope=("entity_id",),
)
