"""A market register as files deliver it, and what is read out of a file."""

from __future__ import annotations

import pytest
from delivered_files import legacy_workbook, rows_of_file
from odd_workbooks import (
    cell_xml,
)

from hub.datasets.departments import DATASETS, MARKET_REGISTER
from hub.errors import FileSetAsideError
from hub.landing.files import Kind, contents_of_file, parts_of_file

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
