"""An asset for each platform that is asked: what is held of its datasets against what it says it has (对账)."""

# No postponed annotations here: Dagster reads those of its ops as types.

from datetime import date
from typing import TYPE_CHECKING

import dagster as dg

from assets.failures import explained
from assets.names import (
    COMPARE_TAG,
    DATASETS_TAG,
    DAYS_TAG,
    ENGINEERS,
    is_tagged,
    landing_key,
    reconciliation_key,
    staging_key,
)
from assets.needs import needs
from assets.staging import judged
from hub.database.locks import platform_lock
from hub.datasets import PLATFORMS, of_platform
from hub.datasets.wire import RestPlatform
from hub.errors import HubError, PostponedError, SettingsError
from hub.reconciliation.telling import tell
from resources.ingest import ingesting
from resources.reconcile import reconcile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.datasets.declaration import Dataset
    from hub.reconciliation.checks import Check
    from resources.reconcile import Reconciled

RECONCILED = tuple(each for each in PLATFORMS.values() if isinstance(each, RestPlatform))
"""The platforms that can be asked."""


def reconciliation_asset(platform: RestPlatform) -> dg.AssetsDefinition:
    """The asset of a platform's reconciliation, and the op that asks for totals and walks again what differs."""

    @dg.asset(
        key=reconciliation_key(platform.name),
        deps=[key for each in of_platform(platform.name) for key in (landing_key(each), staging_key(each))],
        description=(
            f"{platform.title}的对账：先补齐增量，再向平台询问截至昨日的总数，与已接收的逐日核对；"
            "不一致的日期重新获取一遍，仍有差异的逐条查明原因。\n\n"
            "- 结果在表 `quality.total_check`，平台不再列出的记录在 `quality.vanished`\n"
            f"- 手动运行 `hub reconcile --platform {platform.name}`；逐条比对全部记录用 "
            f"`hub compare --platform {platform.name}`"
        ),
        group_name=f"{platform.name}/reconciliation",
        kinds={"postgres"},
        owners=[ENGINEERS],
        tags={"hub/layer": "reconciliation", "hub/platform": platform.name},
        required_resource_keys={"database", "landing_store", "platform_access", "lines", "progress", "limits"},
    )
    def reconciliation(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
        found: list[Check] = []
        walks = versions = 0
        failed: HubError | None = None
        with explained(context), platform_lock(needs(context).database, platform.name):
            for dataset in _chosen(context, platform.name):
                try:
                    outcome = _reconciled(context, dataset)
                except SettingsError:
                    raise
                except PostponedError as error:
                    context.log.warning(str(error))
                    break
                except HubError as error:
                    context.log.error(f"{dataset.id}：{error}")
                    failed = failed or error
                    continue
                found += outcome.checks
                walks += outcome.walks
                versions += outcome.versions
            if failed is not None:
                raise failed
        return dg.MaterializeResult(
            metadata={
                "不一致": sum(each.status == "differs" for each in found),
                "待复核": sum(each.status == "pending" for each in found),
                "重新获取的时间窗": walks,
                "补回的版本数": versions,
                "核对结果": _table(found),
            }
        )

    return reconciliation


def _chosen(context: dg.AssetExecutionContext, platform: str) -> "Iterator[Dataset]":
    names = context.run.tags.get(DATASETS_TAG)
    return (each for each in of_platform(platform) if names is None or each.name in names.split(","))


def _reconciled(context: dg.AssetExecutionContext, dataset: "Dataset") -> "Reconciled":
    """Reconcile one dataset; what that brought is judged, and published by the release that follows."""
    resources = needs(context)
    access = resources.platform_access.get(dataset.platform)
    if access is None:
        raise SettingsError(f"平台 {dataset.platform} 没有配置：设置 HUB_{dataset.platform.upper()}_URL（及其密钥）")
    days = context.run.tags.get(DAYS_TAG)
    database, store, progress = resources.database, resources.landing_store, resources.progress
    with ingesting(dataset, access, database, store, progress, lines=resources.lines) as ingest:
        outcome = reconcile(
            dataset,
            ingest,
            database,
            store,
            progress,
            days=[date.fromisoformat(each) for each in days.split(",")] if days else (),
            full=is_tagged(context, COMPARE_TAG),
        )
    if outcome.versions:
        judged(context, dataset)
    with database.connect() as connection:
        tell(connection, dataset)
    return outcome


def _table(found: "list[Check]") -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord(
                {
                    "数据集": each.dataset,
                    "范围": "全部" if each.days is None else each.scope,
                    "平台总数": str(each.source_total),
                    "已接收": str(each.known),
                    "结论": each.called,
                    "说明": each.explanation,
                }
            )
            for each in found
        ],
        schema=dg.TableSchema(
            columns=[
                dg.TableColumn(name, "string") for name in ("数据集", "范围", "平台总数", "已接收", "结论", "说明")
            ]
        ),
    )


RECONCILIATIONS = tuple(reconciliation_asset(platform) for platform in RECONCILED)
