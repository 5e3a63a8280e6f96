"""The jobs, called as operators speak of them (one for each platform, and `publish`), and their schedules."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg

from assets.names import (
    COMPARE_TAG,
    FULL_TAG,
    LINKAGE,
    LOCK_TAG,
    PUBLISH,
    RELEASE,
    landing_key,
    mart_key,
    reconciliation_key,
    reconciling,
    staging_key,
    unified_key,
)
from assets.needs import needs
from assets.publishing import TABLES
from assets.reconciling import RECONCILED
from hub.datasets import PLATFORMS, of_platform
from hub.datasets.wire import FilePlatform
from hub.marts.catalogue import MARTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.datasets.wire import Platform, RestPlatform

ZONE = "Asia/Shanghai"
FIRST_MINUTE = 5
"""Minutes past the hour at which the first platform is asked; the others follow evenly, so that few run at once."""
FILES_CRON = "*/15 * * * *"
RECONCILE_HOUR = 2
COMPARE_HOUR = 3
"""The hours of the night at which totals are compared, and on Sundays every record."""


def ingest_job(platform: Platform) -> dg.UnresolvedAssetJobDefinition:
    """Landing, staging and checks of all datasets of a platform."""
    datasets = of_platform(platform.name)
    again = "" if isinstance(platform, FilePlatform) else f"要全量重取，启动时加标签 {FULL_TAG}=true。"
    return dg.define_asset_job(
        platform.name,
        selection=[key for each in datasets for key in (landing_key(each), staging_key(each))],
        description=f"{platform.title}：取数、标准化、质量判定（{'、'.join(each.title for each in datasets)}）。"
        f"结束后自动发布。{again}",
        tags={LOCK_TAG: platform.name},
        executor_def=dg.in_process_executor,
    )


def publish_job() -> dg.UnresolvedAssetJobDefinition:
    """Linkage, the unified tables and the derived ones."""
    return dg.define_asset_job(
        PUBLISH,
        selection=[
            LINKAGE,
            *(unified_key(table) for table in TABLES),
            *(mart_key(mart.name) for mart in MARTS),
        ],
        description="关联监管对象，并把全部合格数据发布到统一模型与专题表。每次取数之后自动运行，无论取数成败；每日零时后另运行一次。",
        tags={LOCK_TAG: RELEASE},
        executor_def=dg.in_process_executor,
    )


def reconcile_job(platform: RestPlatform) -> dg.UnresolvedAssetJobDefinition:
    """Reconciling with a platform; it waits in line with the platform's other runs."""
    return dg.define_asset_job(
        reconciling(platform.name),
        selection=[reconciliation_key(platform.name)],
        description=f"与{platform.title}对账：核对总数，补回遗漏，查明差异。结束后自动发布。"
        f"要逐条比对全部记录，启动时加标签 {COMPARE_TAG}=true。",
        tags={LOCK_TAG: platform.name},
        executor_def=dg.in_process_executor,
    )


def minute_of(platform: Platform) -> int:
    """The minute of the hour at which a platform is asked."""
    asked = [each.name for each in PLATFORMS.values() if not isinstance(each, FilePlatform)]
    return (FIRST_MINUTE + asked.index(platform.name) * 60 // len(asked)) % 60


def ingest_schedule(platform: Platform) -> dg.ScheduleDefinition:
    """When a platform is asked; nothing happens where it is not configured or its last run still goes on."""
    is_file = isinstance(platform, FilePlatform)
    minute = None if is_file else minute_of(platform)
    when = "每 15 分钟查看收件箱" if is_file else f"每小时第 {minute} 分取数"

    @dg.schedule(
        name=f"{platform.name}_{'every_15_minutes' if is_file else 'hourly'}",
        job_name=platform.name,
        cron_schedule=FILES_CRON if is_file else f"{minute} * * * *",
        execution_timezone=ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"{platform.title}：{when}；未配置时跳过。",
        required_resource_keys={"inbox"} if is_file else {"platform_access"},
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if is_file:
            if not needs(context).inbox.path.is_dir():
                return dg.SkipReason(f"没有收件箱文件夹 {needs(context).inbox.path}，跳过")
        elif needs(context).platform_access.get(platform.name) is None:
            return dg.SkipReason(f"平台 {platform.name} 没有配置（HUB_{platform.name.upper()}_URL），跳过")
        if going_on := _going_on(context.instance, platform.name):
            return dg.SkipReason(f"上一次运行 {going_on} 还没有结束，跳过")
        return dg.RunRequest()

    return tick


def reconcile_schedule(platform: RestPlatform, *, full: bool) -> dg.ScheduleDefinition:
    """When totals are compared, or (`full`) every record: once a day, as early in the day as the platform may be asked.

    Nothing happens where it is not configured.
    """
    minute, hour = minute_of(platform), COMPARE_HOUR if full else RECONCILE_HOUR
    what = f"每周日 {hour}:{minute:02} 逐条比对全部记录" if full else f"每日 {hour}:{minute:02} 核对总数"

    @dg.schedule(
        name=f"{'compare' if full else 'reconcile'}_{platform.name}_{'weekly' if full else 'nightly'}",
        job_name=reconciling(platform.name),
        cron_schedule=f"{minute} {hour}-23 * * {'0' if full else '*'}",
        execution_timezone=ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"{platform.title}：{what}；在静默时段则顺延，未配置时跳过。",
        required_resource_keys={"platform_access"},
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        access = needs(context).platform_access.get(platform.name)
        if access is None:
            return dg.SkipReason(f"平台 {platform.name} 没有配置（HUB_{platform.name.upper()}_URL），跳过")
        now = context.scheduled_execution_time.astimezone(ZoneInfo(ZONE))
        if (hours := (access.manners or platform.manners).quiet_at(now.time())) is not None:
            return dg.SkipReason(f"静默时段 {hours}，顺延")
        tags = {COMPARE_TAG: str(full).lower()}
        if _has_run(context.instance, reconciling(platform.name), tags, now):
            return dg.SkipReason("当日已经核对过")
        return dg.RunRequest(tags=tags)

    return tick


def _has_run(instance: dg.DagsterInstance, job: str, tags: Mapping[str, str], now: datetime) -> bool:
    """Whether a run of the job with these tags was asked for on the day of `now`."""
    # Dagster leaves the zone away, and keeps what it compares with in UTC.
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    return bool(instance.get_runs(dg.RunsFilter(job_name=job, tags=dict(tags), created_after=midnight), limit=1))


def _going_on(instance: dg.DagsterInstance, job: str) -> str | None:
    unfinished = [
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
    ]
    runs = instance.get_runs(dg.RunsFilter(job_name=job, statuses=unfinished), limit=1)
    return runs[0].run_id if runs else None


INGEST_JOBS = tuple(ingest_job(platform) for platform in PLATFORMS.values())
RECONCILE_JOBS = tuple(reconcile_job(platform) for platform in RECONCILED)
PUBLISH_JOB = publish_job()
PUBLISH_SCHEDULE = dg.ScheduleDefinition(
    name="publish_daily",
    job=PUBLISH_JOB,
    cron_schedule=f"{FIRST_MINUTE} 0 * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=f"每日 0:{FIRST_MINUTE:02} 发布一次：许可到期、事件超期等随日期变化的专题表，没有新数据也要更新。",
)
SCHEDULES = (
    PUBLISH_SCHEDULE,
    *(ingest_schedule(platform) for platform in PLATFORMS.values()),
    *(reconcile_schedule(platform, full=full) for platform in RECONCILED for full in (False, True)),
)
