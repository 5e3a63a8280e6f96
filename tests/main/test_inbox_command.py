"""What happened to every file: `hub inbox`, and the receipts that departments get."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from delivered_files import delimited, workbook
from forked_hub import ForkedHub
from python_calamine import CalamineWorkbook
from quick_folder import quick_folder

from hub.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Server

REGISTER = ["企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位"]
OFFICE = "乐清市市场监督管理局"
FORMULA = '=HYPERLINK("http://x","点我")'
LICENCES = ["XK_XDR_MC", "XK_XDR_SHXYM", "XK_WSH", "XK_XKLB", "XK_NR", "XK_JDRQ", "XK_YXQZI", "XK_XKJG", "XK_ZT"]
CITIZEN = "330382199001011237"


def licence(number: str, decided: str, name: str = "乐清市某某电器有限公司") -> list[str]:
    """A row of the list of licences."""
    return [name, "91330382MA2AB3CD02", number, "普通", "食品经营", decided, "2031/01/01", "乐清市某局", "1"]


MARKET = workbook(
    [
        ["填写说明：一行一个主体"],
        [],
        REGISTER,
        ["案例（请删除）", "330382000000016", OFFICE, ""],
        ["乐清市甲电器有限公司", "330382000000016", OFFICE, "柳市所"],
        [],
        ["", "330382000000024", FORMULA, "柳市所"],
        ["乐清市甲电器有限公司", "330382000000016", OFFICE, "柳市所"],
    ],
    [REGISTER, ["", "330382000000032", OFFICE, "虹桥所"]],
    [["科室", "电话"], ["办公室", "0577-00000001"]],
)
HEALTH = delimited(
    [LICENCES, licence("乐许〔2026〕第1号", "2026/01/02"), licence(f"乐许〔2026〕第{CITIZEN}号", "昨天", "张三")]
).encode("gb18030")


@dataclass
class Office:
    """A hub, its inbox, and the folder into which it writes receipts."""

    hub: ForkedHub
    inbox: Path
    receipts: Path

    def drop(self, name: str, body: bytes) -> Path:
        """A file that was delivered long ago: `department/name`."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        os.utime(path, (1_600_000_000, 1_600_000_000))
        return path

    def told(self, *arguments: str) -> dict[str, Any]:
        """What `hub inbox` tells."""
        done = self.hub("inbox", "--json", *arguments)
        assert done.returncode == ExitCode.DONE, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document


@pytest.fixture(scope="module")
def office(server: Server, template: str) -> Iterator[Office]:
    """A hub after one run over an inbox with all sorts of files."""
    database = server.create(template)
    with quick_folder() as parent:
        settings = {
            "HUB_DATABASE_URL": database.url.get_secret_value(),
            "HUB_INBOX": str(parent / "inbox"),
            "HUB_INBOX_SETTLE": "0",
            "HUB_INBOX_RECEIPTS": str(parent / "receipts"),
        }
        made = Office(ForkedHub(parent / "home", settings), parent / "inbox", parent / "receipts")
        made.drop("market/名录.xlsx", MARKET)
        made.drop("market/名录 副本.xlsx", MARKET)
        made.drop("health/双公示.csv", HEALTH)
        made.drop("health/通知.xlsx", b"%PDF-1.7")
        made.drop("health/~$双公示.csv", b"lock")
        made.drop("health/sub/深.csv", HEALTH)
        done = made.hub("run", "--platform", "departments", "--json")
        assert done.returncode == ExitCode.DONE, done.stderr
        made.drop("market/新来.csv", b"x")
        yield made
    server.drop(database)


