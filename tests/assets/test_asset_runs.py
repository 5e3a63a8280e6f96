"""Runs of the jobs on a real database; only the platforms are invented, by a `land` that answers for them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg
import pytest

from assets.failures import RETRIES, step_failures
from assets.names import ATTENDED_TAG, FULL_TAG, landing_key, mart_key, staging_key, unified_key
from assets.needs import Alerting, Inbox
from hub.database.locks import platform_lock
from hub.datasets import dataset, of_platform
from hub.errors import ExitCode, HubError, LockedError, PermanentError, ProtocolError, TransientError
from hub.main.definitions import build_definitions
from hub.marts.catalogue import MARTS
from hub.progress import Silence
from resources.ingest import LandingOutcome
from resources.landing_store import open_store
from resources.rest.access import PlatformAccess
from resources.rest.errors import BadAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset

NOW = datetime(2026, 11, 22, 11, 50, tzinfo=UTC)


class Platforms:
    """Stands for every platform: what a dataset's landing raises, and which were asked for everything."""

    def __init__(self) -> None:
        self.errors: dict[str, list[Exception]] = {}
        self.asked: list[tuple[str, bool]] = []

    def land(
        self, dataset: Dataset, _access: object, database: Database, *_: object, full: bool = False, **__: object
    ) -> LandingOutcome:
        self.asked.append((dataset.name, full))
        if self.errors.get(dataset.name):
            raise self.errors[dataset.name].pop(0)
        with database.connect() as connection:
            connection.execute(
                """
                INSERT INTO hub.walk (walk_id, platform, dataset, kind, window_to, started_at, finished_at, status)
                VALUES (%s, %s, %s, 'full', now(), now(), clock_timestamp(), 'proved')
                """,
                (uuid.uuid4().hex, dataset.platform, dataset.name),
            )
        return LandingOutcome(pages=2, rows=30, walk_id="walk", window_from=None, window_to=NOW, source_total=30)


@pytest.fixture
def platforms(monkeypatch: pytest.MonkeyPatch) -> Platforms:
    platforms = Platforms()
    monkeypatch.setattr("assets.landing.land", platforms.land)
    return platforms


@pytest.fixture
def resources(database: Database, tmp_path: Path) -> Mapping[str, object]:
    (tmp_path / "inbox").mkdir()
    return {
        "database": database,
        "landing_store": open_store(str(tmp_path / "landing")),
        "platform_access": {"city": PlatformAccess("http://127.0.0.1:1")},
        "inbox": Inbox(tmp_path / "inbox", 0.0),
        "progress": Silence(),
        "alerting": Alerting(()),
    }


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def run(
    job: str, resources: Mapping[str, object], instance: dg.DagsterInstance, **tags: str
) -> dg.ExecuteInProcessResult:
    return (
        build_definitions(resources)
        .resolve_job_def(job)
        .execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={ATTENDED_TAG: "true", **tags},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    )


def shown(result: dg.ExecuteInProcessResult, key: dg.AssetKey) -> dict[str, object]:
    (event,) = (each for each in result.get_asset_materialization_events() if each.asset_key == key)
    return {name: entry.value for name, entry in event.materialization.metadata.items()}


def open_alerts(database: Database) -> set[str]:
    with database.connect() as connection:
        rows = connection.execute("SELECT fingerprint FROM quality.alert WHERE status <> 'resolved'")
        return {row[0] for row in rows}


def test_a_run_shows_what_came(
    platforms: Platforms, resources: Mapping[str, object], instance: dg.DagsterInstance
) -> None:
    result = run("city", resources, instance)
    assert result.success
    metadata = shown(result, landing_key(dataset("city/shops")))
    seconds = metadata.pop("耗时（秒）")
    assert isinstance(seconds, float)
    assert metadata == {
        "接收行数": 30,
        "接收页数": 2,
        "平台所报总数": 30,
        "时间窗": "自始 至 2026-11-22 19:50:00",
        "取数标识": "walk",
        "原文位置": "city/shops/walk",
    }
    assert shown(result, staging_key(dataset("city/shops"))).items() >= {
        ("dagster/row_count", 0),
        ("读取行数", 0),
        ("新版本数", 0),
        ("拒收版本数", 0),
    }
    assert sorted(platforms.asked) == sorted((each.name, False) for each in of_platform("city"))


def test_everything_is_asked_for_where_the_run_says_so(
    platforms: Platforms, resources: Mapping[str, object], instance: dg.DagsterInstance
) -> None:
    run("city", resources, instance, **{FULL_TAG: "true"})
    assert {full for _, full in platforms.asked} == {True}


def test_one_dataset_failing_stops_no_other(
    platforms: Platforms, resources: Mapping[str, object], instance: dg.DagsterInstance, database: Database
) -> None:
    platforms.errors["permits"] = [PermanentError("没有该接口的权限")]
    result = run("city", resources, instance)
    assert not result.success
    done = {event.asset_key for event in result.get_asset_materialization_events()}
    assert done == {
        key for each in of_platform("city") if each.name != "permits" for key in (landing_key(each), staging_key(each))
    }
    (failure,) = step_failures(result)
    assert (failure.step, failure.kind) == ("landing__city__permits", "PermanentError")
    assert (failure.message, failure.exit_code) == ("没有该接口的权限", ExitCode.FAILURE)
    assert "city:permits:gate.unreachable" in open_alerts(database)
    assert run("publish", resources, instance).success


