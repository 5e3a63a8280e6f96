"""What is enforced in the invented city, and by whom where: the catalogue of items and how they were handed on.

Gaps (nobody enforces an item in a township) and overlaps (two agencies do) are there on purpose.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.sandbox.agencies import DOMAINS
from hub.sandbox.names import COUNTY, EMPOWERED, TOWNSHIPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from hub.sandbox.agencies import Agency

BATCHES: Final = {
    "province_1": date(2021, 1, 1),
    "province_2": date(2022, 1, 1),
    "city_1": date(2022, 7, 1),
    "province_3": date(2024, 3, 1),
}
"""When each batch of items was handed to the general bureau."""
_GAP, _OVERLAP, _UNUSED = 11, 5, 3
_EMPOWERED_SINCE: Final = (date(2022, 10, 1), date(2023, 6, 1), date(2024, 7, 1))
_RETURNED: Final = (date(2024, 12, 31), date(2025, 6, 30), date(2026, 3, 31))


class Item(NamedTuple):
    """An enforcement item: its 14 digits, what is forbidden, the article, the penalties that it knows.

    `department` enforces it where no assignment does; None: nobody. `is_used`: somebody may be found to break it;
    what is wrong with the others harms no other record.
    """

    code: str
    name: str
    domain: str
    violation: str
    basis: str
    kinds: tuple[str, ...]
    theme: str
    batch: str
    department: Agency | None
    is_valid: bool
    is_used: bool


class Assignment(NamedTuple):
    """Who enforces an item where (12 digits) and from when; `ends` None: still. `mode` is a hub code."""

    item: Item
    agency: Agency
    division: str
    mode: str
    begins: date
    ends: date | None

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


def make_items(agencies: Sequence[Agency], *, small: bool) -> Iterator[Item]:
    """The catalogue: each matter as an item of its own and, but for a small city, for units and for persons."""
    text = (files("hub.sandbox") / "matters.csv").read_text("utf-8")
    for number, matter in enumerate(csv.DictReader(text.splitlines())):
        domain = DOMAINS.index(matter["domain"])
        for part, of in enumerate(("",) if small else ("", "（单位）", "（个人）")):
            yield Item(
                code=f"3302{domain:02d}{number:05d}{part:03d}",
                name=f"对{matter['violation']}的行政处罚{of}",
                domain=matter["domain"],
                violation=matter["violation"],
                basis=matter["basis"],
                kinds=tuple(matter["kinds"].split()),
                theme=matter["theme"],
                batch=matter["batch"],
                department=None if number % 28 == _GAP else agencies[domain],
                is_valid=part == 0 or number % 17 != 0,
                is_used=part == 0 and number % 7 != _UNUSED,
            )


def make_assignments(rng: Random, items: Iterable[Item], agencies: Sequence[Agency]) -> Iterator[Assignment]:
    """What was handed from whom to whom."""
    bureau, market = agencies[0], agencies[1]
    squads = {agency.division: agency for agency in agencies if agency.kind == "township_squad"}
    for item in items:
        matter = int(item.code[6:11])
        if item.batch:
            yield Assignment(item, bureau, COUNTY, "transferred", BATCHES[item.batch], None)
        if matter % 23 == _OVERLAP:
            rival = market if item.domain != "market" else bureau
            yield Assignment(item, rival, COUNTY, "transferred", date(2023, 1, 1), None)
            if not item.batch and item.department is not None:
                yield Assignment(item, item.department, COUNTY, "transferred", date(2023, 1, 1), None)
        if item.batch or item.domain == "general" or item.department is None:
            yield from _in_townships(rng, item, bureau, squads)


def _in_townships(rng: Random, item: Item, bureau: Agency, squads: dict[str, Agency]) -> Iterator[Assignment]:
    since = rng.choice(_EMPOWERED_SINCE)
    for place in TOWNSHIPS:
        squad, chance = squads[place.division], rng.random()
        if place.code in EMPOWERED:
            if chance < 0.6:
                returned = rng.choice(_RETURNED) if chance < 0.05 else None
                yield Assignment(item, squad, place.division, "empowered", since, returned)
                if returned is not None and chance < 0.02:
                    yield Assignment(item, squad, place.division, "empowered", date(2026, 9, 1), None)
            if chance < 0.015:
                yield Assignment(item, bureau, place.division, "transferred", since, None)
        elif chance < 0.18:
            yield Assignment(item, squad, place.division, "entrusted", since, None)
        elif chance < 0.5:
            yield Assignment(item, bureau, place.division, "dispatched", since, None)


class Jurisdiction:
    """Who enforces what where and when, by the assignments."""

    def __init__(self, assignments: Iterable[Assignment]) -> None:
        self._by_item: dict[str, list[Assignment]] = {}
        for each in assignments:
            self._by_item.setdefault(each.item.code, []).append(each)

    def enforcers(self, item: Item, division: str, day: date) -> tuple[Agency, ...]:
        """Who enforces `item` in `division` on `day`: none is a gap, several are an overlap.

        The most specific area wins; dispatched and entrusted never compete; without an assignment the item's own
        department enforces.
        """
        competing = [
            each
            for each in self._by_item.get(item.code, ())
            if each.mode in ("transferred", "empowered") and each.holds(day) and each.division in (division, COUNTY)
        ]
        nearest = [each for each in competing if each.division == division] or competing
        agencies = {each.agency.code: each.agency for each in nearest}
        if not agencies and item.department is not None:
            return (item.department,)
        return tuple(agencies[code] for code in sorted(agencies))

    def may_enforce(self, agency: Agency, item: Item, division: str, day: date) -> bool:
        """Whether `agency` may apply `item` in `division` on `day`, by whatever assignment or of its own right."""
        return agency == item.department or any(
            each.agency == agency and each.holds(day) and each.division in (division, COUNTY)
            for each in self._by_item.get(item.code, ())
        )
