"""A landing asset for each dataset: what its platform sent, exactly as received."""

# No postponed annotations here: Dagster reads those of its ops as types.

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg

from assets.columns import landing_metadata
from assets.failures import explained, will_retry
from assets.names import ENGINEERS, FULL_TAG, is_tagged, landing_key, source_group
from assets.needs import needs
from assets.texts import landing_text
from expectations.validator import validator
from hub.alerts import watch
from hub.database.locks import platform_lock
from hub.datasets import PLATFORMS
from hub.datasets.wire import FilePlatform
from hub.errors import HubError, PermanentError, PostponedError, ProtocolError, SettingsError, TransientError
from hub.gates import keeper
from resources.inbox import take_files
from resources.ingest import LandingOutcome, land
from resources.rest.errors import BadAnswer

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset

ZONE = ZoneInfo("Asia/Shanghai")
REST_FRESHNESS = timedelta(days=3)
FILE_FRESHNESS = timedelta(days=40)

GATES: dict[type[HubError], str] = {
    BadAnswer: watch.UNREADABLE,
    ProtocolError: watch.TOTALS,
    TransientError: watch.UNREACHABLE,
    PermanentError: watch.UNREACHABLE,
}
"""Which gate a failed walk stands for; a walk that does not add up is a ProtocolError that is no bad answer."""

Shown = dict[str, int | float | str | dg.PathMetadataValue]

RECEIVED = "接收行数"
PAGES = "接收页数"
SECONDS = "耗时（秒）"


def freshness(dataset: "Dataset") -> dg.FreshnessPolicy:
    """Nothing taken from the dataset for so long is shown as overdue."""
    window = FILE_FRESHNESS if isinstance(PLATFORMS[dataset.platform], FilePlatform) else REST_FRESHNESS
    return dg.FreshnessPolicy.time_window(fail_window=window, warn_window=window * 2 / 3)


def landing_asset(dataset: "Dataset") -> dg.AssetsDefinition:
    """The asset of the dataset's landed pages, and the op that asks the platform for what is new."""
    is_file = isinstance(PLATFORMS[dataset.platform], FilePlatform)

    @dg.asset(
        key=landing_key(dataset),
        description=landing_text(dataset),
        group_name=source_group(dataset),
        kinds={"bronze", "file" if is_file else "json"},
        owners=[ENGINEERS],
        tags={"hub/layer": "landing", "hub/platform": dataset.platform, "hub/category": dataset.category.value},
        metadata=landing_metadata(dataset),
        freshness_policy=freshness(dataset),
        required_resource_keys={"database", "landing_store", "platform_access", "lines", "inbox", "progress"},
    )
    def landing(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
        begun = time.monotonic()
        with explained(context), platform_lock(needs(context).database, dataset.platform):
            outcome = _take(context, dataset) if is_file else _ask(context, dataset)
        if outcome.pages and outcome.rows != 0:
            # There will be something to judge: what that takes seconds to import is ready when it is wanted.
            validator()
        return dg.MaterializeResult(metadata=_shown(dataset, outcome, time.monotonic() - begun))

    return landing


def _ask(context: dg.AssetExecutionContext, dataset: "Dataset") -> LandingOutcome:
    """Walk the dataset at its platform; the alerts of both open or close with what comes of it."""
    resources = needs(context)
    access = resources.platform_access.get(dataset.platform)
    if access is None:
        name = f"HUB_{dataset.platform.upper()}_URL"
        raise SettingsError(f"平台 {dataset.platform} 没有配置：设置 {name}（及其密钥），或在 hub.toml 中填写")
    try:
        outcome = land(
            dataset,
            access,
            resources.database,
            resources.landing_store,
            resources.progress,
            full=is_tagged(context, FULL_TAG),
            lines=resources.lines,
        )
    except PostponedError as error:
        context.log.warning(str(error))
        return LandingOutcome(pages=0, rows=0)
    except tuple(GATES) as error:
        if not will_retry(context, error):
            gate = next(gate for kind, gate in GATES.items() if isinstance(error, kind))
            with resources.database.connect() as connection:
                watch.landing_failed(connection, dataset, gate, str(error), since=_started(context))
                keeper.walked(connection, dataset, context.run_id, gate, str(error))
        raise
    with resources.database.connect() as connection:
        watch.landed(connection, dataset)
        keeper.walked(connection, dataset, context.run_id, None)
    return outcome


def _take(context: dg.AssetExecutionContext, dataset: "Dataset") -> LandingOutcome:
    """Take the dataset's files from the inbox; a file that was set aside opens an alert."""
    resources = needs(context)
    outcome = take_files(
        dataset,
        resources.inbox.path,
        resources.database,
        resources.landing_store,
        resources.progress,
        resources.inbox.settle,
    )
    with resources.database.connect() as connection:
        watch.files(connection, dataset.platform)
    return outcome


def _started(context: dg.AssetExecutionContext) -> datetime | None:
    record = context.instance.get_run_record_by_id(context.run_id)
    if record is None or record.start_time is None:
        return None
    return datetime.fromtimestamp(record.start_time, tz=ZONE)


def _shown(dataset: "Dataset", outcome: LandingOutcome, seconds: float) -> "Shown":
    shown: Shown = {PAGES: outcome.pages, SECONDS: round(seconds, 3)}
    if outcome.rows is not None:
        shown[RECEIVED] = outcome.rows
    if outcome.source_total is not None:
        shown["平台所报总数"] = outcome.source_total
    if outcome.window_to is not None:
        since = "自始" if outcome.window_from is None else f"{outcome.window_from.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
        shown["时间窗"] = f"{since} 至 {outcome.window_to.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
    if outcome.walk_id is not None:
        shown["取数标识"] = outcome.walk_id
        shown["原文位置"] = dg.MetadataValue.path(f"{dataset.id}/{outcome.walk_id}")
    return shown
