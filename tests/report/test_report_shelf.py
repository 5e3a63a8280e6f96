"""A report for each day is kept as long as it should be, and the newest is always in one place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.errors import StorageError
from hub.report.shelf import NEWEST, Earlier, Shelf, write_page

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 23)


def test_thirty_days_are_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "reports")
    for back in range(40, -1, -1):
        day = TODAY - timedelta(back)
        assert shelf.put(day, f"第 {day} 天").read_text("utf-8") == f"第 {day} 天"
    kept = sorted(path.name for path in shelf.folder.iterdir())
    assert kept == sorted([NEWEST, *(f"quality-{TODAY - timedelta(back)}.html" for back in range(30))])


def test_the_last_report_of_a_day_counts(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(TODAY, "早上")
    shelf.put(TODAY, "晚上")
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        "quality-2026-11-23.html": "晚上",
        NEWEST: "晚上",
    }


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in ("quality-2020-01-01.html.bak", "quality-2020-13-45.html", "说明.txt"):
        (tmp_path / name).write_text("留着", "utf-8")
    Shelf(tmp_path).put(TODAY, "")
    assert len(list(tmp_path.iterdir())) == 5


def test_it_names_the_days_before(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, days=3)
    assert shelf.earlier(TODAY) == ()
    for back in (5, 2, 1, 0):
        write_page(tmp_path / f"quality-{TODAY - timedelta(back)}.html", "")
    assert shelf.earlier(TODAY) == tuple(
        Earlier(TODAY - timedelta(back), f"quality-{TODAY - timedelta(back)}.html") for back in (1, 2)
    )


@pytest.mark.parametrize(
    ("address", "location"),
    [
        (None, "/var/reports/quality.html"),
        ("https://hub.intranet/reports/", "https://hub.intranet/reports/quality.html"),
    ],
)
def test_messages_lead_to_the_newest(tmp_path: Path, address: str | None, location: str) -> None:
    shelf = Shelf(tmp_path.__class__("/var/reports"), address=address)
    assert shelf.location == location


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file", "utf-8")
    with pytest.raises(
        StorageError, match=r"报告 .*quality-2026-11-23\.html 无法写入（.+）；请检查磁盘空间和文件夹权限"
    ):
        Shelf(tmp_path / "reports").put(TODAY, "")
