"""Workbooks for people: what was declared stands in them, and nothing in them does anything."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hub.errors import StorageError
from hub.workbooks import write
from hub.workbooks.cells import LONGEST_TEXT, harmless
from hub.workbooks.declaration import Column, Kind, Sheet
from hub.workbooks.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MADE_AT = dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.UTC)
COLUMNS = (
    Column("单位", 20),
    Column("数量", 8, Kind.NUMBER),
    Column("日期", 12, Kind.DATE),
    Column("时间", 18, Kind.INSTANT),
)
TRICKS = (
    '=HYPERLINK("http://x","点我")',
    "+86 1",
    "-1",
    "@SUM(A1)",
    "http://example.org",
    "<r><t>x</t></r>",
    "_x0041_",
)


def made(path: Path, *rows: Sequence[object], columns: Sequence[Column] = COLUMNS) -> Path:
    """A workbook of one sheet of these rows."""
    write_workbook(
        path, [Sheet("清单", "整改清单", columns, rows, {"期间": "2026 年 2 月"}, ["请改正后重报"])], MADE_AT
    )
    return path


def read(path: Path) -> dict[str, list[list[object]]]:
    """The cells of every sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return {name: list(book.get_sheet_by_name(name).iter_rows()) for name in book.sheet_names}


def parts(path: Path) -> dict[str, str]:
    """The texts of the workbook's parts."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_title_facts_notes_and_table_stand_in_their_order(tmp_path: Path) -> None:
    instant = dt.datetime(2026, 2, 1, 16, 5, tzinfo=dt.UTC)
    rows = read(made(tmp_path / "a.xlsx", ["市场监管局", 3, dt.date(2026, 2, 1), instant], ["某局", Decimal("1.5")]))[
        "清单"
    ]
    assert [row[0] for row in rows[:3]] == ["整改清单", "期间：2026 年 2 月", "请改正后重报"]
    assert rows[4] == ["单位", "数量", "日期", "时间"]
    assert rows[5] == ["市场监管局", 3, dt.date(2026, 2, 1), dt.datetime.fromisoformat("2026-02-02T00:05")]
    assert rows[6][:2] == ["某局", 1.5]


def test_every_text_stays_the_text_that_it_is(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", *([text, 1] for text in TRICKS))
    assert [str(row[0]).rstrip() for row in read(path)["清单"][5:]] == list(TRICKS)
    sheet = parts(path)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    # The cells' format is that of texts, so that an edited one is not taken for a formula.
    assert '<c r="A6" s=' in sheet
    assert 'numFmtId="49"' in parts(path)["xl/styles.xml"]


def test_titles_facts_and_names_are_harmless_too(tmp_path: Path) -> None:
    sheets = [
        Sheet("a/b:c*[d]?'" * 4, "=1+1\x07&P", [Column("=2\x00")], [["x"]], {"@fact": "=3"}, ["+4"]),
        Sheet("A/b:C*[d]?'" * 4, "二", [Column("列")], []),
        Sheet("", "三", [Column("列")], []),
    ]
    write_workbook(tmp_path / "a.xlsx", sheets, MADE_AT)
    found = read(tmp_path / "a.xlsx")
    assert len(found) == 3
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)
    assert [row[0] for row in next(iter(found.values()))][:3] == ["=1+1 &P", "@fact：=3", "+4"]
    assert "&amp;&amp;P" in parts(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("甲\x00\x0b乙\x1f丙", "甲  乙 丙", id="control characters"),
        pytest.param("甲\r\n乙\r丙", "甲\n乙\n丙", id="line ends"),
        pytest.param("\ud800甲\ufffe", " 甲 ", id="what no file can hold"),
        pytest.param(None, "", id="nothing"),
        pytest.param(True, "是", id="yes"),
        pytest.param(["甲", "乙"], "甲、乙", id="several"),
        pytest.param(10**18, str(10**18), id="digits beyond a number's"),
        pytest.param(Decimal("0.1"), "0.1", id="a number in a column of texts"),
    ],
)
def test_what_a_cell_cannot_hold_is_written_as_near_as_can_be(value: object, expected: str, tmp_path: Path) -> None:
    found = read(made(tmp_path / "a.xlsx", [value, "end"]))["清单"][5]
    assert found[0] == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**20, dt.date(1899, 1, 1), "约三百"])
def test_a_value_not_of_its_columns_kind_is_a_text(value: object, tmp_path: Path) -> None:
    found = read(made(tmp_path / "a.xlsx", ["x", value, value, value]))["清单"][5]
    assert all(isinstance(each, str) and each for each in found[1:])


def test_an_overlong_text_is_cut_and_says_so(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", ["甲" * 40_000], ["𠮷" * 20_000])
    first, second = (str(row[0]) for row in read(path)["清单"][5:])
    assert len(first) == LONGEST_TEXT
    assert len(second.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert first.endswith("…（已截断，原文共 40000 字）")


@given(st.text())
def test_a_harmless_text_stays_harmless_and_keeps_its_printable_characters(text: str) -> None:
    once = harmless(text)
    assert harmless(once) == once
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", once)
    assert [each for each in once if each.isprintable() and each != " "] == [
        each for each in text if each.isprintable() and each != " "
    ]


def test_a_sheet_that_is_full_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "ROWS_IN_SHEET", 8)
    found = read(made(tmp_path / "a.xlsx", *([f"第{number}行"] for number in range(7))))
    assert {name: [row[0] for row in rows[5:]] for name, rows in found.items()} == {
        "清单": ["第0行", "第1行", "第2行"],
        "清单(2)": ["第3行", "第4行", "第5行"],
        "清单(3)": ["第6行"],
    }


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    assert read(made(tmp_path / "a.xlsx"))["清单"][5][0] == "（无）"


def test_the_header_stays_filters_and_repeats_on_every_landscape_page(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", ["x"], ["y"])
    sheet, book = parts(path)["xl/worksheets/sheet1.xml"], parts(path)["xl/workbook.xml"]
    assert 'topLeftCell="A6" activePane="bottomLeft" state="frozen"' in sheet
    assert '<autoFilter ref="A5:D7"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert "&amp;P" in sheet
    assert "Print_Titles" in book
    assert "$5:$5" in book


def test_a_workbook_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> list[list[object]]:
        raise KeyError("rows")

    path = made(tmp_path / "a.xlsx", ["older"])
    with pytest.raises(KeyError):
        write_workbook(path, [Sheet("甲", "甲", COLUMNS, (broken() for _ in range(1)))], MADE_AT)
    assert read(path)["清单"][5][0] == "older"
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="无法写入"):
        made(tmp_path / "file" / "a.xlsx")
