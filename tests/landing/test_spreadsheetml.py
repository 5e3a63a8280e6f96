"""Excel-2003 XML under whatever name: cells where they say, and nothing in it does any harm."""

from __future__ import annotations

import pytest
from delivered_files import kinds_of_file, rows_of_file
from odd_workbooks import (
    cell_xml,
    row_xml,
    spreadsheetml,
)
from reading import FAR, FIRE, HEADER, REGISTER, ROW, numbers, reason, rows

from hub.datasets.departments import DATASETS, FIRE_PENALTIES
from hub.landing import spreadsheetml as spreadsheetml_module
from hub.landing.files import Kind


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
