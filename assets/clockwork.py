"""Jobs that run by the clock: the same assets, each time at the same hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.jobs import ZONE

if TYPE_CHECKING:
    from collections.abc import Sequence


def by_the_clock(
    name: str,
    selection: Sequence[dg.AssetKey] | Sequence[dg.AssetsDefinition | dg.SourceAsset],
    *,
    cron: str,
    schedule: str,
    what: str,
    when: str,
) -> tuple[dg.UnresolvedAssetJobDefinition, dg.ScheduleDefinition]:
    """The job `name` of the assets, and its `schedule`, which is on; `what` and `when` are their texts (Chinese)."""
    job = dg.define_asset_job(name, selection=selection, description=what, executor_def=dg.in_process_executor)
    return job, dg.ScheduleDefinition(
        name=schedule,
        job=job,
        cron_schedule=cron,
        execution_timezone=ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=when,
    )
