"""A staging asset for each dataset: its versions typed, then judged in the same op, with a check for each severity.

The checks show how the dataset stands, not what one run saw of it: a run that received nothing new leaves a failing
check failing. None is blocking, since a blocking check would stop everything downstream.
"""

# No postponed annotations here: Dagster reads those of its ops as types.

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg
from psycopg import sql

from assets import links
from assets.columns import staging_metadata
from assets.failures import explained
from assets.landing import SECONDS
from assets.names import ENGINEERS, landing_key, source_group, staging_key
from assets.needs import needs
from assets.texts import check_text, staging_text
from expectations.again import judge_in_step
from hub.alerts import standing, watch
from hub.database.locks import platform_lock
from hub.gates import keeper
from hub.rules.texts import Severity
from hub.staging.load import stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from expectations.judge import Judgement
    from hub.alerts.standing import Standing
    from hub.datasets.declaration import Dataset
    from hub.staging.load import StagingOutcome

CHECKS = {
    Severity.BLOCK: dg.AssetCheckSeverity.ERROR,
    Severity.REJECT: dg.AssetCheckSeverity.ERROR,
    Severity.WARN: dg.AssetCheckSeverity.WARN,
}
"""The checks of every staging asset, one for each severity of its rules: what a failure means to Dagster."""

STAGED = "读取行数"
VERSIONS = "新版本数"
REPEATS = "重复行数"
REJECTED = "拒收版本数"


def staging_asset(dataset: "Dataset") -> dg.AssetsDefinition:
    """The asset of the dataset's staging table with its checks, and the op that stages and judges what landed."""
    key = staging_key(dataset)

    @dg.asset(
        key=key,
        deps=[landing_key(dataset)],
        description=staging_text(dataset),
        group_name=source_group(dataset),
        kinds={"silver", "greatexpectations", "postgres"},
        owners=[ENGINEERS],
        tags={"hub/layer": "staging", "hub/platform": dataset.platform, "hub/category": dataset.category.value},
        metadata=staging_metadata(dataset),
        check_specs=[
            dg.AssetCheckSpec(severity.value, asset=key, description=check_text(dataset, severity), blocking=False)
            for severity in CHECKS
        ],
        required_resource_keys={"database", "landing_store", "progress", "limits", "shelf"},
    )
    def staging(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
        begun = time.monotonic()
        resources = needs(context)
        database = resources.database
        with explained(context), platform_lock(database, dataset.platform):
            staged = stage(dataset, database, resources.landing_store, resources.progress)
            judgement, stand = judged(context, dataset)
            with database.connect() as connection:
                rows = connection.execute(
                    sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("staging", dataset.staging_table))
                ).fetchone()
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": rows[0] if rows else 0,
                **_counts(staged, judgement),
                links.REPORT: links.report_link(resources.shelf),
                SECONDS: round(time.monotonic() - begun, 3),
            },
            check_results=[check_result(key, severity, stand.get(severity, ())) for severity in CHECKS],
        )

    return staging


def judged(
    context: dg.AssetExecutionContext, dataset: "Dataset"
) -> "tuple[Judgement, Mapping[str, Sequence[Standing]]]":
    """Judge what is staged and not judged yet, and look at the dataset as a whole: alerts open or close, and the
    dataset is held or comes free. Gives how each rule stands."""
    resources = needs(context)
    limits = resources.limits.of(dataset)
    judgement = judge_in_step(dataset, resources.database, resources.landing_store, context.run_id, resources.progress)
    with resources.database.connect() as connection:
        keeper.look(connection, dataset, limits, context.run_id, datetime.now(UTC))
        stand = standing.of_dataset(connection, dataset, {each.rule_id: each.examples for each in judgement.results})
        watch.judged(connection, dataset, stand, again=judgement.evaluated > 0, mend_days=limits.mend_days)
    return judgement, stand


def check_result(asset: dg.AssetKey, severity: Severity, rules: "Sequence[Standing]") -> dg.AssetCheckResult:
    """How the rules of one severity stand: failed where one has bad rows or could not be run."""
    failing = [each for each in rules if each.failed or each.is_error]
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=severity.value,
        passed=not failing,
        severity=CHECKS[severity],
        description="；".join(each.sentence for each in failing[:3]) or "全部合格",
        metadata={
            "规则数": len(rules),
            "不合格规则数": len(failing),
            "不合格行数": sum(each.failed for each in failing),
            **({"不合格规则": _table(failing)} if failing else {}),
        },
    )


def _counts(staged: "StagingOutcome", judgement: "Judgement") -> dict[str, int]:
    return {
        STAGED: staged.rows,
        VERSIONS: staged.versions,
        REPEATS: staged.repeats,
        REJECTED: judgement.rejected,
    }


def _table(rules: "Sequence[Standing]") -> dg.TableMetadataValue:
    """One row for each rule; what it shows of source values is masked."""
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord(
                {
                    "规则": each.rule_id,
                    "问题": each.title,
                    "不合格": each.failed,
                    "最近检查": each.evaluated,
                    "示例": "；".join(each.examples),
                    "怎么办": each.remedy,
                }
            )
            for each in rules
        ],
        schema=dg.TableSchema(
            columns=[
                dg.TableColumn("规则", "string"),
                dg.TableColumn("问题", "string"),
                dg.TableColumn("不合格", "int"),
                dg.TableColumn("最近检查", "int"),
                dg.TableColumn("示例", "string"),
                dg.TableColumn("怎么办", "string"),
            ]
        ),
    )
