"""Files that are not what a program for spreadsheets writes: made by hand, tiny where they can be."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from delivered_files import workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NAMES_SHEET = struct.pack("<HH", 0x85, 14)
SHEET = "xl/worksheets/sheet1.xml"
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def rewritten(body: bytes, change: Callable[[str, bytes], bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(buffer, "w", compression) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return buffer.getvalue()


def with_sheet(rows: Sequence[Sequence[object]], change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose first sheet's XML was changed."""
    return rewritten(workbook(rows), lambda name, part: change(part) if name == SHEET else part)


def package(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return buffer.getvalue()


def lying(body: bytes, name: str, size: int) -> bytes:
    """A zip file whose directory says of a part that it unpacks to `size`."""
    end = body.rfind(b"PK\x01\x02")
    place = body.find(b"PK\x01\x02")
    changed = bytearray(body)
    while 0 <= place <= end:
        length = struct.unpack_from("<H", body, place + 28)[0]
        if body[place + 46 : place + 46 + length] == name.encode():
            struct.pack_into("<I", changed, place + 24, size)
        place = body.find(b"PK\x01\x02", place + 1)
    return bytes(changed)


def spreadsheetml(
    *sheets: tuple[str, str], encoding: str = "utf-8", declared: str | None = None, above: str = "", head: str = ""
) -> bytes:
    """An Excel-2003 XML workbook of these sheets: name and the XML of their rows."""
    tables = "".join(
        f'<Worksheet ss:Name="{name}"><Table ss:ExpandedColumnCount="9">{rows}</Table></Worksheet>'
        for name, rows in sheets
    )
    text = (
        f'<?xml version="1.0" encoding="{declared or encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n{above}'
        f'<Workbook xmlns="{_SPREADSHEET}" xmlns:ss="{_SPREADSHEET}" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        f'xmlns:html="http://www.w3.org/TR/REC-html40">{head}{tables}</Workbook>'
    )
    return text.encode(encoding)


def row_xml(*cells: object) -> str:
    """A row of Excel-2003 XML: numbers as numbers, all else as it stands."""
    return "<Row>" + "".join(cell_xml(each) for each in cells) + "</Row>"


def cell_xml(value: object, attributes: str = "", kind: str | None = None) -> str:
    """A cell of Excel-2003 XML."""
    kind = kind or ("Number" if isinstance(value, int | float) else "String")
    return f'<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def encrypted_workbook() -> bytes:
    """A compound file as programs write for a workbook with a password: its contents as one encrypted stream."""
    entries = (_entry("Root Entry", 5, 1), _entry("EncryptedPackage", 2), _entry("EncryptionInfo", 2), _entry("", 0))
    header = struct.pack(
        "<8s16xHHHHH6x9I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0),
    ) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    return header + table + b"".join(entries)


def with_globals(legacy: bytes, kind: int, says: int) -> bytes:
    """A made .xls with another record in the place of the one that names its sheet."""
    place = legacy.index(_NAMES_SHEET)
    return legacy[:place] + struct.pack("<HHH", kind, 14, says) + legacy[place + 6 :]


def legacy_of_1904(legacy: bytes) -> bytes:
    """A made .xls whose days count from 1904: the record that says so before the one that names its sheet."""
    place = legacy.index(_NAMES_SHEET)
    start = struct.unpack_from("<I", legacy, place + 4)[0]
    named = legacy[place : place + 4] + struct.pack("<I", start + 6) + legacy[place + 8 : place + 18]
    # So much of the stream's end is but filling.
    return legacy[:place] + struct.pack("<HHH", 0x22, 2, 1) + named + legacy[place + 18 : -6]


def _entry(name: str, kind: int, child: int = 0xFFFFFFFF) -> bytes:
    text = f"{name}\0".encode("utf-16-le") if name else b""
    sibling = 2 if name == "EncryptedPackage" else 0xFFFFFFFF
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII36xIQ", len(text), kind, 1, 0xFFFFFFFF, sibling, child, 0xFFFFFFFE, 0
    )
