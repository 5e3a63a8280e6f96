"""Delivered files as tables of texts, whatever program wrote them: workbooks (.xlsx, .xls) and delimited text.

What a file is, is told by its content: senders name files as they please.
"""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from hub.errors import FileSetAsideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Cell = str | None

WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
TEXT_ENCODINGS = ("utf-8", "gb18030")
# Above this a double no longer holds every whole number, so digits may already be lost.
EXACT_INTEGERS = 2**53


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name (empty for text files) and its rows of cells, None where a cell is empty."""

    name: str
    rows: Sequence[Sequence[Cell]]


def read_sheets(body: bytes) -> Iterator[Sheet]:
    """Every sheet of the file.

    Raises FileSetAsideError, in words for the department that sent it, where the file cannot be read to its end.
    """
    if body.startswith(WORKBOOK_SIGNATURES):
        yield from _workbook(body)
    else:
        yield Sheet("", _delimited(_decoded(body)))


def _workbook(body: bytes) -> Iterator[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Sheet(name, [[_cell_text(cell) for cell in row] for row in rows])
    except PasswordError as error:
        raise FileSetAsideError("工作簿已加密，无法读取；请去除密码后重新导出") from error
    except CalamineError as error:
        raise FileSetAsideError(f"工作簿无法读取到结尾（{error}）；请重新导出") from error


def _cell_text(cell: object) -> Cell:
    """A workbook's cell as the text that its sender saw; a number too long for a double keeps its exponent."""
    match cell:
        case "" | None:
            return None
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < EXACT_INTEGERS:
            return str(int(cell))
        case float() if cell.is_integer():
            return f"{cell:E}"
        case datetime.date() | datetime.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _decoded(body: bytes) -> str:
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if body.startswith(mark)]
    for encoding in marked or TEXT_ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileSetAsideError("既不是工作簿，也不是 UTF-8、UTF-16 或 GB18030 编码的文本；请按模板重新导出")


def _delimited(text: str) -> list[list[Cell]]:
    first_line = text.lstrip().partition("\n")[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[cell or None for cell in row] for row in reader]
    except csv.Error as error:
        raise FileSetAsideError(f"第 {reader.line_num} 行无法按分隔文本读取（{error}）；请按模板重新导出") from error
