"""Opening a workbook in a process of its own, which may die of it: a damaged or malicious file makes the library that
reads it panic, or ask for more memory than there is.

Run as a program it reads a workbook from standard input and writes its sheets to standard output, a JSON document a
line: `{"sheet": name}`, then lists of rows of texts; at the end `{"end": true}`, or `{"error": …}`. It stands on its
own, so that it starts quickly and sees neither settings nor secrets.
"""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import sys
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MEMORY = 3 << 30
"""Bytes that the process may take at most."""

SECONDS = 900
"""Seconds of computing time that it may take."""

ROWS_AT_ONCE = 500

# Spreadsheet programs keep 15 digits of a number: of a longer one some may be lost already.
KEPT_INTEGERS = 10**15

# What an interpreter may need to start.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")

Failure = Literal["password", "broken"]


class OpeningError(Exception):
    """A workbook that could not be read to its end, and in what way."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def opened_sheets(body: bytes) -> Iterator[tuple[str, Iterator[list[str | None]]]]:
    """The name of every sheet with its rows of texts from the first on; each has to be read before the next.

    Raises OpeningError where the workbook cannot be read to its end.
    """
    with subprocess.Popen(  # noqa: S603 - this very file, by the interpreter that runs it
        [sys.executable, "-I", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What the library says when it panics helps nobody.
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    ) as process:
        try:
            yield from _sheets(process, body)
        finally:
            process.kill()


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


def _sheets(process: subprocess.Popen[bytes], body: bytes) -> Iterator[tuple[str, Iterator[list[str | None]]]]:
    assert process.stdin is not None
    # One that dies before it has read everything says so at its end.
    with suppress(BrokenPipeError):
        process.stdin.write(body)
        process.stdin.close()
    documents = _documents(process)
    document = next(documents)
    while "sheet" in document:
        rest: list[dict[str, Any]] = []
        yield document["sheet"], _rows(documents, rest)
        document = rest[0] if rest else next(each for each in documents if isinstance(each, dict))


def _rows(documents: Iterator[Any], rest: list[dict[str, Any]]) -> Iterator[list[str | None]]:
    """The rows up to what comes after them, which goes to `rest`."""
    for document in documents:
        if isinstance(document, dict):
            rest.append(document)
            return
        yield from document


def _documents(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the process says, up to its end. Raises OpeningError where that is not the workbook's."""
    assert process.stdout is not None
    for line in process.stdout:
        document = orjson.loads(line)
        if isinstance(document, dict) and "error" in document:
            raise OpeningError(document["error"])
        yield document
        if isinstance(document, dict) and "end" in document:
            return
    raise OpeningError("broken")


def _main() -> None:
    _limit()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as workbook:
            for each in workbook.sheets_metadata:
                if each.typ is SheetTypeEnum.WorkSheet:
                    _say({"sheet": each.name})
                    _tell(workbook.get_sheet_by_name(each.name).iter_rows())
        _say({"end": True})
    except PasswordError:
        _say({"error": "password"})
    except CalamineError:
        _say({"error": "broken"})


def _tell(rows: Iterator[Sequence[object]]) -> None:
    some: list[list[str | None]] = []
    for row in rows:
        some.append([cell if type(cell) is str and cell else cell_text(cell) for cell in row])
        if len(some) == ROWS_AT_ONCE:
            _say(some)
            some = []
    if some:
        _say(some)


def _say(document: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))


def _limit() -> None:
    # Neither is there everywhere, nor may it be raised again where somebody set it lower.
    with suppress(ImportError, ValueError, OSError):
        import resource

        for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
            _, most = resource.getrlimit(kind)
            allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
            resource.setrlimit(kind, (allowed, most))


if __name__ == "__main__":
    _main()
