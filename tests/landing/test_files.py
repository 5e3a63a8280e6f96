"""Departments' files: what they hold is told by their headers, whatever they are called and whatever wrote them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from delivered_files import delimited, kinds_of_file, legacy_workbook, rows_of_file, workbook

from hub.datasets.declaration import Dataset, Required
from hub.datasets.departments import DATASETS, ECOLOGY_PENALTIES, FIRE_PENALTIES, LICENCES, MARKET_REGISTER, PENALTIES
from hub.errors import FileSetAsideError
from hub.landing.files import Kind

CODE = "注册号/统一社会信用代码"
HEADER = ["企业名称", CODE, "登记机关", "管辖单位"]
ROW = ["乐清市测试电器有限公司", "330382000000016", "乐清市市场监督管理局", "柳市所"]
REGISTER = Kind(MARKET_REGISTER, "2018")
REAL_REGISTER = Path(__file__).parents[2].parent / "shared" / "data" / "market-register-2017.xlsx"


def rows(body: bytes, kind: Kind = REGISTER) -> list[dict[str, str | None]]:
    """The file's rows of `kind`."""
    return rows_of_file(body, kind, DATASETS).to_dicts()


def titles(dataset: Dataset, *, chinese: bool) -> list[str]:
    """A header of every field of a dataset, by its code or by its last Chinese title."""
    named = {each.source: each for each in dataset.fields if each.source}
    return [
        ([title for title in each.aliases if not title.isascii()] or [source])[-1] if chinese else source
        for source, each in named.items()
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(workbook([HEADER, ROW]), id="xlsx"),
        pytest.param(legacy_workbook([HEADER, ROW]), id="xls"),
        pytest.param(delimited([HEADER, ROW]).encode(), id="csv in UTF-8"),
        pytest.param(delimited([HEADER, ROW]).encode("utf-8-sig"), id="csv in UTF-8 with a mark"),
        pytest.param(delimited([HEADER, ROW]).encode("gb18030"), id="csv in GB18030"),
        pytest.param(delimited([HEADER, ROW], "\t").encode(), id="tab separated in UTF-8"),
        pytest.param(delimited([HEADER, ROW], "\t").encode("utf-16"), id="tab separated in UTF-16"),
        pytest.param(delimited([HEADER, ROW]).encode("utf-16"), id="comma separated in UTF-16"),
    ],
)
def test_the_same_rows_come_out_of_every_format(body: bytes) -> None:
    assert kinds_of_file(body, DATASETS) == (REGISTER,)
    assert rows(body) == [dict(zip(HEADER, ROW, strict=True))]


@pytest.mark.parametrize("chinese", [False, True], ids=["codes", "titles"])
@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_every_kind_is_told_by_its_header(dataset: Dataset, *, chinese: bool) -> None:
    header = titles(dataset, chinese=chinese)
    body = workbook([header, [f"value {place}" for place in range(len(header))]])
    (kind,) = kinds_of_file(body, DATASETS)
    assert kind.dataset == dataset
    expected = dict(zip(dataset.source_fields, (f"value {place}" for place in range(len(header))), strict=True))
    assert rows(body, kind) == [expected]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_every_other_name_of_a_field_leads_to_it(dataset: Dataset) -> None:
    for each in dataset.fields:
        for alias in each.aliases:
            header = [alias, *(source for source in dataset.source_fields if source != each.source)]
            body = delimited([header, ["x"] * len(header)]).encode()
            (kind,) = kinds_of_file(body, DATASETS)
            assert kind.dataset == dataset
            assert each.source in rows(body, kind)[0]


@pytest.mark.parametrize(
    ("mark", "dataset"),
    [
        ("XK_XDR", LICENCES),
        ("XK_SPLB", LICENCES),
        ("XK_JZQ", LICENCES),
        ("XK_XZJG", LICENCES),
        ("XK_XMMC", LICENCES),
        ("XK_XDR_GSDJ", LICENCES),
        ("XK_XDR_ZDM", LICENCES),
        ("审批类别", LICENCES),
        ("许可截止期", LICENCES),
        ("项目名称", LICENCES),
        ("行政相对人代码_2（组织机构代码）", LICENCES),
        ("CF_CFLB1", PENALTIES),
        ("CF_JG", PENALTIES),
        ("CF_XZJG", PENALTIES),
        ("CF_CFMC", PENALTIES),
        ("CF_AJMC", PENALTIES),
        ("CF_XDR_GSDJ", PENALTIES),
        ("CF_XDR_ZDM", PENALTIES),
        ("处罚结果", PENALTIES),
        ("处罚名称", PENALTIES),
        ("行政相对人代码_2(组织机构代码)", PENALTIES),
    ],
)
def test_one_former_name_makes_a_header_one_of_2015(mark: str, dataset: Dataset) -> None:
    required = [each.source for each in dataset.fields if each.required is Required.YES and each.source]
    body = delimited([list(dict.fromkeys([*required, mark]))]).encode()
    assert kinds_of_file(body, DATASETS) == (Kind(dataset, "2015"),)
    assert kinds_of_file(delimited([list(dict.fromkeys(required))]).encode(), DATASETS) == (Kind(dataset, "2018"),)


