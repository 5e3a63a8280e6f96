"""Compares a dataset with its platform: totals of closed days first, and what differs is asked for again.

Totals cost one request for all of a dataset; where they do not agree, the days that differ are looked for, walked
again to a proved end, and what is left of the difference is told apart row by row. A comparison of all there is finds
what totals cannot show: one record gone and another come on the same day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING

from hub.errors import ProtocolError
from hub.reconciliation import checks, vanished
from hub.reconciliation.checks import ALL, Check, Status
from hub.reconciliation.known import known_by_day
from hub.reconciliation.listing import compare
from hub.reconciliation.search import Days, differing
from hub.staging.load import stage
from resources.rest.windows import SHANGHAI, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.progress import Progress
    from hub.reconciliation.listing import Difference
    from resources.ingest import Ingest, LandingOutcome

DAY = timedelta(days=1)
SECONDS = 2.0
"""What lies between two looks before something counts as missing or changed."""

UNASKED = "平台不报总数，只核对取数过程"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of reconciling a dataset: its checks, how many windows were walked again, new versions by that."""

    checks: tuple[Check, ...]
    walks: int
    versions: int


def reconcile(
    dataset: Dataset,
    ingest: Ingest,
    database: Database,
    store: LandingStore,
    progress: Progress,
    *,
    days: Sequence[date] = (),
    full: bool = False,
) -> Reconciled:
    """Compare what is held of `dataset` with its platform, up to the end of yesterday, and write what came of it.

    `days` narrows it to these. `full` walks all there is and compares every record. What the platform lists and is
    not held yet is landed and staged; it is judged and published with what comes next.

    The caller holds the platform's lock. Raises what walks raise, but a window that cannot be proved is a finding.
    """
    work = _Reconciling(dataset, ingest, database, store, progress)
    work.catch_up()
    if full:
        work.compare()
    if not ingest.has_windows:
        work.check_at_once()
    elif days:
        work.check_days(days)
    else:
        work.check_all()
    return Reconciled(tuple(work.found), work.walks, work.versions)


