"""The inbox: files that departments drop into `<inbox>/<department>/` at any time.

A file is taken once, by its content, and stays where it is. It is taken when its size and time have stood still
and it opens to its end; what cannot be read or is of no known kind is set aside whole, with the reason.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.datasets import of_platform
from hub.errors import FileSetAsideError, StorageError
from hub.landing.files import kinds_of_file
from hub.landing.pages import LandedPage, describe, insert
from resources.ingest import LandingOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.files import Kind
    from hub.landing.store import LandingStore
    from hub.progress import Progress

# What spreadsheet programs and editors leave beside a file that is open.
SCRATCH_PREFIXES = (".", "~")
_TIME = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file of the inbox whose content was not seen before."""

    department: str
    name: str
    body: bytes
    sha256: str


def take_files(
    dataset: Dataset,
    inbox: Path,
    database: Database,
    store: LandingStore,
    progress: Progress,
    settle: float,
    wait: Callable[[float], None] = time.sleep,
) -> LandingOutcome:
    """Land every file of the inbox that stood still for `settle` seconds, whatever kinds it holds.

    A file that changed lately is given `settle` seconds once; if it is still growing, the next call takes it.
    Returns what now waits to be staged of `dataset`. Raises StorageError where the inbox or the landing store
    cannot be read or written.
    """
    kinds = of_platform(dataset.platform)
    paths = list(_settled(inbox, settle, wait))
    with database.connect(autocommit=True) as connection:
        for done, path in enumerate(paths, start=1):
            delivery = _unseen(connection, path)
            if delivery is not None:
                _take(connection, store, delivery, kinds)
            progress.advance("landing", dataset.id, done, len(paths))
        return LandingOutcome(pages=_waiting(connection, dataset), rows=None)


def _settled(inbox: Path, settle: float, wait: Callable[[float], None]) -> Iterator[Path]:
    """The inbox's files that stand still, oldest first."""
    before = _states(inbox)
    newest = max((modified for _, modified in before.values()), default=0)
    if before and time.time_ns() - newest < settle * 1e9:
        wait(settle)
    after = _states(inbox)
    still = (path for path, state in after.items() if before.get(path) == state)
    yield from sorted(still, key=lambda path: (after[path][1], path))


def _states(inbox: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change (ns) of every file that lies in a department's folder."""
    if not inbox.exists():
        return {}
    try:
        paths = [
            path
            for folder in inbox.iterdir()
            if folder.is_dir()
            for path in folder.iterdir()
            if path.is_file() and not path.name.startswith(SCRATCH_PREFIXES)
        ]
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in paths}
    except OSError as error:
        raise StorageError(f"收件箱 {inbox} 无法读取（{error.strerror}）；请检查目录权限（HUB_INBOX）") from error


def _unseen(connection: psycopg.Connection, path: Path) -> Delivery | None:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise StorageError(f"收件箱文件 {path} 无法读取（{error.strerror}）；请检查文件权限") from error
    delivery = Delivery(path.parent.name, path.name, body, hashlib.sha256(body).hexdigest())
    known = connection.execute(
        "SELECT 1 FROM hub.inbox_file WHERE department = %s AND sha256 = %s", (delivery.department, delivery.sha256)
    ).fetchone()
    return None if known else delivery


def _take(connection: psycopg.Connection, store: LandingStore, delivery: Delivery, datasets: Sequence[Dataset]) -> None:
    """Land the file once for each kind that it holds, or set it aside; its pages are written in one transaction."""
    try:
        kinds, reason = kinds_of_file(delivery.body, datasets), None
    except FileSetAsideError as error:
        kinds, reason = (), str(error)
    taken_at = datetime.now(UTC)
    pages = [_landed(store, delivery, kind, taken_at) for kind in kinds]
    with connection.transaction():
        insert(connection, pages)
        connection.execute(
            """
            INSERT INTO hub.inbox_file (department, sha256, name, bytes, status, kinds, reason, seen_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            """,
            (
                delivery.department,
                delivery.sha256,
                delivery.name,
                len(delivery.body),
                "set_aside" if reason else "taken",
                list(dict.fromkeys(kind.dataset.name for kind in kinds)),
                reason,
                taken_at,
            ),
        )


def _landed(store: LandingStore, delivery: Delivery, kind: Kind, taken_at: datetime) -> LandedPage:
    dataset = kind.dataset
    folder = f"{dataset.platform}/{dataset.name}/{delivery.department}"
    page = LandedPage(
        platform=dataset.platform,
        dataset=dataset.name,
        walk_id=None,
        number=1,
        location=f"{folder}/{taken_at:{_TIME}}-{delivery.sha256[:16]}-{kind.generation}.gz",
        sha256=delivery.sha256,
        bytes=len(delivery.body),
        received_at=taken_at,
        request={"department": delivery.department, "file": delivery.name, "generation": kind.generation},
    )
    store.write(page.location, gzip.compress(delivery.body, compresslevel=1, mtime=0))
    describe(store, page)
    return page


def _waiting(connection: psycopg.Connection, dataset: Dataset) -> int:
    """How many pages of the dataset wait to be staged."""
    row = connection.execute(
        "SELECT count(*) FROM hub.landed_page WHERE platform = %s AND dataset = %s AND staged_at IS NULL",
        (dataset.platform, dataset.name),
    ).fetchone()
    assert row is not None
    return int(row[0])
