"""Which datasets a delivered file holds, told by its header rows, and the rows of each."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.datasets.declaration import Required
from hub.errors import FileSetAsideError
from hub.landing.spreadsheets import read_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.datasets.declaration import Dataset
    from hub.landing.spreadsheets import Cell, Sheet

# A header stands at the top, below an instruction row at most; further down a look-alike is data.
HEADER_WITHIN_ROWS = 20
SAMPLE_ROW = "案例（请删除）"
BRACKETS = str.maketrans("[]【】〔〕｛｝{}", "()()()()()")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: which dataset it announces, where it stands, and the source field of each column."""

    dataset: Dataset
    row: int
    fields: Mapping[int, str]


def kinds_of_file(body: bytes, datasets: Sequence[Dataset]) -> tuple[Dataset, ...]:
    """The datasets of `datasets` that the file holds rows of, in the order of its sheets, once each.

    Raises FileSetAsideError where the file cannot be read to its end or none of its sheets is of a known kind.
    """
    found = (find_header(sheet, datasets) for sheet in read_sheets(body))
    kinds = {header.dataset.name: header.dataset for header in found if header}
    if not kinds:
        known = "、".join(dataset.title for dataset in datasets)
        raise FileSetAsideError(f"表头不属于任何已知类型（{known}）；请按模板重新导出")
    return tuple(kinds.values())


def rows_of_file(dataset: Dataset, body: bytes) -> list[dict[str, Cell]]:
    """The file's rows of `dataset` as {source field: text}, from all its sheets; empty and sample rows left out.

    Raises FileSetAsideError where the file cannot be read to its end.
    """
    rows: list[dict[str, Cell]] = []
    for sheet in read_sheets(body):
        header = find_header(sheet, (dataset,))
        if header is None:
            continue
        rows.extend(
            {name: cells[at] for at, name in header.fields.items() if at < len(cells)}
            for cells in sheet.rows[header.row + 1 :]
            if any(cells) and SAMPLE_ROW not in cells
        )
    return rows


def find_header(sheet: Sheet, datasets: Sequence[Dataset]) -> Header | None:
    """The first row that is a header of one of `datasets`; where several would do, of the one it names most of."""
    for number, cells in enumerate(sheet.rows[:HEADER_WITHIN_ROWS]):
        candidates = [header for dataset in datasets if (header := _as_header(dataset, number, cells))]
        if candidates:
            return max(candidates, key=lambda header: len(header.fields))
    return None


def _as_header(dataset: Dataset, number: int, cells: Sequence[Cell]) -> Header | None:
    known = {
        header_key(title): each.source
        for each in dataset.fields
        if each.source
        for title in (each.source, *each.aliases)
    }
    fields: dict[int, str] = {}
    for at, cell in enumerate(cells):
        source = known.get(header_key(cell)) if cell else None
        if source and source not in fields.values():
            fields[at] = source
    needed = {each.source for each in dataset.fields if each.required is Required.YES and each.source}
    needed |= {each.source for each in dataset.key_fields if each.source}
    keys = {each.source for each in dataset.key_fields}
    if len(fields) < 2 or not keys & set(fields.values()) or len(needed & set(fields.values())) * 2 < len(needed):
        return None
    return Header(dataset, number, fields)


def header_key(title: str) -> str:
    """A header as it is compared: NFKC, blanks out, all brackets round."""
    return "".join(unicodedata.normalize("NFKC", title).split()).translate(BRACKETS).upper()
