"""What changed in the fields of a dataset, told page by page from what is known of them."""

from __future__ import annotations

import dataclasses
import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.datasets.declaration import SEQUENCE, Required
from hub.drift.examples import example_of
from hub.drift.shapes import json_types, values_of
from hub.landing.headers import FORMER_FIELDS, IN_USE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from hub.datasets.declaration import Dataset, Field
    from hub.drift.shapes import Shape
    from hub.staging.rows import PageRows

REQUIRED_ABSENT_ROWS = 20
"""In so many rows running a required field has to be missing to be reported (as gate.required_field_absent)."""
OPTIONAL_ABSENT_ROWS = 200
"""In so many another one that was there before: some senders leave out what is empty."""
AS_BEFORE_ROWS = 10
"""In so many rows running a type has to be again what it was for the change to be over: some senders vary."""
ALIKE = 0.6
"""Names of at least this likeness (0 to 1) are taken for one name spelled anew."""

_SCALARS = frozenset({"string", "number", "boolean"})
_APART = re.compile(r"[\W_]+")


class Kind(StrEnum):
    """What can change."""

    NEW = "new"
    MISSING = "missing"
    RENAMED = "renamed"
    TYPE = "type"


@dataclass(slots=True)
class Known:
    """A row of `hub.field_seen` without its dataset and department.

    While a change of its type lasts, `former_types` are those before it, in `former_rows` rows running until now.
    """

    field: str
    is_declared: bool
    types: set[str] = dataclasses.field(default_factory=set)
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    absent_rows: int = 0
    absent_from_page_id: int | None = None
    former_types: frozenset[str] | None = None
    former_rows: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed: a row of `hub.schema_drift` without its dataset."""

    department: str
    page_id: int
    kind: Kind
    field: str
    before: str | None = None
    after: str | None = None
    example: str | None = None


class Fields:
    """The fields of a dataset as one sender spells them; `touched` are those of which something was learnt."""

    def __init__(self, dataset: Dataset, department: str, known: Iterable[Known]) -> None:
        self.dataset = dataset
        self.department = department
        self.known = {each.field: each for each in known}
        self.touched: set[str] = set()
        self.ended: set[tuple[Kind, str]] = set()
        self._declared = {each.source: each for each in dataset.fields if each.source} | {
            each.list_name: each for each in dataset.fields if each.is_element
        }
        self._required = {each.source for each in dataset.fields if _is_required(each)}
        self._to_fill = {each.source for each in dataset.fields if each.required is Required.YES}
        self._keys = {each.source for each in dataset.key_fields}
        for name in self._declared.keys() - self.known.keys():
            self._learn(Known(name, is_declared=True))
        for name, each in self.known.items():
            if name in self._declared and not each.is_declared:
                each.is_declared = True
                self.touched.add(name)
                self.ended |= {(Kind.NEW, name), (Kind.RENAMED, name)}

    def take(self, shape: Shape, page: PageRows, live: int) -> Iterator[Change]:
        """Learn from one page, `live` of whose rows are no deletes; pages older than what is known add no absence."""
        absent = [each for each in self._absent(shape) if self._is_news(shape, each) and self._is_due(page, each)]
        new = sorted(shape.names - self.known.keys())
        former = _renamed(new, [each for each in absent if self._was_expected(each)])
        for name in new:
            types = json_types(map(type, values_of(page, name)))
            self._learn(Known(name, is_declared=False, types=set(types)))
            kind = Kind.RENAMED if name in former else Kind.NEW
            yield self._change(shape, kind, name, former.get(name), types, page)
        for name in shape.names:
            self._see(self.known[name], shape)
        for name in absent:
            yield from self._miss(self.known[name], shape, live, renamed=name in former.values())

    def take_types(self, found: Mapping[str, frozenset[str]], pages: Iterable[tuple[Shape, PageRows]]) -> list[Change]:
        """Learn the JSON types that the declared fields had in some pages: what no earlier page held is a change.

        A change is over when the type has been again what it was before for a while.
        """
        changes = []
        pages = [*pages]
        for name, types in found.items():
            known = self.known.get(name)
            if known is None or not types:
                continue
            self._see_former(known, types, pages)
            if types <= known.types:
                continue
            strange = types - (known.types or self._expected(name))
            if strange and self._declared[name].transform != SEQUENCE:
                shape, page = next(
                    (each for each in pages if strange & json_types(map(type, values_of(each[1], name)))),
                    (None, None),
                )
                if shape is not None and page is not None:
                    before = "、".join(sorted(known.types)) or None
                    changes.append(self._change(shape, Kind.TYPE, name, before, strange, page))
                    if known.former_types is None:
                        known.former_types = frozenset(known.types or self._expected(name))
            known.types |= types
            self.touched.add(name)
        return changes

    def _see_former(self, known: Known, types: frozenset[str], pages: Iterable[tuple[Shape, PageRows]]) -> None:
        """Count the rows in which a field whose type changed is again as it was; in the end the change is over."""
        if known.former_types is None:
            return
        self.touched.add(known.field)
        if not types <= known.former_types:
            known.former_rows = 0
            return
        known.former_rows += sum(len(values_of(page, known.field)) for _, page in pages)
        if known.former_rows >= AS_BEFORE_ROWS:
            self.ended.add((Kind.TYPE, known.field))
            known.types &= known.former_types
            known.former_types, known.former_rows = None, 0

    def _absent(self, shape: Shape) -> Iterator[str]:
        for name, each in self._declared.items():
            if name not in shape.names and not (
                each.is_element and "[]." in name and each.list_name not in shape.lists
            ):
                yield name

    def _is_news(self, shape: Shape, name: str) -> bool:
        last = self.known[name].last_seen_at
        return last is None or shape.landed_at >= last

    def _is_due(self, page: PageRows, name: str) -> bool:
        """Former generations of names lack some of today's, parts of a key too: of them only what rows must fill is
        missed. Today's lack some of theirs."""
        return name not in FORMER_FIELDS if page.generation == IN_USE else name in self._to_fill

    def _was_expected(self, name: str) -> bool:
        return name in self._required or self.known[name].last_seen_at is not None

    def _see(self, known: Known, shape: Shape) -> None:
        if known.first_seen_at is None:
            known.first_seen_at = shape.landed_at
        if known.last_seen_at is None or known.last_seen_at <= shape.landed_at:
            known.last_seen_at = shape.landed_at
            if known.absent_from_page_id is not None:
                self.ended |= {(Kind.MISSING, known.field), (Kind.RENAMED, known.field)}
            known.absent_rows, known.absent_from_page_id = 0, None
        self.touched.add(known.field)

    def _miss(self, known: Known, shape: Shape, live: int, *, renamed: bool) -> Iterator[Change]:
        rows = shape.rows if known.field in self._keys else live
        limit = REQUIRED_ABSENT_ROWS if known.field in self._required else OPTIONAL_ABSENT_ROWS
        before = known.absent_rows
        known.absent_rows += rows
        if rows and known.absent_from_page_id is None:
            known.absent_from_page_id = shape.page_id
        self.touched.add(known.field)
        if before < limit <= known.absent_rows and not renamed and self._was_expected(known.field):
            yield Change(self.department, shape.page_id, Kind.MISSING, known.field)

    def _expected(self, name: str) -> frozenset[str]:
        """The types that a field may have when it is first seen."""
        each = self._declared[name]
        many = (each.is_element and name == each.list_name) or each.transform.name == "list"
        return _SCALARS | {"array"} if many else _SCALARS

    def _learn(self, known: Known) -> None:
        self.known[known.field] = known
        self.touched.add(known.field)

    def _change(
        self, shape: Shape, kind: Kind, name: str, before: str | None, types: Iterable[str], page: PageRows
    ) -> Change:
        wanted = frozenset(types)
        values = values_of(page, name)
        value = next((each for each in values if json_types([type(each)]) & wanted), None)
        after = "、".join(sorted(wanted)) or None
        return Change(self.department, shape.page_id, kind, name, before, after, example_of(self.dataset, name, value))


def _is_required(field: Field) -> bool:
    return field.required is Required.YES or field.transform.name == "key"


def _renamed(new: list[str], gone: list[str]) -> dict[str, str]:
    """Which new name may stand for which missing one: the likest pairs first, a single pair whatever its likeness."""
    if len(new) == len(gone) == 1:
        return {new[0]: gone[0]}
    likeness = sorted(
        (
            (difflib.SequenceMatcher(None, _plain(one), _plain(other)).ratio(), one, other)
            for one in new
            for other in gone
        ),
        reverse=True,
    )
    pairs: dict[str, str] = {}
    for ratio, one, other in likeness:
        if ratio >= ALIKE and one not in pairs and other not in pairs.values():
            pairs[one] = other
    return pairs


def _plain(name: str) -> str:
    return _APART.sub("", name).lower()
