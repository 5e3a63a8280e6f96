"""Receipts that write themselves: after a release each file gets its own, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.receipts.files import told_files
from hub.receipts.receipt import receipt_name, write_receipt

if TYPE_CHECKING:
    from pathlib import Path

    from hub.database.connection import Database


def write_due_receipts(database: Database, folder: Path) -> list[Path]:
    """Write the receipt of every file that has none yet and of which nothing is waited for; gives their paths.

    `<folder>/<department>/回执-<file>-<digest>.xlsx`. A file is noted once its receipt is written: a process that dies
    in between writes it again. Raises StorageError where the folder cannot be written.
    """
    written: list[Path] = []
    with database.connect() as connection:
        due = connection.execute(
            "SELECT department, sha256 FROM hub.inbox_file WHERE receipt_at IS NULL ORDER BY seen_at"
        ).fetchall()
        stories = told_files(connection, sha256=[sha256 for _, sha256 in due]) if due else []
        row = connection.execute("SELECT now()").fetchone()
        assert row is not None
        for story in stories:
            if (story.department, story.sha256) not in due or not (story.status == "set_aside" or story.is_staged):
                continue
            path = folder / story.department / receipt_name(story)
            write_receipt(connection, path, story.department, [story], (), row[0])
            connection.execute(
                "UPDATE hub.inbox_file SET receipt_at = now() WHERE department = %s AND sha256 = %s",
                (story.department, story.sha256),
            )
            written.append(path)
    return written
