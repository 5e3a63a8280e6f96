"""回执: the workbook that tells a department what was received of its files, and what of them it has to mend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs
from hub.datasets import of_platform
from hub.receipts.files import PLATFORM
from hub.receipts.rejected import rejected_values
from hub.report.words import department_title
from hub.workbooks.declaration import Column, Kind, Sheet
from hub.workbooks.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    import psycopg

    from hub.receipts.files import FileStory, Unreadable

TITLE = "部门文件接收回执"
PREFIX = "回执-"
LONGEST_NAME = 60
"""Characters of a delivered file's name that its receipt bears."""

TAKEN, SET_ASIDE, NOT_STAGED, UNREADABLE = "已接收", "整份搁置", "已接收，待处理", "无法读取"

_FILES = (
    Column("文件", 24),
    Column("收到时间", 16, Kind.INSTANT),
    Column("处理结果", 10),
    Column("内容", 18),
    Column("行数", 8, Kind.NUMBER),
    Column("采用", 8, Kind.NUMBER),
    Column("重复", 8, Kind.NUMBER),
    Column("拒收", 8, Kind.NUMBER),
    Column("待定", 8, Kind.NUMBER),
    Column("说明", 38),
)
_SHEETS = (
    Column("文件", 24),
    Column("工作表", 18),
    Column("内容", 20),
    Column("表头在第几行", 13, Kind.NUMBER),
    Column("数据行数", 9, Kind.NUMBER),
    Column("其中拒收", 9, Kind.NUMBER),
    Column("说明", 44),
)
_REJECTED = (
    Column("文件", 22),
    Column("工作表", 12),
    Column("行号", 8, Kind.NUMBER),
    Column("记录（来源主键）", 26),
    Column("字段", 18),
    Column("报送的值", 16),
    Column("问题", 22),
    Column("怎么改", 30),
)
_HOW = (
    "行数＝采用＋重复＋拒收＋待定。采用：合格，已发布或已被同一记录更新的内容取代；重复：与以前收到的内容完全相同；"
    "待定：数据集暂缓发布或尚未轮到发布，不必重报。",
    "拒收的行请按“拒收明细”改正，连同文件名不变重新放入收件箱（整份重报即可，没有变化的行自动识别为重复或无变化）。"
    "涉及个人的内容已脱敏，请按行号在原文件里查找。",
)
_NOT_IN_FILE_NAMES = re.compile(r"[\s/\\:*?<>|\"'\ufffd]+")


def write_receipt(
    connection: psycopg.Connection,
    path: Path,
    department: str,
    stories: Sequence[FileStory],
    unreadable: Sequence[Unreadable],
    made_at: datetime,
) -> None:
    """Write the receipt of a department's files at `path`. Raises StorageError where it cannot be written."""
    write_workbook(path, _sheets(connection, department, stories, unreadable, made_at), made_at)


def receipt_name(story: FileStory) -> str:
    """The name of the receipt of one file: the file's own, and by its digest never that of another content."""
    plain = _NOT_IN_FILE_NAMES.sub(" ", story.name).strip(" .")[:LONGEST_NAME]
    return f"{PREFIX}{plain}-{story.sha256[:8]}.xlsx"


def _sheets(
    connection: psycopg.Connection,
    department: str,
    stories: Sequence[FileStory],
    unreadable: Sequence[Unreadable],
    made_at: datetime,
) -> Iterator[Sheet]:
    heading = f"{TITLE} · {department_title(department)}"
    facts = {"文件": _summary(stories, unreadable), "生成时间": made_at}
    yield Sheet("文件", heading, _FILES, [*map(_file_row, stories), *map(_unreadable_row, unreadable)], facts, _HOW)
    yield Sheet(
        "工作表",
        f"{heading} · 各工作表",
        _SHEETS,
        (row for story in stories for row in _sheet_rows(story)),
        nothing="（没有可读的工作表）",
    )
    rejected = sum(story.rejected for story in stories)
    yield Sheet(
        "拒收明细",
        f"{heading} · 拒收明细",
        _REJECTED,
        (row for story in stories if story.rejected for row in _rejected_rows(connection, story)),
        {"共计": f"{rejected} 行拒收；同一行有几个问题时分列几行，须全部改正"},
        nothing="（没有拒收的行）",
    )


def _summary(stories: Sequence[FileStory], unreadable: Sequence[Unreadable]) -> str:
    aside = sum(story.status == "set_aside" for story in stories)
    parts = [f"{len(stories) - aside} 个接收", f"{aside} 个整份搁置"]
    if unreadable:
        parts.append(f"{len(unreadable)} 个无法读取")
    return "，".join(parts)


def result_of(story: FileStory) -> str:
    """What became of the file, in a word."""
    if story.status == "set_aside":
        return SET_ASIDE
    return TAKEN if story.is_staged else NOT_STAGED


def remark_on(story: FileStory) -> str:
    """What else its department should know: why it was set aside, what was rejected most, where else it lies."""
    parts = [mask_runs(story.reason)] if story.reason else []
    parts += [f"{title} {count} 行" for title, count in story.reasons]
    unknown = [mask_runs(each.name) for each in story.sheets if each.reason]
    if unknown and story.status != "set_aside":
        parts.append(f"工作表 {'、'.join(unknown)} 没有采用（见“工作表”）")
    others = [mask_runs(name) for name in story.names if name != story.name]
    if others:
        parts.append(f"内容相同、不再重复接收的文件：{'、'.join(others)}")
    return "；".join(parts)


def titles_of(story: FileStory) -> str:
    """What the file holds, as people call it."""
    titles = {each.name: each.title for each in of_platform(PLATFORM)}
    return "、".join(titles.get(name, name) for name in story.datasets)


def _file_row(story: FileStory) -> Sequence[object]:
    counts = (story.rows, story.accepted, story.repeats, story.rejected, story.waiting)
    return (
        mask_runs(story.name),
        story.seen_at,
        result_of(story),
        titles_of(story),
        *(counts if story.is_staged else [None] * len(counts)),
        remark_on(story),
    )


def _unreadable_row(each: Unreadable) -> Sequence[object]:
    return (mask_runs(each.name), each.seen_at, UNREADABLE, *[None] * 6, each.problem)


def _sheet_rows(story: FileStory) -> Iterator[Sequence[object]]:
    titles = {each.name: each.title for each in of_platform(PLATFORM)}
    for sheet in story.sheets:
        yield (
            mask_runs(story.name),
            mask_runs(sheet.name) or "（文本，不分工作表）",
            titles.get(sheet.dataset or "", ""),
            sheet.header_row,
            sheet.rows if sheet.dataset else None,
            sheet.rejected if sheet.dataset else None,
            mask_runs(sheet.reason) if sheet.reason else ("" if sheet.dataset else "空表"),
        )


def _rejected_rows(connection: psycopg.Connection, story: FileStory) -> Iterator[Sequence[object]]:
    for each in rejected_values(connection, story):
        yield (
            mask_runs(story.name),
            mask_runs(each.sheet),
            each.row,
            each.source_id,
            each.field,
            each.value,
            each.title,
            each.remedy,
        )
