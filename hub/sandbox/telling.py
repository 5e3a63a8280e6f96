"""Tells what happened around an entity: the same story for the same city and number."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from hub.sandbox.chance import mobile, person_name
from hub.sandbox.story import (
    FINES,
    HISTORY_DAYS,
    LICENCE_KINDS,
    PERMIT_KINDS,
    Fine,
    Incident,
    Measure,
    Paper,
    Story,
    Visit,
)

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.agencies import Agency
    from hub.sandbox.city import City, Entity
    from hub.sandbox.items import Item

# by how many of the moments of its course an incident has reached
_STATUSES = (
    (),
    (),
    ("reported", "reported", "reported", "voided"),
    ("accepted",),
    ("filed",),
    ("dispatched", "handling", "handling", "returned", "suspended"),
    ("handled", "handled", "verified"),
    ("closed",),
)
# what the four platforms say where the city platform is more exact
_EVENT_STATUSES = {"voided": "reported", "filed": "accepted", "verified": "handled"}
_RESULTS = ("corrected", "corrected", "follow_up", "follow_up", "failed", "not_operating", "closed", "uncooperative")


class _Teller:
    def __init__(self, city: City, entity: Entity) -> None:
        self.city = city
        self.entity = entity
        self.rng: Random = city.random("story", entity.number)
        self.end = city.reference - timedelta(hours=1)
        self.story = Story()

    def tell(self) -> Story:
        rng, story, entity = self.rng, self.story, self.entity
        story.has_shop = rng.random() < (0.62 if not entity.is_person else 0.1) and not entity.is_past
        story.has_place = rng.random() < 0.5 and not entity.is_past
        story.shop_status = self._premises_status(("suspended", "closed", "vacant"))
        story.place_status = self._premises_status(("suspended",))
        for number in range(_count(rng, 0.62)):
            story.licences.append(self._paper(number, rng.choice(LICENCE_KINDS), self._agency()))
        if story.has_shop:
            for number in range(_count(rng, 0.45)):
                story.permits.append(self._paper(number, rng.choice(PERMIT_KINDS), self.city.agencies[0]))
        for number in range(_count(rng, 0.28)):
            story.filings.append(self._paper(number, entity.trade.filing_kind, self._squad()))
        for number in range(_count(rng, 0.62)):
            self._event(number)
        for number in range(_count(rng, 0.30)):
            case = self._incident(f"CG{{:%Y%m%d}}{entity.number:06d}{number}", 30)
            story.cases.append(case)
            if rng.random() < 0.12:
                self._visit(case.closed or self.end, case.item, case.number)
        for _ in range(_count(rng, 0.46)):
            self._visit(self._moment(), rng.choice(self.city.matters), "")
        if rng.random() < 0.06:
            self._penalty(self._moment().date(), rng.choice(self.city.matters), "", "")
        return story

    def _premises_status(self, others: tuple[str, ...]) -> str:
        if self.entity.cancelled is not None and self.rng.random() < 0.9:
            return "closed"
        return self.rng.choice(others) if self.rng.random() < 0.07 else "active"

    def _moment(self) -> datetime:
        back = timedelta(minutes=self.rng.randrange(3 * 1440, HISTORY_DAYS * 1440))
        return (self.city.reference - back).replace(second=0, microsecond=0)

    def _agency(self) -> Agency:
        return self.rng.choice(self.city.agencies[:9])

    def _squad(self) -> Agency:
        return self.city.squads[self.entity.township.division]

    def _paper(self, number: int, kind: str, agency: Agency) -> Paper:
        rng = self.rng
        decided = self._moment().date()
        since = decided + timedelta(days=rng.choice((0, 0, 0, 1, 7)))
        until = None if rng.random() < 0.15 else since + timedelta(days=rng.choice((180, 365, 365, 1095, 1826)))
        today = self.city.reference.date()
        status = "expired" if until is not None and until < today else "valid"
        if status == "valid" and rng.random() < 0.04:
            status = "cancelled"
        return Paper(self.entity.number * 4 + number, kind, decided, since, until, status, agency)

    def _incident(self, number_form: str, days: int) -> Incident:
        rng = self.rng
        occurred = self._moment()
        steps: list[datetime] = [occurred]
        for longest in (60, 120, 240, 720, days * 1440, 1440):
            steps.append(steps[-1] + timedelta(minutes=rng.randrange(1, longest)))
        reached = 7 if rng.random() < 0.9 else rng.randrange(2, 7)
        while steps[reached - 1] > self.end:
            reached -= 1
        times = [*steps[:reached], *([None] * (7 - reached))]
        _, reported, accepted, filed, dispatched, resolved, closed = times
        assert reported is not None
        return Incident(
            number=number_form.format(occurred),
            item=rng.choice(self.city.matters),
            occurred=occurred,
            reported=reported,
            accepted=accepted,
            filed=filed,
            dispatched=dispatched,
            resolved=resolved,
            closed=closed,
            due=steps[4] + timedelta(days=days + 2),
            status=rng.choice(_STATUSES[reached]),
            at_premises=rng.random() < 0.7,
            urgency=rng.choice(("normal", "normal", "normal", "urgent", "critical")),
            satisfaction=rng.choice(("satisfied", "very_satisfied", "neutral", "not_rated")),
            reporter=person_name(rng),
            reporter_phone=mobile(rng),
        )

    def _event(self, number: int) -> None:
        rng, story, entity = self.rng, self.story, self.entity
        event = self._incident(f"SJ{{:%Y%m%d}}{entity.number:06d}{number}", 10)
        event.status = _EVENT_STATUSES.get(event.status, event.status)
        story.events.append(event)
        if event.dispatched is None or rng.random() > 0.35:
            if event.closed and rng.random() < 0.1:
                self._visit(event.closed, event.item, event.number)
            return
        case = self._incident(f"CG{{:%Y%m%d}}{entity.number:06d}{5 + number}", 30)
        shift = event.dispatched - case.occurred
        for name in ("occurred", "reported", "accepted", "filed", "dispatched", "resolved", "closed", "due"):
            moment = getattr(case, name)
            setattr(case, name, None if moment is None else moment + shift)
        self._cut(case)
        case.number = f"CG{case.occurred:%Y%m%d}{entity.number:06d}{5 + number}"
        case.item, case.at_premises, case.origin = event.item, event.at_premises, event.number
        event.handed_to = case.number
        story.cases.append(case)
        if case.closed and rng.random() < 0.3:
            self._visit(case.closed, case.item, case.number)

    def _cut(self, case: Incident) -> None:
        """Take out of a case what would lie after the end of history."""
        course = (
            ("accepted", "accepted"),
            ("filed", "filed"),
            ("dispatched", "dispatched"),
            ("resolved", "handled"),
            ("closed", "closed"),
        )
        case.status = "reported"
        for name, status in course:
            moment = getattr(case, name)
            if moment is not None and moment <= self.end:
                case.status = status
            else:
                setattr(case, name, None)
        case.reported = min(case.reported, self.end.replace(second=0, microsecond=0))
        case.occurred = min(case.occurred, case.reported)

    def _enforcer(self, item: Item, day: date) -> Agency | None:
        """Who comes for `item` on `day`: one of those who may; nobody where there is a gap."""
        agencies = self.city.jurisdiction.enforcers(item, self.entity.township.division, day)
        return self.rng.choice(agencies) if agencies else None

    def _visit(self, after: datetime, item: Item, lead: str) -> None:
        rng, story = self.rng, self.story
        day = min(after.date() + timedelta(days=rng.randrange(0, 6)), self.end.date())
        agency = self._enforcer(item, day)
        if agency is None:
            return
        bad = rng.random() < (0.5 if lead else 0.3)
        result = rng.choice(_RESULTS) if bad else "passed"
        if self.entity.cancelled is not None and day > self.entity.cancelled:
            result = "deregistered"
        visit = Visit(
            number=f"JC{day:%Y%m%d}{self.entity.number:06d}{len(story.visits)}",
            item=item,
            agency=agency,
            officers=tuple(rng.sample(agency.inspectors(day), rng.choice((2, 2, 3)))),
            day=day,
            result=result,
            lead=lead,
            joint=f"ZH{day:%Y%m}{rng.randrange(1000):04d}" if rng.random() < 0.12 else "",
        )
        story.visits.append(visit)
        if result in ("follow_up", "failed", "uncooperative"):
            if rng.random() < 0.4:
                self._measure(visit)
            if rng.random() < 0.75:
                self._penalty(day, item, visit.number, lead)

    def _measure(self, visit: Visit) -> None:
        rng = self.rng
        kind = rng.choice(("seal_up", "seize", "seize", "remove_obstruction", "substitute_performance"))
        extended = rng.choice((0, 0, 0, 15, 30)) if kind in ("seal_up", "seize") else 0
        ends = visit.day + timedelta(days=rng.randrange(3, 30) + extended)
        serial = len(self.story.measures)
        self.story.measures.append(
            Measure(
                number=f"QZ{visit.day:%Y%m%d}{self.entity.number:06d}{serial}",
                decision=f"{visit.agency.stem}强措字〔{visit.day.year}〕第{self.entity.number * 4 + serial}号",
                kind=kind,
                item=visit.item,
                agency=visit.agency,
                begins=visit.day,
                ends=ends if ends <= self.end.date() else None,
                extended=extended,
                result=rng.choice(("解除", "拍卖抵缴", "自行整改后解除")) if ends <= self.end.date() else "",
                visit=visit.number,
            )
        )

    def _penalty(self, after: date, item: Item, visit: str, lead: str) -> None:
        rng = self.rng
        filed = after + timedelta(days=rng.randrange(0, 5))
        decided = filed + timedelta(days=rng.randrange(3, 60))
        last = self.end.date()
        agency = self._enforcer(item, decided)
        if decided > last or agency is None:
            return
        closed = decided + timedelta(days=rng.randrange(1, 40))
        kinds = tuple(each for each in item.kinds if rng.random() < 0.8) or item.kinds[:1]
        self.story.penalties.append(
            Fine(
                number=f"{agency.stem}罚决字〔{decided.year}〕第{self.entity.number * 8 + len(self.story.penalties)}号",
                item=item,
                agency=agency,
                filed=filed,
                decided=decided,
                closed=closed if closed <= last and rng.random() < 0.85 else None,
                kinds=kinds,
                fine=rng.choice(FINES) if "fine" in kinds else 0,
                confiscated=rng.choice(FINES) if "confiscation" in kinds else 0,
                visit=visit,
                lead=lead,
            )
        )


def _count(rng: Random, mean: float) -> int:
    """0, 1 or 2 with the given mean (below 0.9)."""
    chance = rng.random()
    return 2 if chance < mean / 6 else 1 if chance < mean * 5 / 6 else 0


def story_of(city: City, entity: Entity) -> Story:
    """The story of an entity: the same for the same city and number."""
    return _Teller(city, entity).tell()
