"""Excel-2003 XML (SpreadsheetML), which older programs save under the names .xls and .xlsx.

Read as a stream by expat; a document type, and with it every entity, is refused: no spreadsheet writes one. What no
XML may hold but programs write all the same, control characters and bare `&`, spoils its cell alone.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import deque
from pyexpat import ExpatError, ParserCreate
from typing import TYPE_CHECKING

from hub.errors import FileSetAsideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.landing.spreadsheets import Row

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
WIDEST, HIGHEST = 16_384, 1_048_576
"""The columns and rows of a sheet of any version."""

KEPT = 1_000
"""Cells of a row that are kept: one at its far end needs but few characters, and would take all before it along."""

_BLOCK = 1 << 18
_LONGEST_REFERENCE = 12
# Control characters go through the parser as characters that nobody uses (U+FDD0 to U+FDEF), 32 as there are of them.
_DISGUISE = {code: 0xFDD0 + code for code in range(32) if code not in (9, 10, 13)}
_UNDISGUISE = {disguise: code for code, disguise in _DISGUISE.items()}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DISGUISED = re.compile("[\ufdd0-\ufdef]")
_REFERENCE = re.compile(
    r"&(?:#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));|(?!#[xX]?[0-9a-fA-F]+;|(?:amp|lt|gt|quot|apos);))"
)
_TOP = 4_096
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["'][^>]*\?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SEPARATOR = " "
_WORKSHEET, _ROW, _CELL, _DATA, _DATE_1904 = (
    f"{NAMESPACE}{_SEPARATOR}{name}" for name in ("Worksheet", "Row", "Cell", "Data", "Date1904")
)
_EXCEL_DATE_1904 = f"urn:schemas-microsoft-com:office:excel{_SEPARATOR}Date1904"
_INDEX, _ACROSS, _NAME, _TYPE = (f"{NAMESPACE}{_SEPARATOR}{name}" for name in ("Index", "MergeAcross", "Name", "Type"))


def is_spreadsheetml(body: bytes) -> bool:
    """Whether the content is an Excel-2003 XML workbook, by its beginning."""
    top = _text(body[:_TOP])
    return top.lstrip("\ufeff \t\r\n").startswith("<") and NAMESPACE in top


def read_spreadsheetml(body: bytes) -> Iterator[tuple[str, bool, Iterator[Row]]]:
    """Every sheet: its name, whether its days count from 1904, its rows with their numbers.

    A sheet's rows have to be read before the next is asked for. Raises FileSetAsideError where the document cannot be
    read to its end.
    """
    reader = _Reader(body)
    while reader.next_sheet():
        yield reader.sheet, reader.is_1904, reader.rows()


class _Reader:
    """Turns a document into rows, a block at a time."""

    def __init__(self, body: bytes) -> None:
        self.sheet = ""
        self.is_1904 = False
        self._found: deque[Row | str | None] = deque()
        self._source = io.TextIOWrapper(io.BytesIO(body), _encoding(body), errors="replace", newline="")
        self._rest = ""
        self._is_first = True
        self._number = 0
        self._cells: list[object] = []
        self._place = self._across = 0
        self._type = ""
        self._text: list[str] | None = None
        self._is_cell = False
        self._parser = ParserCreate(namespace_separator=_SEPARATOR)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def next_sheet(self) -> bool:
        """Go on to the next sheet, past what is left of this one; whether there is one."""
        while True:
            while self._found:
                found = self._found.popleft()
                if isinstance(found, str):
                    self.sheet = found
                    return True
            if not self._feed():
                return False

    def rows(self) -> Iterator[Row]:
        """The rows of the sheet, up to its end."""
        while True:
            while self._found:
                found = self._found.popleft()
                if found is None:
                    return
                assert not isinstance(found, str)
                yield found
            if not self._feed():
                return

    def _feed(self) -> bool:
        """Parse one more block; whether there was one."""
        read = self._source.read(_BLOCK)
        block = self._rest + read
        self._rest = ""
        # A reference may stand in two blocks.
        cut = block.rfind("&", max(0, len(block) - _LONGEST_REFERENCE))
        if read and cut >= 0 and ";" not in block[cut:]:
            block, self._rest = block[:cut], block[cut:]
        if self._is_first:
            self._is_first = False
            # The text is decoded already: what is said of its encoding would mislead.
            block = _DECLARATION.sub("", block.lstrip("\ufeff"), count=1)
        try:
            if _CONTROL.search(block):
                block = block.translate(_DISGUISE)
            self._parser.Parse(_REFERENCE.sub(_sound, block), not read)
        except ExpatError as error:
            raise FileSetAsideError(
                f"Excel 2003 XML 第 {error.lineno} 行无法读取，文件不完整或已损坏；请用 Excel 打开后另存为 .xlsx 再放入"
            ) from error
        return bool(read)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == _DATA and self._is_cell:
            self._type, self._text = attributes.get(_TYPE, "String"), []
        elif name == _CELL:
            self._place = _index(attributes, self._place, WIDEST)
            self._is_cell = self._place <= KEPT
            self._across = _whole(attributes.get(_ACROSS))
            self._cells.extend([None] * (min(self._place - 1, KEPT) - len(self._cells)))
        elif name == _ROW:
            self._number = _index(attributes, self._number, HIGHEST)
            self._cells, self._place = [], 0
        elif name == _WORKSHEET:
            self._number = 0
            self._found.append(attributes.get(_NAME, ""))
        elif name in (_EXCEL_DATE_1904, _DATE_1904):
            self.is_1904 = True

    def _end(self, name: str) -> None:
        if name == _DATA and self._text is not None:
            text = "".join(self._text)
            if _DISGUISED.search(text):
                text = text.translate(_UNDISGUISE)
            self._cells.append(_value(self._type, text))
            self._text, self._is_cell = None, False
        elif name == _CELL:
            self._is_cell = False
            self._place = min(self._place + self._across, WIDEST)
        elif name == _ROW:
            self._found.append((self._number, self._cells))
        elif name == _WORKSHEET:
            self._found.append(None)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _sound(reference: re.Match[str]) -> str:
    """A reference as XML may hold it: those to control characters in disguise, a bare `&` as a character."""
    hexadecimal, decimal = reference.groups()
    if hexadecimal is None and decimal is None:
        return "&amp;"
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code in _DISGUISE:
        return chr(_DISGUISE[code])
    if 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return "\ufffd"
    return reference[0]


def _index(attributes: Mapping[str, str], before: int, most: int) -> int:
    """Where a row or a cell stands: where it says so, else after the one before it."""
    place = _whole(attributes.get(_INDEX)) or before + 1
    if not before < place <= most:
        raise FileSetAsideError("Excel 2003 XML 的行列序号有误，文件已损坏；请用 Excel 打开后另存为 .xlsx 再放入")
    return place


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _value(kind: str, text: str) -> object:
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "DateTime":
        return text.removesuffix("T00:00:00.000").removesuffix(".000")
    if kind == "Boolean":
        return text.strip() in ("1", "true")
    return text


def _encoding(body: bytes) -> str:
    """By its mark, else as declared, else UTF-8; simplified Chinese in whichever older code as GB18030."""
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    for mark, encoding in marks:
        if body.startswith(mark):
            return encoding
    declared = _DECLARED.match(body[:_TOP].decode("latin-1"))
    name = declared[1].lower() if declared else "utf-8"
    if name.startswith(("gb", "cp936", "936", "windows-936")):
        return "gb18030"
    return "utf-8"


def _text(top: bytes) -> str:
    return top.decode(_encoding(top), "replace")


def _refuse(*_: object) -> None:
    raise FileSetAsideError("XML 中含有文档类型或实体定义，为安全起见不予读取；请用 Excel 打开后另存为 .xlsx 再放入")
