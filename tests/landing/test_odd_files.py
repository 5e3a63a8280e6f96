"""Files of every odd sort: read as far as they can be, else set aside with what to do, in little memory."""

from __future__ import annotations

import datetime as dt
import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from itertools import pairwise

import pytest
import xlsxwriter
from delivered_files import delimited, kinds_of_file, legacy_workbook, rows_of_file, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_workbooks import (
    cell_xml,
    encrypted_workbook,
    legacy_of_1904,
    lying,
    package,
    rewritten,
    row_xml,
    spreadsheetml,
    with_globals,
    with_sheet,
)

from hub.datasets.departments import DATASETS, FIRE_PENALTIES, LICENCES, MARKET_REGISTER
from hub.errors import FileSetAsideError
from hub.landing import containers, files
from hub.landing import spreadsheetml as spreadsheetml_module
from hub.landing.files import Kind, SheetContents, contents_of_file, parts_of_file, place_of

CODE = "注册号/统一社会信用代码"
HEADER = ["企业名称", CODE, "登记机关", "管辖单位"]
ROW = ["乐清市测试电器有限公司", "330382000000016", "乐清市市场监督管理局", "柳市所"]
LEGACY = legacy_workbook([HEADER, [ROW[0], 330382000000016.0]])
REGISTER = Kind(MARKET_REGISTER, "2018")
LAST = 'ss:Index="16384"'
FAR = cell_xml(1, 'ss:Index="99999"')
FIRE = ["bcfdx", "cfwh", "wfss", "cfyj", "cfrq", "cfjg", "cfzl"]


def rows(body: bytes, kind: Kind = REGISTER) -> list[dict[str, str | None]]:
    """The file's rows of `kind`."""
    return rows_of_file(body, kind, DATASETS).to_dicts()


def codes(body: bytes) -> list[str | None]:
    """The codes of a market register's rows."""
    return [row[CODE] for row in rows(body)]


def numbers(body: bytes, kind: Kind = REGISTER) -> list[int]:
    """The numbers of the file's rows."""
    return [number for part in parts_of_file(body, kind, DATASETS) for number in part.numbers]


def reason(body: bytes) -> str:
    """Why a file is set aside."""
    with pytest.raises(FileSetAsideError) as error:
        contents_of_file(body, DATASETS)
    return str(error.value)


def text_of(*lines: object, separator: str = ",") -> str:
    """A text with the register's header."""
    return "\r\n".join([separator.join(HEADER), *map(str, lines)])


# Delimited text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t"], ids=["comma", "tab"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_text_of_every_encoding_separator_and_line_end(encoding: str, separator: str, line_end: str) -> None:
    lines = [HEADER, ["龘䶮𠮷商行", *ROW[1:]], ROW]
    body = line_end.join(separator.join(line) for line in lines).encode(encoding)
    assert rows(body) == [dict(zip(HEADER, line, strict=True)) for line in lines[1:]]


def test_texts_that_are_nearly_all_digits_are_still_of_their_encoding() -> None:
    lines = [f"甲{number}," + ",".join(["330382000000016"] * 3) for number in range(3000)]
    body = text_of(*lines).encode("gb18030")
    assert rows(body)[7]["企业名称"] == "甲7"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_among_digits_spoils_no_file(encoding: str) -> None:
    body = text_of(*(f"A{number},1,2,3" for number in range(300))).encode(encoding)
    place = body.rindex(b"A299")
    assert rows(body[:place] + b"\xff" + body[place + 1 :])[-1]["企业名称"] == "?299"


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        pytest.param('"乙公司,2,x,y', ["1", "2", "3"], id="a quote that is never closed"),
        pytest.param('乙"公司,2,x,y', ["1", "2", "3"], id="a quote within a cell"),
        pytest.param('"乙"公司",2,x,y', ["1", "2", "3"], id="a quote too many"),
        pytest.param("乙公司,2", ["1", "2", "3"], id="a short line"),
        pytest.param("乙公司,2,x,y,z,z,z", ["1", "2", "3"], id="a long line"),
        pytest.param("乙公司\0,2,x,y", ["1", "2", "3"], id="a NUL"),
        pytest.param('"乙公司\n（分号）",2,x,y', ["1", "2", "3"], id="a line end in a cell"),
    ],
)
def test_one_bad_line_spoils_no_other(spoilt: str, expected: list[str]) -> None:
    # Far enough down, or a NUL would tell that this is no text at all.
    before = [f"公司{number},9,x,y" for number in range(2_000)]
    body = text_of(*before, "甲公司,1,x,y", spoilt, '丙公司,3,"x",y').encode()
    assert codes(body)[2_000:] == expected


def test_a_stray_quote_before_one_that_is_closed_swallows_nothing() -> None:
    body = text_of(
        "甲公司,1,x,y", '"乙公司,2,x,y', *(f"公司{n},{n},x,y" for n in range(3, 9)), '丁"公司,9,x,y'
    ).encode()
    assert codes(body) == [str(number) for number in range(1, 10)]


