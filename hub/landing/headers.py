"""Header rows: which kind of file they announce, in which generation of names, and where each field stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hub.datasets.declaration import Required
from hub.reference.code_lists import entries
from hub.text.keys import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hub.datasets.declaration import Dataset

IN_USE, FORMER = "2018", "2015"
"""The generations of field names: the one in use, and the one that files may still bear."""

FORMER_NAMES = frozenset(
    {"XK_XDR", "XK_SPLB", "XK_JZQ", "XK_XZJG", "XK_XMMC", "CF_CFLB1", "CF_JG", "CF_XZJG", "CF_CFMC", "CF_AJMC"}
    | {"审批类别", "许可截止期", "项目名称", "处罚结果", "处罚名称", "行政相对人代码_2(组织机构代码)"}
)
FORMER_ENDINGS = ("_GSDJ", "_ZDM")
FORMER_FIELDS = frozenset({"SJC", "DFBM"})
"""Fields of the former generation that the one in use has no more."""

_FEWEST = 2
_BLANKS = re.compile(BLANK)
_BRACKETS = str.maketrans("[]【】〔〕〖〗｛｝{}", "()()()()()()")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: the dataset that it announces, its generation of names, and by source field its columns (from 0).

    A field that stands in several columns is read from the first of them that holds something.
    """

    dataset: Dataset
    generation: str
    columns: Mapping[str, Sequence[int]]


def header_key(title: str) -> str:
    """A header as it is compared: NFKC, blanks out, all brackets round, capital letters."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", title)).translate(_BRACKETS).upper()


def read_header(cells: Sequence[str | None], datasets: Sequence[Dataset]) -> Header | None:
    """The header of one of `datasets` that a row is, or None; where several would do, of the one it names most of.

    A header names what the dataset's key cannot do without and at least half of what is required.
    """
    titles = _titles(cells)
    fitting = [
        Header(dataset, _generation(dataset, titles), columns)
        for dataset, columns in _candidates(titles, datasets)
        if columns.keys() >= _names(dataset).key
    ]
    return max(fitting, key=lambda header: len(header.columns), default=None)


def lacking(cells: Sequence[str | None], datasets: Sequence[Dataset]) -> Mapping[str, Sequence[str]]:
    """What a row lacks to be the header of a dataset of which it names enough otherwise, by the dataset's title."""
    return {
        dataset.title: sorted(_names(dataset).key - columns.keys())
        for dataset, columns in _candidates(_titles(cells), datasets)
    }


def _titles(cells: Sequence[str | None]) -> list[str]:
    return [header_key(cell) if cell else "" for cell in cells]


def _candidates(titles: Sequence[str], datasets: Sequence[Dataset]) -> Iterator[tuple[Dataset, dict[str, list[int]]]]:
    """The datasets of which a row names enough, with the columns of their fields."""
    if sum(map(bool, titles)) < _FEWEST:
        return
    for dataset in datasets:
        names = _names(dataset)
        columns: dict[str, list[int]] = {}
        for place, title in enumerate(titles):
            if source := names.sources.get(title):
                columns.setdefault(source, []).append(place)
        if len(columns) >= _FEWEST and len(names.required & columns.keys()) * 2 >= len(names.required):
            yield dataset, columns


def _generation(dataset: Dataset, titles: Sequence[str]) -> str:
    """Numbers of codes are read by it, so a dataset whose codes never changed has but the one in use."""
    if not _names(dataset).have_changed:
        return IN_USE
    former = any(title in _former_keys() or title.endswith(FORMER_ENDINGS) for title in titles)
    return FORMER if former else IN_USE


@cache
def _former_keys() -> frozenset[str]:
    return frozenset(map(header_key, FORMER_NAMES))


@dataclass(frozen=True, slots=True)
class _Names:
    """What headers of a dataset say: the source field of every title, as it is compared; the fields that are required,
    the key's among them, and the part of the key that cannot be done without; whether its codes once were others."""

    sources: Mapping[str, str]
    required: frozenset[str]
    key: frozenset[str]
    have_changed: bool


@cache
def _names(dataset: Dataset) -> _Names:
    sources = {
        header_key(title): each.source
        for each in dataset.fields
        if each.source
        for title in (each.source, *each.aliases)
    }
    required = {each.source for each in dataset.fields if each.required is Required.YES and each.source}
    key = {each.source for each in dataset.key_fields if each.source}
    return _Names(
        sources,
        frozenset(required | key),
        frozenset(required & key),
        any(each.source == f"{dataset.id}/{FORMER}" for each in entries()),
    )
