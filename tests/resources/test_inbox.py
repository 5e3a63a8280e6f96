"""What becomes of the files that departments drop."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from delivered_files import workbook

import resources.inbox
from hub.alerts import watch
from hub.datasets.departments import DATASETS, MARKET_REGISTER
from hub.landing import containers
from hub.landing.pages import adopt, read
from hub.progress import Silence
from resources.inbox import take_files
from resources.inbox_folder import Contents, look, settled
from resources.inbox_folder import read as read_file
from resources.landing_store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from resources.inbox_folder import Found
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


def take(
    inbox: Path, database: Database, wait: Callable[[float], None] = no_wait, dataset: Dataset = MARKET_REGISTER
) -> LandingOutcome:
    """One look into the inbox."""
    store = open_store(str(inbox.parent / "landing"))
    return take_files(dataset, inbox, database, store, Silence(), 2.0, wait)


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


def names(database: Database) -> list[tuple[str, str, bool, str | None]]:
    """Department, name, whether its content is known, and why not, of every name seen."""
    with database.connect() as connection:
        return connection.execute(
            "SELECT department, name, sha256 IS NOT NULL, problem FROM hub.inbox_name ORDER BY department, name"
        ).fetchall()


def test_the_same_content_of_another_department_is_its_own(inbox: Path, database: Database) -> None:
    drop(inbox, "a.csv", REGISTER)
    drop(inbox, "a.csv", REGISTER, "culture")
    assert take(inbox, database).pages == 2
    assert [(department, name) for department, name, *_ in receipts(database)] == [
        ("culture", "a.csv"),
        ("market", "a.csv"),
    ]


def test_the_same_name_with_new_content_is_taken_again(inbox: Path, database: Database) -> None:
    drop(inbox, "a.csv", REGISTER)
    take(inbox, database)
    drop(inbox, "a.csv", REGISTER + "乐清市另一家公司,330382000000024,\n".encode())
    assert take(inbox, database).pages == 2
    assert [name for _, name, *_ in receipts(database)] == ["a.csv", "a.csv"]
    assert names(database) == [("market", "a.csv", True, None)]


def test_every_name_of_a_content_is_known(inbox: Path, database: Database) -> None:
    drop(inbox, "a.csv", REGISTER)
    drop(inbox, "b.csv", REGISTER)
    take(inbox, database)
    assert names(database) == [("market", "a.csv", True, None), ("market", "b.csv", True, None)]
    assert len(receipts(database)) == 1


def test_a_file_is_read_once_for_all_datasets(inbox: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(inbox, "a.csv", REGISTER)
    drop(inbox, "photo.xlsx", b"\xff\xd8\xff\xe0")
    opened: list[str] = []
    monkeypatch.setattr(resources.inbox, "read", lambda found: opened.append(found.name) or read_file(found))
    for dataset in DATASETS:
        take(inbox, database, dataset=dataset)
    assert sorted(opened) == ["a.csv", "photo.xlsx"]


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_time(
    inbox: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(inbox, "a.csv", REGISTER[:30])
    found = settled(inbox, 0, no_wait)
    path.write_bytes(REGISTER)
    monkeypatch.setattr(resources.inbox, "settled", lambda *_: found)
    assert take(inbox, database).pages == 0
    assert names(database) == []


def test_a_file_that_vanishes_is_nothing(inbox: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop(inbox, "a.csv", REGISTER)
    found = settled(inbox, 0, no_wait)
    path.unlink()
    monkeypatch.setattr(resources.inbox, "settled", lambda *_: found)
    assert take(inbox, database).pages == 0
    assert (names(database), receipts(database)) == ([], [])


def test_a_file_that_cannot_be_read_keeps_no_other_back(
    inbox: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(inbox, "a.csv", REGISTER)
    drop(inbox, "locked.csv", REGISTER + b"\n")

    def refuse(found: Found) -> bytes | None:
        if found.name == "locked.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return read_file(found)

    with monkeypatch.context() as patch:
        patch.setattr(resources.inbox, "read", refuse)
        assert take(inbox, database).pages == 1
    ((_, _, known, problem),) = [each for each in names(database) if each[1] == "locked.csv"]
    assert not known
    assert "没有读取权限" in (problem or "")
    # Once it can be read, it is.
    assert take(inbox, database).pages == 2
    assert names(database) == [("market", "a.csv", True, None), ("market", "locked.csv", True, None)]


@pytest.mark.parametrize(
    "name",
    ["~$名录.xlsx", ".名录.csv", "名录.csv.tmp", "名录.xlsx.crdownload", "Thumbs.db", "回执-名录.xlsx-0123abcd.xlsx"],
)
def test_what_programs_leave_beside_a_file_is_not_even_mentioned(name: str, inbox: Path) -> None:
    drop(inbox, name, REGISTER)
    assert look(inbox) == Contents()


def test_what_cannot_be_taken_is_passed_over_with_the_reason(inbox: Path) -> None:
    outside = inbox.parent / "outside.csv"
    outside.write_bytes(REGISTER)
    (inbox / "market" / "link.csv").symlink_to(outside)
    (inbox / "market" / "dangling.csv").symlink_to(inbox / "nowhere")
    (inbox / "market" / "folder").mkdir()
    os.mkfifo(inbox / "market" / "pipe")
    (inbox / "stray.csv").write_bytes(REGISTER)
    (inbox / "mar|ket").mkdir()
    contents = look(inbox)
    assert contents.files == ()
    told = {(each.department, each.name): each.reason for each in contents.passed_over}
    assert "符号链接" in told["market", "link.csv"]
    assert "符号链接" in told["market", "dangling.csv"]
    assert "子文件夹" in told["market", "folder"]
    assert "普通文件" in told["market", "pipe"]
    assert "部门文件夹" in told["", "stray.csv"]
    assert "部门代码" in told["mar|ket", ""]


def test_a_link_that_takes_a_files_place_is_not_followed(inbox: Path, database: Database) -> None:
    path = drop(inbox, "a.csv", REGISTER)
    (found,) = settled(inbox, 0, no_wait)
    secret = inbox.parent / "secret.csv"
    secret.write_bytes(REGISTER)
    path.unlink()
    path.symlink_to(secret)
    with pytest.raises(OSError, match="link"):
        read_file(found)


@pytest.mark.parametrize(
    "name",
    [
        "名录 (1) 最终版——新.csv",
        "a'b\";--.csv",
        "换\n行.csv",
        "\x1b[31m红.csv",
        "%s{}.csv",
        "x" * 240 + ".csv",
        "\udcff\udcfe.csv",
    ],
)
def test_names_of_any_characters_are_taken_and_can_be_shown(name: str, inbox: Path, database: Database) -> None:
    drop(inbox, name, REGISTER)
    assert take(inbox, database).pages == 1
    ((_, shown, *_),) = receipts(database)
    assert shown.isprintable()
    assert take(inbox, database).pages == 1


def test_a_folder_of_odd_name_is_a_department(inbox: Path, database: Database) -> None:
    drop(inbox, "a.csv", REGISTER, "新 部门")
    assert take(inbox, database).pages == 1


def test_an_emptied_database_takes_no_file_again(inbox: Path, database: Database) -> None:
    drop(inbox, "名录.csv", REGISTER)
    drop(inbox, "photo.xlsx", b"\xff\xd8\xff\xe0")
    take(inbox, database)
    with database.connect() as connection:
        connection.execute("TRUNCATE hub.landed_page, hub.inbox_file, hub.inbox_name")
    assert adopt(database, open_store(str(inbox.parent / "landing"))) == 1
    assert take(inbox, database).pages == 1
    assert [(name, status) for _, name, status, _ in receipts(database)] == [
        ("photo.xlsx", "set_aside"),
        ("名录.csv", "taken"),
    ] or len(receipts(database)) == 2


def test_a_file_beyond_all_measure_is_set_aside_unread(
    inbox: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "LARGEST_FILE", 100)
    monkeypatch.setattr(resources.inbox, "LARGEST_FILE", 100)
    monkeypatch.setattr(resources.inbox, "read", lambda _: pytest.fail("it was read"))
    drop(inbox, "名录.csv", REGISTER)
    take(inbox, database)
    ((_, _, status, reason),) = receipts(database)
    assert status == "set_aside"
    assert "请拆成几个文件" in (reason or "")


def test_what_is_wrong_with_a_name_is_told_until_it_is_mended(
    inbox: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> set[str]:
        with database.connect() as connection:
            watch.files(connection, "departments")
            return {
                title for (title,) in connection.execute("SELECT title FROM quality.alert WHERE resolved_at IS NULL")
            }

    def refuse(found: Found) -> bytes | None:
        raise PermissionError(errno.EACCES, "Permission denied")

    drop(inbox, "good.csv", REGISTER)
    take(inbox, database)
    drop(inbox, "a.csv", b"%PDF")
    take(inbox, database)
    drop(inbox, "b.csv", REGISTER + b"\n")
    with monkeypatch.context() as patch:
        patch.setattr(resources.inbox, "read", refuse)
        take(inbox, database)
    first, second = sorted(told())
    assert "a.csv" in first
    assert "b.csv" in second
    # What was sent already under another name mends it too.
    drop(inbox, "a.csv", REGISTER)
    take(inbox, database)
    assert told() == set()
