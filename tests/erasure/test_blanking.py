"""Rows blanked in a body: the others stay as they were received, byte for byte or cell for cell."""

from __future__ import annotations

import io
import json

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.datasets import PLATFORMS, dataset, of_platform
from hub.datasets.wire import RestPlatform
from hub.erasure.answers import blank_rows
from hub.erasure.files import blank_file
from hub.errors import ProtocolError
from hub.landing.answers import rows_of
from hub.landing.files import contents_of_file, kinds_of, parts_of_file

REST = [each for each in PLATFORMS.values() if isinstance(each, RestPlatform)]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(st.dictionaries(st.text(), JSON, max_size=4), min_size=1, max_size=5)
MARK = {"key": "（已抹去）"}


def answer(platform, rows, *, as_text=False, indent=None):
    """An answer of the platform with these rows, and things around them that look alike."""
    document = {"other": [{"rows": '"]}'}], "code": 0}
    at = document
    for key in platform.answer.rows_at[:-1]:
        at = at.setdefault(key, {"before": {"a": []}})
    at[platform.answer.rows_at[-1]] = json.dumps(rows) if as_text else rows
    if platform.answer.total_at:
        at = document
        for key in platform.answer.total_at[:-1]:
            at = at.setdefault(key, {})
        at[platform.answer.total_at[-1]] = len(rows)
    return json.dumps(document, ensure_ascii=False, indent=indent).encode("utf-8", "surrogatepass")


@settings(max_examples=25, deadline=None)
@given(data=st.data(), platform=st.sampled_from(REST), rows=ROWS, indent=st.sampled_from([None, 0, 2]))
def test_every_other_row_stays_as_it_was(data, platform, rows, indent):
    as_text = platform.answer.rows_as_text and data.draw(st.booleans())
    wanted = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    body = answer(platform, rows, as_text=as_text, indent=indent)
    before = rows_of(platform, body)
    after = rows_of(platform, blank_rows(platform, body, dict.fromkeys(wanted, MARK)))
    assert after == [MARK if place in wanted else row for place, row in enumerate(before)]


def test_not_a_byte_of_the_rest_changes():
    body = b'{"data" : {"items":[ {"a":1.10, "b":"\\u00e9]"},\n {"a":[{}]} ,{"a":12345678901234567890}], "total": 3 }}'
    assert blank_rows(PLATFORMS["city"], body, {1: {"k": "x"}}) == body.replace(b'{"a":[{}]}', b'{"k": "x"}')


@pytest.mark.parametrize("body", [b'{"data":{}}', b'{"data":{"items":[{"a":', b"[]"])
def test_where_there_are_no_rows_nothing_is_blanked(body):
    with pytest.raises(ProtocolError):
        blank_rows(PLATFORMS["city"], body, {0: MARK})


HEADER = ["企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位", "备注"]
KINDS = of_platform("departments")
REGISTER = dataset("departments/market_register")


def workbook(*sheets, **options):
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, options) as book:
        for lines in sheets:
            sheet = book.add_worksheet()
            for row, cells in lines.items():
                sheet.write_row(row, 0, cells)
    return written.getvalue()


def parts(body):
    (kind, *_) = kinds_of(contents_of_file(body, KINDS))
    found = list(parts_of_file(body, kind, KINDS))
    numbers = pl.concat([each.numbers for each in found]).to_list()
    return dict(zip(numbers, pl.concat([each.rows for each in found], how="diagonal").to_dicts(), strict=True))


@pytest.mark.parametrize(
    "body",
    [
        workbook({0: ["填写说明"], 1: HEADER, 3: ["甲公司", 201312142.0, "=1+1", "柳市", 45000.5], 4: ["乙", "2"]}),
        workbook({0: HEADER, 1: ["甲", "1", "局", "所"]}, {0: HEADER, 2: ["乙", "2"], 3: ["丙\n厂", "0003"]}),
        workbook({0: HEADER, 1: ["甲", "1"], 2: ["乙", "2"]}, date_1904=True),
        '企业名称,注册号/统一社会信用代码,登记机关,管辖单位\n甲,"1,2",局,所\n\n乙,0002,"局\n二",所\n'.encode("gb18030"),
    ],
    ids=["above and between", "several sheets", "counted from 1904", "text"],
)
def test_cells_stay_in_their_place(body):
    before = parts(body)
    erased = next(iter(before))
    after = parts(blank_file(body, {erased: "（已抹去）"}))
    assert after.keys() == before.keys()
    assert set(after.pop(erased).values()) <= {"（已抹去）", None}
    assert after == {number: row for number, row in before.items() if number != erased}
