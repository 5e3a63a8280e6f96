"""The quality report as an asset: made after every release, successful or not, and each morning."""

# No postponed annotations here: Dagster reads those of its ops as types.

import time

import dagster as dg

from assets import links
from assets.clockwork import by_the_clock
from assets.failures import explained
from assets.names import ENGINEERS, PUBLISH, REPORT
from assets.needs import needs
from hub.report.make import keep_report

QUALITY_REPORT = dg.AssetKey(["quality", "report"])
MORNING = "30 7 * * *"
"""When it is made on a quiet day: before people begin to work."""
REST = 900.0
"""Seconds between two reports: releases may follow each other quickly."""
LOOK_EVERY = 60


@dg.asset(
    key=QUALITY_REPORT,
    description=(
        "质量报告：一页写清现在要做什么，得分、暂缓发布、拒收、整改、对账、新鲜度、告警与趋势；保留最近 30 天。\n\n"
        "- 每次发布之后（无论成败）和每天早上自动生成；手动生成用 `hub report`\n"
        "- 给报送单位的整改清单用 `hub quality export` 导出"
    ),
    group_name="quality",
    kinds={"html"},
    owners=[ENGINEERS],
    tags={"hub/layer": "quality"},
    required_resource_keys={"database", "shelf"},
)
def quality_report(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows the bare type only
    """Make the report of now and keep it."""
    begun = time.monotonic()
    resources = needs(context)
    with explained(context):
        made = keep_report(resources.database, resources.shelf)
    return dg.MaterializeResult(
        metadata={
            links.REPORT: links.report_link(resources.shelf),
            "现在要做什么": made.verdict,
            "要做的事数": made.actions,
            **({"今日得分": round(made.score, 1)} if made.score is not None else {}),
            "用时（秒）": round(time.monotonic() - begun, 3),
        }
    )


REPORT_JOB, REPORT_SCHEDULE = by_the_clock(
    REPORT,
    [QUALITY_REPORT],
    cron=MORNING,
    schedule="report_every_morning",
    what="生成质量报告。每次发布之后和每天早上自动运行。",
    when="每天 7:30 生成质量报告，平台都没有动静时也有当天的一份。",
)


@dg.sensor(
    name="report_after_publish",
    job=REPORT_JOB,
    minimum_interval_seconds=LOOK_EVERY,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="发布结束之后（无论成败）生成质量报告；发布频繁时每 15 分钟最多一份。",
)
def report_after_publish(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a report where a release ended after the last report began.

    It keeps no state of its own: releases that ended while it was off count like all others.
    """
    instance = context.instance
    ended = instance.get_run_records(
        dg.RunsFilter(
            job_name=PUBLISH,
            statuses=[dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED],
        ),
        limit=1,
        order_by="update_timestamp",
    )
    if not ended:
        return dg.SkipReason("还没有发布结束")
    release = ended[0]
    reports = instance.get_run_records(dg.RunsFilter(job_name=REPORT), limit=1)
    if reports and not reports[0].dagster_run.is_finished:
        return dg.SkipReason("已有一份报告在排队或正在生成，结束后再看")
    begun = (reports[0].start_time or 0.0) if reports else 0.0
    if begun >= (release.end_time or 0.0):
        return dg.SkipReason("最近的发布之后已经生成过报告")
    if time.time() - begun < REST:
        return dg.SkipReason("刚刚生成过一份，稍后再生成")
    return dg.RunRequest(run_key=f"after-{release.dagster_run.run_id}")
