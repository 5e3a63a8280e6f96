"""Leads that platforms hand to each other: which got lost on the way, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from psycopg.rows import class_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import psycopg

LOST = {
    "lost_handover": "移交后无人接收",
    "lost_result": "结果未回",
    "lost_origin": "来处不明",
    "unknown_lead": "线索查无此事件",
}
"""What can have become of a lead that got lost, as `derived.closure.handing` has it, and what operators call it.

`unknown_lead`: an inspection or a penalty names a lead that no platform knows, so that it is in no chain.
"""

WAITING = {
    "awaiting_receipt": "待接收",
    "awaiting_result": "待反馈",
    "awaiting_origin": "来处待核",
    "under_way": "对方在办",
}
"""The same of leads that are on their way."""


@dataclass(frozen=True, slots=True)
class Handing:
    """A lead on its way from one platform to another, or back.

    `handing`: one of `LOST` or `WAITING`. `lead_id`: the record that waits for what did not come; `number`: the number
    under which the other side has it, or should. `since`: the day since which nothing came; `days`: how many days ago.
    """

    handing: str
    lead_id: str
    number: str | None
    division_code: str | None
    since: date | None
    days: int | None
    holder_name: str | None
    ask_name: str | None


def handings(connection: psycopg.Connection, stages: Sequence[str], division_code: str | None = None) -> list[Handing]:
    """The leads at one of the `stages`, all or those of a division: by whom to ask, those that wait longest first."""
    with connection.cursor(row_factory=class_row(Handing)) as cursor:
        return cursor.execute(_HANDINGS, {"stages": list(stages), "division": division_code}).fetchall()


_HANDINGS: LiteralString = """
WITH handed AS (
    SELECT closure.handing, closure.lead_id,
           CASE WHEN closure.handing LIKE '%%_origin' THEN incident.origin_no
                ELSE coalesce(taken.incident_no, version.origin_id_ref) END AS number,
           closure.division_code, closure.handed_at::date AS since, closure.holder_name, closure.ask_name
    FROM derived.closure JOIN unified.incident ON incident.id = closure.lead_id
    LEFT JOIN unified.incident AS taken ON taken.id = closure.handed_to_id
    LEFT JOIN staging.grassroots_events_state AS version ON version.source_id = incident.source_id
        AND incident.dataset = 'events' AND version.released AND NOT version.is_delete
    WHERE closure.handing = ANY (%(stages)s)
    UNION ALL
    SELECT 'unknown_lead', id, lead_no, division_code, inspected_on, agency_name, agency_name
    FROM unified.inspection WHERE lead_no IS NOT NULL AND lead_incident_id IS NULL AND retracted_at IS NULL
    UNION ALL
    SELECT 'unknown_lead', id, lead_no, division_code, decided_on, authority_name, authority_name
    FROM unified.penalty WHERE lead_no IS NOT NULL AND lead_incident_id IS NULL AND retracted_at IS NULL
)
SELECT handing, lead_id, number, division_code, since, current_date - since AS days, holder_name, ask_name FROM handed
WHERE handing = ANY (%(stages)s) AND (%(division)s::text IS NULL OR division_code = %(division)s)
ORDER BY ask_name, since, lead_id
"""