def test_a_numbered_code_is_told_by_its_bracket_alone() -> None:
    base = ["XK_XDR_MC", "XK_WSH", "XK_NR", "XK_JDRQ", "XK_XKLB"]
    for title, field in (
        ("行政相对人代码_2（组织机构代码）", "XK_XDR_ZZJG"),
        ("行政相对人代码_2 (工商注册号)", "XK_XDR_GSZC"),
        ("行政相对人代码_3(组织机构代码)", "XK_XDR_ZZJG"),
        ("行政相对人代码_3【工商登记码】", "XK_XDR_GSZC"),
    ):
        body = delimited([[*base, title], ["x"] * 6]).encode()
        assert rows(body, kinds_of_file(body, DATASETS)[0])[0][field] == "x"
    bare = delimited([[*base, "行政相对人代码_2"], ["x"] * 6]).encode()
    assert rows(bare, Kind(LICENCES, "2018"))[0].keys() == {*base, "行政相对人代码_2"}


def test_headers_are_compared_as_keys() -> None:
    body = workbook([["ＥｎｔＮａｍｅ", " 统一社会信用代码 ／ 注册号", "REGORGNAME", "LocalAdm\u3000Name"], ROW])
    assert rows(body) == [dict(zip(HEADER, ROW, strict=True))]


def test_instructions_samples_empty_rows_and_headers_that_stand_again_are_no_records() -> None:
    sample = ["案例（请删除）", *ROW[1:]]
    other_sample = [ROW[0], "案例(请删除)", *ROW[2:]]
    body = workbook(
        [["表格说明：请勿改动表头"], [], HEADER, sample, other_sample, [], ROW, ["", " ", "\u3000", ""], HEADER]
    )
    assert rows(body) == [dict(zip(HEADER, ROW, strict=True))]


def test_a_row_that_holds_but_a_number_in_a_column_of_no_field_is_empty() -> None:
    body = workbook([["序号", *HEADER], [1, *ROW], [2], [3]])
    assert rows(body) == [dict(zip(HEADER, ROW, strict=True))]


def test_short_rows_and_rows_beyond_the_header_are_read_as_far_as_the_header_goes() -> None:
    body = delimited([HEADER, ROW[:2], [*ROW, "多余"]]).encode()
    assert [list(row.values()) for row in rows(body)] == [[*ROW[:2], None, None], ROW]


def test_of_two_columns_of_one_field_the_one_that_holds_something_is_read() -> None:
    body = workbook(
        [["企业名称", CODE, "登记机关", "RegOrgName"], ["甲公司", "1", "", "乙局"], ["丙公司", "2", "丁局"]]
    )
    assert [row["登记机关"] for row in rows(body)] == ["乙局", "丁局"]


def test_every_sheet_is_read_as_what_it_is() -> None:
    other = ["乐清市另一家商行", *ROW[1:]]
    former = ["XK_XDR", "XK_WSH", "XK_SPLB", "XK_NR", "XK_JDRQ", "XK_JZQ", "XK_XZJG", "XK_ZT"]
    in_use = ["XK_XDR_MC", "XK_WSH", "XK_XKLB", "XK_NR", "XK_JDRQ", "XK_YXQZI", "XK_XKJG", "XK_ZT"]
    body = workbook(
        [HEADER, ROW],
        [["说明"]],
        [former, ["甲", "1号", *["x"] * 6]],
        [["填写说明：一行一件"], in_use, ["乙", "2号", *["x"] * 6]],
        [HEADER, other],
    )
    assert kinds_of_file(body, DATASETS) == (REGISTER, Kind(LICENCES, "2015"), Kind(LICENCES, "2018"))
    assert [row["企业名称"] for row in rows(body)] == [ROW[0], other[0]]
    assert [row["XK_WSH"] for row in rows(body, Kind(LICENCES, "2015"))] == ["1号"]
    assert [row["XK_XDR_MC"] for row in rows(body, Kind(LICENCES, "2018"))] == ["乙"]


def test_numbers_keep_their_digits_or_show_that_they_lost_them() -> None:
    numbers: list[float] = [330382000000016, 913303820000000000, 1234567890123456, 0.25, 0.00001, True]
    body = workbook([HEADER, *([f"公司{place}", each] for place, each in enumerate(numbers))])
    expected = ["330382000000016", "9.133038E+17", "1.234568E+15", "0.25", "0.00001", "true"]
    assert [row[CODE] for row in rows(body)] == expected
    legacy = legacy_workbook([HEADER, *([f"公司{place}", float(number)] for place, number in enumerate(numbers[:4]))])
    assert [row[CODE] for row in rows(legacy)] == expected[:4]


