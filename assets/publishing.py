"""The assets of job `publish`: who is who; the tables of the unified model and the derived ones, all in one transaction
and so one op.

They depend on the staging assets as lineage only: the job holds no staging asset, so that a platform that failed
keeps nothing from being published of the others.
"""

# No postponed annotations here: Dagster reads those of its ops as types.

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg
from psycopg import sql

from assets import links
from assets.columns import mart_metadata, unified_metadata
from assets.failures import explained
from assets.landing import REST_FRESHNESS, SECONDS
from assets.lineage import feeders, has_entities
from assets.names import ENGINEERS, LINKAGE, mart_key, staging_key, unified_group, unified_key
from assets.needs import needs
from assets.texts import LINKAGE as LINKAGE_TEXT
from assets.texts import UNIFIED as UNIFIED_TEXT
from assets.texts import mart_text, unified_text
from hub.alerts import heartbeats
from hub.datasets import DATASETS
from hub.datasets.declaration import Category
from hub.errors import StorageError
from hub.gates.after_release import look_at_published
from hub.linkage.apart import resolve_apart
from hub.linkage.records import linked_datasets
from hub.marts.catalogue import MARTS
from hub.marts.declaration import DERIVED
from hub.model import METADATA
from hub.receipts.due import write_due_receipts
from hub.release.publish import publish

if TYPE_CHECKING:
    import psycopg

    from hub.marts.declaration import Mart

TABLES = tuple(sorted(table.name for table in METADATA.sorted_tables if table.schema == "unified"))
"""Every table of the unified model."""


COUNTS = {"inserted": "新增行数", "updated": "更新行数", "retracted": "撤回行数"}
OF_MARTS = {"inserted": "新增行数", "updated": "更新行数", "removed": "移除行数"}
FRESHNESS = dg.FreshnessPolicy.time_window(fail_window=REST_FRESHNESS, warn_window=REST_FRESHNESS * 2 / 3)


def category_of(table: str) -> Category:
    """The category of a unified table: that of the datasets that feed it; what those of several feed is basic data."""
    categories = {each.category for each in feeders(table)}
    return categories.pop() if len(categories) == 1 else Category.BASIC


def _spec(table: str) -> dg.AssetSpec:
    category = category_of(table)
    return dg.AssetSpec(
        unified_key(table),
        deps=[*(staging_key(each) for each in feeders(table)), *([LINKAGE] if has_entities(table) else [])],
        description=unified_text(table),
        group_name=unified_group(category),
        kinds={"gold", "postgres"},
        owners=[ENGINEERS],
        tags={"hub/layer": "unified", "hub/category": category.value},
        metadata=unified_metadata(table),
        freshness_policy=FRESHNESS,
    )


def _mart_spec(mart: "Mart") -> dg.AssetSpec:
    return dg.AssetSpec(
        mart_key(mart.name),
        deps=[unified_key(table) for table in mart.reads],
        description=mart_text(mart),
        group_name="mart",
        kinds={"gold", "postgres"},
        owners=[ENGINEERS],
        tags={"hub/layer": "mart"},
        metadata=mart_metadata(mart),
        freshness_policy=FRESHNESS,
    )


@dg.asset(
    key=LINKAGE,
    deps=[staging_key(each) for each in linked_datasets(DATASETS)],
    description=LINKAGE_TEXT,
    group_name="linkage",
    kinds={"polars", "postgres"},
    owners=[ENGINEERS],
    tags={"hub/layer": "linkage"},
    required_resource_keys={"database", "progress"},
)
def linkage(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
    """Give every accepted record its entity."""
    begun = time.monotonic()
    resources = needs(context)
    with explained(context):
        outcome = resolve_apart(resources.database, resources.progress)
    return dg.MaterializeResult(
        metadata={
            "关联记录数": outcome.records,
            "监管对象数": outcome.entities,
            "变更关联数": outcome.changed,
            "冲突数": outcome.conflicts,
            SECONDS: round(time.monotonic() - begun, 3),
        }
    )


@dg.multi_asset(
    name="unified",
    description=UNIFIED_TEXT,
    specs=[*(_spec(table) for table in TABLES), *(_mart_spec(mart) for mart in MARTS)],
    required_resource_keys={"database", "progress", "limits", "shelf", "inbox"},
)
def unified(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]  # Dagster knows the bare type only
    """Merge what is accepted into the unified tables, with history and change feed, and bring the marts after them."""
    begun = time.monotonic()
    resources = needs(context)
    with explained(context):
        outcome = publish(resources.database, resources.progress)
        look_at_published(resources.database, context.run_id, resources.limits)
        _write_receipts(context)
        with resources.database.connect() as connection:
            heartbeats.beat(connection, heartbeats.RELEASE)
            rows = _row_counts(connection, "unified", TABLES)
            of_marts = _row_counts(connection, DERIVED, [mart.name for mart in MARTS])
    seconds = round(time.monotonic() - begun, 3)
    for table in TABLES:
        changed = outcome.counts.get(table, {})
        yield dg.MaterializeResult(
            asset_key=unified_key(table),
            metadata={
                "dagster/row_count": rows[table],
                **{shown: changed.get(name, 0) for name, shown in COUNTS.items()},
                SECONDS: seconds,
                "发布批次": outcome.release_id if outcome.release_id is not None else "无变化，沿用上一批次",
                "暂缓发布的数据集数": len(outcome.held),
                links.REPORT: links.report_link(resources.shelf),
                **({"暂缓发布的数据集": dg.MetadataValue.json(dict(outcome.held))} if outcome.held else {}),
            },
        )

    for mart in MARTS:
        moved = outcome.marts.get(mart.name, {})
        yield dg.MaterializeResult(
            asset_key=mart_key(mart.name),
            metadata={
                "dagster/row_count": of_marts[mart.name],
                **{shown: moved.get(name, 0) for name, shown in OF_MARTS.items()},
                "发布批次": outcome.release_id if outcome.release_id is not None else "无变化，沿用上一批次",
            },
        )


def _write_receipts(context: dg.AssetExecutionContext) -> None:
    """The receipts of delivered files, where they are asked for; what is published does not hang on them."""
    resources = needs(context)
    if resources.inbox.receipts is not None:
        try:
            write_due_receipts(resources.database, resources.inbox.receipts)
        except StorageError as error:
            context.log.warning(str(error))


def _row_counts(connection: "psycopg.Connection", schema: str, tables: Sequence[str]) -> dict[str, int]:
    counts = sql.SQL(", ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(schema, table)) for table in tables
    )
    row = connection.execute(sql.SQL("SELECT {}").format(counts)).fetchone()
    assert row is not None
    return dict(zip(tables, row, strict=True))


PUBLISHING = (linkage, unified)
