"""The declarations say what the field reference says, line by line."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from hub.datasets import DATASETS

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "fields.csv"


@pytest.mark.skipif(not REFERENCE.exists(), reason=f"the field reference is not at {REFERENCE}")
@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_fields_are_declared_as_the_reference_has_them(dataset) -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        expected = sorted(
            (
                row["source_field"],
                "" if row["table"] == "-" else row["table"].replace("*", dataset.table),
                row["column"],
                row["transform"].partition("@")[0],
                int(row["transform"].partition("@")[2] or 1),
                row["required"],
                _aliases(row["note"]),
            )
            for row in csv.DictReader(lines)
            if row["platform"] == dataset.platform and row["dataset"] in {"*", dataset.name}
        )
    declared = sorted(
        (
            each.source or "-",
            "" if each.column is None else each.table or dataset.table,
            each.column or "-",
            str(each.transform),
            each.rank,
            str(each.required),
            each.aliases,
        )
        for each in dataset.fields
    )
    assert declared == expected


def _aliases(note: str) -> tuple[str, ...]:
    """The other headers that a note begins with (`aliases=A|B. `)."""
    found = re.match(r"aliases=(.*?)(?:\. |\.?$)", note)
    return tuple(found[1].split("|")) if found else ()
