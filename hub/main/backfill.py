"""Landing past windows beside the running increments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hub.database.locks import backfill_lock
from hub.datasets import PLATFORMS
from hub.datasets.wire import RestPlatform
from hub.errors import SettingsError
from resources.ingest import ingesting
from resources.landing_store import open_store
from resources.rest.windows import SHANGHAI, Span

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.main.settings import Settings
    from hub.progress import Progress
    from resources.rest.access import PlatformAccess


def window(since: datetime, until: datetime) -> Span:
    """The window of two times without a zone (Shanghai's). Raises SettingsError where there is nothing past in it."""
    begins, ends = (each.replace(tzinfo=SHANGHAI) for each in (since, until))
    now = datetime.now(UTC).replace(microsecond=0)
    if begins >= min(ends, now):
        raise SettingsError(f"时间窗 {since} 至 {until} 是空的或尚未到来；--from 应早于 --to，且早于现在")
    return Span(begins, min(ends, now))


def access_to(settings: Settings, dataset: Dataset) -> PlatformAccess:
    """How the dataset's platform is reached. Raises SettingsError where it cannot be asked."""
    access = settings.access(dataset.platform)
    if access is None:
        what = "没有配置" if isinstance(PLATFORMS[dataset.platform], RestPlatform) else "只接收文件，没有可补采的接口"
        raise SettingsError(f"平台 {dataset.platform} {what}")
    return access


def slices(span: Span, step: timedelta) -> list[Span]:
    """The window in parts of at most `step`, each to be proved by itself."""
    assert span.since is not None
    found, since = [], span.since
    while since < span.until:
        found.append(Span(since, min(since + step, span.until)))
        since += step
    return found


def land_past(
    settings: Settings, database: Database, dataset: Dataset, span: Span, step_days: int, progress: Progress
) -> int:
    """Walk the window in parts to their proved ends and land their pages; returns how many parts were walked.

    The increments go on meanwhile. Where it was interrupted before, only what was left is walked. Raises
    SettingsError, LockedError where another backfill of the platform is under way, and what walks raise.
    """
    access = settings.access(dataset.platform)
    if access is None:
        what = (
            "只接收文件，没有可补采的接口" if not isinstance(PLATFORMS[dataset.platform], RestPlatform) else "没有配置"
        )
        raise SettingsError(f"平台 {dataset.platform} {what}")
    with (
        backfill_lock(database, dataset.platform),
        ingesting(dataset, access_to(settings, dataset), database, open_store(settings.landing), progress) as ingest,
    ):
        return sum(1 for _ in ingest.backfill(slices(span, timedelta(days=step_days))))
