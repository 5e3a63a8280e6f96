"""Files of the landing store that no row names: left by a process that died between the file and its row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.datasets import DATASETS
from hub.errors import HubError
from hub.landing.pages import META

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import Kept, LandingStore

GRACE = timedelta(hours=24)
"""A younger file may still get its row."""

MOST_SHARE = 0.1
MOST_FILES = 100
"""More orphans than this share and this number are no leftovers: the rows are missing, not the files too many."""


@dataclass(frozen=True, slots=True)
class Orphans:
    """Files without a row that are older than the grace time, out of `files` in all; `young` ones are let be."""

    files: int = 0
    young: int = 0
    found: Sequence[Kept] = field(default_factory=tuple)

    @property
    def bytes(self) -> int:
        """What they take."""
        return sum(each.bytes for each in self.found)

    @property
    def are_too_many(self) -> bool:
        """Whether rows are rather missing: an emptied database, or the landing store of another hub."""
        unnamed = sum(each.is_finished for each in self.found)
        return unnamed > max(MOST_FILES, self.files * MOST_SHARE)


def find_orphans(database: Database, store: LandingStore, *, now: datetime, grace: timedelta = GRACE) -> Orphans:
    """The orphans of every declared dataset; whatever lies elsewhere in the store is not ours.

    Pages that were removed for their age count as having no row, so that what a killed removal left goes too.
    """
    files = young = 0
    found: list[Kept] = []
    for dataset in DATASETS:
        # First the files, then the rows: what is landed meanwhile has its row by then, or is young.
        kept = list(store.kept(f"{dataset.id}/"))
        known = _known(database, dataset) if kept else frozenset()
        for each in kept:
            files += 1
            if each.is_finished and each.location.removesuffix(META) in known:
                continue
            if now - each.modified_at < grace:
                young += 1
            else:
                found.append(each)
    return Orphans(files, young, found)


def sweep(
    database: Database, store: LandingStore, *, now: datetime, grace: timedelta = GRACE, force: bool = False
) -> Orphans:
    """Remove the orphans; returns them.

    Raises HubError where they are too many to be leftovers, unless `force`; and StorageError.
    """
    orphans = find_orphans(database, store, now=now, grace=grace)
    if orphans.are_too_many and not force:
        raise HubError(
            f"落地区的 {orphans.files} 个文件中有 {len(orphans.found)} 个没有登记，不像是中断的残留，一个也没有清理："
            "数据库若是新建或清空的，请先运行 hub replay 由原文补登；若落地区属于另一套系统，请改正 HUB_LANDING_URL；"
            "确认可以清理时加 --force"
        )
    for each in orphans.found:
        store.remove(each.location)
    return orphans


def _known(database: Database, dataset: Dataset) -> frozenset[str]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT location FROM hub.landed_page WHERE platform = %s AND dataset = %s AND removed_at IS NULL",
            (dataset.platform, dataset.name),
        )
        return frozenset(location for (location,) in rows)
