"""Everything Dagster knows of the hub, and where its resources come from.

Loading this touches neither settings nor database: resources are built when a run, schedule or sensor asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets import housekeeping, jobs, publishing, reconciling, report, sensors
from assets.landing import landing_asset
from assets.needs import Inbox
from assets.staging import staging_asset
from hub.datasets import DATASETS
from hub.main.alerting import alerting
from hub.progress import Silence
from hub.rules.checking import check_rules
from resources.rest.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assets.needs import Alerting
    from hub.database.connection import Database
    from hub.feed.keeping import Keeping
    from hub.gates.limits import Book
    from hub.landing.store import LandingStore
    from hub.main.settings import Settings
    from hub.report.shelf import Shelf
    from resources.rest.access import PlatformAccess

OF_DATASETS = tuple(make(each) for each in DATASETS for make in (landing_asset, staging_asset))
"""What every dataset has, made once: definitions only differ in their resources."""


def build_definitions(resources: Mapping[str, object] | None = None) -> dg.Definitions:
    """Fresh definitions; `resources` takes the place of those of the same key (`assets.needs`), built or plain.

    Raises RuleError for a rule that could not be run.
    """
    check_rules()
    return dg.Definitions(
        assets=[
            *OF_DATASETS,
            *reconciling.RECONCILIATIONS,
            *publishing.PUBLISHING,
            report.quality_report,
            housekeeping.landing_housekeeping,
            housekeeping.history_housekeeping,
        ],
        jobs=[
            *jobs.INGEST_JOBS,
            *jobs.RECONCILE_JOBS,
            jobs.PUBLISH_JOB,
            report.REPORT_JOB,
            housekeeping.HOUSEKEEPING_JOB,
        ],
        schedules=[*jobs.SCHEDULES, report.REPORT_SCHEDULE, housekeeping.HOUSEKEEPING_SCHEDULE],
        sensors=[*sensors.SENSORS, report.report_after_publish],
        executor=dg.in_process_executor,
        resources={**{key: _lazy(build) for key, build in BUILDERS.items()}, **(resources or {})},
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """What workspace.yaml loads."""
    return build_definitions()


def _lazy(build: Callable[[], object]) -> dg.ResourceDefinition:
    """A resource that is built when it is asked for."""
    return dg.ResourceDefinition(resource_fn=lambda _: build(), description=build.__doc__)


def _settings() -> Settings:
    from hub.main.settings import load_settings

    return load_settings()


def _database() -> Database:
    """枢纽的数据库（HUB_DATABASE_URL，未设置时为内嵌服务器）。"""
    from hub.main.opening import ready_database

    return ready_database(_settings())


def _landing_store() -> LandingStore:
    """原文留存处（HUB_LANDING_URL）。"""
    from resources.landing_store import open_store

    return open_store(_settings().landing)


def _platform_access() -> Mapping[str, PlatformAccess]:
    """已配置的平台及其访问方式。"""
    return _settings().platforms


def _lines() -> Lines:
    """本次运行与各平台的连线：凭据、熔断与节奏；每次运行重新开始。"""
    return Lines()


def _inbox() -> Inbox:
    """部门文件的收件箱（HUB_INBOX）。"""
    settings = _settings()
    return Inbox(settings.inbox, settings.inbox_settle, settings.inbox_receipts)


def _progress() -> Silence:
    """无人等待时不报进度。"""
    return Silence()


def _alerting() -> Alerting:
    """告警的接收人与渠道（HUB_ALERT_CHANNELS、hub.toml 中的 [receivers.名称]）。"""
    return alerting(_settings())


def _limits() -> Book:
    """质量闸门的上限（hub.toml 的 [quality]）。"""
    return _settings().quality.book


def _shelf() -> Shelf:
    """质量报告的文件夹（HUB_REPORTS）。"""
    return _settings().shelf


def _landing_days() -> int | None:
    """原文保留的天数（HUB_LANDING_DAYS）；不设则不清理。"""
    return _settings().landing_days


def _keeping() -> Keeping:
    """变更流与历史版本保留的天数（HUB_CHANGES_DAYS、HUB_HISTORY_DAYS）；不设则不清理。"""
    return _settings().keeping


BUILDERS: Mapping[str, Callable[[], object]] = {
    "database": _database,
    "landing_store": _landing_store,
    "platform_access": _platform_access,
    "lines": _lines,
    "inbox": _inbox,
    "progress": _progress,
    "alerting": _alerting,
    "limits": _limits,
    "shelf": _shelf,
    "landing_days": _landing_days,
    "keeping": _keeping,
}
"""How each resource is built from the settings, when it is asked for."""
