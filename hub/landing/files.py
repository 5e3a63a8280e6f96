"""Which datasets a delivered file holds, told by its header rows, and the rows of each as columns."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import polars as pl

from hub.errors import FileSetAsideError
from hub.landing.headers import header_key, lacking, read_header
from hub.landing.spreadsheets import cell_text, columns_of, read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hub.datasets.declaration import Dataset
    from hub.landing.headers import Header
    from hub.landing.spreadsheets import Sheet

HEADER_WITHIN_ROWS = 20
"""A header stands at the top, below an instruction row at most; further down a look-alike is data."""

_NUMBERING = frozenset({"序号", "编号", "NO", "NO."})
"""Titles of columns that number the rows of a sheet and say nothing."""
_SAMPLE = r"案例\s*[（(]\s*请删除\s*[）)]"


@dataclass(frozen=True, slots=True)
class Kind:
    """What some sheets of a file hold: rows of `dataset` under one generation of field names."""

    dataset: Dataset
    generation: str


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet whose header was found: the rows below it, to be read once."""

    header: Header
    titles: Sequence[str | None]
    rows: Iterator[Sequence[object]]

    @property
    def kind(self) -> Kind:
        """What the sheet holds."""
        return Kind(self.header.dataset, self.header.generation)


def kinds_of_file(body: bytes, datasets: Sequence[Dataset]) -> tuple[Kind, ...]:
    """What the file holds of `datasets`, in the order of its sheets, once each.

    Raises FileSetAsideError where the file cannot be read to its end or none of its sheets is of a known kind.
    """
    kinds: dict[Kind, None] = {}
    nearly: list[str] = []
    for sheet in read_sheets(body):
        top = list(islice(sheet.rows, HEADER_WITHIN_ROWS))
        if table := _table(top, sheet, datasets):
            kinds[table.kind] = None
        else:
            nearly += _nearly(top, datasets)
        deque(sheet.rows, maxlen=0)
    if not kinds:
        known = "、".join(dataset.title for dataset in datasets)
        told = "；".join(nearly) or f"表头不属于任何已知类型（{known}）"
        raise FileSetAsideError(f"{told}；请按模板重新导出")
    return tuple(kinds)


def rows_of_file(body: bytes, kind: Kind, datasets: Sequence[Dataset]) -> pl.DataFrame:
    """The file's rows of `kind`, one of its kinds among `datasets`, from all its sheets.

    A column of texts (String) for each field that a header names, cells of blanks null; after them one for each other
    title of the header, which no field declares (schema drift looks at those). Rows in which no field holds anything,
    sample rows and headers that stand again among the rows are left out. Raises FileSetAsideError where the file
    cannot be read to its end.
    """
    found = [
        _fields(table, chunk) for table in _tables(body, datasets) if table.kind == kind for chunk in _records(table)
    ]
    return pl.concat(found, how="diagonal") if found else pl.DataFrame()


def _tables(body: bytes, datasets: Sequence[Dataset]) -> Iterator[_Table]:
    for sheet in read_sheets(body):
        top = list(islice(sheet.rows, HEADER_WITHIN_ROWS))
        if table := _table(top, sheet, datasets):
            yield table


def _table(top: Sequence[Sequence[object]], sheet: Sheet, datasets: Sequence[Dataset]) -> _Table | None:
    """The sheet from its first row on that is a header of one of `datasets`."""
    for place, row in enumerate(top):
        titles = [cell_text(cell) for cell in row]
        if header := read_header(titles, datasets):
            return _Table(header, titles, chain(top[place + 1 :], sheet.rows))
    return None


def _nearly(top: Sequence[Sequence[object]], datasets: Sequence[Dataset]) -> Iterator[str]:
    """What keeps a row that looks like a header from being one, in words for the sender."""
    for row in top:
        for title, columns in lacking([cell_text(cell) for cell in row], datasets).items():
            yield f"表头近似{title}，但缺少列：{'、'.join(columns)}"


def _records(table: _Table) -> Iterator[pl.DataFrame]:
    """The rows below the header, but for samples and headers that stand again."""
    for chunk in columns_of(table.rows):
        whole = [pl.col(name).str.contains(rf"^\s*{_SAMPLE}\s*$") for name in chunk.columns]
        is_sample = pl.any_horizontal(pl.col("0").str.contains(_SAMPLE), *whole)
        again = [
            pl.col(str(place)).eq_missing(pl.lit(table.titles[place], dtype=pl.String))
            for places in table.header.columns.values()
            for place in places
            if str(place) in chunk.columns
        ]
        is_header = pl.all_horizontal(again) if again else pl.lit(value=False)
        yield chunk.filter(~(is_sample.fill_null(value=False) | is_header))


def _fields(table: _Table, chunk: pl.DataFrame) -> pl.DataFrame:
    """The columns of the header's fields and other titles; rows in which no field holds anything are left out."""
    columns = [
        pl.coalesce(_filled(chunk, place) for place in places).alias(source)
        for source, places in table.header.columns.items()
    ]
    others = [_filled(chunk, place).alias(title) for title, place in _undeclared(table).items()]
    fields = chunk.select(*columns, *others)
    return fields.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in table.header.columns))


def _undeclared(table: _Table) -> dict[str, int]:
    """Where the titles stand that are no field's, the first of each."""
    taken = {place for places in table.header.columns.values() for place in places}
    found: dict[str, int] = {}
    for place, title in enumerate(table.titles):
        name = title.strip() if title else ""
        if name and place not in taken and name not in table.header.columns and header_key(name) not in _NUMBERING:
            found.setdefault(name, place)
    return found


def _filled(chunk: pl.DataFrame, place: int) -> pl.Expr:
    """A column's cells, those that hold but blanks as null; a column beyond the last cell holds nothing."""
    if str(place) not in chunk.columns:
        return pl.lit(None, dtype=pl.String)
    cell = pl.col(str(place))
    return pl.when(cell.str.strip_chars() != "").then(cell)
