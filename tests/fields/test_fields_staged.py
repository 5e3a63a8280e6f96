"""From every source field to its staging column: every form of every value, clean and dirty, on every dataset."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import forms_of_codes
import pytest
from cases import Key, laid_over
from field_cases import groups
from forms_of_times import LANDED
from sound_rows import DEPARTMENT, Sound

from hub.datasets import DATASETS
from hub.landing.headers import FORMER, IN_USE
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise

if TYPE_CHECKING:
    from cases import Case, Group

    from hub.datasets.declaration import Dataset

OF_VERSIONS = frozenset({"version_hash", "content_hash", "row_number", "defects", "unmapped"})
"""Columns that differ from row to row or are looked at by themselves."""

HALF_A_METRE = 4.5e-6

GENERATIONS = [
    (dataset, generation)
    for dataset in DATASETS
    for generation in (IN_USE, FORMER)
    if generation == IN_USE or any(line.source == f"{dataset.id}/{generation}" for line in forms_of_codes.lines())
]

Row = Mapping[str, Any]


def staged(dataset: Dataset, generation: str, rows: list[dict[str, object]]) -> list[Row]:
    """The staging rows of `rows`, JSON and arrays parsed."""
    frame = standardise(dataset, [PageRows(1, LANDED, rows, Sound(dataset).department, generation)])
    return [{name: _parsed(name, value) for name, value in row.items()} for row in frame.to_dicts()]


def _parsed(name: str, value: object) -> object:
    if not isinstance(value, str) or name not in {"defects", "unmapped", "steps", "evidence"}:
        return value
    parsed = json.loads(value)
    if name == "steps":
        return [{**step, "at": dt.datetime.fromisoformat(step["at"])} for step in parsed]
    return parsed


def stages_as(wanted: object, row: Row) -> object:
    """What a staging column shows for an expected value."""
    if isinstance(wanted, Key):
        return wanted.of(row["content_hash"])
    if isinstance(wanted, list) and not any(isinstance(each, dict) for each in wanted):
        quoted = (each.replace("\\", "\\\\").replace('"', '\\"') for each in wanted)
        return "{" + ",".join(f'"{each}"' for each in quoted) + "}"
    return wanted


def differences(group: Group, case: Case, row: Row, before: Row) -> Iterator[str]:
    """What is not as the case expects, in words that name field and spelling."""
    where = f"{group.source} = {case.sent!r}"
    found = frozenset((each["rule"], each["field"]) for each in row["defects"])
    if found != case.defects:
        yield f"{where}: defects {sorted(found)}, not {sorted(case.defects)}"
    if (row["unmapped"] or {}) != case.unmapped:
        yield f"{where}: unmapped {row['unmapped']}, not {case.unmapped}"
    for column in row.keys() - OF_VERSIONS:
        wanted = stages_as(case.columns.get(column, before[column]), row)
        if not agree(wanted, row[column]):
            yield f"{where}: {column} {row[column]!r}, not {wanted!r}"


def agree(wanted: object, found: object) -> bool:
    """Whether two values are the same, of coordinates to half a metre."""
    if isinstance(wanted, float | int) and isinstance(found, float):
        return abs(wanted - found) < HALF_A_METRE
    return wanted == found and isinstance(wanted, bool) == isinstance(found, bool)


@pytest.mark.parametrize(
    ("dataset", "generation"), GENERATIONS, ids=lambda each: each if isinstance(each, str) else each.id
)
def test_every_form_of_every_field_reaches_its_column(dataset: Dataset, generation: str) -> None:
    sound = Sound(dataset, generation)
    tried = [(group, case) for group in groups(dataset, generation) for case in group.cases]
    whole = sound.row()
    rows = [laid_over(whole, {**group.context, **case.sent}) for group, case in tried]
    first: dict[str, Row] = {}
    wrong: list[str] = []
    for (group, case), row in zip(tried, staged(dataset, generation, rows), strict=True):
        wrong += differences(group, case, row, first.setdefault(group.source, row))
    assert not wrong, f"{len(wrong)} of {len(tried)} in {dataset.id}:\n" + "\n".join(wrong[:40])
