"""Writing workbooks: a title block, a table with a header that stays, filters, and pages fit to print."""

from __future__ import annotations

import math
import os
import re
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from hub.errors import StorageError
from hub.workbooks import cells
from hub.workbooks.declaration import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from hub.workbooks.declaration import Sheet

AUTHOR = "执法数据中枢"
ROWS_IN_SHEET = 1_048_576
"""So many rows a sheet can hold; what is beyond them stands in further sheets of the same name."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4 = 9
_AS_TEXT = 49
_LINE_HEIGHT, _TITLE_HEIGHT, _HIGHEST_ROW = 15, 24, 405
_MARGIN = 1
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top"}
_FRAMED = {**_FONT, "border": 1, "border_color": "#BFBFBF"}
_FORMATS: Mapping[str, Mapping[str, object]] = {
    "title": {**_FONT, "bold": True, "font_size": 14, "valign": "vcenter", "num_format": _AS_TEXT},
    "fact": {**_FONT, "num_format": _AS_TEXT, "text_wrap": True},
    "note": {**_FONT, "num_format": _AS_TEXT, "text_wrap": True, "font_color": "#595959"},
    "header": {**_FRAMED, "bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "vcenter"},
    # As a text, so that it stays one when somebody edits the cell.
    Kind.TEXT: {**_FRAMED, "num_format": _AS_TEXT, "text_wrap": True},
    Kind.NUMBER: {**_FRAMED, "num_format": "#,##0"},
    "fraction": {**_FRAMED, "num_format": "#,##0.00##"},
    Kind.DATE: {**_FRAMED, "num_format": "yyyy-mm-dd", "align": "left"},
    Kind.INSTANT: {**_FRAMED, "num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}


def write_workbook(path: Path, sheets: Iterable[Sheet], made_at: datetime) -> None:
    """Write `sheets` as an .xlsx at `path`, which appears whole or not at all; an older one is replaced.

    Memory does not grow with the rows. Raises StorageError where the file cannot be written.
    """
    try:
        with _appearing(path) as unfinished, Workbook(str(unfinished), dict(_OPTIONS)) as book:
            book.set_properties({"author": AUTHOR, "created": cells.local(made_at)})
            formats = {name: book.add_format(dict(each)) for name, each in _FORMATS.items()}
            names = _Names()
            for sheet in sheets:
                _write_sheet(book, formats, names, sheet)
    except OSError as error:
        raise StorageError(
            f"工作簿 {path} 无法写入（{error.strerror or error}）；请检查磁盘空间和文件夹权限"
        ) from error


class _Names:
    """Gives every sheet a name that spreadsheets accept and that no other sheet of the workbook has."""

    def __init__(self) -> None:
        self._taken: set[str] = {"history"}

    def free(self, wanted: str) -> str:
        plain = _NOT_IN_NAMES.sub(" ", cells.harmless(wanted)).strip("' \n\t")[:_LONGEST_NAME] or "表"
        name, number = plain, 1
        while name.casefold() in self._taken:
            number += 1
            ending = f"({number})"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
        self._taken.add(name.casefold())
        return name


def _write_sheet(book: Workbook, formats: Mapping[str, Any], names: _Names, sheet: Sheet) -> None:
    rows = iter(sheet.rows)
    row = next(rows, None)
    is_empty = row is None
    while row is not None or is_empty:
        page = book.add_worksheet(names.free(sheet.name))
        header = _write_above(page, formats, sheet)
        place = header
        while row is not None and place + 1 < ROWS_IN_SHEET:
            place += 1
            _write_row(page, formats, sheet, place, row)
            row = next(rows, None)
        if is_empty:
            page.write_string(header + 1, 0, cells.harmless(sheet.nothing), formats["note"])
            is_empty = False
        page.autofilter(header, 0, max(place, header), len(sheet.columns) - 1)
        page.freeze_panes(header + 1, 0)
        _print_setup(page, sheet, header)


def _write_above(page: Any, formats: Mapping[str, Any], sheet: Sheet) -> int:
    """Title, facts, notes and the table's header; gives the header's place."""
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    facts = [("fact", f"{name}：{cells.shown(value)}") for name, value in sheet.facts.items()]
    lines = [("title", sheet.title), *facts, *(("note", each) for each in sheet.notes)]
    for place, (shape, line) in enumerate(lines):
        _write_line(page, place, cells.harmless(line), formats[shape], sheet)
    page.set_row(0, _TITLE_HEIGHT)
    header = len(lines) + 1
    for number, column in enumerate(sheet.columns):
        page.write_string(header, number, cells.harmless(column.title), formats["header"])
    return header


def _write_line(page: Any, place: int, line: str, shape: Any, sheet: Sheet) -> None:
    """A line across all columns, as high as it needs to be."""
    page.set_row(place, _lines(line, sum(each.width for each in sheet.columns)) * _LINE_HEIGHT)
    if len(sheet.columns) > 1:
        page.merge_range(place, 0, place, len(sheet.columns) - 1, "", shape)
    page.write_string(place, 0, line, shape)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes that is so many digits wide: not every program finds the height of a row itself."""
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    widths = (sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(each / (width - _MARGIN))) for each in widths)


def _write_row(page: Any, formats: Mapping[str, Any], sheet: Sheet, place: int, row: Sequence[object]) -> None:
    lines = 1
    for number, (column, value) in enumerate(zip(sheet.columns, row, strict=False)):
        if column.kind is Kind.NUMBER and (amount := cells.number(value)) is not None:
            page.write_number(place, number, amount, formats[_number_format(amount)])
        elif column.kind in (Kind.DATE, Kind.INSTANT) and (moment := cells.moment(value)) is not None:
            page.write_datetime(place, number, moment, formats[column.kind])
        else:
            text = cells.shown(value)
            lines = max(lines, _lines(text, column.width))
            _write_text(page, place, number, text, formats[Kind.TEXT])
    page.set_row(place, min(lines * _LINE_HEIGHT, _HIGHEST_ROW))


def _number_format(amount: float) -> str:
    return Kind.NUMBER if amount == int(amount) else "fraction"


def _write_text(page: Any, place: int, number: int, text: str, shape: Any) -> None:
    if text:
        page.write_string(place, number, text, shape)
    else:
        # It has its frame too.
        page.write_blank(place, number, None, shape)


def _print_setup(page: Any, sheet: Sheet, header: int) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.repeat_rows(header)
    # In a footer & begins a command.
    page.set_footer(f"&L{cells.harmless(sheet.title)[:60].replace('&', '&&')}&R第 &P 页，共 &N 页")


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not the whole name: with what is added it could be too long for a file's.
    unfinished = path.with_name(f".{path.stem[:40]}.{os.getpid()}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
