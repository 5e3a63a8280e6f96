"""A folder for what a test's servers write, in memory where there is room."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")  # noqa: S108  (of the kernel's own making)
ROOM = 8 * 2**30
"""Bytes that have to be free in memory: the servers of all workers, and as much again."""


@contextmanager
def quick_folder() -> Iterator[Path]:
    """An empty folder, removed afterwards; a database is made in memory four times as quickly as on a disk.

    It is not under pytest's own folder, which is closed to others: as root the embedded server runs as another user.
    """
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="hub-test-", dir=MEMORY if has_room else "/tmp"))  # noqa: S108
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
