"""What mart.one_matter, mart.jurisdiction and mart.closure must hold, found row by row from what is published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mart_city import SHANGHAI
from psycopg import sql
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.database.connection import Database

Row = dict[str, Any]
MIDNIGHT = dt.time(0)
CITY, GRASSROOTS = "乐清市综合管理服务平台", "基层治理四平台"
RECEIPT, RESULT = dt.timedelta(days=1), dt.timedelta(days=3)
_LIVE = sql.SQL("SELECT * FROM {} WHERE retracted_at IS NULL")
TABLES = ("incident", "inspection", "penalty", "enforcement_item", "item_assignment")


@dataclass(frozen=True)
class Published:
    """The live rows of the unified tables, and every township."""

    rows: dict[str, list[Row]]
    townships: dict[str, str]
    """Code of the township → that of its county."""


def published(database: Database) -> Published:
    """What `database` shows now."""
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = {table: cursor.execute(_LIVE.format(sql.Identifier("unified", table))).fetchall() for table in TABLES}
        places = cursor.execute("SELECT code, parent_code FROM unified.division WHERE kind <> 'county'").fetchall()
    return Published(rows, {each["code"]: each["parent_code"] for each in places})


def jurisdiction(shown: Published, today: dt.date) -> dict[tuple[str, str], Row]:
    """(item, township) → its row."""
    found = {}
    for item in {each["code"] for each in shown.rows["enforcement_item"] if each["is_valid"] is not False}:
        own = {each["exercised_by_code"] for each in shown.rows["enforcement_item"] if each["code"] == item} - {None}
        for township, county in shown.townships.items():
            competing = [
                each
                for each in shown.rows["item_assignment"]
                if each["item_code"] == item
                and each["mode"] in ("transferred", "empowered")
                and (each["begins_on"] or dt.date.min) <= today <= (each["ends_on"] or dt.date.max)
            ]
            here = {each["agency_code"] for each in competing if each["division_code"] == township}
            everywhere = {each["agency_code"] for each in competing if each["division_code"] == county}
            agencies = sorted(here or everywhere or own)
            finding = ("gap", "clear", "overlap")[min(len(agencies), 2)]
            penalties = [
                each
                for each in shown.rows["penalty"]
                if each["item_code"] == item and each["division_code"] == township
            ]
            found[item, township] = {"agency_codes": agencies, "finding": finding, "penalty_count": len(penalties)}
    return found


def one_matter(shown: Published, today: dt.date) -> dict[tuple[str, str, str], Row]:
    """(theme, item, agency) → its row."""
    themes = {(each["theme"], each["code"]) for each in shown.rows["enforcement_item"] if each["theme"] is not None}
    able: dict[str, set[str]] = {}
    for (item, _), row in jurisdiction(shown, today).items():
        able.setdefault(item, set()).update(row["agency_codes"])
    found = {}
    for theme, item in themes:
        visits = [each for each in shown.rows["inspection"] if each["item_code"] == item]
        fines = [each for each in shown.rows["penalty"] if each["item_code"] == item]
        did = {each["agency_code"] for each in visits} | {each["authority_code"] for each in fines}
        for agency in (able.get(item, set()) | did) - {None}:
            came = [each for each in visits if each["agency_code"] == agency]
            fined = [each for each in fines if each["authority_code"] == agency]
            entities = {each["entity_id"] for each in [*came, *fined]} - {None}
            found[theme, item, agency] = {
                "entity_count": len(entities),
                "inspection_count": len(came),
                "penalty_count": len(fined),
            }
    return found


def closure(
    shown: Published,
    sent: Mapping[str, tuple[str | None, str | None, dt.datetime]],
    today: dt.date,
    *,
    by_decision: bool = False,
) -> dict[str, Row]:
    """lead_id → its row."""
    return {each["id"]: _Chain(shown, each, sent, today, by_decision).row() for each in shown.rows["incident"]}


class _Chain:
    """An incident and all that followed from it."""

    def __init__(
        self,
        shown: Published,
        lead: Row,
        sent: Mapping[str, tuple[str | None, str | None, dt.datetime]],
        today: dt.date,
        by_decision: bool,
    ) -> None:
        rows = shown.rows
        self.lead, self.today = lead, today
        self.sent = sent.get(lead["source_id"]) if lead["dataset"] == "events" else None
        self.end_of_fine = "decided_on" if by_decision else "closed_on"
        self.cases = sorted((each for each in rows["incident"] if each["origin_id"] == lead["id"]), key=_id)
        incidents = {lead["id"], *map(_id, self.cases)}
        self.visits = sorted((each for each in rows["inspection"] if each["lead_incident_id"] in incidents), key=_id)
        visits = set(map(_id, self.visits))
        self.fines = sorted(
            (
                each
                for each in rows["penalty"]
                if each["lead_incident_id"] in incidents or each["inspection_id"] in visits
            ),
            key=_id,
        )

    def row(self) -> Row:
        lead = self.lead
        own, rest = _is_over(lead), self._rest_is_over()
        rest_end = max(self._rest_ends(), default=None)
        ends = [each for each in (_end(lead), rest_end) if each is not None] if own and rest else []
        opened, closed = lead["reported_at"] or lead["occurred_at"], max(ends, default=None)
        handing, since = self._handing(own, rest, rest_end, opened)
        return {
            "lead_kind": lead["kind"],
            "entity_id": self._entity(),
            "division_code": lead["division_code"],
            "opened_at": opened,
            "inspected_on": min(_there(self.visits, "inspected_on"), default=None),
            "penalised_on": min(_there(self.fines, "decided_on"), default=None),
            "closed_at": closed,
            "days_open": self._days(opened, closed, is_closed=own and rest),
            "is_overdue": any(self._is_late(each) for each in (lead, *self.cases)),
            "is_closed": own and rest,
            "chain_id": lead["origin_id"] or lead["id"],
            "handed_to_id": self.cases[0]["id"] if self.cases else None,
            "handing": handing,
            "handed_at": since,
            "holder_name": self._holder(handing),
            "ask_name": self._ask(handing),
        }

    def _rest_is_over(self) -> bool:
        punished = {each["inspection_id"] for each in self.fines}
        last = max(self.visits, key=lambda each: (each["inspected_on"] or dt.date.min, each["id"]), default=None)
        wants_more = last is not None and last["result"] in ("follow_up", "failed", "uncooperative")
        return (
            all(map(_is_over, self.cases))
            and not (last is not None and wants_more and last["id"] not in punished)
            and all(each[self.end_of_fine] is not None for each in self.fines)
        )

    def _rest_ends(self) -> Iterable[dt.datetime]:
        yield from (end for end in map(_end, self.cases) if end is not None)
        for day in _there(self.visits, "inspected_on") + _there(self.fines, self.end_of_fine):
            yield _midnight(day)

    def _days(self, opened: dt.datetime | None, closed: dt.datetime | None, *, is_closed: bool) -> int | None:
        if opened is None or (is_closed and closed is None):
            return None
        return max(0, ((_day(closed) if closed else self.today) - _day(opened)).days)

    def _is_late(self, incident: Row) -> bool:
        due = incident["due_at"]
        if due is None or incident["status"] == "voided":
            return False
        if _is_over(incident):
            end = _end(incident)
            return end is not None and bool(end > due)
        return incident["status"] != "suspended" and bool(due < _midnight(self.today))

    def _entity(self) -> str | None:
        visits = sorted(self.visits, key=lambda each: (each["inspected_on"] or dt.date.max, each["id"]))
        fines = sorted(self.fines, key=lambda each: (each["decided_on"] or dt.date.max, each["id"]))
        return next(
            (each["entity_id"] for each in (self.lead, *self.cases, *visits, *fines) if each["entity_id"]), None
        )

    def _handing(
        self, own: bool, rest: bool, rest_end: dt.datetime | None, opened: dt.datetime | None
    ) -> tuple[str | None, dt.datetime | None]:
        receiver, case, moment = self.sent or (None, None, None)
        is_followed = bool(self.cases or self.visits or self.fines)
        if not self.cases and (receiver == CITY or case):
            return self._lost_after(RECEIPT, moment, "lost_handover", "awaiting_receipt"), moment
        if is_followed and rest and not own:
            return self._lost_after(RESULT, rest_end, "lost_result", "awaiting_result"), rest_end
        if self.lead["origin_no"] and not self.lead["origin_id"]:
            return self._lost_after(RECEIPT, opened, "lost_origin", "awaiting_origin"), opened
        if is_followed:
            return ("returned", rest_end) if rest else ("under_way", None)
        return ("elsewhere", moment) if receiver else (None, None)

    def _lost_after(self, term: dt.timedelta, since: dt.datetime | None, lost: str, awaited: str) -> str:
        return lost if since is not None and _day(since) + term < self.today else awaited

    def _holder(self, handing: str | None) -> str | None:
        if handing not in ("under_way", "awaiting_result", "lost_result", "returned"):
            return self.lead["handler_name"] if handing else None
        fine = max(self.fines, key=lambda each: (each["decided_on"] or dt.date.min, each["id"]), default=None)
        visit = max(self.visits, key=lambda each: (each["inspected_on"] or dt.date.min, each["id"]), default=None)
        return (
            (fine and fine["authority_name"])
            or (visit and visit["agency_name"])
            or next((each["handler_name"] for each in self.cases if each["handler_name"]), None)
        )

    def _ask(self, handing: str | None) -> str | None:
        match handing:
            case "awaiting_receipt" | "lost_handover":
                return (self.sent and self.sent[0]) or CITY
            case "awaiting_origin" | "lost_origin":
                return GRASSROOTS
            case "awaiting_result" | "lost_result":
                return self.lead["handler_name"] or (GRASSROOTS if self.lead["platform"] == "grassroots" else CITY)
            case "under_way":
                return self._holder(handing)
        return None


def _id(row: Row) -> str:
    return str(row["id"])


def _there(rows: Iterable[Row], column: str) -> list[Any]:
    return [each[column] for each in rows if each[column] is not None]


def _is_over(incident: Row) -> bool:
    return incident["closed_at"] is not None or incident["status"] in ("closed", "voided")


def _end(incident: Row) -> dt.datetime | None:
    return incident["closed_at"] or incident["resolved_at"] if _is_over(incident) else None


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SHANGHAI).date()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, MIDNIGHT, SHANGHAI)
