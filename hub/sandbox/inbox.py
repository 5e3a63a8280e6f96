"""Delivers departments' files into the inbox, each department in its own way."""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from xlsxwriter import Workbook

from hub.sandbox.habits import FILED, FIRE, HABITS, Habit, columns
from hub.sandbox.moments import SHANGHAI
from hub.sandbox.records.departments import FOLDER, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hub.sandbox.records.record import Row

UNKNOWN_FILE: Final = "值班电话.xlsx"
_INSTRUCTIONS: Final = "填写说明：代码列请设为文本格式；一行一个市场主体，不得合并单元格"
_OF_PAPERS: Final = "表格说明：一行一件，日期按 YYYY/MM/DD 填写，金额单位为万元"
_SAMPLE: Final = "案例（请删除）"
_TITLES: Final = dict(zip(FILED, ("行政许可", "行政处罚", "生态环境行政处罚", "消防行政处罚"), strict=True))
_FIRST_SHEET: Final = 500
_ODD_HEADER: Final = {"登记机关": "RegOrgName", "注册号/统一社会信用代码": "统一社会信用代码/注册号"}
_PLAIN_DAY: Final = re.compile(r"\d{4}[-/]\d\d[-/]\d\d")
_SERIAL_DAY: Final = re.compile(r"\d{5}")
_EMPTY_ROW_EVERY: Final = 97
_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|\r?\n|\r")
_DAY_CELL_EVERY: Final = 3


