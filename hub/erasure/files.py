"""Rows of a delivered file blanked: the file is written anew as a workbook of texts, every cell in its place.

Formats and formulas are not kept, values are, as the hub reads them.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from hub.errors import HubError
from hub.landing.files import ROWS_IN_SHEET
from hub.landing.opened import cell_text
from hub.landing.spreadsheets import read_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_NAME = 31
"""Characters that a sheet's name may have."""


def blank_file(body: bytes, rows: Mapping[int, str]) -> bytes:
    """The file with a mark in every filled cell of some rows, by their numbers in the file.

    Raises HubError where a cell cannot be written, FileSetAsideError where the file cannot be read.
    """
    sheets = list(_read(body))
    written = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "date_1904": any(is_1904 for *_, is_1904 in sheets),
    }
    with xlsxwriter.Workbook(written, options) as workbook:
        for place, (name, lines, _) in enumerate(sheets):
            sheet = workbook.add_worksheet(name[:LONGEST_NAME] or None)
            for number, cells in lines:
                mark = rows.get(place * ROWS_IN_SHEET + number)
                for column, cell in enumerate(cells):
                    text = cell_text(cell)
                    if text is not None and sheet.write_string(number - 1, column, mark if mark else text):
                        raise HubError(
                            f"工作表 {name} 第 {number} 行有单元格无法改写（过长或超出表格范围），文件未作改动"
                        )
    return written.getvalue()


def _read(body: bytes) -> list[tuple[str, Sequence[tuple[int, Sequence[object]]], bool]]:
    return [(sheet.name, list(sheet.rows), sheet.is_1904) for sheet in read_sheets(body)]
