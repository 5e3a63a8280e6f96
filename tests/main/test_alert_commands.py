"""`hub alerts` and `hub health`, as operators and watchers type them."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from hub.alerts.findings import Finding, Severity, raise_finding
from hub.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Server
    from hub_command import Done, Hub

    from hub.database.connection import Database


@pytest.fixture(scope="module")
def used_database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database for all tests of this module."""
    database = server.create(template)
    yield database
    server.drop(database)


@pytest.fixture
def database(used_database: Database) -> Database:
    """The module's database, without alerts."""
    with used_database.connect() as connection:
        connection.execute("TRUNCATE quality.alert, quality.alert_action, quality.alert_silence, quality.heartbeat")
    return used_database


@pytest.fixture
def numbers(database: Database) -> list[int]:
    """The numbers of two alerts: of a rule and of a department's file."""
    with database.connect() as connection:
        raise_finding(connection, Finding("city", "shops", "any.length", Severity.REJECT, "店铺：超长", "怎么办：改正"))
        raise_finding(
            connection,
            Finding(
                "departments",
                None,
                "departments.file_set_aside",
                Severity.WARN,
                "文件搁置",
                "怎么办：重报",
                department="market",
            ),
        )
        return [row[0] for row in connection.execute("SELECT alert_id FROM quality.alert ORDER BY 1")]


@pytest.fixture
def alerts(hub: Hub, url: str, numbers: list[int]) -> Alerts:
    return Alerts(hub, url)


class Alerts:
    """`hub alerts` on the test's database."""

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        self._url = url

    def __call__(self, *arguments: str, **settings: str) -> Done:
        return self._hub("alerts", *arguments, HUB_DATABASE_URL=self._url, **settings)

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        done = self("list", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found


def test_the_list_is_chosen_by_what_is_asked_for(alerts: Alerts, numbers: list[int]) -> None:
    assert [each["alert_id"] for each in alerts.listed()] == numbers
    for choice, expected in (
        (("--platform", "city"), numbers[:1]),
        (("--dataset", "city/shops", "--rule", "any.length", "--since", "1h"), numbers[:1]),
        (("--severity", "warn", "--department", "market"), numbers[1:]),
        (("--division", "330382001000"), []),
        (("--status", "resolved"), []),
    ):
        assert [each["alert_id"] for each in alerts.listed(*choice)] == expected, choice
    shown = alerts("list").stdout
    assert "店铺：超长" in shown
    assert "报送单位：市场监管" in shown


def test_one_alert_from_its_opening_to_its_end(alerts: Alerts, numbers: list[int]) -> None:
    number = str(numbers[0])
    assert alerts("acknowledge", number, "--by", "张三", "--reason", "已联系平台").stdout == "已确认 1 条告警\n"
    assert "已确认（张三）" in alerts("list").stdout
    assert alerts("resolve", number, "--by", "李四", "--reason", "误报").returncode == 0
    assert [each["alert_id"] for each in alerts.listed()] == numbers[1:]
    story = json.loads(alerts("show", number, "--json").stdout)
    assert (story["status"], story["resolved_by"]) == ("resolved", "李四")
    assert [(each["action"], each["operator"], each["reason"]) for each in story["actions"]] == [
        ("acknowledged", "张三", "已联系平台"),
        ("resolved", "李四", "误报"),
    ]
    shown = alerts("show", number).stdout
    assert "怎么办：改正" in shown
    assert "由 李四 人工解除：误报" in shown


def test_a_silence_is_named_kept_and_ended(alerts: Alerts, numbers: list[int]) -> None:
    who = ("--by", "张三", "--reason", "接口升级")
    assert alerts("silence", str(numbers[0]), "--for", "2h", *who).returncode == 0
    assert alerts("silence", "--platform", "departments", "--for", "7d", *who).returncode == 0
    silences = json.loads(alerts("silences", "--json").stdout)
    assert [(each["platform"], each["operator"], each["reason"]) for each in silences] == [
        (None, "张三", "接口升级"),
        ("departments", "张三", "接口升级"),
    ]
    assert all(each["silenced_until"] for each in alerts.listed())
    assert alerts("unsilence", str(silences[0]["silence_id"]), "--by", "李四").returncode == 0
    assert [bool(each["silenced_until"]) for each in alerts.listed()] == [False, True]
    assert "接口升级" in alerts("silences").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("acknowledge", "999999", "--by", "张三"), "没有编号为 999999 的告警"),
        (("resolve", "999999", "--by", "张三", "--reason", "误报"), "没有编号为 999999 的告警"),
        (("acknowledge", "1", "--by", " "), "--by 不能为空"),
        (("silence", "--for", "2h", "--by", "张三", "--reason", "升级"), "静默需要指明对象"),
        (("silence", "--platform", "citi", "--for", "2h", "--by", "张三", "--reason", "升级"), "是否指 city"),
        (("silence", "--platform", "city", "--for", "2", "--by", "张三", "--reason", "升级"), "不是时长"),
        (("silence", "--platform", "city", "--for", "91d", "--by", "张三", "--reason", "升级"), "最长静默 90 天"),
        (("silence", "--platform", "city", "--for", "1d", "--by", "张三", "--reason", ""), "--reason 不能为空"),
        (("unsilence", "999999", "--by", "张三"), "没有生效中的静默 999999"),
        (("show", "999999"), "没有编号为 999999 的告警"),
        (("list", "--severity", "fatal"), "没有严重程度 'fatal'"),
        (("list", "--since", "yesterday"), "--since 'yesterday' 不是时长"),
    ],
)
def test_what_makes_no_sense_is_refused(alerts: Alerts, arguments: tuple[str, ...], said: str) -> None:
    done = alerts(*arguments)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr


