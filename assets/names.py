"""How assets, groups, jobs and tags are called: one place, since people and programs look for them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from hub.datasets.declaration import Category, Dataset

PUBLISH = "publish"
"""Name of the job that links and publishes; the jobs that ingest are called like their platforms."""

REPORT = "report"
"""Name of the job that makes the quality report."""

HOUSEKEEPING = "housekeeping"
"""Name of the job that keeps the landing store in order."""

LINKAGE = dg.AssetKey(["linkage", "entities"])

ATTENDED_TAG = "hub/attended"
"""A run with this tag has somebody waiting for it: what fails is not asked again later within the run."""
FULL_TAG = "hub/full"
"""A run with this tag asks the platforms for everything instead of what is new."""
COMPARE_TAG = "hub/compare"
"""A reconciling run with this tag compares every record, not totals alone."""
DATASETS_TAG = "hub/datasets"
"""Names, parted by commas, of the platform's datasets that a reconciling run takes on; all of them without."""
DAYS_TAG = "hub/days"
"""Days (2026-11-01), parted by commas, that a reconciling run compares; all of them without."""
LOCK_TAG = ".dagster/hub_lock"
"""The lock that a run will hold: a platform's name, or RELEASE; the pages hide it. Runs with one value wait in line."""
RELEASE = "release"

ENGINEERS = "team:数据工程组"
"""Who answers for every asset; alerts name them too."""


def landing_key(dataset: Dataset) -> dg.AssetKey:
    """The pages of a dataset as they were received."""
    return dg.AssetKey(["landing", dataset.platform, dataset.name])


def staging_key(dataset: Dataset) -> dg.AssetKey:
    """The typed and judged versions of a dataset."""
    return dg.AssetKey(["staging", dataset.platform, dataset.name])


def reconciliation_key(platform: str) -> dg.AssetKey:
    """What is held of a platform against what it says it has."""
    return dg.AssetKey(["reconciliation", platform])


def reconciling(platform: str) -> str:
    """Name of the job that reconciles with a platform."""
    return f"reconcile_{platform}"


def unified_key(table: str) -> dg.AssetKey:
    """A table of the unified model."""
    return dg.AssetKey(["unified", table])


def mart_key(name: str) -> dg.AssetKey:
    """A derived table."""
    return dg.AssetKey(["mart", name])


def source_group(dataset: Dataset) -> str:
    """The group of what a platform sends of one category, within the platform's: the pages fold them."""
    return f"{dataset.platform}/{dataset.category}"


def unified_group(category: Category) -> str:
    """The group of the unified tables of one category, within that of the unified model."""
    return f"unified/{category}"


def is_tagged(context: dg.AssetExecutionContext, tag: str) -> bool:
    """Whether the run carries `tag` with another value than `false`."""
    return context.run.tags.get(tag, "false") != "false"
