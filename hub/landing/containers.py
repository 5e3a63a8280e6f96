"""What a delivered file is, by its first bytes, and whether a workbook is safe to open.

Everything that costs memory is measured before a workbook is opened: what it unpacks to, part by part, and how far
its cells reach, since programs that read it keep a place for every cell up to the last.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from hub.errors import FileSetAsideError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 256 << 20
"""Bytes of a file."""

LARGEST_UNPACKED = 768 << 20
"""Bytes of all parts of a workbook together."""

LARGEST_STRINGS = 192 << 20
"""Bytes of its table of texts, which is kept in memory whole."""

LARGEST_RATIO = 200
"""How many times its packed size a part may unpack to, from `_RATIO_FROM` on. Sheets reach 20 to 60."""

LARGEST_GRID = 20_000_000
"""Cells from the first to the last, empty ones included: about 600 MB."""

MOST_PARTS = 5_000

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "工作簿已加密，无法读取；请去除密码后重新放入"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RATIO_FROM = 16 << 20
_BLOCK = 4 << 20
_LOCAL_HEADER = 30
_IS_ENCRYPTED = 0x1
_AGAIN = "；请用 Excel 打开后另存为 .xlsx 再放入"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是 PDF 文件，不是表格；请提交可编辑的 .xlsx 或 .csv"),
    (b"\x89PNG", "这是图片，不是表格；请提交可编辑的 .xlsx 或 .csv"),
    (b"\xff\xd8\xff", "这是图片，不是表格；请按模板重新导出 .xlsx 或 .csv"),
    (b"GIF8", "这是图片，不是表格；请提交可编辑的 .xlsx 或 .csv"),
    (b"Rar!", "这是压缩包；请解压后逐个放入"),
    (b"7z\xbc\xaf", "这是压缩包；请解压后逐个放入"),
    (b"\x1f\x8b", "这是压缩包；请解压后逐个放入"),
    (b"PK\x05\x06", "压缩包里没有文件；请按模板重新导出 .xlsx"),
)
_WEB_PAGE = re.compile(rb"^\W*<(?:!doctype\s+html|html|head|meta|style|table)\b", re.IGNORECASE)
_CELL = r'<(?:\w+:)?c\s(?:[^>]*\s)?r="[A-Z]{1,3}[0-9]{1,7}"[^>]*'
_IS_SHEET = re.compile(rb"<(?:\w+:)?worksheet\b")
_DATE_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that is safe to open: whether its days count from 1904."""

    is_1904: bool


def refuse_foreign(body: bytes) -> None:
    """Raises FileSetAsideError for what is plainly no table, in words that say what to do."""
    for signature, reason in _FOREIGN:
        if body.startswith(signature):
            raise FileSetAsideError(reason)
    if _WEB_PAGE.match(body[:1000].lstrip(b"\xef\xbb\xbf")):
        raise FileSetAsideError(f"这是网页（HTML），不是工作簿{_AGAIN}")


def refuse_encrypted(body: bytes) -> None:
    """Raises FileSetAsideError for an .xlsx with a password, which is a compound file around an encrypted one."""
    if _ENCRYPTED in body:
        raise FileSetAsideError(ENCRYPTED)


def refuse_oversized(size: int) -> None:
    """Raises FileSetAsideError for a file of so many bytes that it is not even read."""
    if size > LARGEST_FILE:
        raise FileSetAsideError(f"文件有 {_mb(size)}，超过上限 {_mb(LARGEST_FILE)}；请拆成几个文件放入")