class _Reconciling:
    def __init__(
        self, dataset: Dataset, ingest: Ingest, database: Database, store: LandingStore, progress: Progress
    ) -> None:
        self._dataset = dataset
        self._ingest = ingest
        self._database = database
        self._store = store
        self._progress = progress
        self._until = datetime.combine(ingest.now().astimezone(SHANGHAI).date(), clock_time(), SHANGHAI)
        self._earliest: date | None = None
        self.found: list[Check] = []
        self.walks = 0
        self.versions = 0

    def catch_up(self) -> None:
        """Take what is new: a record that has changed since stands elsewhere at its platform."""
        self._ingest.next()
        self._stage()

    def compare(self) -> None:
        """Walk all there is, and note which records it did not list."""
        self.walks += 1
        self._told_apart([self._ingest.compare()])

    def check_at_once(self) -> None:
        """Compare all there is, today included: of a platform that cannot be asked for a part of it."""
        total = self._ingest.total(Span(None, self._ingest.now()))
        with self._database.connect() as connection:
            known = sum(known_by_day(connection, self._dataset, self._ingest.now()).values())
        if total is None or total == known:
            status = Status.UNASKED if total is None else Status.EQUAL
            self._write(self._check(None, total, known, status, UNASKED if total is None else ""))
            return
        self.walks += 1
        outcome = self._ingest.compare()
        difference = self._told_apart([outcome])[outcome.walk_id]
        status = Status.EXPLAINED if difference.total != difference.known else Status.EQUAL
        self._write(self._check(None, difference.total, difference.known, status, difference.sentence, outcome.walk_id))

    def check_days(self, days: Sequence[date]) -> None:
        """Compare single days."""
        known, _ = self._known()
        for day in sorted(set(days)):
            of_day = Days(day, day)
            total = self._ask(of_day)
            if total is None:
                self._write(self._check(of_day, None, None, Status.UNASKED, UNASKED))
            elif total == self._expected(known, of_day):
                self._write(self._check(of_day, total, _sum(known, of_day), Status.EQUAL, ""))
            else:
                self._walk_again([of_day])

    def check_all(self) -> None:
        """Compare all days, and look at those again that differ or miss records that may be gone."""
        known, suspected = self._known()
        first = min((*known, self._until.date() - DAY))
        whole = Days(first, self._until.date() - DAY)
        self._earliest = first
        total = self._ask(whole)
        if total is None:
            self._write(self._check(None, None, sum(known.values()), Status.UNASKED, UNASKED))
            return
        ranges = differing(whole, total, lambda days: self._expected(known, days), self._certainly)
        again = [
            *ranges,
            *(Days(day, day) for day in suspected if not any(each.holds(Days(day, day)) for each in ranges)),
        ]
        if again:
            self._walk_again(sorted(again))
            known, _ = self._known()
            total = self._certainly(whole)
        if again and self._unexplained(total, sum(known.values())):
            # Records that changed a moment ago stand elsewhere at the platform already.
            self._settle()
            known, _ = self._known()
            total = self._certainly(whole)
        self._write(self._whole(total, sum(known.values())))

    def _unexplained(self, total: int, known: int) -> int:
        """What of a difference of all days is not that of its parts."""
        return total - known - sum(each.difference or 0 for each in self._parts())

    def _parts(self) -> list[Check]:
        """The ranges of days that do not agree by themselves."""
        with self._database.connect() as connection:
            return [each for each in checks.checks(connection, self._dataset) if each.days is not None]

    def _whole(self, total: int, known: int) -> Check:
        """The check of all days, as grave as that of its worst."""
        parts = self._parts()
        order = list(Status)
        worst = max((order.index(Status(each.status)) for each in parts), default=0)
        counts = Counter(each.called for each in parts)
        told = [f"{called} {count} 段日期" for called, count in counts.items()]
        unexplained = self._unexplained(total, known)
        if unexplained and order[worst] is not Status.DIFFERS:
            worst = order.index(Status.PENDING)
            told.append(f"核对期间总数又有变动 {unexplained:+,}，下次再核")
        return self._check(None, total, known, order[worst], "；".join(told))

    def _walk_again(self, ranges: Iterable[Days]) -> None:
        """Walk windows again to their proved ends, and tell apart what still differs."""
        walked: dict[Days, LandingOutcome] = {}
        for days in ranges:
            self.walks += 1
            try:
                [walked[days]] = self._ingest.backfill([self._span(days)])
            except ProtocolError as error:
                self._write(self._check(days, None, None, Status.DIFFERS, str(error)))
        told = self._told_apart(walked.values())
        for days, outcome in walked.items():
            difference = told[outcome.walk_id]
            status = Status.EXPLAINED if difference.total != difference.known else Status.EQUAL
            if self._is_suspected(days):
                status = Status.PENDING
            self._write(
                self._check(days, difference.total, difference.known, status, difference.sentence, outcome.walk_id)
            )

    def _told_apart(self, walked: Collection[LandingOutcome]) -> Mapping[str | None, Difference]:
        """How what walks listed differs from what is held, once all that changed meanwhile has come; by the walk."""
        self._stage()
        self.catch_up()
        told = {each.walk_id: self._compare(each, is_last=False) for each in walked}
        missing = [each for each in walked if told[each.walk_id].gone_live]
        if missing:
            self._settle()
        return {**told, **{each.walk_id: self._compare(each, is_last=True) for each in missing}}

    def _compare(self, outcome: LandingOutcome, *, is_last: bool) -> Difference:
        """How one walk differs; what is missing counts with the last look."""
        assert outcome.walk_id is not None
        with self._database.connect() as connection:
            difference = compare(connection, self._dataset, self._store, outcome.walk_id)
            if is_last or not difference.gone_live:
                vanished.note(connection, self._dataset, outcome.walk_id, self._ingest.now())
                vanished.settle(connection, self._dataset, self._ingest.now())
        return difference

    def _settle(self) -> None:
        """Wait until a window that is closed at a whole second holds what changed by now, and take it."""
        self._ingest.wait(SECONDS)
        self.catch_up()

    def _is_suspected(self, days: Days) -> bool:
        with self._database.connect() as connection:
            suspected = vanished.suspected_days(connection, self._dataset)
        return any(days.first <= day <= days.last for day in suspected)

    def _known(self) -> tuple[Mapping[date, int], set[date]]:
        with self._database.connect() as connection:
            known = known_by_day(connection, self._dataset, self._until)
            suspected = vanished.suspected_days(connection, self._dataset)
        yesterday = self._until.date() - DAY
        return (
            {day: count for day, count in known.items() if day <= yesterday},
            {day for day in suspected if day <= yesterday},
        )

    def _expected(self, known: Mapping[date, int], days: Days) -> int:
        with self._database.connect() as connection:
            return _sum(known, days) + checks.explained(checks.checks(connection, self._dataset), days)

    def _ask(self, days: Days) -> int | None:
        return self._ingest.total(self._span(days))

    def _certainly(self, days: Days) -> int:
        total = self._ask(days)
        assert total is not None
        return total

    def _span(self, days: Days) -> Span:
        """The window of a range; that of the first day begins with the beginning."""
        begins = datetime.combine(days.first, clock_time(), SHANGHAI)
        ends = datetime.combine(days.last + DAY, clock_time(), SHANGHAI)
        return Span(None if days.first == self._earliest else begins, min(ends, self._until))

    def _stage(self) -> None:
        self.versions += stage(self._dataset, self._database, self._store, self._progress).versions

    def _check(
        self,
        days: Days | None,
        total: int | None,
        known: int | None,
        status: Status,
        explanation: str,
        walk_id: str | None = None,
    ) -> Check:
        return Check(
            platform=self._dataset.platform,
            dataset=self._dataset.name,
            scope=ALL if days is None else str(days),
            first_day=days and days.first,
            last_day=days and days.last,
            source_total=total,
            known=known,
            status=status,
            explanation=explanation,
            walk_id=walk_id,
            checked_at=self._ingest.now(),
        )

    def _write(self, check: Check) -> None:
        self.found.append(check)
        with self._database.connect() as connection:
            checks.write(connection, check)


def _sum(known: Mapping[date, int], days: Days) -> int:
    return sum(count for day, count in known.items() if days.first <= day <= days.last)
