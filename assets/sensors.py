"""What happens by itself besides the schedules: publishing after platforms were asked, and delivering alerts."""

from __future__ import annotations

import dagster as dg

from assets.jobs import PUBLISH_JOB
from assets.names import LOCK_TAG, PUBLISH
from assets.needs import needs
from hub.datasets import PLATFORMS
from resources.channels.deliver import deliver

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
LOOK_EVERY = 30
DELIVER_EVERY = 60
"""Seconds between two looks."""


@dg.sensor(
    name="publish_after_platforms",
    job=PUBLISH_JOB,
    minimum_interval_seconds=LOOK_EVERY,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="任一平台的取数结束之后（无论成败）自动发布一次；几个平台先后结束时合并为一次。",
)
def publish_after_platforms(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a release where a platform's run ended after the last release began.

    It keeps no state of its own: runs that ended while it was off, and those of `hub run`, count like all others.
    """
    instance = context.instance
    ended = instance.get_run_records(
        dg.RunsFilter(tags={LOCK_TAG: list(PLATFORMS)}, statuses=FINISHED), limit=1, order_by="update_timestamp"
    )
    if not ended:
        return dg.SkipReason("还没有取数运行结束")
    run = ended[0]
    releases = instance.get_run_records(dg.RunsFilter(job_name=PUBLISH), limit=1)
    if releases and not releases[0].dagster_run.is_finished:
        return dg.SkipReason("已有一次发布在排队或正在进行，结束后再看")
    if releases and (releases[0].start_time or 0.0) >= (run.end_time or 0.0):
        return dg.SkipReason("最近的取数之后已经发布过")
    return dg.RunRequest(run_key=f"after-{run.dagster_run.run_id}")


@dg.sensor(
    name="deliver_alerts",
    minimum_interval_seconds=DELIVER_EVERY,
    default_status=dg.DefaultSensorStatus.RUNNING,
    required_resource_keys={"database", "alerting"},
    description="把新告警、久未解除的告警和恢复的消息发到各接收人的渠道，多条合为一条消息；渠道不通时保留，间隔渐长地重试。",
)
def deliver_alerts(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Deliver what is due; alerts are written by the assets, here they only leave."""
    alerting = needs(context).alerting
    outcome = deliver(needs(context).database, alerting.receivers, report=alerting.report)
    return dg.SkipReason(outcome.sentence)


SENSORS = (publish_after_platforms, deliver_alerts)