def test_a_cell_of_many_lines_is_one_cell() -> None:
    body = text_of('"甲公司\r\n' + "第二行\r\n" * 50 + '",1,x,y', "乙公司,2,x,y").encode()
    assert codes(body) == ["1", "2"]
    assert numbers(body) == [2, 3]


# Excel-2003 XML


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("gb18030", "GB2312"), ("gb18030", "GBK")],
)
def test_excel_2003_xml_is_read_whatever_it_is_called(encoding: str, declared: str) -> None:
    body = spreadsheetml(("名录", row_xml(*HEADER) + row_xml(*ROW)), encoding=encoding, declared=declared)
    assert kinds_of_file(body, DATASETS) == (REGISTER,)
    assert rows(body) == [dict(zip(HEADER, ROW, strict=True))]


def test_cells_of_excel_2003_xml_stand_where_they_say() -> None:
    rich = (
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>甲</B>公司'
        "<Font> 一</Font></ss:Data>"
        '<Comment ss:Author="x"><ss:Data>批注</ss:Data></Comment></Cell>'
    )
    merged = cell_xml("乙公司", 'ss:MergeAcross="1"')
    third = cell_xml("丙", 'ss:Index="3"')
    body = spreadsheetml(
        ("空", ""),
        (
            "名录",
            row_xml("填写说明：一行一个")
            + "<Row/>"
            + row_xml(*HEADER)
            + f"<Row>{rich}{cell_xml(330382000000016)}</Row>"
            + f'<Row ss:Index="9">{third}</Row>'
            + f"<Row>{merged}{cell_xml('丁局')}</Row>",
        ),
    )
    found = rows(body)
    assert [list(row.values()) for row in found] == [
        ["甲公司 一", "330382000000016", None, None],
        [None, None, "丙", None],
        ["乙公司", None, "丁局", None],
    ]
    assert numbers(body) == [(1 << 20) + 4, (1 << 20) + 9, (1 << 20) + 10]


def test_numbers_and_days_of_excel_2003_xml() -> None:
    cells = [cell_xml(each) for each in ("甲", "1号", "x", "y")]
    days = [
        cell_xml("2026-01-02T00:00:00.000", kind="DateTime"),
        cell_xml("2026-01-02T03:04:05.000", kind="DateTime"),
        cell_xml(46024),
        cell_xml("9.13304E+17", kind="Number"),
    ]
    table = row_xml(*FIRE) + "".join(f"<Row>{''.join(cells)}{day}</Row>" for day in days)
    found = rows_of_file(spreadsheetml(("处罚", table)), Kind(FIRE_PENALTIES, "2018"), DATASETS)
    assert found["cfrq"].to_list() == ["2026-01-02", "2026-01-02T03:04:05", "46024", "9.133040E+17"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("甲&乙公司", "甲&乙公司"),
        ("甲&amp;乙", "甲&乙"),
        ("AT&T;", "AT&T;"),
        ("甲&nbsp;乙", "甲&nbsp;乙"),
        ("甲&#65;&#x42;乙", "甲AB乙"),
        ("甲&#1;乙\x0b丙&#x1F;", "甲\x01乙\x0b丙\x1f"),
        ("甲&#xFFFE;&#xD800;", "甲\ufffd\ufffd"),
        ("甲 & 乙 &", "甲 & 乙 &"),
        ("&lt;b&gt;", "<b>"),
    ],
)
@pytest.mark.parametrize("block", [7, 1 << 18])
def test_what_no_xml_may_hold_spoils_no_file(
    written: str, read: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheetml_module, "_BLOCK", block)
    body = spreadsheetml(("名录", row_xml(*HEADER) + row_xml(written, "1") + row_xml(*ROW)))
    assert [row["企业名称"] for row in rows(body)] == [read, ROW[0]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            spreadsheetml(
                ("a", row_xml(*HEADER) + row_xml("&b;")),
                above='<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
            ),
            "实体定义",
            id="entities",
        ),
        pytest.param(
            spreadsheetml(("a", row_xml("&x;")), above='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "实体定义",
            id="an entity from outside",
        ),
        pytest.param(spreadsheetml(("a", row_xml(*HEADER)))[:-30], "不完整或已损坏", id="cut short"),
        pytest.param(spreadsheetml(("a", row_xml(*HEADER) + '<Row ss:Index="1"/>')), "行列序号有误", id="backwards"),
        pytest.param(spreadsheetml(("a", '<Row ss:Index="9999999"/>')), "行列序号有误", id="a row beyond all"),
        pytest.param(spreadsheetml(("a", f"<Row>{FAR}</Row>")), "行列序号有误", id="wide"),
    ],
)
def test_broken_and_malicious_excel_2003_xml_is_set_aside(body: bytes, expected: str) -> None:
    assert expected in reason(body)


