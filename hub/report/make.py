"""Making the report: gathering, rendering, keeping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.report.gather import gather
from hub.report.page import render, verdict
from hub.report.shelf import write_page

if TYPE_CHECKING:
    from pathlib import Path

    from hub.database.connection import Database
    from hub.report.gather import Report
    from hub.report.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was written: where, its first line, how many things are to be done, today's score."""

    path: Path
    verdict: str
    actions: int
    score: float | None


def keep_report(database: Database, shelf: Shelf) -> Made:
    """Make the report of now and keep it as the newest. Raises StorageError where the folder cannot be written."""
    report = gather(database)
    return _made(report, shelf.put(report.today, render(report, shelf.earlier(report.today))))


def write_report(database: Database, path: Path) -> Made:
    """Make the report of now as the file `path` alone. Raises StorageError where it cannot be written."""
    report = gather(database)
    write_page(path, render(report))
    return _made(report, path)


def _made(report: Report, path: Path) -> Made:
    return Made(path.resolve(), verdict(report), len(report.actions), report.scores.overall.today)