@pytest.mark.parametrize(
    ("error", "gate"),
    [
        (TransientError("超时"), "gate.unreachable"),
        (BadAnswer("不是 JSON", b"<html>", NOW), "gate.schema_unreadable"),
        (ProtocolError("平台总数 10，实收 9"), "gate.totals"),
    ],
)
def test_an_alert_opens_with_the_failure_and_closes_with_the_next_success(
    platforms: Platforms,
    resources: Mapping[str, object],
    instance: dg.DagsterInstance,
    database: Database,
    error: HubError,
    gate: str,
) -> None:
    platforms.errors["shops"] = [error]
    assert not run("city", resources, instance).success
    assert open_alerts(database) == {f"city:shops:{gate}"}
    assert run("city", resources, instance).success
    assert open_alerts(database) == set()


def test_what_can_heal_is_asked_again_unless_somebody_waits(
    platforms: Platforms,
    resources: Mapping[str, object],
    instance: dg.DagsterInstance,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assets.failures.RETRIES", dg.RetryPolicy(max_retries=RETRIES.max_retries, delay=0))
    platforms.errors["shops"] = [TransientError("超时")] * 2
    result = run("city", resources, instance, **{ATTENDED_TAG: "false"})
    assert result.success
    assert result.retry_attempts_for_node("landing__city__shops") == 2
    assert open_alerts(database) == set()
    platforms.errors["shops"] = [TransientError("超时")]
    assert not run("city", resources, instance).success


def test_what_cannot_heal_is_not_asked_again(
    platforms: Platforms, resources: Mapping[str, object], instance: dg.DagsterInstance
) -> None:
    platforms.errors["shops"] = [PermanentError("密钥错误")] * 2
    result = run("city", resources, instance, **{ATTENDED_TAG: "false"})
    assert [failure.kind for failure in step_failures(result)] == ["PermanentError"]
    assert len(platforms.errors["shops"]) == 1


def test_a_platform_without_settings_says_which(
    platforms: Platforms, resources: Mapping[str, object], instance: dg.DagsterInstance
) -> None:
    failures = step_failures(run("grassroots", resources, instance))
    assert {failure.exit_code for failure in failures} == {ExitCode.USAGE}
    assert "HUB_GRASSROOTS_URL" in failures[0].message
    assert platforms.asked == []


def test_a_held_lock_is_a_failure_of_its_own(
    resources: Mapping[str, object], instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LockedError("另一个运行正在处理 city")

    monkeypatch.setattr("assets.landing.platform_lock", refuse)
    failures = step_failures(run("city", resources, instance))
    assert {failure.exit_code for failure in failures} == {ExitCode.LOCKED}


def test_the_platforms_lock_is_held_while_it_is_asked(
    platforms: Platforms,
    resources: Mapping[str, object],
    instance: dg.DagsterInstance,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = []

    def land(dataset: Dataset, *_: object, full: bool = False, **__: object) -> LandingOutcome:
        with database.connect() as connection:
            rows = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
            held.append(rows)
        return platforms.land(dataset, None, database)

    monkeypatch.setattr("assets.landing.land", land)
    assert run("city", resources, instance).success
    assert held == [(1,)] * len(of_platform("city"))
    with platform_lock(database, "city"):
        pass


def test_checks_show_how_the_dataset_stands(
    platforms: Platforms, resources: Mapping[str, object], instance: dg.DagsterInstance, database: Database
) -> None:
    with database.connect() as connection:
        connection.execute(
            """
            INSERT INTO quality.rejection (platform, dataset, source_id, version_hash, rule_id, field, value, reason_zh,
                                           first_seen_at, last_seen_at)
            VALUES ('city', 'shops', 'S-1', %s, 'any.required_missing', 'shopName', NULL, '', now(), now())
            """,
            (uuid.uuid4(),),
        )
        connection.execute(
            """
            INSERT INTO quality.check_result (run_id, platform, dataset, rule_id, dimension, severity, evaluated,
                                              failed, status, checked_at)
            VALUES ('earlier', 'city', 'shops', 'any.phone_form', 'norms', 'warn', 10, 3, 'failed', now())
            """
        )
    result = run("city", resources, instance)
    assert result.success
    checks = {
        each.check_name: each
        for each in result.get_asset_check_evaluations()
        if each.asset_key == staging_key(dataset("city/shops"))
    }
    reject, warn = checks["reject"], checks["warn"]
    assert (reject.passed, reject.severity, reject.description) == (
        False,
        dg.AssetCheckSeverity.ERROR,
        "必填项缺失：1 条",
    )
    (record,) = reject.metadata["不合格规则"].value.records
    assert record.data == {
        "规则": "any.required_missing",
        "问题": "必填项缺失",
        "不合格": 1,
        "最近检查": 0,
        "示例": "S-1：shopName = （空）",
        "怎么办": "补填所列必填项后重新报送",
    }
    assert (warn.passed, warn.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert warn.metadata["不合格行数"].value == 3
    assert open_alerts(database) == {"city:shops:any.required_missing"}
    healthy = [each for each in result.get_asset_check_evaluations() if each.asset_key.path[-1] == "permits"]
    assert {each.check_name: each.passed for each in healthy} == dict.fromkeys(("block", "reject", "warn"), True)


def test_publishing_shows_every_table(resources: Mapping[str, object], instance: dg.DagsterInstance) -> None:
    result = run("publish", resources, instance)
    assert result.success
    metadata = shown(result, unified_key("penalty"))
    assert metadata.items() >= {("dagster/row_count", 0), ("新增行数", 0), ("撤回行数", 0), ("暂缓发布的数据集数", 0)}
    for mart in MARTS:
        assert shown(result, mart_key(mart.name)).items() >= {("dagster/row_count", 0), ("移除行数", 0)}


def test_a_file_of_no_known_kind_is_set_aside_and_alerts(
    resources: Mapping[str, object], instance: dg.DagsterInstance, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox" / "market"
    folder.mkdir()
    (folder / "随便.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert run("departments", resources, instance).success
    assert open_alerts(database) == {"departments::departments.file_set_aside:market/随便.csv:department=market"}
