"""Words that several formulas share, as SQL over the columns of one unified table: `{is_open}` and the like."""

from __future__ import annotations

from typing import LiteralString

TERMS: dict[str, LiteralString] = {
    # Of an inspection: results that found something. 'not_operating', 'closed' and 'deregistered' are none.
    "found_problems": "(result IN ('corrected', 'follow_up', 'uncooperative', 'failed'))",
    # Of a penalty: kinds that weigh more than any fine (行政处罚法 art. 9, (3) to (5)).
    "is_heavy": "(fine_yuan >= {heavy_fine_yuan} OR kinds && ARRAY['suspend_licence', 'revoke_licence', "
    "'restrict_business', 'suspend_business', 'order_closure', 'restrict_occupation', 'detention'])",
    # Of an incident: there is still something to do about it.
    "is_open": "(closed_at IS NULL AND coalesce(status, '') NOT IN ('closed', 'voided'))",
    # Of a licence: its last day; NULL where it has none or nobody knows it.
    "ends_on": "(CASE WHEN is_long_term THEN NULL ELSE valid_until END)",
    # Of a licence: nothing but time ends it. A disputed one stands until the dispute is over.
    "stands": "(coalesce(status, 'valid') IN ('valid', 'disputed'))",
    "is_in_force": "({stands} AND coalesce(valid_from <= {today}, true) AND coalesce({ends_on} >= {today}, true))",
    # Of an officer: the day of birth; a day that its month does not have falls into the next one.
    "born_on": "(CASE WHEN citizen_id ~ '^[0-9]{{6}}[12][0-9]{{3}}(0[1-9]|1[0-2])[0-9]{{5}}[0-9X]$' THEN "
    "make_date(substr(citizen_id, 7, 4)::integer, substr(citizen_id, 11, 2)::integer, 1) "
    "+ substr(citizen_id, 13, 2)::integer - 1 END)",
    # The instants at which {today} begins, and the day for which the mart was computed before.
    "midnight": "({today}::timestamp AT TIME ZONE 'Asia/Shanghai')",
    "midnight_before": "({since}::timestamp AT TIME ZONE 'Asia/Shanghai')",
}
"""By name; a term may use those before it, parameters, `{today}` and `{since}`."""