def test_a_channel_that_does_not_answer_is_a_partly_done_delivery(alerts: Alerts) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"json://u:s3cret@127.0.0.1:{probe.getsockname()[1]}"
    done = alerts("deliver", HUB_RECEIVERS_DUTY_CHANNELS=address)
    assert done.returncode == ExitCode.PARTLY
    assert "不通" in done.stdout
    assert "s3cret" not in done.stdout + done.stderr


def test_a_receiver_that_cannot_be_reached_is_refused_at_the_start(alerts: Alerts) -> None:
    done = alerts("list", HUB_RECEIVERS_DUTY_PLATFORMS="city")
    assert done.returncode == ExitCode.USAGE
    assert "[receivers.duty] 没有渠道" in done.stderr


def test_health_says_what_is_wrong_and_ends_accordingly(hub: Hub, url: str, database: Database) -> None:
    bare = hub("health", "--json", HUB_DATABASE_URL=url)
    checks = {each["name"]: each["status"] for each in json.loads(bare.stdout)["checks"]}
    assert checks["database"] == checks["release"] == checks["undelivered"] == "well"
    assert checks["delivery"] == "warning"
    assert bare.returncode == ExitCode.PARTLY
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO quality.heartbeat (name, beaten_at) VALUES ('alerts', now() - interval '1 day')"
        )
    late = hub("health", HUB_DATABASE_URL=url, HUB_ALERT_CHANNELS="json://u:s3cret@a.test")
    assert late.returncode == ExitCode.FAILURE
    assert "告警发送自" in late.stdout
    assert "s3cret" not in late.stdout + late.stderr


@pytest.mark.parametrize("settings", [{}, {"HUB_DATABASE_URL": "postgresql://hub:s3cret@127.0.0.1:9/hub"}])
def test_health_without_a_database_says_so_and_starts_none(hub: Hub, settings: dict[str, str]) -> None:
    done = hub("health", "--json", **settings)
    answer = json.loads(done.stdout)
    assert done.returncode == ExitCode.FAILURE
    assert answer["status"] == "failing"
    (database,) = (each for each in answer["checks"] if each["name"] == "database")
    assert database["sentence"].startswith(("数据库不可用：", "内置数据库没有在运行"))
    assert "s3cret" not in done.stdout
    assert not (hub.home / "postgres").exists()
