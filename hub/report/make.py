"""Making the report: gathering, rendering, keeping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.report.gather import gather
from hub.report.page import render, verdict
from hub.report.shelf import write_page

if TYPE_CHECKING:
    from pathlib import Path

    from hub.database.connection import Database
    from hub.report.shelf import Shelf


def keep_report(database: Database, shelf: Shelf) -> tuple[Path, str]:
    """Make the report of now and keep it; gives the newest report's path and its first line.

    Raises StorageError where the folder cannot be written.
    """
    report = gather(database)
    page = render(report, shelf.earlier(report.today))
    return shelf.put(report.today, page), verdict(report)


def write_report(database: Database, path: Path) -> tuple[Path, str]:
    """Make the report of now as the file `path` alone; gives it and its first line. Raises StorageError."""
    report = gather(database)
    write_page(path, render(report))
    return path, verdict(report)
