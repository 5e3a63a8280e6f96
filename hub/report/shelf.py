"""Where reports are kept: one for each of the last days, and the newest under a name that never changes."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hub.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWEST = "quality.html"
"""The newest report; alerts and assets lead here."""

KEPT_DAYS = 30

_OF_DAY = re.compile(r"^quality-(\d{4}-\d{2}-\d{2})\.html$")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A report of a day before, by its file's name beside the newest."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of reports. `address` is where its readers find it in their browsers; without one, its path is told."""

    folder: Path
    days: int = KEPT_DAYS
    address: str | None = None

    @property
    def location(self) -> str:
        """Where the newest report is, as a message or an asset tells it: an address, or else a path."""
        return f"{self.address.rstrip('/')}/{NEWEST}" if self.address else str(self.folder / NEWEST)

    def earlier(self, today: date) -> tuple[Earlier, ...]:
        """The reports of the days before `today` that are kept, the newest first."""
        first = today - timedelta(self.days - 1)
        return tuple(Earlier(day, name) for day, name in self._kept() if first <= day < today)

    def put(self, today: date, page: str) -> Path:
        """Keep `page` as the report of `today`, in the place of an earlier one of that day; days that are too old go.

        Gives the newest report's path. Raises StorageError where the folder cannot be written.
        """
        for name in (f"quality-{today:%Y-%m-%d}.html", NEWEST):
            write_page(self.folder / name, page)
        first = today - timedelta(self.days - 1)
        for day, name in self._kept():
            if day < first:
                (self.folder / name).unlink(missing_ok=True)
        return self.folder / NEWEST

    def _kept(self) -> Sequence[tuple[date, str]]:
        names = (each.name for each in self.folder.iterdir()) if self.folder.is_dir() else ()
        found = ((match[1], name) for name in names if (match := _OF_DAY.match(name)))
        return sorted(((day, name) for text, name in found if (day := _day(text))), reverse=True)


def write_page(path: Path, page: str) -> None:
    """Write `page` at `path`, whole or not at all. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}.", suffix=".part", dir=path.parent)
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(page)
            unfinished.chmod(0o640)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"报告 {path} 无法写入（{error.strerror or error}）；请检查磁盘空间和文件夹权限") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
