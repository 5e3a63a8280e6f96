"""What a watcher outside is told, in whole sentences."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from hub.alerts import health
from hub.alerts.findings import Finding, Severity, raise_finding
from hub.alerts.health import Check, Expected, State
from hub.alerts.heartbeats import ALERTS, RELEASE
from hub.alerts.receivers import Outlet, Receiver
from hub.alerts.wording import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from hub.database.connection import Database

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=ZONE)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
CITY = Expected("city", "城管平台", HOUR, datasets={"cases": "城管案件", "shops": "沿街店铺"})
FILES = Expected("departments", "部门文件", 15 * MINUTE)


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection]:
    with database.connect() as connection:
        yield connection


def prove(connection: psycopg.Connection, dataset: str, finished_at: datetime) -> None:
    connection.execute(
        """
        INSERT INTO hub.walk (walk_id, platform, dataset, kind, window_to, started_at, finished_at, status)
        VALUES (%s, 'city', %s, 'increment', %s, %s, %s, 'proved')
        """,
        (uuid.uuid4().hex, dataset, finished_at, finished_at, finished_at),
    )


def short(check: Check) -> tuple[State, str]:
    return check.state, check.sentence


def test_platforms_by_the_age_of_their_last_success(connection: psycopg.Connection) -> None:
    prove(connection, "cases", NOW - HOUR)
    prove(connection, "shops", NOW - 5 * HOUR)
    recent = {"platform/city": NOW - HOUR, "platform/departments": NOW - 46 * MINUTE}
    assert short(health.platform_check(connection, CITY, recent, NOW)) == (
        State.WARNING,
        "城管平台：最近一次取数成功在 11月23日 08:05（1 小时前），但沿街店铺没有取到；查看 hub alerts list",
    )
    prove(connection, "shops", NOW - 2 * HOUR)
    assert health.platform_check(connection, CITY, recent, NOW).state is State.WELL
    assert short(health.platform_check(connection, FILES, recent, NOW)) == (
        State.FAILING,
        "部门文件：最近一次取数成功在 11月23日 08:19（46 分钟前），应每 15 分钟一次；"
        "查看 hub alerts list，并确认定时任务（hub dev）在运行",
    )
    assert short(health.platform_check(connection, FILES, {}, NOW)) == (
        State.WARNING,
        "部门文件：还没有取数成功过；查看 hub alerts list",
    )


def test_quiet_hours_of_a_platform_are_no_failure(connection: psycopg.Connection) -> None:
    prove(connection, "cases", NOW - 10 * HOUR)
    prove(connection, "shops", NOW - 10 * HOUR)
    beaten = {"platform/city": NOW - 10 * HOUR}
    resting = Expected("city", "城管平台", HOUR, 8 * HOUR, CITY.datasets)
    assert health.platform_check(connection, CITY, beaten, NOW).state is State.FAILING
    assert health.platform_check(connection, resting, beaten, NOW).state is State.WELL


def test_a_release_has_to_follow_what_was_taken(connection: psycopg.Connection) -> None:
    taken = {"platform/city": NOW - 3 * HOUR}
    assert short(health.release_check(connection, ["city"], taken, NOW)) == (
        State.FAILING,
        "还没有发布过；11月23日 06:05 取数之后一直没有发布；确认 publish 作业在运行，或执行 hub run",
    )
    connection.execute(
        "INSERT INTO hub.release (published_at, counts, held) VALUES (%s, '{}', '{}')", (NOW - 2 * HOUR,)
    )
    check = health.release_check(connection, ["city"], taken | {RELEASE: NOW - 2 * HOUR}, NOW)
    assert check.state is State.WELL
    assert check.sentence.endswith("，11月23日 07:05")
    assert health.release_check(connection, ["city"], {"platform/city": NOW - HOUR}, NOW).state is State.WELL


def test_delivery_that_stands_still() -> None:
    assert short(health.delivery_check({ALERTS: NOW - 16 * MINUTE}, NOW, is_configured=True)) == (
        State.FAILING,
        "告警发送自 11月23日 08:49 起停了 16 分钟；"
        "确认 Dagster 的 deliver_alerts 在运行，或定时执行 hub alerts deliver",
    )
    assert short(health.delivery_check({ALERTS: NOW - MINUTE}, NOW, is_configured=True)) == (
        State.WELL,
        "告警发送正常，最近一次 11月23日 09:04",
    )
    assert health.delivery_check({}, NOW, is_configured=True).state is State.FAILING
    assert health.delivery_check({ALERTS: NOW}, NOW, is_configured=False).state is State.WARNING


def test_alerts_that_wait_too_long_and_alerts_that_are_nobodys(connection: psycopg.Connection) -> None:
    outlet = Outlet(
        SecretStr("json://a.test"), (Receiver("market", (SecretStr("json://a.test"),), platforms=frozenset({"city"})),)
    )
    outlets = {"json-1": outlet}
    raise_finding(connection, Finding("city", "shops", "any.length", Severity.REJECT, "标题", "正文"))
    raise_finding(connection, Finding("provincial", None, "gate.unreachable", Severity.WARN, "标题", "正文"))
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    now: datetime = row[0]
    assert health.untold_check(connection, outlets, now + 29 * MINUTE).state is State.WELL
    assert short(health.untold_check(connection, outlets, now + 31 * MINUTE)) == (
        State.FAILING,
        "有 1 条告警没有送达，最早的已等了 31 分钟；查看渠道是否不通，或执行 hub alerts deliver",
    )
    connection.execute("UPDATE quality.alert SET silenced_until = %s", (now + HOUR,))
    assert health.untold_check(connection, outlets, now + 31 * MINUTE).state is State.WELL
    assert health.untold_check(connection, outlets, now + 2 * HOUR).state is State.FAILING
    assert short(health.unrouted_check(connection, [outlet])) == (
        State.WARNING,
        "有 1 条未解除的告警不属于任何接收人；在 hub.toml 中放宽某个 [receivers.名称]，或增加一个不设条件的接收人",
    )


def test_a_channel_that_fails_says_since_when_and_why(connection: psycopg.Connection) -> None:
    connection.execute(
        """
        INSERT INTO quality.alert_channel (channel, told_until, failing_since, failures, error)
        VALUES ('dingtalk-1', %(now)s, %(since)s, 9, '拒绝了消息（errcode 310000：sign not match）')
        """,
        {"now": NOW, "since": NOW - 25 * HOUR},
    )
    outlet = Outlet(SecretStr("dingtalk://s@t"), (Receiver("duty", (SecretStr("dingtalk://s@t"),)),))
    failing, unused = health.channel_checks(connection, {"dingtalk-1": outlet, "json-2": outlet}, NOW)
    assert short(failing) == (
        State.FAILING,
        "渠道 dingtalk-1（duty）自 11月22日 08:05 起不通，已 1 天 1 小时："
        "拒绝了消息（errcode 310000：sign not match）；核对地址、密钥与网络",
    )
    assert short(unused) == (State.WELL, "渠道 json-2（duty）正常，还没有发过消息")
