"""The queue as a workbook for people to fill in, and what they filled in as judgements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.errors import SettingsError
from hub.landing.spreadsheets import read_sheets
from hub.linkage.judgements import SUCCESSIONS, Verdict
from hub.workbooks.declaration import Column, Kind, Sheet
from hub.workbooks.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

TITLE = "监管对象归并：待判定的记录对"
NUMBER, VERDICT, FIRST, REASON = "编号", "判定", "前身", "理由"
VERDICTS = {
    "同一": Verdict.SAME,
    "不同": Verdict.DIFFERENT,
    "无法判定": Verdict.UNSURE,
    "个转企": Verdict.CONVERTED,
    "迁移": Verdict.MOVED,
    "更名": Verdict.RENAMED,
    "吸收合并": Verdict.MERGED,
}
SIDES = ("甲", "乙")
TELLING = {"名称": 30, "字号": 12, "行业": 12, "信用代码": 20, "负责人": 10, "电话": 14, "区划": 14, "路名门牌": 20}
"""What of each record stands in the workbook, with the columns' widths."""

_COLUMNS = (
    Column(NUMBER, 12),
    Column(VERDICT, 10),
    Column(FIRST, 8),
    Column(REASON, 20),
    Column("权重（比特）", 10, Kind.NUMBER),
    Column("缘由", 14),
    Column("依据", 40),
    *(Column(f"{title}（{side}）", width) for title, width in TELLING.items() for side in SIDES),
    *(Column(f"记录（{side}）", 34) for side in SIDES),
)
_HOW = (
    f"在“{VERDICT}”一列填 {'、'.join(VERDICTS)}，不填的行不作判定；“{NUMBER}”一列不要改动。",
    f"一个由另一个变更而来（从个转企到吸收合并）的，在“{FIRST}”一列填 {' 或 '.join(SIDES)}：哪一个在前。",
    "填好后用 hub link import 文件 --by 姓名 收回。涉及个人的内容已脱敏。",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the workbook: `told` are the texts of TELLING of both records, side by side."""

    number: str
    weight: float
    reason: str
    evidence: str
    told: Sequence[str]
    records: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """A line that somebody judged: `line` is its number in the workbook, `first` which of SIDES came first where the
    verdict is a succession."""

    line: int
    number: str
    verdict: Verdict
    reason: str | None
    first: str | None = None


def write_queue(path: Path, pairs: Iterable[Pair], made_at: datetime) -> None:
    """Write the pairs at `path`. Raises StorageError."""
    lines = (
        (each.number, "", "", "", each.weight, each.reason, each.evidence, *each.told, *each.records) for each in pairs
    )
    sheet = Sheet("待判定", TITLE, _COLUMNS, lines, {"导出时间": made_at}, _HOW, "没有待判定的记录对")
    write_workbook(path, [sheet], made_at)


def read_filled(body: bytes) -> list[Filled]:
    """The judged lines of a workbook as `write_queue` wrote it.

    Raises FileSetAsideError for what is no workbook, SettingsError with the lines for what cannot be meant.
    """
    filled: list[Filled] = []
    wrong: list[str] = []
    places: dict[str, int] | None = None
    for sheet in read_sheets(body):
        for line, cells in sheet.rows:
            texts = ["" if each is None else str(each).strip() for each in cells]
            if NUMBER in texts and VERDICT in texts:
                places = {title: place for place, title in enumerate(texts) if title}
                continue
            if places is None or not (said := _cell(texts, places, VERDICT)):
                continue
            number, verdict = _cell(texts, places, NUMBER), VERDICTS.get(said)
            first = _cell(texts, places, FIRST) or None
            if verdict is None or not number or (verdict in SUCCESSIONS) != (first in SIDES):
                wrong.append(f"第 {line} 行（{said}{f'，{FIRST} {first}' if first else ''}）")
            else:
                filled.append(Filled(line, number, verdict, _cell(texts, places, REASON) or None, first))
    if places is None:
        raise SettingsError(f"文件里没有“{NUMBER}”和“{VERDICT}”两列；请用 hub link export 导出的工作簿")
    if wrong:
        raise SettingsError(
            f"“{VERDICT}”一列只能填 {'、'.join(VERDICTS)}，“{NUMBER}”不能空，承继的“{FIRST}”须填 {' 或 '.join(SIDES)}、"
            f"其余的不填：{'、'.join(wrong)}；没有收下任何判定"
        )
    return filled


def _cell(texts: Sequence[str], places: dict[str, int], title: str) -> str:
    place = places.get(title, len(texts))
    return texts[place] if place < len(texts) else ""
