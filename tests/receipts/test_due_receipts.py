"""Receipts that write themselves: each once, and again where that failed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from delivered_files import delimited

from hub.datasets.departments import MARKET_REGISTER
from hub.errors import StorageError
from hub.progress import Silence
from hub.receipts.due import write_due_receipts
from hub.receipts.files import told_files
from hub.staging.load import stage
from resources.inbox import take_files
from resources.inbox_folder import look
from resources.landing_store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from hub.database.connection import Database

REGISTER = delimited(
    [["企业名称", "注册号/统一社会信用代码", "登记机关"], ["乐清市测试电器有限公司", "330382000000016", "某局"]]
).encode()


def deliver(folder: Path, database: Database, name: str, body: bytes) -> None:
    """A file that was delivered long ago, and is taken now."""
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    take_files(MARKET_REGISTER, folder / "inbox", database, open_store(str(folder / "landing")), Silence(), 0)


def test_a_file_gets_its_receipt_once_it_is_staged(tmp_path: Path, database: Database) -> None:
    deliver(tmp_path, database, "market/名录.csv", REGISTER)
    deliver(tmp_path, database, "market/通知.pdf", b"%PDF")
    # Into the inbox itself, where no receipt is taken for a delivery.
    inbox = tmp_path / "inbox"
    assert [path.name.rpartition("-")[0] for path in write_due_receipts(database, inbox)] == ["回执-通知.pdf"]
    stage(MARKET_REGISTER, database, open_store(str(tmp_path / "landing")), Silence())
    (path,) = write_due_receipts(database, inbox)
    assert (path.parent, path.name.rpartition("-")[0]) == (inbox / "market", "回执-名录.csv")
    assert write_due_receipts(database, inbox) == []
    assert [each.name for each in look(inbox).files] == ["名录.csv", "通知.pdf"]


def test_a_folder_that_cannot_be_written_is_told_of_and_tried_again(tmp_path: Path, database: Database) -> None:
    deliver(tmp_path, database, "market/通知.pdf", b"%PDF")
    (tmp_path / "receipts").write_text("in the way")
    with pytest.raises(StorageError, match="无法写入"):
        write_due_receipts(database, tmp_path / "receipts")
    (tmp_path / "receipts").unlink()
    assert len(write_due_receipts(database, tmp_path / "receipts")) == 1


def test_files_are_told_of_by_department_and_age(tmp_path: Path, database: Database) -> None:
    deliver(tmp_path, database, "market/通知.pdf", b"%PDF")
    deliver(tmp_path, database, "health/通知.pdf", b"%PDF-1")
    with database.connect() as connection:
        connection.execute("UPDATE hub.inbox_file SET seen_at = now() - interval '3 days' WHERE department = 'health'")
        assert {each.department for each in told_files(connection)} == {"market", "health"}
        assert {each.department for each in told_files(connection, ["health"])} == {"health"}
        assert {each.department for each in told_files(connection, days=2)} == {"market"}
