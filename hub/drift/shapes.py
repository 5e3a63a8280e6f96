"""The shape of a page: which fields stand in its rows, and of what JSON types, found column by column."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from hub.datasets.declaration import Dataset
    from hub.staging.rows import PageRows

JSON_TYPES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands in the rows of one page.

    `names` are the fields of any of its rows, those of list elements as `list[].field`; `lists` are the lists of
    which it holds an element, without which nothing can be said of the elements' fields. `department` is empty for
    what was asked over HTTP; a file names the fields of its header.
    """

    page_id: int
    landed_at: datetime
    department: str
    names: frozenset[str]
    lists: frozenset[str]
    rows: int


def shape_of(dataset: Dataset, page: PageRows) -> Shape:
    """The shape of a page of `dataset`."""
    rows = page.rows
    lists: dict[str, set[str]] = {}
    if isinstance(rows, pl.DataFrame):
        names = set(rows.columns)
    else:
        # One pass in C over the keys: some tenths of a microsecond a row.
        names = set().union(*rows)
        for name in {each.list_name for each in dataset.fields if each.is_element} & names:
            if found := _element_names(row.get(name) for row in rows):
                lists[name] = found
    elements = {f"{name}[].{each}" for name, found in lists.items() for each in found}
    return Shape(
        page.page_id, page.landed_at, page.department or "", frozenset(names | elements), frozenset(lists), len(rows)
    )


def json_types(types: Iterable[type]) -> frozenset[str]:
    """The JSON names of Python types; null is none."""
    return frozenset(JSON_TYPES.get(each, "string") for each in types if each is not type(None))


def values_of(page: PageRows, field: str) -> Sequence[object]:
    """What stands under a field in the rows that have it (not null), a field of list elements included."""
    if isinstance(page.rows, pl.DataFrame):
        return page.rows[field].drop_nulls().to_list() if field in page.rows.columns else []
    name, is_element, inner = field.partition("[].")
    values = [row[name] for row in page.rows if row.get(name) is not None]
    if not is_element:
        return values
    return [element[inner] for element in _elements(values) if element.get(inner) is not None]


def _element_names(values: Iterable[object]) -> set[str]:
    return set().union(*_elements(values))


def _elements(values: Iterable[object]) -> Sequence[Mapping[str, object]]:
    lists = (each for each in values if type(each) is list)
    return [each for each in chain.from_iterable(lists) if type(each) is dict]
