"""One matter across agencies 监管一件事: what the columns' comments say (`hub.model.marts.powers`), as a query."""

from __future__ import annotations

from hub.marts.declaration import Mart, Read
from hub.marts.jurisdiction import DUE

# Who may enforce an item was found out for mart.jurisdiction, which is filled before.
_ROWS = """
WITH item AS (
    SELECT DISTINCT theme, code AS item_code FROM {enforcement_item} AS item
    WHERE theme IS NOT NULL AND code IS NOT NULL
), act AS (
    SELECT item_code, agency_code, entity_id, true AS is_visit FROM {inspection} AS inspection
    UNION ALL SELECT item_code, authority_code, entity_id, false FROM {penalty} AS penalty
), done AS (
    SELECT item_code, agency_code, count(DISTINCT entity_id) AS entities,
           count(*) FILTER (WHERE is_visit) AS inspections, count(*) FILTER (WHERE NOT is_visit) AS penalties
    FROM act WHERE agency_code IS NOT NULL AND item_code IN (SELECT item_code FROM item)
    GROUP BY item_code, agency_code
), concerned AS (
    SELECT DISTINCT item_code, unnest(agency_codes) AS agency_code FROM derived.jurisdiction WHERE {in_scope}
    UNION SELECT item_code, agency_code FROM done
)
SELECT theme, item_code, agency_code, coalesce(entities, 0)::integer AS entity_count,
       coalesce(inspections, 0)::integer AS inspection_count, coalesce(penalties, 0)::integer AS penalty_count
FROM item JOIN concerned USING (item_code) LEFT JOIN done USING (item_code, agency_code)
"""

ONE_MATTER = Mart(
    name="one_matter",
    question="这件事涉及哪些事项，归哪些机构管，各自查过几次、罚过几次、涉及多少对象",
    reads={
        "enforcement_item": Read(("record.code",)),
        "item_assignment": Read(("record.item_code",)),
        "inspection": Read(("record.item_code",)),
        "penalty": Read(("record.item_code",)),
    },
    rows=_ROWS,
    scope=("item_code",),
    due=DUE,
)
