"""Delimited text as departments export it: encoding, separator and records, whatever stands in single cells.

A record is what a spreadsheet program shows as a row; it may hold line ends within quotes. A quote that nobody closes
spoils its own line and no other.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from hub.errors import FileSetAsideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hub.landing.spreadsheets import Row

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
TEXT_ENCODINGS = ("utf-8", "gb18030")
DAMAGE = 0.1
"""A text may hold this share of damaged characters among those that are not ASCII and still be of its encoding."""

STRAY_DAMAGE = 0.01
"""So may one with this share of damaged characters among all, where no encoding fits better."""

MOST_CELLS = 10_000
"""Cells of a record; what comes after them stays together in the last."""

LONGEST_RECORD_LINES = 200
"""A quoted cell with more lines is taken for one whose quote was never closed."""

_BLOCK = 1 << 20
# In so many bytes a header is sure to stand.
_TOP = 20_000
_NO_TEXT = "既不是工作簿，也不是 UTF-8、UTF-16 或 GB18030 编码的文本；请按模板重新导出"
_LINE_ENDS = re.compile(r"[\r\n]+$")


def read_delimited(body: bytes) -> Iterator[Row]:
    """The records of a text with their numbers, from 1 on.

    Raises FileSetAsideError where it is no text of a known encoding.
    """
    encoding = _encoding(body)
    lines = io.TextIOWrapper(io.BytesIO(body), encoding, errors="replace", newline="")
    delimiter = _delimiter(_decoded(body[:_TOP], encoding))
    for number, record in enumerate(_records(lines, delimiter), start=1):
        # Where a character was lost stands one that no sender writes.
        yield number, [cell.replace("\ufffd", "?") for cell in record] if "\ufffd" in "".join(record) else record


def _encoding(body: bytes) -> str:
    """The encoding by its mark, else the one of which the fewest characters are damaged."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return encoding
    top = body[:_TOP]
    if b"\0" in top:
        unmarked = _unmarked_utf_16(top)
        if unmarked is not None:
            return unmarked
        if top.count(b"\0") > len(top) * STRAY_DAMAGE:
            raise FileSetAsideError(_NO_TEXT)
    damage = {}
    for encoding in TEXT_ENCODINGS:
        damaged, foreign, length = _damage(body, encoding)
        if damaged <= foreign * DAMAGE:
            return encoding
        damage[encoding] = damaged / length
    encoding = min(damage, key=lambda each: damage[each])
    if damage[encoding] > STRAY_DAMAGE:
        raise FileSetAsideError(_NO_TEXT)
    return encoding


def _unmarked_utf_16(top: bytes) -> str | None:
    """Ends of lines and separators are ASCII: they tell in which order the bytes stand, if it is UTF-16 at all."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _decoded(top, encoding)
        separates = any(each in text for each in ",\t") and any(each in text for each in "\r\n")
        if separates and "\0" not in text and "\ufffd" not in text[:-1]:
            return encoding
    return None


def _damage(body: bytes, encoding: str) -> tuple[int, int, int]:
    """How many characters are damaged, how many are not ASCII, how many there are."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    damaged = ascii_characters = length = 0
    for start in range(0, len(body), _BLOCK):
        block = body[start : start + _BLOCK]
        text = decoder.decode(block, final=start + _BLOCK >= len(body))
        length += len(text)
        if not block.isascii():
            damaged += text.count("\ufffd")
            ascii_characters += len(text.encode("ascii", "ignore"))
        else:
            ascii_characters += len(text)
    return damaged, length - ascii_characters, max(length, 1)


def _decoded(part: bytes, encoding: str) -> str:
    """The beginning of a text, which may be cut in the middle of a character."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(part)


def _delimiter(top: str) -> str:
    """What parts the cells of the header, which holds the most of it; data and instructions may hold either."""
    lines = top.splitlines()
    tabs = max((line.count("\t") for line in lines if "," not in line), default=0)
    commas = max((line.count(",") for line in lines if "\t" not in line), default=0)
    return "\t" if tabs > commas else ","


def _records(lines: Iterator[str], delimiter: str) -> Iterator[Sequence[str]]:
    """The records of the lines; `width` is how many cells the latest one had that stood in one line."""
    pending: list[str] = []
    width = 0
    while True:
        line = pending.pop() if pending else next(lines, None)
        if line is None:
            return
        if '"' not in line:
            record: Sequence[str] = _plain(line, delimiter)
            width = len(record)
        elif line.count('"') % 2 == 0:
            record = _quoted(line, delimiter) or _plain(line, delimiter)
            width = len(record)
        else:
            more = _rest_of_record(pending, lines)
            whole = _quoted(line + "".join(more), delimiter) if more else []
            plain = _plain(line, delimiter)
            if not whole or (len(whole) != width and len(plain) == width):
                record = plain
                pending.extend(reversed(more))
            else:
                record = whole
        yield record


def _rest_of_record(pending: list[str], lines: Iterator[str]) -> list[str]:
    """The lines up to the one that closes the open quote; none where it is never closed, the lines then wait again."""
    more: list[str] = []
    while len(more) < LONGEST_RECORD_LINES:
        line = pending.pop() if pending else next(lines, None)
        if line is None:
            break
        more.append(line)
        if line.count('"') % 2:
            return more
    pending.extend(reversed(more))
    return []


def _plain(line: str, delimiter: str) -> list[str]:
    text = _LINE_ENDS.sub("", line)
    return text.split(delimiter, MOST_CELLS) if text else []


def _quoted(record: str, delimiter: str) -> list[str]:
    """The cells of a record with quotes; none where they do not stand around whole cells."""
    if record.count(delimiter) > MOST_CELLS:
        return []
    # What stands in one string is one line to the reader, whatever line ends are in its quotes.
    try:
        return next(csv.reader([_LINE_ENDS.sub("", record)], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
