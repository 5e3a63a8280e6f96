"""What is true behind a sandbox, as data for tests: who is who, what was planted, what the rules must say of it,
and what must be published of every record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Any, Final, Self

import orjson

from hub.sandbox.chains import Chain, chains
from hub.sandbox.city import City
from hub.sandbox.expected import SHAPES, TRANSFERRED
from hub.sandbox.expected.shapes import SOME, Either, Named
from hub.sandbox.moments import aware
from hub.sandbox.names import TOWNSHIPS
from hub.sandbox.records.record import KEY_FIELDS
from hub.sandbox.replay import replay
from hub.sandbox.store import Store, StoredDefect
from hub.sandbox.successions import Succession, succession_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from hub.sandbox.expected.shapes import Columns
    from hub.sandbox.replay import Records, Version

STORE: Final = "sandbox.sqlite"
_DOUBLING: Final = ("provincial/", "departments/")
_PAPERS: Final = {"licence": ("document_no", "issuer_code"), "penalty": ("decision_no", "authority_code")}
"""By table what tells one paper from another."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One planted defect and its fate.

    `source_id` is the record's key as the hub keeps it (ending in `#` where a part is missing: the hub appends a
    hash). `sequence` is the provincial version's, else None. `rules` must be triggered when the version is judged,
    `at_release` whenever the record is published as it is (these look at other records or at the day), `may_trigger`
    may be besides; without either the hub mends the value silently. `severity` is the gravest of the rules. `field` is
    the source field (several joined by `;`), `value` what was sent in it. `is_latest`: no newer version of the record
    was sent. `is_mended`: a newer version without the defect was sent.
    """

    platform: str
    dataset: str
    source_id: str
    sequence: int | None
    kind: str
    rules: tuple[str, ...]
    at_release: tuple[str, ...]
    may_trigger: tuple[str, ...]
    severity: str | None
    field: str
    value: tuple[Any, ...]
    is_latest: bool
    is_mended: bool


class Fate(StrEnum):
    """What becomes of a record, all its versions having been read.

    `rejected`: none of its versions passes, there is no row. `retracted`: the row stays, with the time of its delete.
    `never_sent`: deletes alone were sent, there is no row. `gone`: as retracted where the record was read before its
    platform, which keeps no versions, said that it is gone; else there is no row. `duplicate`: another source's record
    of the same paper is published, there is no row.
    """

    CURRENT = auto()
    RETRACTED = auto()
    REJECTED = auto()
    NEVER_SENT = auto()
    GONE = auto()
    DUPLICATE = auto()


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be published of one record.

    `columns` are those of the unified table `table` that are not NULL or may not be; it is empty where there is no
    row. Values are as a database gives them; besides there are `Either` (one of several values), `OfEntity` (what the
    record's entity has) and `SOME` (some value). `steps` is the list of an incident's steps. `is_kept`: a newer version
    was rejected. `entity` is the number of the entity that the record truly belongs to, as in `ServedRow`. `kept_id`:
    the id of the record of which this one is a duplicate. `handed_to`: the number under which an event says that the
    city's platform has it.
    """

    dataset: str
    source_id: str
    table: str
    fate: Fate
    columns: Columns
    is_kept: bool
    entity: int
    kept_id: str | None = None
    handed_to: str | None = None

    @property
    def id(self) -> str:
        """The id of the published record."""
        return f"{self.dataset.replace('/', ':')}:{self.source_id}"


@dataclass(frozen=True, slots=True)
class ServedRow:
    """A row as a platform serves it, and the number of the entity it truly belongs to (negative: nobody else's)."""

    source_id: str
    entity: int
    row: dict[str, Any]


