"""Personal data of one record erased on request: from the landed pages, and from everything made of them.

PIPL (个人信息保护法) art. 47: who handles personal data erases it on request where keeping it has no ground any more;
whether that is so, a person decides and answers for. Kept is the fact: who, when, why, and a keyed digest of the
record's id, by which the same request can be told again.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from hub.database.locks import backfill_lock, platform_lock, release_lock
from hub.datasets import DATASETS
from hub.erasure.pages import Found, Unread, blanked, find, pages_of, twins_of
from hub.erasure.traces import is_published, staged_versions, take_out
from hub.errors import HubError, SettingsError
from hub.landing import pages as landed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.progress import Progress

STAGE = "erasure"
SECRET = "erasure"  # noqa: S105 the secret's name, not the secret


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: pages rewritten, rows blanked there, and what it could not reach.

    `unread` are pages that nobody can read, `inbox` the delivered files (department/name) that still hold the record
    where their department put them.
    """

    erasure_id: int
    pages: int
    rows: int
    unread: Sequence[Unread] = ()
    inbox: Sequence[str] = ()


def erase(
    database: Database,
    store: LandingStore,
    progress: Progress,
    dataset: Dataset,
    source_id: str,
    *,
    by: str,
    reason: str,
) -> Erased:
    """Erase the record `source_id` of `dataset`, by the order of `by` and for `reason`.

    Killed half way, it is finished by asking again. What the platform sends of the record from now on is new: versions
    that were erased stay erased (`renew`), others come in. Raises LockedError where another run is at work, HubError
    where there is no such record or a page cannot be rewritten faithfully, SettingsError without `by` or `reason`.
    """
    if not by.strip() or not reason.strip():
        raise SettingsError("删除个人信息须写明经办人（--by）和理由或依据（--reason）")
    with _alone(database, dataset), database.connect(autocommit=True) as connection:
        pages = pages_of(connection, dataset)
        wanted = pl.col("source_id") == source_id
        found, unread = find(dataset, store, pages, wanted, _looked(progress, dataset, len(pages)))
        staged = staged_versions(connection, dataset, source_id)
        if not found and not staged and not is_published(connection, dataset, source_id):
            raise HubError(
                f"{dataset.id} 中没有标识为 {source_id!r} 的记录；请按 source_id 的写法给出（可用 hub sql 查询）"
            )
        last = max((page.page_id for page, _ in pages), default=0)
        with connection.transaction():
            erasure_id = _begin(connection, dataset, source_id, by.strip(), reason.strip(), last)
            _remember(connection, erasure_id, [*staged, *_hashes(found)])
        _rewrite(connection, dataset, store, found)
        with connection.transaction():
            take_out(connection, dataset, source_id)
            rows = sum(len(each.rows) for each in found)
            connection.execute(
                "UPDATE hub.erasure SET finished_at = now(), pages = %s, rows = %s WHERE erasure_id = %s",
                (len(found), rows, erasure_id),
            )
        return Erased(erasure_id, len(found), rows, unread, _inbox(connection, found))


def renew(database: Database, store: LandingStore, progress: Progress) -> int:
    """Blank the rows of pages that came since in which an erased version was sent again; returns how many.

    Raises LockedError where a platform is being asked, StorageError.
    """
    blanked_rows = 0
    with database.connect(autocommit=True) as connection:
        standing = connection.execute(
            "SELECT platform, dataset, min(checked_page_id) FROM hub.erasure "
            "WHERE finished_at IS NOT NULL GROUP BY 1, 2"
        ).fetchall()
        checked = {(platform, name): page_id for platform, name, page_id in standing}
        for dataset in DATASETS:
            after = checked.get((dataset.platform, dataset.name))
            if after is None:
                continue
            with _alone(database, dataset):
                blanked_rows += _renew(connection, store, progress, dataset, after)
    return blanked_rows


