"""Which datasets a delivered file holds, told by its header rows, and the rows of each as columns."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

from hub.errors import FileSetAsideError
from hub.landing.headers import header_key, lacking, read_header
from hub.landing.opened import cell_text
from hub.landing.spreadsheets import NUMBER, columns_of, read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hub.datasets.declaration import Dataset
    from hub.landing.headers import Header
    from hub.landing.spreadsheets import Row, Sheet

HEADER_WITHIN_ROWS = 20
"""A header stands at the top, below an instruction row at most; further down a look-alike is data. Rows that hold
nothing are not counted."""

MOST_SHEETS = 1_000
MOST_COLUMNS = 1_000
"""Columns of a sheet that are looked at; no kind has a tenth of them."""

ROWS_IN_SHEET = 1 << 20
"""The rows of a sheet of any program."""

_NUMBERING = frozenset({"序号", "编号", "NO", "NO."})
"""Titles of columns that number the rows of a sheet and say nothing."""
DAYS_FROM_1900_TO_1904 = 1462
_DAYS = frozenset({"date", "instant", "instant_if_closed", "long_term"})
_SERIAL = r"^([1-9]\d{4})(\.\d+)?$"
_SAMPLE = r"案例\s*[（(]\s*请删除\s*[）)]"
_INSTRUCTIONS = re.compile(r"表格说明|填写说明")


@dataclass(frozen=True, slots=True)
class Kind:
    """What some sheets of a file hold: rows of `dataset` under one generation of field names."""

    dataset: Dataset
    generation: str


@dataclass(frozen=True, slots=True)
class SheetContents:
    """What a sheet of a file holds: `rows` of a kind below the header in `header_row`; or why it holds none.

    A sheet that is empty has neither kind nor reason.
    """

    name: str
    kind: Kind | None = None
    header_row: int | None = None
    rows: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a file: columns of texts by source field, and the number of each row in the file (Int32)."""

    numbers: pl.Series
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet whose header was found: the rows below it, to be read once; `before` is what its numbers begin after."""

    header: Header
    header_row: int
    titles: Sequence[str | None]
    rows: Iterator[Row]
    before: int
    is_1904: bool

    @property
    def kind(self) -> Kind:
        """What the sheet holds."""
        return Kind(self.header.dataset, self.header.generation)


def contents_of_file(body: bytes, datasets: Sequence[Dataset]) -> tuple[SheetContents, ...]:
    """What every sheet of the file holds of `datasets`, in their order.

    Raises FileSetAsideError where the file cannot be read to its end or none of its sheets is of a known kind.
    """
    sheets: list[SheetContents] = []
    nearly: list[str] = []
    for place, sheet in enumerate(_sheets(body)):
        top = _top(sheet)
        if table := _table(top, sheet, place, datasets):
            rows = sum(part.rows.height for part in _parts(table))
            sheets.append(SheetContents(sheet.name, table.kind, table.header_row, rows))
        else:
            near = [*_nearly(top, datasets)]
            nearly += near
            sheets.append(SheetContents(sheet.name, reason=_unknown(near, datasets) if top else None))
        deque(sheet.rows, maxlen=0)
    if not any(sheet.kind for sheet in sheets):
        raise FileSetAsideError(f"{_unknown(nearly, datasets)}；请按模板重新导出")
    return tuple(sheets)


def kinds_of(sheets: Sequence[SheetContents]) -> tuple[Kind, ...]:
    """What the sheets hold, once each."""
    return tuple(dict.fromkeys(sheet.kind for sheet in sheets if sheet.kind))


def parts_of_file(body: bytes, kind: Kind, datasets: Sequence[Dataset]) -> Iterator[Part]:
    """The file's rows of `kind`, one of its kinds among `datasets`, from all its sheets, some at a time.

    A column of texts (String) for each field that a header names, cells of blanks null; after them one for each other
    title of the header, which no field declares (schema drift looks at those). Rows in which no field holds anything,
    samples, instructions and headers that stand again among the rows are left out. A row's number is its
    own in the first sheet, and goes on by `ROWS_IN_SHEET` with each further one (see `place_of`). Raises
    FileSetAsideError where the file cannot be read to its end.
    """
    for place, sheet in enumerate(_sheets(body)):
        if (table := _table(_top(sheet), sheet, place, datasets)) and table.kind == kind:
            yield from _parts(table)


def place_of(number: int, sheets: int) -> tuple[int, int]:
    """The sheet (from 0, of so many) and the row in it (from 1) that a row's number in a file stands for."""
    sheet = min((number - 1) // ROWS_IN_SHEET, sheets - 1)
    return sheet, number - sheet * ROWS_IN_SHEET


def _sheets(body: bytes) -> Iterator[Sheet]:
    for place, sheet in enumerate(read_sheets(body)):
        if place == MOST_SHEETS:
            raise FileSetAsideError(f"工作簿有超过 {MOST_SHEETS} 张工作表；请拆成几个文件放入")
        yield sheet


def _top(sheet: Sheet) -> list[Row]:
    """The first rows that hold anything."""
    top: list[Row] = []
    for number, cells in sheet.rows:
        if any(cell not in (None, "") and str(cell).strip() for cell in cells):
            top.append((number, cells))
            if len(top) == HEADER_WITHIN_ROWS:
                break
    return top


def _table(top: Sequence[Row], sheet: Sheet, place: int, datasets: Sequence[Dataset]) -> _Table | None:
    """The sheet from its first row on that is a header of one of `datasets`."""
    for above, (number, cells) in enumerate(top):
        titles = [cell_text(cell) for cell in cells[:MOST_COLUMNS]]
        if header := read_header(titles, datasets):
            rows = chain(top[above + 1 :], sheet.rows)
            return _Table(header, number, titles, rows, place * ROWS_IN_SHEET, sheet.is_1904)
    return None


def _unknown(nearly: Sequence[str], datasets: Sequence[Dataset]) -> str:
    known = "、".join(dataset.title for dataset in datasets)
    return "；".join(dict.fromkeys(nearly)) or f"表头不属于任何已知类型（{known}）"


def _nearly(top: Sequence[Row], datasets: Sequence[Dataset]) -> Iterator[str]:
    """What keeps a row that looks like a header from being one, in words for the sender."""
    for _, cells in top:
        for title, columns in lacking([cell_text(cell) for cell in cells[:MOST_COLUMNS]], datasets).items():
            yield f"表头近似{title}，但缺少列：{'、'.join(columns)}"


def _parts(table: _Table) -> Iterator[Part]:
    """The rows below the header in which a field holds anything, but for samples and the like."""
    columns = [*table.header.columns]
    for chunk in columns_of(table.rows, len(table.titles)):
        rows = chunk.filter(~_is_no_record(table, chunk))
        fields = rows.select(*_fields(table, rows))
        # A title may be called as the column of numbers is.
        holds = fields.select(pl.any_horizontal(pl.col(columns).is_not_null())).to_series()
        if holds.any():
            numbers = rows[NUMBER].filter(holds) + table.before
            yield Part(numbers.cast(pl.Int32), fields.filter(holds))


def _fields(table: _Table, chunk: pl.DataFrame) -> Iterator[pl.Expr]:
    """The columns of the header's fields, and those of other titles after them."""
    days = _fields_of_days(table.header) if table.is_1904 else frozenset()
    for source, places in table.header.columns.items():
        yield _field(chunk, places, counts_from_1904=source in days).alias(source)
    for title, place in _undeclared(table).items():
        yield _filled(chunk, place).alias(title)


def _undeclared(table: _Table) -> dict[str, int]:
    """Where the titles stand that are no field's, the first of each."""
    taken = {place for places in table.header.columns.values() for place in places}
    found: dict[str, int] = {}
    for place, title in enumerate(table.titles):
        name = title.strip() if title else ""
        if name and place not in taken and name not in table.header.columns and header_key(name) not in _NUMBERING:
            found.setdefault(name, place)
    return found


def _is_no_record(table: _Table, chunk: pl.DataFrame) -> pl.Expr:
    """Samples, instructions, and headers that stand again."""
    cells = [name for name in chunk.columns if name != NUMBER]
    whole = [pl.col(name).str.contains(rf"^\s*{_SAMPLE}\s*$") for name in cells]
    is_sample = pl.any_horizontal(pl.col("0").str.contains(_SAMPLE), *whole)
    alone = pl.all_horizontal(pl.lit(value=True), *(pl.col(name).is_null() for name in cells if name != "0"))
    is_instruction = pl.col("0").str.contains(_INSTRUCTIONS.pattern) & alone
    again = [
        pl.col(str(place)).eq_missing(pl.lit(table.titles[place], dtype=pl.String))
        for places in table.header.columns.values()
        for place in places
        if str(place) in chunk.columns
    ]
    is_header = pl.all_horizontal(again) if again else pl.lit(value=False)
    return (is_sample | is_instruction).fill_null(value=False) | is_header


def _fields_of_days(header: Header) -> frozenset[str]:
    return frozenset(each.source for each in header.dataset.fields if each.source and each.transform.name in _DAYS)


def _field(chunk: pl.DataFrame, places: Sequence[int], *, counts_from_1904: bool) -> pl.Expr:
    """A field's cells, from the first of its columns that holds something; serial days as counted from 1900."""
    cell = pl.coalesce(_filled(chunk, place) for place in places)
    if not counts_from_1904:
        return cell
    day = (cell.str.extract(_SERIAL, 1).cast(pl.Int32) + DAYS_FROM_1900_TO_1904).cast(pl.String)
    return pl.when(cell.str.contains(_SERIAL)).then(day + cell.str.extract(_SERIAL, 2).fill_null("")).otherwise(cell)


def _filled(chunk: pl.DataFrame, place: int) -> pl.Expr:
    """A column's cells, those that hold but blanks as null; a column beyond the last cell holds nothing."""
    if str(place) not in chunk.columns:
        return pl.lit(None, dtype=pl.String)
    cell = pl.col(str(place))
    return pl.when(cell.str.strip_chars() != "").then(cell)
