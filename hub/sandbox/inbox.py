"""Delivers departments' files into the inbox: the market register as the regulator's clerks export it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter import Workbook

from hub.sandbox.moments import SHANGHAI
from hub.sandbox.records.departments import FOLDER, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from hub.sandbox.records.record import Row

UNKNOWN_FILE: Final = "值班电话.xlsx"
_INSTRUCTIONS: Final = "填写说明：代码列请设为文本格式；一行一个市场主体，不得合并单元格"
_FIRST_SHEET: Final = 500
_ODD_HEADER: Final = {"登记机关": "RegOrgName", "注册号/统一社会信用代码": "统一社会信用代码/注册号"}


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
                lines.write_row(start + place + place // 97, 0, [_cell(row[name]) for name in HEADER])
    return path


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


@contextmanager
def _workbook(path: Path, moment: datetime) -> Iterator[Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    book = Workbook(str(unfinished), {"constant_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": moment})
    yield book
    book.close()
    stamp = moment.replace(tzinfo=SHANGHAI).timestamp()
    os.utime(unfinished, (stamp, stamp))
    unfinished.replace(path)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