# What is no table, and what must not be opened


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(encrypted_workbook(), "去除密码", id="a password"),
        pytest.param(with_globals(LEGACY, 0x2F, 0), "去除密码", id="a password of an xls"),
        pytest.param(with_globals(LEGACY, 0x2F, 1), "去除密码", id="a stronger one"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "图片", id="picture"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", "网页", id="web page"),
        pytest.param(package({"名录.xlsx": workbook([HEADER, ROW])}), "压缩包", id="a workbook in a zip"),
        pytest.param(package({"content.xml": b"<x/>"}), "OpenDocument", id="ods"),
        pytest.param(package({"xl/workbook.bin": b""}), "xlsb", id="xlsb"),
        pytest.param(package({"[Content_Types].xml": b"", "word/document.xml": b""}), "Word", id="docx"),
        pytest.param(b"Rar!\x1a\x07", "压缩包", id="rar"),
        pytest.param(legacy_workbook([HEADER, ROW])[:3000], "重新", id="half an xls"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "重新", id="an empty compound file"),
        pytest.param(b"\0\1\2\3" * 100, "既不是工作簿", id="bytes"),
        pytest.param(workbook([HEADER, ROW])[:-30], "不完整或已损坏", id="without its end"),
    ],
)
def test_what_is_no_table_is_set_aside_in_words_that_help(body: bytes, expected: str) -> None:
    assert expected in reason(body)


def bomb(part: str, size: int) -> bytes:
    """A workbook with one part of so many blanks."""
    blanks = b"<!--" + b" " * size + b"-->"
    return rewritten(workbook([HEADER, ROW]), lambda name, body: body + blanks if name == part else body)


def test_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_RATIO_FROM", 1 << 16)
    assert "疑似压缩炸弹" in reason(bomb("xl/worksheets/sheet1.xml", 1 << 20))
    assert "疑似压缩炸弹" in reason(bomb("xl/sharedStrings.xml", 1 << 20))
    assert "疑似压缩炸弹" in reason(bomb("docProps/app.xml", 1 << 20))


@pytest.mark.parametrize("size", [10, 1 << 31])
def test_a_package_that_lies_about_its_sizes_is_not_opened(size: int) -> None:
    body = lying(workbook([HEADER, ROW]), "xl/worksheets/sheet1.xml", size)
    assert any(word in reason(body) for word in ("损坏", "上限", "炸弹"))


def test_many_parts_that_share_their_bytes_are_counted_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 1 << 16)
    parts = {f"xl/media/{number}": bytes(range(256)) * 64 for number in range(8)}
    assert "超过上限" in reason(package({"xl/workbook.xml": b"<workbook/>", **parts}))


def test_a_huge_table_of_texts_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_STRINGS", 100)
    assert "文字内容" in reason(workbook([HEADER, ROW]))


def test_a_file_too_large_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_FILE", 100)
    assert "请拆成几个文件" in reason(workbook([HEADER, ROW]))


def test_a_stray_cell_far_away_does_not_take_all_memory() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    body = with_sheet([HEADER, ROW], lambda part: part.replace(b"</sheetData>", far))
    assert "零散内容" in reason(body)


def test_a_legacy_workbook_with_a_stray_cell_far_away_is_set_aside() -> None:
    place = LEGACY.index(struct.pack("<HHH", 0x203, 14, 1))
    body = LEGACY[: place + 4] + struct.pack("<HH", 0xFFFF, 0xFFFF) + LEGACY[place + 8 :]
    assert "请重新导出" in reason(body)


def test_a_workbook_that_makes_its_reader_panic_is_set_aside() -> None:
    # It ends in the middle of a number of the allocation table.
    assert "重新导出" in reason(LEGACY[: 2 * 512 - 2])


def test_cells_far_away_that_hold_nothing_are_nothing() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert codes(with_sheet([HEADER, ROW], lambda part: part.replace(b"</sheetData>", far))) == [ROW[1]]


def test_entities_in_a_workbook_are_not_unfolded() -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (
        b"lol" * 10,
        b"".join(
            b'<!ENTITY %s "%s">' % (name, b"&%s;" % before * 10)
            for before, name in pairwise([bytes([letter]) for letter in b"abcdefghij"])
        ),
    )
    body = with_sheet([HEADER, ROW, ["x", "y"]], lambda part: part.replace(b"<worksheet", entities + b"<worksheet", 1))
    assert len(rows(body)) <= 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(text_of("甲公司,1,x,y", "," * 2_000_000, '"",' * 500_000, "乙公司,2,x,y").encode(), id="text"),
        pytest.param(
            spreadsheetml(
                (
                    "名录",
                    row_xml(*HEADER)
                    + row_xml("甲公司", 1)
                    + f"<Row>{cell_xml('z', LAST)}</Row>" * 2_000
                    + row_xml("乙公司", 2),
                )
            ),
            id="Excel-2003 XML",
        ),
    ],
)
def test_rows_of_no_end_cost_no_memory(body: bytes) -> None:
    tracemalloc.start()
    try:
        found = codes(body)
        assert (found[0], found[-1]) == ("1", "2")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_too_many_sheets_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SHEETS", 2)
    assert "张工作表" in reason(workbook([HEADER], [HEADER], [HEADER]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_read_or_set_aside(data: st.DataObject) -> None:
    sound = data.draw(st.sampled_from([workbook([HEADER, ROW]), legacy_workbook([HEADER, ROW])]))
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileSetAsideError):
        contents_of_file(bytes(damaged), DATASETS)


# Sheets, rows and days


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