def checked_package(body: bytes) -> Workbook:
    """What may be known of an .xlsx before it is opened. Raises FileSetAsideError where it must not be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise FileSetAsideError("工作簿不完整或已损坏；请重新导出") from error
    names = {part.filename.lower().replace("\\", "/") for part in parts}
    _refuse_other_packages(names)
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise FileSetAsideError(ENCRYPTED)
    if len(parts) > MOST_PARTS:
        raise FileSetAsideError(f"工作簿由 {len(parts)} 个部分组成，超过上限 {MOST_PARTS}{_AGAIN}")
    total = 0
    is_1904 = False
    for part in parts:
        total += part.file_size
        _refuse_bomb(part, total)
        unpacked = _unpacked(body, part)
        first = next(unpacked, b"")
        if part.filename.lower().endswith("workbook.xml"):
            is_1904 = is_1904 or _DATE_1904.search(first) is not None
        reach = _Reach(part.filename) if _IS_SHEET.search(first[:_BLOCK]) else None
        while first:
            if reach:
                reach.measure(first)
            first = next(unpacked, b"")
    return Workbook(is_1904)


def _refuse_other_packages(names: set[str]) -> None:
    if any(name.startswith("xl/workbook.xml") or name.endswith("/workbook.xml") for name in names):
        return
    if "xl/workbook.bin" in names:
        raise FileSetAsideError(f"这是二进制工作簿（.xlsb）{_AGAIN}")
    if "content.xml" in names:
        raise FileSetAsideError(f"这是 OpenDocument 文件（.ods）{_AGAIN}")
    if "[content_types].xml" in names:
        raise FileSetAsideError("这是 Word 或 PPT 文件，不是表格；请提交 .xlsx 或 .csv")
    raise FileSetAsideError("这是压缩包；请解压后逐个放入")


def _refuse_bomb(part: zipfile.ZipInfo, total: int) -> None:
    """By what the package says of itself; that it says the truth is seen when it is unpacked."""
    if total > LARGEST_UNPACKED:
        raise FileSetAsideError(f"工作簿解压后超过上限 {_mb(LARGEST_UNPACKED)}；请按不超过 20 万行拆成几个文件放入")
    if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > LARGEST_STRINGS:
        raise FileSetAsideError(
            f"工作簿的文字内容有 {_mb(part.file_size)}，超过上限 {_mb(LARGEST_STRINGS)}；请拆成几个文件放入"
        )
    if part.file_size > max(_RATIO_FROM, part.compress_size * LARGEST_RATIO):
        raise FileSetAsideError(
            f"工作簿的 {part.filename[:80]} 解压后是原来的 {part.file_size // max(part.compress_size, 1)} 倍，"
            f"疑似压缩炸弹，没有打开{_AGAIN}"
        )


def _unpacked(body: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, a block at a time; no more of it than the package says. Raises FileSetAsideError where it is spoilt."""
    spoilt = FileSetAsideError(f"工作簿的 {part.filename[:80]} 不完整或已损坏；请重新导出")
    header = body[part.header_offset : part.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or not header.startswith(ZIP):
        raise spoilt
    name, extra = struct.unpack("<HH", header[26:30])
    start = part.header_offset + _LOCAL_HEADER + name + extra
    packed = body[start : start + part.compress_size]
    size = crc = 0
    for block in _inflated(packed, part, spoilt):
        size += len(block)
        crc = zlib.crc32(block, crc)
        if size > part.file_size:
            raise spoilt
        yield block
    if size != part.file_size or crc != part.CRC:
        raise spoilt


def _inflated(packed: bytes, part: zipfile.ZipInfo, spoilt: FileSetAsideError) -> Iterator[bytes]:
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (packed[start : start + _BLOCK] for start in range(0, len(packed), _BLOCK))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise spoilt
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not inflater.eof:
            if block := inflater.decompress(packed, _BLOCK):
                yield block
            packed = inflater.unconsumed_tail
        if rest := inflater.flush():
            yield rest
    except zlib.error as error:
        raise spoilt from error


class _Reach:
    """How far the cells of a sheet reach that hold something."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._width = self._height = 0
        self._rest = b""

    def measure(self, block: bytes) -> None:
        """Look at one more block. Raises FileSetAsideError once the sheet reaches too far."""
        text = self._rest + block
        # A cell's beginning may stand in two blocks.
        end = text.rfind(b">") + 1
        self._rest = text[end:]
        cells = pl.Series([text[:end].decode("utf-8", "replace")]).str.extract_all(_CELL).explode()
        cells = cells.filter(~cells.str.ends_with("/")).str.extract('r="([A-Z]{1,3}[0-9]{1,7})"')
        if cells.len() == 0 or cells.null_count() == cells.len():
            return
        columns = cells.str.strip_chars("0123456789").unique()
        self._width = max(self._width, *(_column(each) for each in columns.drop_nulls()))
        rows = cells.str.strip_chars_start("ABCDEFGHIJKLMNOPQRSTUVWXYZ").cast(pl.Int64).max()
        self._height = max(self._height, int(rows)) if isinstance(rows, int) else self._height
        if self._width * self._height > LARGEST_GRID:
            raise FileSetAsideError(
                f"工作表 {self._name.rpartition('/')[2][:40]} 的内容散布到第 {self._height} 行、第 {self._width} 列；"
                "请删除数据区以外的零散内容（或按不超过 20 万行拆成几个文件）后重新放入"
            )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _mb(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MB"
