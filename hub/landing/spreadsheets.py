"""Delivered files as tables of cells, whatever program wrote them: workbooks (.xlsx, .xls) and delimited text.

What a file is, is told by its content: senders name files as they please.
"""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from hub.errors import FileSetAsideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
TEXT_ENCODINGS = ("utf-8", "gb18030")
# A text may hold this share of damaged characters and still be of its encoding: one bad row never spoils a file.
DAMAGE = 0.01
# Spreadsheet programs keep 15 digits of a number: of a longer one some may be lost already.
KEPT_INTEGERS = 10**15
# In so many characters a header is sure to stand.
_TOP = 10_000
CHUNK_ROWS = 10_000
"""So many rows are turned into columns at once: it bounds the memory that reading takes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name (empty for text files) and its rows of cells from the top, to be read once."""

    name: str
    rows: Iterator[Sequence[object]]


def read_sheets(body: bytes) -> Iterator[Sheet]:
    """Every sheet of the file; each has to be read before the next is asked for.

    Raises FileSetAsideError, in words for the department that sent it, where the file cannot be read to its end;
    for a text that may be while its rows are read.
    """
    if body.startswith(WORKBOOK_SIGNATURES):
        yield from _workbook(body)
    else:
        yield Sheet("", _delimited(_decoded(body)))


def columns_of(rows: Iterator[Sequence[object]]) -> Iterator[pl.DataFrame]:
    """The rows as columns of texts (String, named "0", "1" … from the left; empty cells null), a chunk at a time.

    A row that is shorter than others of its chunk is filled up with nulls.
    """
    while chunk := list(islice(rows, CHUNK_ROWS)):
        width = max(map(len, chunk))
        if not width:
            continue
        filled = [row if len(row) == width else (*row, *[None] * (width - len(row))) for row in chunk]
        columns = zip(*filled, strict=True)
        yield pl.DataFrame({str(place): _texts(cells) for place, cells in enumerate(columns)})


def cell_text(cell: object) -> str | None:
    """A cell as the text that its sender saw, None where it is empty.

    A number too long for a spreadsheet keeps its exponent, so that lost digits can be seen.
    """
    match cell:
        case "" | None:
            return None
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell)) if abs(cell) < KEPT_INTEGERS else f"{cell:E}"
        case float():
            text = repr(cell)
            return f"{Decimal(text):f}" if "e" in text else text
        case datetime.date() | datetime.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _texts(cells: Sequence[object]) -> pl.Series:
    try:
        texts = pl.Series(cells, dtype=pl.String, strict=True)
    except TypeError:
        return pl.Series([cell_text(cell) for cell in cells], dtype=pl.String)
    return texts.set(texts == "", None)


def _workbook(body: bytes) -> Iterator[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for name in workbook.sheet_names:
            yield Sheet(name, iter(workbook.get_sheet_by_name(name).iter_rows()))
    except PasswordError as error:
        raise FileSetAsideError("工作簿已加密，无法读取；请去除密码后重新导出") from error
    except CalamineError as error:
        raise FileSetAsideError(f"工作簿无法读取到结尾（{error}）；请重新导出") from error


def _decoded(body: bytes) -> str:
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if body.startswith(mark)]
    for encoding in marked or TEXT_ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            text = body.decode(encoding, "replace")
            if text.count("\ufffd") <= len(text) * DAMAGE:
                return text.replace("\ufffd", "?")
    raise FileSetAsideError("既不是工作簿，也不是 UTF-8、UTF-16 或 GB18030 编码的文本；请按模板重新导出")


def _delimited(text: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        yield from reader
    except csv.Error as error:
        raise FileSetAsideError(f"第 {reader.line_num} 行无法按分隔文本读取（{error}）；请按模板重新导出") from error


def _delimiter(text: str) -> str:
    """What parts the cells of the header, which holds the most of it; data and instructions may hold either."""
    top = text[:_TOP].splitlines()
    tabs = max((line.count("\t") for line in top if "," not in line), default=0)
    commas = max((line.count(",") for line in top if "\t" not in line), default=0)
    return "\t" if tabs > commas else ","
