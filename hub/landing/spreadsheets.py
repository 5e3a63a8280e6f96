"""Delivered files as tables of cells, whatever program wrote them: workbooks (.xlsx, .xls, Excel-2003 XML) and
delimited text.

What a file is, is told by its content: senders name files as they please.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from hub.errors import FileSetAsideError
from hub.landing.containers import (
    COMPOUND,
    ENCRYPTED,
    ZIP,
    checked_package,
    refuse_encrypted,
    refuse_foreign,
    refuse_oversized,
)
from hub.landing.delimited import read_delimited
from hub.landing.opened import OpeningError, cell_text, opened_sheets
from hub.landing.spreadsheetml import is_spreadsheetml, read_spreadsheetml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[int, "Sequence[object]"]
"""A row's number as its sender sees it, from 1 on, and its cells."""

CHUNK_ROWS = 10_000
"""So many rows are turned into columns at once: it bounds the memory that reading takes."""

NUMBER = "number"
"""The column of `columns_of` that holds the rows' numbers."""

# Of the stream of an .xls: what begins its globals, what ends them, says from when its days count, is there where it
# has a password.
_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_END_OF_GLOBALS, _DATE_MODE, _FILE_PASS = 0x0A, 0x22, 0x2F


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name (empty for text files) and its rows from the top, to be read once.

    Rows that hold nothing may be left out. `is_1904`: the serial numbers of its days count from 1904.
    """

    name: str
    rows: Iterator[Row]
    is_1904: bool = False


def read_sheets(body: bytes) -> Iterator[Sheet]:
    """Every sheet of the file; each has to be read before the next is asked for.

    Raises FileSetAsideError, in words for the department that sent it, where the file cannot be read to its end or
    would take more memory than a file may; for some that may be while its rows are read.
    """
    refuse_oversized(len(body))
    refuse_foreign(body)
    if body.startswith(ZIP):
        yield from _workbook(body, is_1904=checked_package(body).is_1904)
    elif body.startswith(COMPOUND):
        refuse_encrypted(body)
        yield from _workbook(body, is_1904=_legacy_is_1904(body))
    elif is_spreadsheetml(body):
        for name, is_1904, rows in read_spreadsheetml(body):
            yield Sheet(name, rows, is_1904)
    else:
        yield Sheet("", read_delimited(body))


def columns_of(rows: Iterator[Row], widest: int) -> Iterator[pl.DataFrame]:
    """The rows as columns of texts (String, named "0", "1" … from the left; empty cells null), a chunk at a time.

    `NUMBER` (Int32) holds the rows' numbers. A row that is shorter than others of its chunk is filled up with nulls;
    what stands beyond the first `widest` columns is left out.
    """
    while chunk := [(number, cells[:widest]) for number, cells in islice(rows, CHUNK_ROWS)]:
        width = max(len(cells) for _, cells in chunk)
        if not width:
            continue
        filled = [cells if len(cells) == width else (*cells, *[None] * (width - len(cells))) for _, cells in chunk]
        columns = zip(*filled, strict=True)
        numbers = pl.Series([number for number, _ in chunk], dtype=pl.Int32)
        yield pl.DataFrame({NUMBER: numbers, **{str(place): _texts(cells) for place, cells in enumerate(columns)}})


def _texts(cells: Sequence[object]) -> pl.Series:
    try:
        texts = pl.Series(cells, dtype=pl.String, strict=True)
    except TypeError:
        return pl.Series([cell_text(cell) for cell in cells], dtype=pl.String)
    return texts.set(texts == "", None)


def _workbook(body: bytes, *, is_1904: bool) -> Iterator[Sheet]:
    try:
        for name, rows in opened_sheets(body):
            yield Sheet(name, _numbered(rows), is_1904)
    except OpeningError as error:
        raise _set_aside(error) from error


def _numbered(rows: Iterator[Sequence[object]]) -> Iterator[Row]:
    try:
        yield from enumerate(rows, start=1)
    except OpeningError as error:
        raise _set_aside(error) from error


def _set_aside(error: OpeningError) -> FileSetAsideError:
    if error.failure == "password":
        return FileSetAsideError(ENCRYPTED)
    return FileSetAsideError("工作簿无法读取到结尾，文件不完整或已损坏；请重新导出")


def _legacy_is_1904(body: bytes) -> bool:
    """Whether an .xls counts its days from 1904. Raises FileSetAsideError where it has a password."""
    is_1904 = False
    for kind, place in _legacy_globals(body):
        if kind == _FILE_PASS:
            raise FileSetAsideError(ENCRYPTED)
        if kind == _DATE_MODE:
            is_1904 = body[place : place + 1] == b"\1"
    return is_1904


def _legacy_globals(body: bytes) -> Iterator[tuple[int, int]]:
    """The kinds of the records among an .xls's globals, and where what they say begins ([MS-XLS] 2.1.4)."""
    place = body.find(_GLOBALS)
    while 0 <= place <= len(body) - 4:
        kind, length = struct.unpack_from("<HH", body, place)
        if kind == _END_OF_GLOBALS:
            return
        yield kind, place + 4
        place += 4 + length
