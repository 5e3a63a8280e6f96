"""Delimited text of every encoding and separator: one bad line spoils no other."""

from __future__ import annotations

import pytest
from reading import HEADER, ROW, codes, numbers, rows, text_of


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
    for above in (0, 2_000):
        before = [f"公司{number},9,x,y" for number in range(above)]
        after = [f"公司{number},9,x,y" for number in range(50)]
        body = text_of(*before, "甲公司,1,x,y", spoilt, '丙公司,3,"x",y', *after).encode()
        assert codes(body)[above:-50] == expected


def test_a_stray_quote_before_one_that_is_closed_swallows_nothing() -> None:
    body = text_of(
        "甲公司,1,x,y", '"乙公司,2,x,y', *(f"公司{n},{n},x,y" for n in range(3, 9)), '丁"公司,9,x,y'
    ).encode()
    assert codes(body) == [str(number) for number in range(1, 10)]


def test_a_cell_of_many_lines_is_one_cell() -> None:
    body = text_of('"甲公司\r\n' + "第二行\r\n" * 50 + '",1,x,y', "乙公司,2,x,y").encode()
    assert codes(body) == ["1", "2"]
    assert numbers(body) == [2, 3]
