"""The report follows every release, whatever became of it, and its asset leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg
import pytest

from assets.links import REPORT as LINK
from assets.links import report_link
from assets.names import PUBLISH, REPORT
from assets.report import quality_report, report_after_publish
from hub.report.shelf import NEWEST, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.database.connection import Database


@dg.op
def work() -> None:
    """Do nothing."""


@dg.op
def fail() -> None:
    raise dg.Failure("发布失败")


@dg.job(name=PUBLISH)
def release() -> None:
    work()


@dg.job(name=PUBLISH)
def failing_release() -> None:
    fail()


@dg.job(name=REPORT)
def report() -> None:
    work()


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def look(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    with dg.build_sensor_context(instance=instance) as context:
        answer = report_after_publish(context)
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def test_a_report_follows_every_release_whatever_became_of_it(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "还没有发布结束" in str(look(instance))
    run = failing_release.execute_in_process(instance=instance, raise_on_error=False)
    request = look(instance)
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == f"after-{run.run_id}"
    report.execute_in_process(instance=instance)
    assert "已经生成过" in str(look(instance))

    release.execute_in_process(instance=instance)
    assert "稍后再生成" in str(look(instance))
    monkeypatch.setattr("assets.report.REST", 0.0)
    assert isinstance(look(instance), dg.RunRequest)
    instance.create_run_for_job(report, status=dg.DagsterRunStatus.NOT_STARTED)
    assert "结束后再看" in str(look(instance))


def test_its_metadata_lead_to_the_page_and_say_its_first_line(database: Database, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "reports")
    result = dg.materialize([quality_report], resources={"database": database, "shelf": shelf})
    (made,) = result.asset_materializations_for_node("quality__report")
    assert made.metadata[LINK] == dg.MetadataValue.path(str(tmp_path / "reports" / NEWEST))
    assert made.metadata["现在要做什么"].value == "现在没有要做的事"
    assert "现在没有要做的事" in (tmp_path / "reports" / NEWEST).read_text("utf-8")


def test_where_browsers_can_follow_it_the_link_is_one(tmp_path: Path) -> None:
    link = report_link(Shelf(tmp_path, address="https://hub.intranet/reports"))
    assert link == dg.MetadataValue.url("https://hub.intranet/reports/quality.html")
