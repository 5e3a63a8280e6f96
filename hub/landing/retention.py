"""Pages that have been kept long enough: which may go, what goes with them, and the trace that they were there.

A page whose versions are all superseded, or that brought none, is needed by nothing: a rebuild comes to the same
without it. A page that still holds a version which staging holds (published, retracted, rejected, or not yet taken)
goes only where that is asked for by name. Of a removed page its row stays, with its counts, hash and request, and so
do its versions in the ledger (received again they are repeats); a rebuild takes over what staging holds of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from hub.database.locks import platform_lock
from hub.datasets import DATASETS
from hub.errors import FileSetAsideError, HubError, ProtocolError
from hub.landing.headers import IN_USE
from hub.landing.pages import META
from hub.staging.erased import times_of
from hub.staging.load import Page, read_page
from hub.staging.standardise import standardise
from hub.versions.days import keep_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.progress import Progress

STAGE = "retention"


@dataclass(frozen=True, slots=True)
class Expired:
    """What went, or would go: pages, their bytes as received, their versions, and how many of those staging holds."""

    pages: int = 0
    bytes: int = 0
    versions: int = 0
    still_held: int = 0

    def __add__(self, other: Expired) -> Expired:
        return Expired(
            self.pages + other.pages,
            self.bytes + other.bytes,
            self.versions + other.versions,
            self.still_held + other.still_held,
        )

    @property
    def sentence(self) -> str:
        """What is lost, for who asked."""
        if not self.pages:
            return "没有到期可清理的原始页"
        lost = f"其中 {self.versions} 个版本的原文不再可查"
        if self.still_held:
            return (
                f"{self.pages} 个原始页，{lost}；有 {self.still_held} 个版本仍在使用："
                "重建（hub replay）沿用暂存中的内容，但清空数据库后无法由原文恢复"
            )
        return f"{self.pages} 个原始页，{lost}；都已被取代，重建的结果不变"


@dataclass(frozen=True, slots=True)
class _Old:
    page: Page
    expired: Expired


def expiring(connection: psycopg.Connection, dataset: Dataset, *, before: datetime, with_held: bool = False) -> Expired:
    """What `expire` would remove."""
    return sum((each.expired for each in _old(connection, dataset, before, with_held=with_held)), Expired())


def expire(
    database: Database,
    store: LandingStore,
    progress: Progress,
    *,
    now: datetime,
    days: int,
    with_held: bool = False,
) -> Expired:
    """Remove the pages that are older than `days`; `with_held` those too of which staging still holds versions.

    First the row says that the page is removed, then the file goes: what a kill leaves is swept as an orphan.
    Raises LockedError where a platform is being asked, HubError during a rebuild, StorageError.
    """
    before = now - timedelta(days=days)
    because = f"超过保留期限 {days} 天"
    expired = Expired()
    for dataset in DATASETS:
        with platform_lock(database, dataset.platform), database.connect(autocommit=True) as connection:
            _refuse_rebuild(connection, dataset)
            for old in _old(connection, dataset, before, with_held=with_held):
                with connection.transaction():
                    _count_days(connection, dataset, store, old)
                    connection.execute(
                        "UPDATE hub.landed_page SET removed_at = %s, removed_because = %s WHERE page_id = %s",
                        (now, because, old.page.page_id),
                    )
                store.remove(old.page.location + META)
                store.remove(old.page.location)
                expired += old.expired
                progress.advance(STAGE, dataset.id, expired.pages)
    return expired


def _old(connection: psycopg.Connection, dataset: Dataset, before: datetime, *, with_held: bool) -> Iterator[_Old]:
    rows = connection.execute(
        _OLD, {"platform": dataset.platform, "dataset": dataset.name, "before": before}
    ).fetchall()
    for page_id, location, received_at, department, generation, erased, size, versions, superseded in rows:
        held = versions - superseded
        if not held or with_held:
            page = Page(page_id, location, received_at, department, generation or IN_USE, erased)
            yield _Old(page, Expired(1, size, versions, held))


# Of a walk that is not over every page is needed to go on with it.
_OLD = """
SELECT page_id, location, received_at, request ->> 'department', request ->> 'generation', erased, bytes,
       versions, superseded
FROM hub.landed_page AS page
WHERE platform = %(platform)s AND dataset = %(dataset)s AND received_at < %(before)s
  AND staged_at IS NOT NULL AND removed_at IS NULL
  AND NOT EXISTS (SELECT FROM hub.walk WHERE walk.walk_id = page.walk_id AND walk.status = 'open')
ORDER BY page_id
"""


def _count_days(connection: psycopg.Connection, dataset: Dataset, store: LandingStore, old: _Old) -> None:
    """Keep the days of the source's time of the versions that the page was the first to bring."""
    if not old.expired.versions:
        return
    own = connection.execute("SELECT version_hash::text FROM hub.version WHERE page_id = %s", (old.page.page_id,))
    hashes = pl.Series([each for (each,) in own], dtype=pl.String)
    try:
        parts = list(read_page(dataset, store, old.page))
    except (ProtocolError, FileSetAsideError):
        return
    erased = [row for part in parts for row in part.erased]
    sent = standardise(dataset, [part for part in parts if len(part.rows)])
    times = pl.concat(
        [
            sent.select("version_hash", "source_updated_at"),
            pl.DataFrame({"version_hash": [row.version_hash for row in erased], "source_updated_at": times_of(erased)}),
        ],
        how="vertical_relaxed",
    )
    own_times = times.filter(pl.col("version_hash").is_in(hashes.implode())).unique("version_hash")
    keep_days(connection, dataset, own_times)


def _refuse_rebuild(connection: psycopg.Connection, dataset: Dataset) -> None:
    pending = connection.execute(
        "SELECT FROM hub.rebuild WHERE platform = %s AND dataset = %s", (dataset.platform, dataset.name)
    ).fetchone()
    if pending is not None:
        raise HubError(f"数据集 {dataset.id} 正在重建，原文一页也不清理；请先完成 hub replay")
