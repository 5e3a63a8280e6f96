"""The inbox: files that departments drop into `<inbox>/<department>/` at any time.

A file is taken once, by its content, and stays where it is. It is taken when its size and time have stood still
and it opens to its end; what cannot be read or is of no known kind is set aside whole, with the reason.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from hub.datasets import of_platform
from hub.errors import FileSetAsideError
from hub.landing.containers import LARGEST_FILE, refuse_oversized
from hub.landing.files import contents_of_file, kinds_of
from hub.landing.packing import ENDING, pack
from hub.landing.pages import LandedPage, describe, insert
from resources.inbox_folder import explained, read, settled
from resources.ingest import LandingOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.files import Kind, SheetContents
    from hub.landing.store import LandingStore
    from hub.progress import Progress
    from resources.inbox_folder import Found

_TIME = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The content of a file; None where it is larger than a file may be and so was only hashed."""

    department: str
    name: str
    size: int
    sha256: str
    body: bytes | None


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

    A file that changed lately is given `settle` seconds once; if it is still growing, the next call takes it. One
    that is known by its name, size and times is not read again. One that cannot be read is noted with the reason and
    asked for again next time; it keeps no other back. Returns what now waits to be staged of `dataset`. Raises
    StorageError where the inbox's folders or the landing store cannot be read or written.
    """
    kinds = of_platform(dataset.platform)
    found = settled(inbox, settle, wait)
    with database.connect(autocommit=True) as connection:
        known = _known_states(connection)
        for done, each in enumerate(found, start=1):
            if known.get((each.department, each.name)) != (each.state.size, each.state.modified, each.state.changed):
                _look_into(connection, store, each, kinds)
            progress.advance("landing", dataset.id, done, len(found))
        return LandingOutcome(pages=_waiting(connection, dataset), rows=None)


def _known_states(connection: psycopg.Connection) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Size and times of every name whose content is known."""
    names = connection.execute(
        "SELECT department, name, bytes, modified_ns, changed_ns FROM hub.inbox_name WHERE sha256 IS NOT NULL"
    )
    return {(department, name): (size, modified, changed) for department, name, size, modified, changed in names}


def _look_into(connection: psycopg.Connection, store: LandingStore, found: Found, datasets: Sequence[Dataset]) -> None:
    """Read the file and take its content unless it was taken before; note under what name it came."""
    try:
        delivery = _delivered(found)
    except OSError as error:
        _note_name(connection, found, None, explained(error))
        return
    if delivery is None:
        return
    if _is_seen(connection, delivery):
        _note_name(connection, found, delivery.sha256, None)
        return
    sheets, reason = _contents(delivery, datasets)
    taken_at = datetime.now(UTC)
    pages = [] if _is_landed(connection, delivery) else _landed(store, delivery, kinds_of(sheets), taken_at)
    with connection.transaction():
        insert(connection, pages)
        _note_file(connection, delivery, sheets, reason, taken_at)
        _note_name(connection, found, delivery.sha256, None)


def _delivered(found: Found) -> Delivery | None:
    """The file's content; None where it changed or vanished since it was looked at. Raises OSError."""
    if found.state.size > LARGEST_FILE:
        with found.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Delivery(found.department, found.name, found.state.size, digest, None)
    body = read(found)
    if body is None:
        return None
    return Delivery(found.department, found.name, len(body), hashlib.sha256(body).hexdigest(), body)


def _is_seen(connection: psycopg.Connection, delivery: Delivery) -> bool:
    known = connection.execute(
        "SELECT 1 FROM hub.inbox_file WHERE department = %s AND sha256 = %s", (delivery.department, delivery.sha256)
    )
    return known.fetchone() is not None


def _is_landed(connection: psycopg.Connection, delivery: Delivery) -> bool:
    """Whether its pages are known, as they are where the landing area was read into an emptied database."""
    known = connection.execute(
        "SELECT 1 FROM hub.landed_page WHERE walk_id IS NULL AND request ->> 'department' = %s AND sha256 = %s LIMIT 1",
        (delivery.department, delivery.sha256),
    )
    return known.fetchone() is not None


