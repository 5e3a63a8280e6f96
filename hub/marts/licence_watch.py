"""Licences to look after: what the columns' comments say (`hub.model.marts.watching`), as a query."""

from __future__ import annotations

from hub.marts.declaration import Mart, Read

_ROWS = """
WITH dated AS (
    SELECT id, entity_id, {ends_on} AS ends_on, {stands} AS stands, coalesce(status, 'valid') AS status,
           coalesce(licence_name, category_name) AS paper, category
    FROM {licence} AS licence
), supervised AS (
    SELECT entity_id, max(day) AS last_on FROM (
        SELECT entity_id, inspected_on FROM {inspection} AS inspection
        UNION ALL SELECT entity_id, decided_on FROM {penalty} AS penalty
        UNION ALL SELECT entity_id, begins_on FROM {coercive_measure} AS coercive_measure
    ) AS visit (entity_id, day) GROUP BY entity_id
), found AS (
    SELECT dated.id, dated.entity_id, dated.ends_on, paper, category,
           coalesce(ends_on < {today}, false) OR dated.status = 'expired' AS is_expired
    FROM dated JOIN {entity} AS entity ON entity.entity_id = dated.entity_id AND entity.status = 'active'
    WHERE (stands AND ends_on <= {today} + {expiring_days}) OR dated.status = 'expired'
)
SELECT found.id AS licence_id, found.entity_id, found.ends_on AS valid_until, supervised.last_on AS last_supervised_on,
       CASE WHEN NOT is_expired THEN 'expiring' WHEN last_on > found.ends_on THEN 'supervised_after_expiry'
            ELSE 'expired' END AS finding
FROM found LEFT JOIN supervised USING (entity_id)
WHERE NOT EXISTS (
    SELECT FROM dated AS newer WHERE newer.entity_id = found.entity_id AND newer.id <> found.id AND newer.stands
      AND newer.paper = found.paper AND newer.category IS NOT DISTINCT FROM found.category
      AND coalesce(newer.ends_on, 'infinity') > coalesce(found.ends_on, {today} - 1)
)
"""

_DUE = """
SELECT entity_id FROM {licence} AS licence
WHERE {ends_on} >= {since} AND {ends_on} <= {today}
   OR {ends_on} > {since} + {expiring_days} AND {ends_on} <= {today} + {expiring_days}
"""

LICENCE_WATCH = Mart(
    name="licence_watch",
    question="哪些还在经营的对象许可已过期或快到期，过期之后是否还查过",
    reads={
        each: Read(("record.entity_id",)) for each in ("entity", "licence", "inspection", "penalty", "coercive_measure")
    },
    rows=_ROWS,
    scope=("entity_id",),
    due=_DUE,
)