def test_days_come_as_days_or_as_the_serial_numbers_that_they_are_without_a_format() -> None:
    header = ["bcfdx", "cfwh", "wfss", "cfyj", "cfrq", "cfjg", "cfzl"]
    body = workbook(
        [header, *(["甲", "1号", "x", "x", day, "x", "21"] for day in (dt.date(2026, 1, 2), 46024, "2026年1月2日"))]
    )
    found = rows_of_file(body, Kind(FIRE_PENALTIES, "2018"), DATASETS)
    assert found["cfrq"].to_list() == ["2026-01-02", "46024", "2026年1月2日"]


def test_a_long_file_is_read_whole_and_as_columns() -> None:
    body = delimited([HEADER, *([f"公司{number}", str(number), "", ""] for number in range(25_001))]).encode()
    frame = rows_of_file(body, REGISTER, DATASETS)
    assert frame.schema == dict.fromkeys(HEADER, pl.String)
    assert frame[CODE].to_list() == [str(number) for number in range(25_001)]


def test_a_damaged_character_spoils_its_cell_alone() -> None:
    body = delimited([HEADER, *[ROW] * 40]).encode()
    at = body.rindex("乐清市测试".encode())
    found = rows(body[: at + 1] + b"\xff" + body[at + 2 :])
    assert len(found) == 40
    assert found[-1][CODE] == ROW[1]
    assert "?" in str(found[-1]["企业名称"])


def test_a_cell_may_hold_separators_quotes_and_line_ends() -> None:
    body = (delimited([HEADER]) + '\r\n"甲,乙""丙""公司\r\n第二名称：丁",330382000000016\t,,\r\n').encode()
    assert rows(body)[0] == {
        "企业名称": '甲,乙"丙"公司\r\n第二名称：丁',
        CODE: "330382000000016\t",
        **dict.fromkeys(HEADER[2:]),
    }


@pytest.mark.parametrize("delimiter", [",", "\t"], ids=["commas", "tabs"])
def test_what_parts_the_cells_is_told_by_the_header(delimiter: str) -> None:
    sender = [*ROW[:2], "乐清市市场监督管理局", f"柳市所{',' if delimiter == chr(9) else chr(9)}白石所"]
    instructions = ["填写说明：代码列设为文本，\t一行一个主体" if delimiter == "," else "填写说明：a, b"]
    body = delimited([instructions, HEADER, sender, sender], delimiter).encode()
    assert rows(body) == [dict(zip(HEADER, sender, strict=True))] * 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"\xff\xd8\xff\xe0 a photograph", "请按模板重新导出", id="no spreadsheet"),
        pytest.param(workbook([HEADER, ROW])[:900], "请重新导出", id="cut short"),
        pytest.param(workbook([["姓名", "年龄"], ["甲", 1]]), "表头不属于任何已知类型", id="unknown kind"),
        pytest.param(
            workbook([["CF_XDR_MC", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_JDRQ", "CF_CFJG"]]),
            "表头近似行政处罚（双公示），但缺少列：CF_WSH",
            id="no key",
        ),
        pytest.param(b"", "表头不属于任何已知类型", id="empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(FileSetAsideError, match=reason.replace("(", "[(]")):
        kinds_of_file(body, DATASETS)


def test_kinds_that_share_titles_are_not_mistaken() -> None:
    ecology = [
        "处罚主体",
        "决定书文号",
        "单位名称",
        "统一社会信用代码",
        "处罚依据",
        "处罚种类",
        "主要违法行为",
        "决定下达日期",
    ]
    fire = [
        "处罚名称",
        "处罚文号",
        "被处罚当事人(单位)",
        "统一社会信用代码",
        "处罚依据",
        "处罚种类",
        "违法事实",
        "处罚日期",
        "处罚机关",
    ]
    assert kinds_of_file(workbook([ecology]), DATASETS) == (Kind(ECOLOGY_PENALTIES, "2018"),)
    assert kinds_of_file(workbook([fire]), DATASETS) == (Kind(FIRE_PENALTIES, "2018"),)


@pytest.mark.skipif(not REAL_REGISTER.exists(), reason="the real register lies beside the project, not in it")
def test_the_real_register_is_read_whole() -> None:
    found = rows(REAL_REGISTER.read_bytes())
    lengths = [len(row[CODE] or "") for row in found]
    assert (len(found), lengths.count(15), lengths.count(13)) == (2883, 1096, 8)
