"""Retracting by hand what a platform no longer lists: decided by a named person, published as any delete is.

Only what was confirmed to be missing can be retracted. It ends by itself when the source lists the record again.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from hub.alerts.masking import mask_runs
from hub.database.locks import backfill_lock, platform_lock
from hub.errors import HubError, SettingsError
from hub.landing.retractions import Retraction, land
from hub.reconciliation.checks import forget
from hub.reconciliation.vanished import missing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.landing.store import LandingStore
    from hub.reconciliation.vanished import Missing


def retract(
    database: Database,
    store: LandingStore,
    dataset: Dataset,
    source_ids: Collection[str],
    *,
    by: str,
    reason: str,
    now: datetime,
) -> int:
    """Land the decision to retract records of `dataset`; returns how many. They are retracted when it is published.

    All of them or none: raises SettingsError without `by` or `reason`, HubError for a record that is not confirmed to
    be missing or is retracted already, LockedError where the platform is being asked.
    """
    if not by.strip() or not reason.strip():
        raise SettingsError("人工撤回须写明撤回人（--by）和理由（--reason），二者留存备查")
    with ExitStack() as until_end:
        for lock in (platform_lock, backfill_lock):
            until_end.enter_context(lock(database, dataset.platform))
        connection = until_end.enter_context(database.connect(autocommit=True))
        known = {each.source_id: each for each in missing(connection, dataset)}
        wanted = dict.fromkeys(source_ids)
        for source_id in wanted:
            _refuse(dataset, source_id, known.get(source_id))
        for source_id in wanted:
            after = known[source_id].source_updated_at
            land(connection, store, dataset, Retraction(source_id, by.strip(), reason.strip(), now, after))
            forget(connection, dataset, after)
    return len(wanted)


def _refuse(dataset: Dataset, source_id: str, found: Missing | None) -> None:
    name = f"{dataset.id} {mask_runs(source_id)}"
    if found is None:
        raise HubError(
            f"{name} 不在“平台不再列出”的记录之中，不能人工撤回；可撤回的见 hub reconcile --dataset {dataset.id} --json"
        )
    if found.retracted_at is not None:
        raise HubError(f"{name} 已由 {mask_runs(found.retracted_by or '')} 撤回，无须再撤")
    if found.confirmed_at is None:
        raise HubError(
            f"{name} 只核对过一次，尚属疑似；请过 15 分钟再运行 hub reconcile --dataset {dataset.id}，确认后再撤回"
        )
