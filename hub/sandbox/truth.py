"""What is true behind a sandbox, as data for tests: who is who, what was planted, what the rules must say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import orjson

from hub.sandbox.records.record import KEY_FIELDS
from hub.sandbox.store import Store, StoredDefect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

STORE: Final = "sandbox.sqlite"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One planted defect and its fate.

    `source_id` is the record's key as the hub keeps it (ending in `#` where a part is missing: the hub appends a
    hash). `sequence` is the provincial version's, else None. `rules` must be triggered, `may_trigger` may be besides;
    without `rules` the hub mends the value silently. `severity` is the gravest of `rules`. `field` is the source field
    (several joined by `;`), `value` what was sent in it. `is_latest`: no newer version of the record was sent.
    `is_mended`: a newer version without the defect was sent.
    """

    platform: str
    dataset: str
    source_id: str
    sequence: int | None
    kind: str
    rules: tuple[str, ...]
    may_trigger: tuple[str, ...]
    severity: str | None
    field: str
    value: tuple[Any, ...]
    is_latest: bool
    is_mended: bool


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

    def expectations(self) -> list[Expectation]:
        """Everything that was planted."""
        latest: dict[tuple[str, str], int | str] = {}
        for dataset in KEY_FIELDS:
            for key, tie, _, _ in self._store.rows(dataset):
                newest = latest.get((dataset, key), tie)
                latest[dataset, key] = max(newest, tie) if isinstance(tie, int) and isinstance(newest, int) else tie
        return [_expectation(defect, mended, latest) for defect, mended in self._store.defects()]


def _expectation(defect: StoredDefect, mended: bool, latest: dict[tuple[str, str], int | str]) -> Expectation:
    platform, _, dataset = defect.dataset.partition("/")
    return Expectation(
        platform=platform,
        dataset=dataset,
        source_id=defect.key,
        sequence=defect.tie if isinstance(defect.tie, int) else None,
        kind=defect.kind,
        rules=tuple(defect.rules.split()),
        may_trigger=tuple(defect.may.split()),
        severity=defect.severity,
        field=defect.field,
        value=() if defect.value is None else tuple(orjson.loads(defect.value)),
        is_latest=not mended and latest.get((defect.dataset, defect.key), defect.tie) == defect.tie,
        is_mended=mended,
    )
