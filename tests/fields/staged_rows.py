"""Staging rows of rows as sent, and what is not as expected in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cases import Key
from forms_of_times import LANDED
from sound_rows import Sound

from hub.staging.rows import PageRows
from hub.staging.standardise import standardise

if TYPE_CHECKING:
    from cases import Case, Group

    from hub.datasets.declaration import Dataset

OF_VERSIONS = frozenset({"version_hash", "content_hash", "row_number", "defects", "unmapped"})
"""Columns that differ from row to row or are looked at by themselves."""

HALF_A_METRE = 4.5e-6

Row = Mapping[str, Any]


def staged(dataset: Dataset, generation: str, rows: list[dict[str, object]]) -> list[Row]:
    """The staging rows of `rows`, JSON parsed."""
    frame = standardise(dataset, [PageRows(1, LANDED, rows, Sound(dataset).department, generation)])
    found = frame.to_dicts()
    for row in found:
        for name in ("defects", "unmapped", "evidence", "steps"):
            if row.get(name) is not None:
                row[name] = json.loads(row[name])
        for step in row.get("steps") or []:
            step["at"] = dt.datetime.fromisoformat(step["at"])
    return found


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
    for column, shown in row.items():
        if column in case.columns:
            wanted = stages_as(case.columns[column], row)
            if not agree(wanted, shown):
                yield f"{where}: {column} {shown!r}, not {wanted!r}"
        # What is kept for rules beside what it feeds stands under the source's own name.
        elif shown != before[column] and column not in OF_VERSIONS and column != group.source:
            yield f"{where}: {column} {shown!r}, not {before[column]!r}"


def agree(wanted: object, found: object) -> bool:
    """Whether two values are the same, of coordinates to half a metre."""
    if isinstance(wanted, float | int) and isinstance(found, float):
        return abs(wanted - found) < HALF_A_METRE
    return wanted == found and isinstance(wanted, bool) == isinstance(found, bool)