class Truth:
    """The truth about the sandbox in a folder; may be read while it is served."""

    def __init__(self, home: Path) -> None:
        self._store = Store(home / STORE, readonly=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    def datasets(self) -> tuple[str, ...]:
        """Every dataset of the sandbox, as `platform/dataset`."""
        return tuple(KEY_FIELDS)

    def rows(self, dataset: str) -> Iterator[ServedRow]:
        """Every row of a dataset in the order its platform lists it: every version, where it keeps versions."""
        for key, _, entity, body in self._store.rows(dataset):
            yield ServedRow(key, entity, orjson.loads(body))

    def owners(self, dataset: str) -> dict[str, int]:
        """source_id → number of the entity that the record (its latest version) truly belongs to."""
        ordered = sorted(self._store.rows(dataset), key=lambda row: str(row[1]).zfill(20))
        return {key: entity for key, _, entity, _ in ordered}

    def expected(self) -> Iterator[Expected]:
        """Every record of every dataset, made anew from what is true; those of one entity together.

        Which row of two with one version is published is left open; deletes that name nothing are told of too.
        """
        for records in replay(self._store, self._city()):
            yield from _settled(records)

    def successions(self) -> Iterator[Succession]:
        """Every succession of which both entities are there."""
        for number in range(int(self._store.setting("grown") or "0")):
            succession = succession_of(number)
            if succession is not None and succession.successor == number:
                yield succession

    def jurisdiction(self, day: date) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Every valid item and township with the codes of who enforces it there on `day`.

        None is a gap, several are an overlap.
        """
        world = self._city()
        for item in world.items:
            if item.is_valid:
                for place in TOWNSHIPS:
                    agencies = world.jurisdiction.enforcers(item, place.division, day)
                    yield item.code, place.division, tuple(agency.code for agency in agencies)

    def chains(self, today: date) -> Iterator[Chain]:
        """What followed from every incident, and how that stands on `today`: ended, open, or lost on the way."""
        return chains(self.expected(), today)

    def _city(self) -> City:
        seed, reference, entities = (self._store.setting(name) or "0" for name in ("seed", "reference", "entities"))
        return City(int(seed), datetime.fromisoformat(reference), int(entities))

    def expectations(self) -> list[Expectation]:
        """Everything that was planted."""
        latest: dict[tuple[str, str], int | str] = {}
        for dataset in KEY_FIELDS:
            for key, tie, _, _ in self._store.rows(dataset):
                newest = latest.get((dataset, key), tie)
                latest[dataset, key] = max(newest, tie) if isinstance(tie, int) and isinstance(newest, int) else tie
        return [_expectation(defect, mended, latest) for defect, mended in self._store.defects()]


def _settled(records: Records) -> Iterator[Expected]:
    """The fates of an entity's records, and what they refer to."""
    found = _without_doubles([_fate(dataset, key, versions) for (dataset, key), versions in records.items()])
    live = [each for each in found if each.fate is Fate.CURRENT]
    transferred: dict[str, list[str]] = {}
    for each in live:
        if (number := each.columns.get(TRANSFERRED)) is not None:
            transferred.setdefault(number, []).append(each.id)
    for each in found:
        handed_to = each.columns.pop(TRANSFERRED, None)
        if each.dataset == "city/cases" and each.columns and each.columns["origin_no"] is None:
            each.columns["origin_id"] = _only(transferred.get(each.source_id, []))
        for column, value in each.columns.items():
            if isinstance(value, Named):
                each.columns[column] = _only([other.id for other in live if _is_named(other, value)])
        yield replace(each, handed_to=handed_to if isinstance(handed_to, str) else None)


def _without_doubles(records: list[Expected]) -> list[Expected]:
    """Of several live records of one paper the provincial one is published, else a department's first by its id."""
    papers: dict[tuple[str, object, object], list[Expected]] = {}
    for each in records:
        if each.fate is Fate.CURRENT and each.table in _PAPERS and each.dataset.startswith(_DOUBLING):
            number, authority = (each.columns.get(column) for column in _PAPERS[each.table])
            if number is not None and authority is not None:
                papers.setdefault((each.table, number, authority), []).append(each)
    doubles: dict[str, str] = {}
    for paper in papers.values():
        kept, *others = sorted(paper, key=lambda each: (not each.dataset.startswith("provincial/"), each.id))
        doubles |= {each.id: kept.id for each in others if each.dataset.startswith("departments/")}
    return [
        replace(each, fate=Fate.DUPLICATE, columns={}, kept_id=doubles[each.id]) if each.id in doubles else each
        for each in records
    ]


def _fate(dataset: str, key: str, versions: list[Version]) -> Expected:
    passing = [each for each in versions if not each.is_rejected]
    there = [each for each in passing if each.columns is not None]
    if not there:
        fate = Fate.REJECTED if any(each.is_rejected for each in versions) else Fate.NEVER_SENT
        return Expected(dataset, key, SHAPES[dataset].table, fate, {}, False, versions[-1].entity)
    retracted: object = None
    last, fate = there[-1], Fate.CURRENT
    if passing[-1].columns is None:
        keeps_versions = dataset.startswith(("provincial/", "departments/"))
        fate = Fate.RETRACTED if keeps_versions else Fate.GONE
        seen = passing[-1].time if dataset.startswith("city/") else passing[-1].time.replace(microsecond=0)
        retracted = SOME if dataset.startswith("departments/") else aware(seen)
    assert last.columns is not None
    columns = last.columns | {"retracted_at": retracted}
    for other in last.others:
        columns |= {name: Either((columns[name], value)) for name, value in other.items() if columns[name] != value}
    return Expected(dataset, key, SHAPES[dataset].table, fate, columns, versions[-1].is_rejected, last.entity)


def _is_named(record: Expected, name: Named) -> bool:
    platform = record.dataset.partition("/")[0]
    is_there = record.table == name.table and platform == (name.platform or platform)
    return is_there and record.source_id == name.number


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _expectation(defect: StoredDefect, mended: bool, latest: dict[tuple[str, str], int | str]) -> Expectation:
    platform, _, dataset = defect.dataset.partition("/")
    return Expectation(
        platform=platform,
        dataset=dataset,
        source_id=defect.key,
        sequence=defect.tie if isinstance(defect.tie, int) else None,
        kind=defect.kind,
        rules=tuple(defect.rules.split()),
        at_release=tuple(defect.at_release.split()),
        may_trigger=tuple(defect.may.split()),
        severity=defect.severity,
        field=defect.field,
        value=() if defect.value is None else tuple(orjson.loads(defect.value)),
        is_latest=not mended and latest.get((defect.dataset, defect.key), defect.tie) == defect.tie,
        is_mended=mended,
    )
