"""Delivered files, told by what is in them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from hub.datasets.departments import DATASETS, MARKET_REGISTER
from hub.errors import FileSetAsideError
from hub.landing.files import kinds_of_file, rows_of_file

CODE = "注册号/统一社会信用代码"
HEADER = ["企业名称", CODE, "登记机关", "管辖单位"]
ROW = ["乐清市测试电器有限公司", "330382000000016", "乐清市市场监督管理局", "柳市所"]
REAL_REGISTER = Path(__file__).parents[2].parent / "shared" / "data" / "market-register-2017.xlsx"


def workbook(*sheets: list[list[object]]) -> bytes:
    """An .xlsx of these sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def delimited(rows: list[list[str]], delimiter: str = ",") -> str:
    """Delimited text of these rows."""
    return "\r\n".join(delimiter.join(row) for row in rows)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(workbook([HEADER, ROW]), id="xlsx"),
        pytest.param(delimited([HEADER, ROW]).encode(), id="csv in UTF-8"),
        pytest.param(delimited([HEADER, ROW]).encode("utf-8-sig"), id="csv in UTF-8 with a mark"),
        pytest.param(delimited([HEADER, ROW]).encode("gb18030"), id="csv in GB18030"),
        pytest.param(delimited([HEADER, ROW], "\t").encode("utf-16"), id="tab separated in UTF-16"),
    ],
)
def test_the_same_rows_come_out_of_every_format(body: bytes) -> None:
    assert kinds_of_file(body, DATASETS) == (MARKET_REGISTER,)
    assert rows_of_file(MARKET_REGISTER, body) == [dict(zip(HEADER, ROW, strict=True))]


def test_other_names_of_a_header_lead_to_the_same_field() -> None:
    body = workbook([["EntName", "统一社会信用代码 ／ 注册号", "RegOrgName", "LocalAdmName"], ROW])
    assert rows_of_file(MARKET_REGISTER, body) == [dict(zip(HEADER, ROW, strict=True))]


def test_instructions_samples_and_empty_rows_are_no_records() -> None:
    sample = ["案例（请删除）", *ROW[1:]]
    body = workbook([["表格说明：请勿改动表头"], HEADER, sample, [], ROW, ["", "", "", ""]])
    assert rows_of_file(MARKET_REGISTER, body) == [dict(zip(HEADER, ROW, strict=True))]


def test_every_sheet_of_the_kind_is_read() -> None:
    other = ["乐清市另一家商行", *ROW[1:]]
    body = workbook([HEADER, ROW], [["说明"]], [HEADER, other])
    assert [row["企业名称"] for row in rows_of_file(MARKET_REGISTER, body)] == [ROW[0], other[0]]


def test_a_number_in_a_workbook_keeps_its_digits_or_shows_that_it_lost_them() -> None:
    body = workbook([HEADER, ["甲公司", 330382000000016, "", ""], ["乙公司", 913303820000000000, "", ""]])
    assert [row[CODE] for row in rows_of_file(MARKET_REGISTER, body)] == ["330382000000016", "9.133038E+17"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"\xff\xd8\xff\xe0 a photograph", "请按模板重新导出", id="no spreadsheet"),
        pytest.param(workbook([HEADER, ROW])[:900], "请重新导出", id="cut short"),
        pytest.param(workbook([["姓名", "年龄"], ["甲", 1]]), "表头不属于任何已知类型", id="unknown kind"),
        pytest.param(b"", "表头不属于任何已知类型", id="empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(FileSetAsideError, match=reason):
        kinds_of_file(body, DATASETS)


@pytest.mark.skipif(not REAL_REGISTER.exists(), reason="the real register lies beside the project, not in it")
def test_the_real_register_is_read_whole() -> None:
    rows = rows_of_file(MARKET_REGISTER, REAL_REGISTER.read_bytes())
    lengths = [len(row[CODE] or "") for row in rows]
    assert (len(rows), lengths.count(15), lengths.count(13)) == (2883, 1096, 8)
