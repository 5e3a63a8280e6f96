"""整改清单: a workbook for each platform and department that says what to mend, and why."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.gates.limits import UNSET
from hub.report.mending import comes_in_files, faults
from hub.report.words import local_day, written_day
from hub.workbooks.declaration import Column, Kind, Sheet
from hub.workbooks.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.gates.limits import Book
    from hub.report.mending import Fault, Period, Sender

TITLE = "数据质量整改清单"
KEPT, NOT_PUBLISHED = "此前合格的版本仍在发布", "没有发布"
LONGEST_NAME = 80
"""Characters of a file's name before its ending; file systems take 255 bytes."""

_QUOTES = re.compile(r"[\"'“”‘’]+")
_NOT_IN_FILE_NAMES = re.compile(r"[\s/\\:*?<>|]+")

_OVERVIEW = (
    Column("数据集", 30),
    Column("被拒收的记录", 14, Kind.NUMBER),
    Column("需要改的问题", 14, Kind.NUMBER),
    Column("最早发现", 18, Kind.INSTANT),
    Column("最早的整改期限", 14, Kind.DATE),
    Column("已过天数", 10, Kind.NUMBER),
)
_FAULTS = (
    Column("序号", 6, Kind.NUMBER),
    Column("记录（来源主键）", 26),
    Column("字段", 20),
    Column("报送的值", 18),
    Column("问题与依据", 22),
    Column("怎么改", 28),
    Column("首次发现", 11, Kind.DATE),
    Column("整改期限", 11, Kind.DATE),
    Column("已过天数", 9, Kind.NUMBER),
    Column("现在发布的内容", 14),
)
_FILE = Column("所在文件", 18)

_HOW = (
    "怎么办：按“怎么改”在本单位系统（或原文件）里改正，再按原渠道重新报送；改正的记录收到后，问题自动销号，不必另行回复。",
    "同一条记录有几个问题时分列几行，须全部改正。涉及个人的内容已脱敏，请按来源主键在本单位系统里查找。",
)


def export(
    connection: psycopg.Connection,
    folder: Path,
    wanted: Sequence[Sender],
    period: Period,
    made_at: datetime,
    book: Book = UNSET,
) -> list[tuple[Path, Sender]]:
    """Write a workbook for each of the senders `wanted` in `folder`; gives each with its path.

    `connection` stands in the transaction that gave the senders of `period`; `book` says until when each dataset's
    records have to be mended. Raises StorageError where the folder
    cannot be written.
    """
    written: list[tuple[Path, Sender]] = []
    for sender in wanted:
        path = folder / _file_name(sender, made_at, {path.name.casefold() for path, _ in written})
        write_workbook(path, _sheets(connection, sender, period, made_at, book), made_at)
        written.append((path, sender))
    return written


def _file_name(sender: Sender, made_at: datetime, taken: set[str]) -> str:
    """A name that every file system accepts and that no other workbook of this export has, whatever its letters'
    case."""
    parts = ("整改清单", sender.platform_title, sender.department_title)
    plain = (_NOT_IN_FILE_NAMES.sub(" ", _QUOTES.sub("", each)).strip(" .") for each in parts if each)
    stem = "-".join(plain)[:LONGEST_NAME]
    day = f"{local_day(made_at):%Y-%m-%d}"
    name, number = f"{stem}-{day}.xlsx", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{day}({number}).xlsx"
    return name


def _sheets(
    connection: psycopg.Connection, sender: Sender, period: Period, made_at: datetime, book: Book
) -> Iterator[Sheet]:
    heading = f"{TITLE} · {sender.title}"
    yield Sheet(
        name="概览",
        title=heading,
        columns=_OVERVIEW,
        facts={
            "期间": _written_period(period, sender, made_at),
            "共计": f"{sender.records} 条记录，{sender.faults} 处问题，{len(sender.parts)} 个数据集",
            "生成时间": made_at,
        },
        notes=_HOW,
        rows=[
            (
                each.dataset.title,
                each.records,
                each.faults,
                each.since,
                *_terms(each.since, each.dataset, made_at, book),
            )
            for each in sender.parts
        ],
    )
    for part in sender.parts:
        found = faults(connection, sender, part, period)
        yield Sheet(
            name=part.dataset.title,
            title=f"{heading} · {part.dataset.title}",
            columns=_columns(part.dataset),
            facts={
                "期间": _written_period(period, sender, made_at),
                "共计": f"{part.records} 条记录，{part.faults} 处问题",
                "整改期限": f"首次发现后 {book.of(part.dataset).mend_days} 天内改正并重新报送",
            },
            rows=(_row(number, each, part.dataset, made_at, book) for number, each in enumerate(found, 1)),
        )


def _columns(dataset: Dataset) -> Sequence[Column]:
    return (*_FAULTS, _FILE) if comes_in_files(dataset) else _FAULTS


def _row(number: int, fault: Fault, dataset: Dataset, made_at: datetime, book: Book) -> Sequence[object]:
    row = (
        number,
        fault.source_id,
        fault.fields,
        fault.value,
        f"{fault.title}（依据：{fault.basis}）" if fault.basis else fault.title,
        fault.remedy,
        local_day(fault.first_seen_at),
        *_terms(fault.first_seen_at, dataset, made_at, book),
        KEPT if fault.is_kept else NOT_PUBLISHED,
    )
    return (*row, fault.file) if comes_in_files(dataset) else row


def _terms(since: datetime, dataset: Dataset, now: datetime, book: Book) -> tuple[date, int]:
    """Until when what was found `since` has to be mended, and for how many whole days it has been open."""
    return local_day(since) + timedelta(days=book.of(dataset).mend_days), max((now - since).days, 0)


def _written_period(period: Period, sender: Sender, made_at: datetime) -> str:
    first = period.since or local_day(sender.since)
    return f"{written_day(first)}至{written_day(period.until or local_day(made_at))}（按首次发现的日期）"