def _contents(delivery: Delivery, datasets: Sequence[Dataset]) -> tuple[tuple[SheetContents, ...], str | None]:
    """What the file's sheets hold, or why it is set aside."""
    try:
        refuse_oversized(delivery.size)
        return contents_of_file(delivery.body or b"", datasets), None
    except FileSetAsideError as error:
        return (), str(error)


def _landed(store: LandingStore, delivery: Delivery, kinds: Sequence[Kind], taken_at: datetime) -> list[LandedPage]:
    """The file in the landing store, once for each kind that it holds."""
    if not kinds or delivery.body is None:
        return []
    packed = pack(delivery.body)
    pages = []
    for kind in kinds:
        dataset = kind.dataset
        folder = f"{dataset.platform}/{dataset.name}/{delivery.department}"
        page = LandedPage(
            platform=dataset.platform,
            dataset=dataset.name,
            walk_id=None,
            number=1,
            location=f"{folder}/{taken_at:{_TIME}}-{delivery.sha256[:16]}-{kind.generation}{ENDING}",
            sha256=delivery.sha256,
            bytes=delivery.size,
            received_at=taken_at,
            request={"department": delivery.department, "file": delivery.name, "generation": kind.generation},
        )
        store.write(page.location, packed)
        describe(store, page)
        pages.append(page)
    return pages


def _note_file(
    connection: psycopg.Connection,
    delivery: Delivery,
    sheets: Sequence[SheetContents],
    reason: str | None,
    taken_at: datetime,
) -> None:
    connection.execute(
        """
        INSERT INTO hub.inbox_file (department, sha256, name, bytes, status, kinds, sheets, reason, seen_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            delivery.department,
            delivery.sha256,
            delivery.name,
            delivery.size,
            "set_aside" if reason else "taken",
            list(dict.fromkeys(kind.dataset.name for kind in kinds_of(sheets))),
            Jsonb([_described(each) for each in sheets]),
            reason,
            taken_at,
        ),
    )


def _described(sheet: SheetContents) -> dict[str, object]:
    """A sheet as it stands in `hub.inbox_file.sheets`."""
    return {
        "name": sheet.name.replace("\0", ""),
        "dataset": sheet.kind.dataset.name if sheet.kind else None,
        "generation": sheet.kind.generation if sheet.kind else None,
        "header_row": sheet.header_row,
        "rows": sheet.rows,
        "reason": sheet.reason,
    }


def _note_name(connection: psycopg.Connection, found: Found, sha256: str | None, problem: str | None) -> None:
    """Under which name which content lies in the inbox, or why it cannot be read."""
    connection.execute(
        """
        INSERT INTO hub.inbox_name AS known (department, name, sha256, bytes, modified_ns, changed_ns, problem, seen_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())
        ON CONFLICT (department, name) DO UPDATE
        SET sha256 = excluded.sha256, bytes = excluded.bytes, modified_ns = excluded.modified_ns,
            changed_ns = excluded.changed_ns, problem = excluded.problem,
            seen_at = CASE WHEN (known.sha256, known.problem) IS NOT DISTINCT FROM (excluded.sha256, excluded.problem)
                           THEN known.seen_at ELSE excluded.seen_at END
        """,
        (
            found.department,
            found.name,
            sha256,
            found.state.size,
            found.state.modified,
            found.state.changed,
            problem,
        ),
    )


def _waiting(connection: psycopg.Connection, dataset: Dataset) -> int:
    """How many pages of the dataset wait to be staged."""
    row = connection.execute(
        "SELECT count(*) FROM hub.landed_page WHERE platform = %s AND dataset = %s AND staged_at IS NULL",
        (dataset.platform, dataset.name),
    ).fetchone()
    assert row is not None
    return int(row[0])
