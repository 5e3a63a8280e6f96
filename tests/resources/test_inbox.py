"""What becomes of the files that departments drop."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from delivered_files import workbook

from hub.datasets.departments import MARKET_REGISTER
from hub.landing.pages import adopt, read
from hub.progress import Silence
from resources.inbox import take_files
from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hub.database.connection import Database
    from resources.ingest import LandingOutcome

REGISTER = "企业名称,统一社会信用代码,登记机关\n乐清市测试电器有限公司,330382000000016,乐清市市场监督管理局\n".encode()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with a folder for the market department."""
    folder = tmp_path / "inbox"
    (folder / "market").mkdir(parents=True)
    return folder


def drop(inbox: Path, name: str, body: bytes, department: str = "market") -> Path:
    """A file that was delivered long ago."""
    path = inbox / department / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    return path


def no_wait(seconds: float) -> None:
    """Time does not matter to files that were delivered long ago."""


def take(inbox: Path, database: Database, wait: Callable[[float], None] = no_wait) -> LandingOutcome:
    """One look into the inbox."""
    store = open_store(str(inbox.parent / "landing"))
    return take_files(MARKET_REGISTER, inbox, database, store, Silence(), 2.0, wait)


def receipts(database: Database) -> list[tuple[str, str, str, str | None]]:
    """Department, name, status and reason of every file seen."""
    with database.connect() as connection:
        return connection.execute(
            "SELECT department, name, status, reason FROM hub.inbox_file ORDER BY seen_at"
        ).fetchall()


def test_a_file_is_landed_as_it_is_and_stays_where_it_lies(inbox: Path, database: Database) -> None:
    path = drop(inbox, "名录.csv", REGISTER)
    assert take(inbox, database).pages == 1
    assert path.read_bytes() == REGISTER
    with database.connect() as connection:
        row = connection.execute("SELECT location, request FROM hub.landed_page").fetchone()
    assert row is not None
    assert read(open_store(str(inbox.parent / "landing")), row[0]) == REGISTER
    assert row[1] == {"department": "market", "file": "名录.csv", "generation": "2018"}


def test_a_file_is_landed_once_for_each_kind_that_it_holds(inbox: Path, database: Database) -> None:
    names = ["处罚文号", "被处罚当事人（单位）", "违法事实", "处罚依据", "处罚日期", "处罚机关", "处罚种类"]
    former = ["XK_XDR", "XK_WSH", "XK_SPLB", "XK_NR", "XK_JDRQ", "XK_JZQ", "XK_XZJG", "XK_ZT"]
    in_use = ["XK_XDR_MC", "XK_WSH", "XK_XKLB", "XK_NR", "XK_JDRQ", "XK_YXQZI", "XK_XKJG", "XK_ZT"]
    drop(inbox, "一份.xlsx", workbook([names], [former], [in_use], [former]), "health")
    assert take(inbox, database).pages == 0
    with database.connect() as connection:
        pages = connection.execute(
            "SELECT dataset, request ->> 'generation' FROM hub.landed_page ORDER BY page_id"
        ).fetchall()
        kinds = connection.execute("SELECT kinds FROM hub.inbox_file").fetchall()
    assert pages == [("fire_penalties", "2018"), ("licences", "2015"), ("licences", "2018")]
    assert kinds == [(["fire_penalties", "licences"],)]


def test_one_content_is_taken_once_under_whatever_name(inbox: Path, database: Database) -> None:
    drop(inbox, "a.csv", REGISTER)
    take(inbox, database)
    drop(inbox, "b.csv", REGISTER)
    assert take(inbox, database).pages == 1
    assert receipts(database) == [("market", "a.csv", "taken", None)]


def test_what_cannot_be_read_is_set_aside_and_spoils_nothing_else(inbox: Path, database: Database) -> None:
    drop(inbox, "photo.xlsx", b"\xff\xd8\xff\xe0")
    drop(inbox, "register.csv", REGISTER, "culture")
    assert take(inbox, database).pages == 1
    found = {(department, status): reason for department, _, status, reason in receipts(database)}
    assert found[("culture", "taken")] is None
    assert "请按模板重新导出" in (found[("market", "set_aside")] or "")


def test_a_file_that_still_grows_is_waited_for_once_and_left_for_the_next_time(inbox: Path, database: Database) -> None:
    path = inbox / "market" / "growing.csv"
    path.write_bytes(REGISTER[:20])
    waits: list[float] = []

    def grow(seconds: float) -> None:
        waits.append(seconds)
        path.write_bytes(REGISTER)

    assert take(inbox, database, grow).pages == 0
    assert waits == [2.0]
    assert take(inbox, database).pages == 1


def test_an_emptied_database_knows_the_files_again_from_the_landing_area(inbox: Path, database: Database) -> None:
    drop(inbox, "名录.csv", REGISTER)
    take(inbox, database)
    with database.connect() as connection:
        before = connection.execute("SELECT location, sha256, request, received_at FROM hub.landed_page").fetchall()
        connection.execute("TRUNCATE hub.landed_page")
    assert adopt(database, open_store(str(inbox.parent / "landing"))) == 1
    with database.connect() as connection:
        after = connection.execute("SELECT location, sha256, request, received_at FROM hub.landed_page").fetchall()
    assert after == before


def test_a_missing_inbox_is_an_empty_one(tmp_path: Path, database: Database) -> None:
    assert take(tmp_path / "nowhere", database).pages == 0
