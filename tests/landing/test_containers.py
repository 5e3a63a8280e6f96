"""What is no table, and what must not be opened: set aside with what to do, in little memory."""

from __future__ import annotations

import struct
import tracemalloc
from contextlib import suppress
from itertools import pairwise

import pytest
from delivered_files import legacy_workbook, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_workbooks import (
    cell_xml,
    encrypted_workbook,
    lying,
    package,
    rewritten,
    row_xml,
    spreadsheetml,
    with_globals,
    with_sheet,
)
from reading import HEADER, LAST, LEGACY, ROW, codes, reason, rows, text_of

from hub.datasets.departments import DATASETS
from hub.errors import FileSetAsideError
from hub.landing import containers, files
from hub.landing.files import contents_of_file


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
