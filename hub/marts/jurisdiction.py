"""The boundaries of duties 职责边界: what the columns' comments say (`hub.model.marts.powers`), as a query."""

from __future__ import annotations

from typing import LiteralString

from hub.marts.declaration import Mart, Read

# An item of which nobody says whether it is valid is shown: a gap that is not there is asked about, one that is not
# shown is not.
_ROWS: LiteralString = """
WITH item AS (
    SELECT code AS item_code,
           array_agg(DISTINCT exercised_by_code) FILTER (WHERE exercised_by_code IS NOT NULL) AS agencies
    FROM {enforcement_item} AS item WHERE is_valid IS NOT FALSE AND code IS NOT NULL GROUP BY code
), assigned AS (
    SELECT item_code, division_code, array_agg(DISTINCT agency_code) AS agencies
    FROM {item_assignment} AS assigned
    WHERE mode IN ('transferred', 'empowered') AND agency_code IS NOT NULL
      AND coalesce(begins_on, '-infinity') <= {today} AND coalesce(ends_on, 'infinity') >= {today}
    GROUP BY item_code, division_code
), punished AS (
    SELECT item_code, division_code, count(*)::integer AS penalties FROM {penalty} AS penalty
    GROUP BY item_code, division_code
), enforced AS (
    SELECT item.item_code, township.code AS division_code,
           coalesce(nearest.agencies, county.agencies, item.agencies, '{{}}') AS agency_codes
    FROM item CROSS JOIN unified.division AS township
    LEFT JOIN assigned AS nearest ON nearest.item_code = item.item_code AND nearest.division_code = township.code
    LEFT JOIN assigned AS county
        ON county.item_code = item.item_code AND county.division_code = township.parent_code
    WHERE township.kind <> 'county'
)
SELECT enforced.*, coalesce(penalties, 0) AS penalty_count,
       CASE cardinality(agency_codes) WHEN 0 THEN 'gap' WHEN 1 THEN 'clear' ELSE 'overlap' END AS finding
FROM enforced LEFT JOIN punished USING (item_code, division_code)
"""

DUE: LiteralString = """
SELECT item_code FROM unified.item_assignment
WHERE begins_on > {since} AND begins_on <= {today} OR ends_on >= {since} AND ends_on < {today}
"""
"""The items of which an assignment began or ended meanwhile."""

JURISDICTION = Mart(
    name="jurisdiction",
    question="这个事项在这个乡镇（街道）该由谁管，哪里没人管，哪里多头管",
    reads={
        "enforcement_item": Read(("record.code",)),
        "item_assignment": Read(("record.item_code",)),
        "penalty": Read(("record.item_code",)),
    },
    rows=_ROWS,
    scope=("item_code",),
    due=DUE,
)