def cells(path: Path) -> dict[str, list[list[object]]]:
    """The sheets of a receipt, below their headers."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    sheets = {name: list(book.get_sheet_by_name(name).iter_rows()) for name in book.sheet_names}
    return {
        name: rows[next(n for n, row in enumerate(rows) if row[0] == "文件") + 1 :] for name, rows in sheets.items()
    }


def test_every_file_is_accounted_for(office: Office) -> None:
    told = office.told()
    files = {(each["department"], each["name"]): each for each in told["files"]}
    assert files.keys() == {("market", "名录 副本.xlsx"), ("health", "双公示.csv"), ("health", "通知.xlsx")}
    market = files["market", "名录 副本.xlsx"]
    counts = ("status", "rows", "versions", "repeats", "accepted", "rejected", "waiting")
    assert [market[each] for each in counts] == ["taken", 4, 3, 1, 1, 2, 0]
    assert market["names"] == ["名录 副本.xlsx", "名录.xlsx"]
    assert market["reasons"] == {"必填项缺失": 2}
    assert [(each["dataset"], each["header_row"], each["rows"], each["rejected"]) for each in market["sheets"]] == [
        ("market_register", 3, 3, 1),
        ("market_register", 1, 1, 1),
        (None, None, 0, 0),
    ]
    aside = files["health", "通知.xlsx"]
    assert (aside["status"], aside["rows"]) == ("set_aside", None)
    assert "PDF" in aside["reason"]
    assert [(each["department"], each["name"]) for each in told["waiting"]] == [("market", "新来.csv")]
    assert [(each["department"], each["name"]) for each in told["passed_over"]] == [("health", "sub")]
    assert told["unreadable"] == []


def test_a_department_sees_its_own(office: Office) -> None:
    told = office.told("--department", "health")
    assert {each["department"] for each in told["files"]} == {"health"}
    assert told["waiting"] == []
    done = office.hub("inbox", "--department", "health")
    assert "整份搁置" in done.stdout
    assert "子文件夹" in done.stdout


def test_the_receipt_tells_each_rejected_row_by_its_place_in_the_file(office: Office, tmp_path: Path) -> None:
    done = office.hub("inbox", "receipt", "market/名录.xlsx", "-o", str(tmp_path))
    assert done.returncode == ExitCode.DONE, done.stderr
    (path,) = tmp_path.glob("*.xlsx")
    found = cells(path)
    ((_, _, result, content, *counts, remark),) = found["文件"]
    assert (result, counts) == ("已接收", [4, 1, 1, 2, 0])
    assert content
    assert "必填项缺失 2 行" in remark
    assert "名录.xlsx" in remark
    assert [row[1:6] for row in found["工作表"]] == [
        ["Sheet1", found["工作表"][0][2], 3, 3, 1],
        ["Sheet2", found["工作表"][1][2], 1, 1, 1],
        ["Sheet3", "", "", "", ""],
    ]
    assert [(row[1], row[2], row[5]) for row in found["拒收明细"]] == [("Sheet1", 7, "（空）"), ("Sheet2", 2, "（空）")]
    assert all(row[7] for row in found["拒收明细"])


def test_a_receipt_names_no_person(office: Office, tmp_path: Path) -> None:
    office.hub("inbox", "receipt", "--department", "health", "-o", str(tmp_path))
    (path,) = tmp_path.glob("*.xlsx")
    found = cells(path)
    assert {row[2] for row in found["文件"]} == {"已接收", "整份搁置"}
    (rejected,) = found["拒收明细"]
    assert rejected[2] == 3
    assert "昨天" in str(rejected[5])
    everything = str(found)
    assert CITIZEN not in everything
    assert "张三" not in everything


def test_every_file_gets_its_receipt_by_itself_once(office: Office) -> None:
    written = sorted(path.relative_to(office.receipts).parts[0] for path in office.receipts.rglob("*.xlsx"))
    assert written == ["health", "health", "market"]
    (path,) = (office.receipts / "market").iterdir()
    assert [(row[1], row[2]) for row in cells(path)["拒收明细"]] == [("Sheet1", 7), ("Sheet2", 2)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((), "--department"), (("没有.xlsx",), "没有收到过"), (("--department", "fire"), "没有收到过")],
)
def test_a_receipt_of_nothing_is_refused(office: Office, arguments: tuple[str, ...], expected: str) -> None:
    done = office.hub("inbox", "receipt", *arguments)
    assert done.returncode == ExitCode.USAGE
    assert expected in done.stderr
