"""What runs by itself: schedules that pass over what is not configured, and publishing after the platforms."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from pydantic import SecretStr

from assets.jobs import SCHEDULES
from assets.names import COMPARE_TAG, LOCK_TAG, PUBLISH, RELEASE
from assets.needs import Alerting, Inbox
from assets.sensors import deliver_alerts, publish_after_platforms
from hub.alerts.findings import Finding, Severity, raise_finding
from hub.alerts.heartbeats import ALERTS, heartbeats
from hub.alerts.receivers import Receiver
from hub.datasets import PLATFORMS
from hub.datasets.wire import Manners, QuietHours
from hub.main.definitions import build_definitions
from resources.rest.access import PlatformAccess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.database.connection import Database

SCHEDULE = {each.name: each for each in SCHEDULES}


@dg.op
def work() -> None:
    """Do nothing."""


@dg.op
def fail() -> None:
    raise dg.Failure("平台不通")


@dg.job(name="city")
def platform_job() -> None:
    work()


@dg.job(name="city")
def failing_job() -> None:
    fail()


@dg.job(name=PUBLISH)
def release_job() -> None:
    work()


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def ingest(instance: dg.DagsterInstance, job: dg.JobDefinition = platform_job) -> str:
    return job.execute_in_process(instance=instance, raise_on_error=False, tags={LOCK_TAG: "city"}).run_id


def look(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    with dg.build_sensor_context(instance=instance) as context:
        answer = publish_after_platforms(context)
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def test_a_run_carries_its_lock_however_it_is_launched() -> None:
    # The pages launch with a job's `tags` and those of its `run_tags` that they do not hide, schedules with `run_tags`.
    jobs = [build_definitions().resolve_job_def(name) for name in (*PLATFORMS, PUBLISH)]
    for tags in ([job.tags[LOCK_TAG] for job in jobs], [job.run_tags[LOCK_TAG] for job in jobs]):
        assert tags == [*PLATFORMS, RELEASE]


@pytest.mark.parametrize("job", [platform_job, failing_job])
def test_a_release_follows_a_platforms_run_whatever_became_of_it(
    instance: dg.DagsterInstance, job: dg.JobDefinition
) -> None:
    assert isinstance(look(instance), dg.SkipReason)
    run_id = ingest(instance, job)
    request = look(instance)
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == f"after-{run_id}"
    release_job.execute_in_process(instance=instance)
    assert isinstance(look(instance), dg.SkipReason)


def test_several_platforms_are_one_release(instance: dg.DagsterInstance) -> None:
    ingest(instance)
    last = ingest(instance)
    request = look(instance)
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == f"after-{last}"


def test_no_second_release_beside_one_that_waits(instance: dg.DagsterInstance) -> None:
    ingest(instance)
    instance.create_run_for_job(release_job, status=dg.DagsterRunStatus.NOT_STARTED)
    assert isinstance(look(instance), dg.SkipReason)


def tick(name: str, instance: dg.DagsterInstance, access: dict[str, PlatformAccess], inbox: Path) -> str | None:
    """Why nothing happens, None where a run is asked for."""
    resources = {"platform_access": access, "inbox": Inbox(inbox, 0.0)}
    needed = {key: resources[key] for key in SCHEDULE[name].required_resource_keys}
    with dg.build_schedule_context(instance=instance, resources=needed) as context:
        return SCHEDULE[name].evaluate_tick(context).skip_message


def test_a_platform_that_is_not_configured_is_passed_over(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    assert "HUB_CITY_URL" in (tick("city_hourly", instance, {}, tmp_path) or "")
    assert tick("city_hourly", instance, {"city": PlatformAccess("http://127.0.0.1:1")}, tmp_path) is None


@pytest.mark.parametrize(("name", "full"), [("reconcile_city_nightly", "false"), ("compare_city_weekly", "true")])
def test_a_platform_is_reconciled_once_a_day_out_of_its_quiet_hours(
    instance: dg.DagsterInstance, tmp_path: Path, name: str, full: str
) -> None:
    assert "HUB_CITY_URL" in (tick(name, instance, {}, tmp_path) or "")
    quiet = Manners(quiet_hours=(QuietHours.read("22:00-06:00"),))
    access = {"city": PlatformAccess("http://127.0.0.1:1", manners=quiet)}

    def at(hour: int) -> dg.RunRequest | str | None:
        time = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=hour)
        with dg.build_schedule_context(
            instance=instance, resources={"platform_access": access}, scheduled_execution_time=time
        ) as context:
            done = SCHEDULE[name].evaluate_tick(context)
        return done.run_requests[0] if done.run_requests else done.skip_message

    assert "静默时段" in str(at(3))
    request = at(7)
    assert isinstance(request, dg.RunRequest)
    assert request.tags[COMPARE_TAG] == full
    job = build_definitions().resolve_job_def(SCHEDULE[name].job_name)
    assert job.tags[LOCK_TAG] == "city"
    instance.create_run_for_job(job, tags=dict(request.tags))
    assert "已经核对过" in str(at(8))


def test_no_second_run_beside_one_that_goes_on(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    instance.create_run_for_job(platform_job, status=dg.DagsterRunStatus.STARTED)
    configured = {"city": PlatformAccess("http://127.0.0.1:1")}
    assert "还没有结束" in (tick("city_hourly", instance, configured, tmp_path) or "")


def test_files_are_looked_for_where_there_is_an_inbox(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    assert "没有收件箱" in (tick("departments_every_15_minutes", instance, {}, tmp_path / "none") or "")
    assert tick("departments_every_15_minutes", instance, {}, tmp_path) is None


def test_the_sensor_delivers_to_receivers_and_says_what_became_of_it(
    instance: dg.DagsterInstance, database: Database
) -> None:
    with database.connect() as connection:
        raise_finding(connection, Finding("city", None, "gate.unreachable", Severity.WARN, "不通", "怎么办：检查"))
    nobody = Receiver("duty", (SecretStr("json://u:s3cret@127.0.0.1:9"),))
    resources = {"database": database, "alerting": Alerting((nobody,))}
    with dg.build_sensor_context(instance=instance, resources=resources) as context:
        answers = [deliver_alerts.evaluate_tick(context).skip_message or "" for _ in range(2)]
    assert "不通（连接不上或拒绝了消息），保留待发" in answers[0]
    # It is left alone for a while, and every look leaves a sign of life.
    assert answers[1] == "没有送达告警"
    assert "s3cret" not in answers[0]
    with database.connect() as connection:
        assert ALERTS in heartbeats(connection)


def test_the_sensor_says_what_it_delivered(instance: dg.DagsterInstance, database: Database) -> None:
    with dg.build_sensor_context(
        instance=instance, resources={"database": database, "alerting": Alerting(())}
    ) as context:
        answer = deliver_alerts.evaluate_tick(context)
    assert "HUB_ALERT_CHANNELS" in (answer.skip_message or "")
