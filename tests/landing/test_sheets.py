"""Sheets, rows and days: each row keeps its number, each day its date, whatever stands around them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from delivered_files import delimited, legacy_workbook, rows_of_file, workbook
from odd_workbooks import (
    legacy_of_1904,
    rewritten,
    row_xml,
    spreadsheetml,
)
from reading import FIRE, HEADER, REGISTER, ROW, codes, numbers, rows

from hub.datasets.departments import DATASETS, FIRE_PENALTIES, LICENCES
from hub.landing.files import Kind, SheetContents, contents_of_file, place_of


def test_every_sheet_is_told_of() -> None:
    former = ["XK_XDR", "XK_WSH", "XK_SPLB", "XK_NR", "XK_JDRQ", "XK_JZQ", "XK_XZJG", "XK_ZT"]
    body = workbook(
        [["表格说明：一行一个"], [], HEADER, ["案例（请删除）", *ROW[1:]], ROW, [], ROW],
        [],
        [["姓名", "年龄"], ["甲", 1]],
        [former, ["甲", "1号", *["x"] * 6]],
        [HEADER[1:], ROW[1:]],
    )
    register, empty, other, licences, nearly = contents_of_file(body, DATASETS)
    assert register == SheetContents("Sheet1", REGISTER, 3, 2)
    assert empty == SheetContents("Sheet2")
    assert (other.kind, other.rows) == (None, 0)
    assert "不属于任何已知类型" in (other.reason or "")
    assert licences == SheetContents("Sheet4", Kind(LICENCES, "2015"), 1, 1)
    assert nearly.reason is not None


def test_a_row_keeps_the_number_that_its_sender_sees() -> None:
    body = workbook([["填写说明"], [], HEADER, [], ROW, [], ROW], [HEADER, ROW])
    found = numbers(body)
    assert [place_of(number, 2) for number in found] == [(0, 5), (0, 7), (1, 2)]
    text = delimited([["填写说明"], [], HEADER, [], ROW, ['"a\nb"', "1", "", ""], ROW]).encode()
    assert [place_of(number, 1) for number in numbers(text)] == [(0, 5), (0, 6), (0, 7)]


def test_a_text_of_more_rows_than_a_sheet_keeps_their_numbers() -> None:
    assert place_of((1 << 20) + 5, 1) == (0, (1 << 20) + 5)


def test_a_header_below_many_empty_rows_is_found() -> None:
    assert codes(workbook([*[[]] * 60, HEADER, *[[]] * 60, ROW])) == [ROW[1]]


def test_charts_and_hidden_sheets_do_no_harm() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in ("可见", "隐藏"):
        sheet = book.add_worksheet(name)
        for place, line in enumerate([HEADER, ROW]):
            sheet.write_row(place, 0, line)
    sheet.hide()
    book.add_chartsheet("图").set_chart(_chart(book))
    book.close()
    assert [(each.name, each.rows) for each in contents_of_file(buffer.getvalue(), DATASETS)] == [
        ("可见", 1),
        ("隐藏", 1),
    ]


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=可见!$A$1:$A$2"})
    return chart


@pytest.mark.parametrize("is_1904", [False, True], ids=["1900", "1904"])
def test_days_count_from_where_the_workbook_says(is_1904: bool) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": is_1904})
    sheet = book.add_worksheet()
    serial = (dt.date(2026, 1, 2) - (dt.date(1904, 1, 1) if is_1904 else dt.date(1899, 12, 30))).days
    sheet.write_row(0, 0, FIRE)
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, day in enumerate((serial, serial + 0.5, "2026年1月2日", 20260102)):
        sheet.write_row(place + 1, 0, ["甲", "12345", "x", "y", day])
    sheet.write_row(5, 0, ["甲", "12345", "x", "y"])
    sheet.write_datetime(5, 4, dt.datetime.fromisoformat("2026-01-02"), as_day)
    book.close()
    found = rows_of_file(buffer.getvalue(), Kind(FIRE_PENALTIES, "2018"), DATASETS)
    assert found["cfrq"].to_list() == ["46024", "46024.5", "2026年1月2日", "20260102", "2026-01-02"]
    assert set(found["cfwh"]) == {"12345"}


def test_days_of_excel_2003_xml_may_count_from_1904_too() -> None:
    head = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    body = spreadsheetml(("处罚", row_xml(*FIRE) + row_xml("甲", "1号", "x", "y", 44562)), head=head)
    assert rows(body, Kind(FIRE_PENALTIES, "2018"))[0]["cfrq"] == "46024"


def test_days_of_an_xls_may_count_from_1904_too() -> None:
    legacy = legacy_workbook([FIRE, ["甲", "1号", "x", "y", 44562.0]])
    for body, expected in ((legacy, "44562"), (legacy_of_1904(legacy), "46024")):
        assert rows(body, Kind(FIRE_PENALTIES, "2018"))[0]["cfrq"] == expected


def test_instructions_below_the_header_are_no_records() -> None:
    assert codes(workbook([HEADER, ["填写说明：代码列设为文本"], ROW])) == [ROW[1]]


def test_a_workbook_stored_without_compression_is_read() -> None:
    body = rewritten(workbook([HEADER, ROW]), lambda _, part: part, zipfile.ZIP_STORED)
    assert codes(body) == [ROW[1]]
