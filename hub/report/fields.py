"""What a source field is called by people: the Chinese name of the column that it feeds."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs
from hub.datasets import dataset as declared
from hub.model import METADATA

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset, Field


def titled_fields(dataset: Dataset | None, fields: str) -> str:
    """Source fields parted by `;`, each with its Chinese name where that says more: `决定日期（CF_JDRQ）`."""
    names = [name for name in fields.split(";") if name]
    return "、".join(_titled(dataset, name) for name in names) or "整条记录"


def _titled(dataset: Dataset | None, name: str) -> str:
    title = _titles(dataset.id).get(name) if dataset else None
    return mask_runs(name) if title is None or title == name else f"{title}（{mask_runs(name)}）"


@cache
def _titles(dataset_id: str) -> dict[str, str]:
    """The Chinese name of each source field (and of each column) of the dataset that has one.

    Kept by the id: hashing a declaration with all its fields takes longer than all the rest of a line.
    """
    dataset = declared(dataset_id)
    titles: dict[str, str] = {}
    # A field of the key that feeds another column too is called by that one.
    for field in sorted(dataset.fields, key=lambda each: each.transform.name == "key"):
        meaning = _meaning(dataset, field)
        if meaning is not None:
            for name in (field.source, field.column):
                if name is not None:
                    titles.setdefault(name, meaning)
    return titles


def _meaning(dataset: Dataset, field: Field) -> str | None:
    """The comment of the column that the field feeds, up to its first explanation."""
    name, column = field.table or dataset.table, field.column
    if field.transform.name == "link":
        name, column = "entity", field.transform.argument
    table = METADATA.tables.get(f"unified.{name}")
    if table is None or column is None or column not in table.columns:
        return None
    return re.split("[：；（]", table.columns[column].comment or "", maxsplit=1)[0] or None