def _renew(
    connection: psycopg.Connection, store: LandingStore, progress: Progress, dataset: Dataset, after: int
) -> int:
    hashes = [each for (each,) in connection.execute("SELECT version_hash::text FROM hub.erased_version")]
    pages = pages_of(connection, dataset, after=after, only_repeats=True)
    wanted = pl.col("version_hash").is_in(pl.Series(hashes, dtype=pl.String).implode())
    found, _ = find(dataset, store, pages, wanted, _looked(progress, dataset, len(pages)))
    _rewrite(connection, dataset, store, found)
    connection.execute(
        """
        UPDATE hub.erasure SET checked_page_id = (SELECT max(page_id) FROM hub.landed_page)
        WHERE platform = %s AND dataset = %s AND finished_at IS NOT NULL
        """,
        (dataset.platform, dataset.name),
    )
    return sum(len(each.rows) for each in found)


def digest_of(connection: psycopg.Connection, dataset: Dataset, source_id: str) -> str:
    """A digest of the record's id under a key of this installation: it tells the record again and nothing else."""
    connection.execute(
        "INSERT INTO hub.secret (name, value) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (SECRET, secrets.token_bytes(32)),
    )
    row = connection.execute("SELECT value FROM hub.secret WHERE name = %s", (SECRET,)).fetchone()
    assert row is not None
    return hashlib.blake2b(f"{dataset.id}/{source_id}".encode(), key=bytes(row[0]), digest_size=16).hexdigest()


@contextmanager
def _alone(database: Database, dataset: Dataset) -> Iterator[None]:
    """Nobody else lands, stages, links or publishes; nothing is being rebuilt."""
    with ExitStack() as locks:
        locks.enter_context(platform_lock(database, dataset.platform))
        locks.enter_context(backfill_lock(database, dataset.platform))
        locks.enter_context(release_lock(database))
        with database.connect() as connection:
            if connection.execute("SELECT FROM hub.rebuild LIMIT 1").fetchone():
                raise HubError("重建还没有完成，不能改写原文；请先完成 hub replay")
        yield


def _begin(
    connection: psycopg.Connection, dataset: Dataset, source_id: str, by: str, reason: str, last_page: int
) -> int:
    row = connection.execute(
        """
        INSERT INTO hub.erasure (platform, dataset, record_digest, requested_by, reason, requested_at, checked_page_id)
        VALUES (%s, %s, %s, %s, %s, now(), %s) RETURNING erasure_id
        """,
        (dataset.platform, dataset.name, digest_of(connection, dataset, source_id), by, reason, last_page),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _remember(connection: psycopg.Connection, erasure_id: int, hashes: Sequence[str]) -> None:
    connection.execute(
        """
        INSERT INTO hub.erased_version (version_hash, erasure_id)
        SELECT DISTINCT hash, %s::bigint FROM unnest(%s::uuid[]) AS hash ON CONFLICT DO NOTHING
        """,
        (erasure_id, [*hashes]),
    )


def _rewrite(connection: psycopg.Connection, dataset: Dataset, store: LandingStore, found: Sequence[Found]) -> None:
    """Rewrite the pages; each row first says that some of its rows are erased, which is harmless where none is."""
    for each in found:
        body = blanked(dataset, store, each)
        erased = each.landed.erased + len(each.rows)
        connection.execute("UPDATE hub.landed_page SET erased = %s WHERE page_id = %s", (erased, each.page.page_id))
        landed.rewrite(store, replace(each.landed, erased=erased), body)
        for _, twin in twins_of(connection, each) if each.landed.walk_id is None else ():
            landed.rewrite(store, twin, body)


def _hashes(found: Sequence[Found]) -> list[str]:
    return [mark.version_hash for each in found for mark in each.rows.values()]


def _inbox(connection: psycopg.Connection, found: Sequence[Found]) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT department || '/' || name FROM hub.inbox_name WHERE sha256 = ANY (%s) ORDER BY 1",
        ([each.landed.sha256 for each in found if each.landed.walk_id is None],),
    )
    return [name for (name,) in rows]


def _looked(progress: Progress, dataset: Dataset, total: int) -> Callable[[int], None]:
    return lambda done: progress.advance(STAGE, dataset.id, done, total)
