"""Files as departments deliver them, made in memory."""

from __future__ import annotations

import datetime as dt
import io
import struct
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from hub.landing.files import contents_of_file, kinds_of, parts_of_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.datasets.declaration import Dataset
    from hub.landing.files import Kind


def kinds_of_file(body: bytes, datasets: Sequence[Dataset]) -> tuple[Kind, ...]:
    """What a file holds of `datasets`."""
    return kinds_of(contents_of_file(body, datasets))


def rows_of_file(body: bytes, kind: Kind, datasets: Sequence[Dataset]) -> pl.DataFrame:
    """A file's rows of `kind`, all of them at once."""
    parts = [part.rows for part in parts_of_file(body, kind, datasets)]
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """An .xlsx of these sheets; days are cells with a day's format."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell, *([as_day] if isinstance(cell, dt.date) else []))
    book.close()
    return buffer.getvalue()


def delimited(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Delimited text of these rows."""
    return "\r\n".join(delimiter.join(row) for row in rows)


SECTOR = 512
FREE, END_OF_CHAIN, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def legacy_workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An .xls (BIFF8) of one small sheet, in a compound file of one allocation table ([MS-XLS], [MS-CFB])."""
    name = b"\x06\x00Sheet1"
    start = len(_beginning(5)) + len(_record(0x85, b"\0" * 6 + name)) + len(_END)
    book = _beginning(5) + _record(0x85, struct.pack("<IH", start, 0) + name) + _END
    cells = [_cell(row, column, cell) for row, line in enumerate(rows) for column, cell in enumerate(line)]
    stream = book + _beginning(16) + b"".join(cells) + _END
    # What is shorter would have to stand in a stream of short sectors.
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    table = [TABLE, END_OF_CHAIN, *range(3, 2 + sectors), END_OF_CHAIN]
    header = struct.pack(
        "<8s16xHHHHH6x9I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0),
    )
    allocation = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    directory = _entry("Root Entry", 5, 1, END_OF_CHAIN, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    empty = _entry("", 0, FREE, 0, 0) * 2
    return header + struct.pack("<109I", 0, *[FREE] * 108) + allocation + directory + empty + stream


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


_END = _record(0x0A, b"")


def _beginning(of: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, of, 0xDBB, 0x7CC, 0, 6))


def _cell(row: int, column: int, cell: str | float) -> bytes:
    if isinstance(cell, str):
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(cell), 1) + cell.encode("utf-16-le"))
    return _record(0x203, struct.pack("<HHHd", row, column, 0, cell))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le") if name else b""
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(text), kind, 1, FREE, FREE, child, start, size)