def deliver(inbox: Path, number: int, rows: Iterable[Row], moment: datetime) -> Path:
    """Write the `number`-th register file, dated `moment`; it appears whole.

    Every other one names two of its columns otherwise.
    """
    path = inbox / FOLDER / f"市场主体名录-{number:03d}.xlsx"
    header = [_ODD_HEADER.get(name, name) if number % 2 == 0 else name for name in HEADER]
    remaining = iter(rows)
    with _workbook(path, moment) as book:
        for sheet, first, part in (
            ("名录", [_INSTRUCTIONS], islice(remaining, _FIRST_SHEET)),
            ("名录(续)", None, remaining),
        ):
            lines = book.add_worksheet(sheet)
            above = [first] if first else []
            for place, line in enumerate([*above, header]):
                lines.write_row(place, 0, line)
            start = len(above) + 1
            for place, row in enumerate(part):
                # an empty row here and there, as left behind by deleting a line
                lines.write_row(start + place + place // _EMPTY_ROW_EVERY, 0, [_text(row[name]) for name in HEADER])
    return path


def deliver_papers(inbox: Path, number: int, papers: Iterable[tuple[str, str, Row]], moment: datetime) -> None:
    """Write the `number`-th files of every department, dated `moment`; `papers`: dataset, key and row of each.

    Workbooks hold a sheet for each list; of a text file there is one for each.
    """
    rows: dict[str, dict[str, list[Row]]] = {}
    for dataset, key, row in papers:
        rows.setdefault(key.partition("|")[0], {}).setdefault(dataset, []).append(row)
    for folder, lists in rows.items():
        # A later version may stand before an earlier one.
        lists.get(FIRE, []).reverse()
        habit = HABITS[folder]
        if habit.form == "xlsx":
            _write_workbook(inbox / folder / f"双公示-{number:03d}.xlsx", habit, lists, moment)
            continue
        if habit.form == "xls":
            with _appearing(inbox / folder / f"双公示-{number:03d}.xls", moment) as unfinished:
                unfinished.write_bytes(_spreadsheetml(habit, lists))
            continue
        for dataset, listed in lists.items():
            path = inbox / folder / f"{_TITLES[dataset]}-{number:03d}.{habit.form}"
            with _appearing(path, moment) as unfinished:
                unfinished.write_bytes(_delimited(habit, dataset, listed))


def deliver_unknown(inbox: Path, moment: datetime) -> Path:
    """Write a workbook of no known kind, as it lands in a shared folder."""
    path = inbox / FOLDER / UNKNOWN_FILE
    with _workbook(path, moment) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate(
            (("科室", "值班电话"), ("办公室", "0577-00000001"), ("信用监管科", "0577-00000002"))
        ):
            sheet.write_row(place, 0, line)
    return path


def _lines(habit: Habit, dataset: str, rows: Sequence[Row]) -> Iterator[list[object]]:
    """What stands in a list: instructions, header, a sample, the rows, and an empty one here and there."""
    named = columns(dataset, habit)
    if habit.is_instructed:
        yield [_OF_PAPERS]
    yield list(named.values())
    if habit.is_instructed:
        yield [_SAMPLE, *["示例"] * (len(named) - 1)]
    for place, row in enumerate(rows):
        yield [row.get(field) for field in named]
        if place % _EMPTY_ROW_EVERY == 1:
            yield []


def _write_workbook(path: Path, habit: Habit, lists: Mapping[str, Sequence[Row]], moment: datetime) -> None:
    with _workbook(path, moment) as book:
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        for dataset, rows in lists.items():
            sheet = book.add_worksheet(_TITLES[dataset])
            for place, line in enumerate(_lines(habit, dataset, rows)):
                for column, value in enumerate(line):
                    _write_cell(sheet, place, column, value, as_day)


def _write_cell(sheet: Any, row: int, column: int, value: object, as_day: object) -> None:
    """A cell as a spreadsheet keeps it: numbers as numbers, some days as days, serial days as the numbers they are."""
    if value is None or value == "":
        return
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif _SERIAL_DAY.fullmatch(str(value)):
        sheet.write_number(row, column, int(str(value)))
    elif row % _DAY_CELL_EVERY == 0 and (day := _real_day(str(value))):
        sheet.write_datetime(row, column, day, as_day)
    else:
        sheet.write_string(row, column, str(value))


def _spreadsheetml(habit: Habit, lists: Mapping[str, Sequence[Row]]) -> bytes:
    """A workbook as Excel 2003 saves it as XML: numbers as numbers, some days as days; empty rows are not written."""
    sheets = []
    for dataset, rows in lists.items():
        table = "".join(_row(place, line) for place, line in enumerate(_lines(habit, dataset, rows)) if line)
        sheets.append(f'<Worksheet ss:Name="{_TITLES[dataset]}"><Table>{table}</Table></Worksheet>')
    head = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    body = f'<Workbook xmlns="{_SPREADSHEET}" xmlns:ss="{_SPREADSHEET}">{"".join(sheets)}</Workbook>'
    return f"{head}{body}".encode()


def _row(place: int, line: Sequence[object]) -> str:
    cells = "".join(_cell(place, column, value) for column, value in enumerate(line))
    return f'<Row ss:Index="{place + 1}">{cells}</Row>'


def _cell(row: int, column: int, value: object) -> str:
    if value is None or value == "":
        return ""
    kind, text = "String", str(value)
    if isinstance(value, int | float) or _SERIAL_DAY.fullmatch(text):
        kind = "Number"
    elif row % _DAY_CELL_EVERY == 0 and (day := _real_day(text)):
        kind, text = "DateTime", f"{day:%Y-%m-%dT%H:%M:%S}.000"
    return f'<Cell ss:Index="{column + 1}"><Data ss:Type="{kind}">{_escaped(text)}</Data></Cell>'


def _escaped(text: str) -> str:
    """As programs write texts: control characters as references, which XML has no right to hold."""
    return _CONTROLS.sub(lambda found: "".join(f"&#{ord(each)};" for each in found[0]), escape(text))


def _real_day(text: str) -> datetime | None:
    """The day that a text plainly is, if a spreadsheet knows it."""
    if not _PLAIN_DAY.fullmatch(text):
        return None
    year, month, day = (int(part) for part in re.split("[-/]", text))
    try:
        return datetime(year, month, day, tzinfo=SHANGHAI).replace(tzinfo=None) if 1950 < year < 2100 else None
    except ValueError:
        return None


def _delimited(habit: Habit, dataset: str, rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=habit.separator)
    writer.writerows([_text(value) for value in line] for line in _lines(habit, dataset, rows))
    return text.getvalue().encode(habit.encoding)


@contextmanager
def _workbook(path: Path, moment: datetime) -> Iterator[Any]:
    with _appearing(path, moment) as unfinished:
        book = Workbook(str(unfinished), {"constant_memory": True, "strings_to_numbers": False})
        book.set_properties({"created": moment})
        yield book
        book.close()


@contextmanager
def _appearing(path: Path, moment: datetime) -> Iterator[Path]:
    """A file that appears whole, dated `moment`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    yield unfinished
    stamp = moment.replace(tzinfo=SHANGHAI).timestamp()
    os.utime(unfinished, (stamp, stamp))
    unfinished.replace(path)


def _text(value: object) -> str:
    return "" if value is None else str(value)
