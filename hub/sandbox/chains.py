"""Which incidents of the sandbox were handed on, what followed from them, and where a chain truly ends or got lost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Any, Final

from hub.sandbox.expected.shapes import Either
from hub.sandbox.moments import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hub.sandbox.truth import Expected

_RECEIPT, _RESULT = timedelta(days=1), timedelta(days=3)
"""How long the other platform may take to receive a lead, and its result to come back."""
_UNSETTLED: Final = ("follow_up", "failed", "uncooperative")
_READ: Final = ("status", "closed_at", "resolved_at", "origin_id", "lead_incident_id", "inspection_id", "result")


class End(StrEnum):
    """How a chain stands: it ended, goes on, or got lost: with nobody on the other side, on the way back, from the
    beginning (it is said to come from what never was)."""

    ENDED = auto()
    OPEN = auto()
    LOST_HANDOVER = auto()
    LOST_RESULT = auto()
    LOST_ORIGIN = auto()


@dataclass(frozen=True, slots=True)
class Chain:
    """An incident, all that followed from it (ids of records), and how it stands."""

    lead_id: str
    followers: tuple[str, ...]
    end: End


def chains(records: Iterable[Expected], today: date) -> Iterator[Chain]:
    """The chain of every incident that is live, as it stands on `today`.

    Left out are those of which a record may be shown in one of two ways.
    """
    live: dict[str, list[Expected]] = defaultdict(list)
    for each in records:
        if each.fate == "current":
            live[each.table].append(each)
    followed: dict[object, list[Expected]] = defaultdict(list)
    for each in live["incident"]:
        followed[each.columns.get("origin_id")].append(each)
    for each in (*live["inspection"], *live["penalty"]):
        followed[each.columns.get("lead_incident_id")].append(each)
    for each in live["penalty"]:
        followed[each.columns.get("inspection_id")].append(each)
    for lead in live["incident"]:
        followers = tuple(_followers(lead, followed))
        if not any(isinstance(each.columns.get(name), Either) for each in (lead, *followers) for name in _READ):
            yield Chain(lead.id, tuple(each.id for each in followers), _end(lead, followers, today))


def _followers(lead: Expected, followed: dict[object, list[Expected]]) -> Iterator[Expected]:
    """Everything that followed, once each; what nobody names follows from nothing."""
    seen, waiting = {lead.id}, [lead]
    while waiting:
        for each in followed.get(waiting.pop().id, ()):
            if each.id not in seen:
                seen.add(each.id)
                waiting.append(each)
                yield each


def _end(lead: Expected, followers: Sequence[Expected], today: date) -> End:
    is_over, followers_are_over = _is_over(lead), _are_over(followers)
    cases = [each for each in followers if each.table == "incident"]
    if lead.handed_to and not cases:
        if _is_past(lead.columns.get("source_updated_at"), _RECEIPT, today):
            return End.LOST_HANDOVER
    elif followers and followers_are_over and not is_over:
        last = max((each for each in map(_ended, followers) if each is not None), default=None)
        if _is_past(last, _RESULT, today):
            return End.LOST_RESULT
    elif _is_foundling(lead) and _is_past(lead.columns.get("reported_at"), _RECEIPT, today):
        return End.LOST_ORIGIN
    return End.ENDED if is_over and followers_are_over else End.OPEN


def _is_foundling(lead: Expected) -> bool:
    return bool(lead.columns.get("origin_no")) and not lead.columns.get("origin_id")


def _is_over(incident: Expected) -> bool:
    return incident.columns.get("closed_at") is not None or incident.columns.get("status") in ("closed", "voided")


def _are_over(followers: Sequence[Expected]) -> bool:
    """Whether everything that followed came to its end, the last visit to one that wants nothing more."""
    visits = [each for each in followers if each.table == "inspection"]
    fines = [each for each in followers if each.table == "penalty"]
    last = max(visits, key=lambda each: (each.columns["inspected_on"], each.id), default=None)
    is_settled = (
        last is None
        or last.columns.get("result") not in _UNSETTLED
        or last.id in {each.columns.get("inspection_id") for each in fines}
    )
    return (
        is_settled
        and all(_is_over(each) for each in followers if each.table == "incident")
        and all(each.columns.get("closed_on") is not None for each in fines)
    )


def _ended(follower: Expected) -> date | None:
    columns = follower.columns
    match follower.table:
        case "inspection":
            return _day(columns.get("inspected_on"))
        case "penalty":
            return _day(columns.get("closed_on"))
    return _day(columns.get("closed_at") or columns.get("resolved_at"))


def _is_past(moment: Any, term: timedelta, today: date) -> bool:
    day = _day(moment)
    return day is not None and day + term < today


def _day(moment: Any) -> date | None:
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment
