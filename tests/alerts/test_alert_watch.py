"""What landing, files and judging leave behind opens alerts, and closes them when it is over."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.alerts import standing, watch
from hub.alerts.listing import Choice, list_alerts
from hub.alerts.receivers import Receiver, Subject
from hub.alerts.wording import instant
from hub.datasets import dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from hub.database.connection import Database

PENALTIES = dataset("provincial/penalties")
LICENCES = dataset("provincial/licences")
NOW = datetime(2026, 11, 22, 11, 50, tzinfo=UTC)


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection]:
    with database.connect() as connection:
        yield connection


def open_alerts(connection: psycopg.Connection) -> dict[str, str]:
    return dict(
        connection.execute("SELECT fingerprint, title FROM quality.alert WHERE status <> 'resolved'").fetchall()
    )


def body(connection: psycopg.Connection, fingerprint: str) -> str:
    row = connection.execute("SELECT body FROM quality.alert WHERE fingerprint = %s", (fingerprint,)).fetchone()
    assert row is not None
    return str(row[0])


def prove_walk(connection: psycopg.Connection, name: str, finished_at: datetime) -> None:
    connection.execute(
        """
        INSERT INTO hub.walk (walk_id, platform, dataset, kind, window_to, started_at, finished_at, status)
        VALUES (%s, 'provincial', %s, 'increment', %s, %s, %s, 'proved')
        """,
        (uuid.uuid4().hex, name, finished_at, finished_at, finished_at),
    )


def reject(connection: psycopg.Connection, source_id: str, field: str, value: str | None) -> None:
    connection.execute(
        """
        INSERT INTO quality.rejection
            (platform, dataset, source_id, version_hash, rule_id, field, value, reason_zh, first_seen_at, last_seen_at)
        VALUES ('provincial', 'penalties', %s, %s, 'any.required_missing', %s, %s, '', now(), now())
        """,
        (source_id, uuid.uuid4(), field, value),
    )


def check(connection: psycopg.Connection, run: str, rule: str, severity: str, failed: int, status: str) -> None:
    connection.execute(
        """
        INSERT INTO quality.check_result
            (run_id, platform, dataset, rule_id, dimension, severity, evaluated, failed, status, checked_at)
        VALUES (%s, 'provincial', 'penalties', %s, 'completeness', %s, 100, %s, %s, clock_timestamp())
        """,
        (run, rule, severity, failed, status),
    )


def judged(connection: psycopg.Connection, *, again: bool = True) -> None:
    watch.judged(connection, PENALTIES, standing.of_dataset(connection, PENALTIES, {}), again=again, mend_days=15)


def test_a_platform_that_answers_nothing_is_down_until_it_answers(connection: psycopg.Connection) -> None:
    watch.landing_failed(connection, PENALTIES, watch.UNREACHABLE, "连接被拒绝", since=NOW)
    watch.landing_failed(connection, LICENCES, watch.UNREACHABLE, "连接被拒绝", since=NOW)
    assert set(open_alerts(connection)) == {
        "provincial::gate.unreachable",
        "provincial:penalties:gate.unreachable",
        "provincial:licences:gate.unreachable",
    }
    watch.landed(connection, PENALTIES)
    assert set(open_alerts(connection)) == {"provincial:licences:gate.unreachable"}


def test_one_dataset_refused_is_no_platform_down(connection: psycopg.Connection) -> None:
    prove_walk(connection, "licences", NOW + timedelta(seconds=5))
    watch.landing_failed(connection, PENALTIES, watch.UNREACHABLE, "没有该接口的权限", since=NOW)
    assert set(open_alerts(connection)) == {"provincial:penalties:gate.unreachable"}


def test_what_a_platform_down_says(connection: psycopg.Connection) -> None:
    prove_walk(connection, "licences", NOW)
    watch.landing_failed(
        connection, PENALTIES, watch.UNREACHABLE, "连接超时，联系人 13812345678", since=NOW + timedelta(minutes=1)
    )
    assert body(connection, "provincial::gate.unreachable").splitlines() == [
        "发生了什么：连接超时，联系人 138****5678",
        f"有何影响：该平台全部数据停在 {instant(NOW)}（最近一次取数成功）；已发布的数据不变，其他平台照常",
        "怎么办：检查网络、凭证和平台运行状态；恢复后自动补采，不必手工补",
        "在哪里看：hub config check；Dagster 作业 provincial 最近一次运行",
    ]


def test_a_platform_down_is_counted_once_a_run_and_keeps_the_runs_first_reason(
    connection: psycopg.Connection,
) -> None:
    def told() -> tuple[int, str]:
        found = connection.execute("SELECT occurrences, body FROM quality.alert WHERE dataset IS NULL").fetchone()
        assert found is not None
        return found[0], found[1].splitlines()[0]

    watch.landing_failed(connection, PENALTIES, watch.UNREACHABLE, "连接被拒绝", since=NOW)
    watch.landing_failed(connection, LICENCES, watch.UNREACHABLE, "暂停访问", since=NOW)
    assert told() == (1, "发生了什么：连接被拒绝")
    watch.landing_failed(connection, PENALTIES, watch.UNREACHABLE, "证书过期", since=datetime.now(UTC))
    assert told() == (2, "发生了什么：证书过期")


def test_totals_that_differ_are_the_datasets_own(connection: psycopg.Connection) -> None:
    watch.landing_failed(connection, PENALTIES, watch.TOTALS, "平台总数 10，实收 9", since=None)
    assert list(open_alerts(connection)) == ["provincial:penalties:gate.totals"]
    watch.landed(connection, PENALTIES)
    assert open_alerts(connection) == {}


def test_rejections_open_one_alert_for_each_rule_with_masked_examples(connection: psycopg.Connection) -> None:
    check(connection, "run", "any.required_missing", "reject", 2, "failed")
    check(connection, "run", "any.phone_form", "warn", 7, "failed")
    reject(connection, "乐市监处罚〔2026〕1号|11330382MB1234567X", "CF_JDRQ", None)
    reject(connection, "乐市监处罚〔2026〕2号|11330382MB1234567X", "CF_XDR_MC", "章某某")
    judged(connection)
    fingerprint = "provincial:penalties:any.required_missing"
    assert open_alerts(connection) == {
        fingerprint: '省"大综合一体化"执法监管数字应用 · 行政处罚：必填项缺失，拒收 2 条'
    }
    assert body(connection, fingerprint).splitlines() == [
        "发生了什么：记录的最新版本因“必填项缺失”被拒收，没有发布",
        "有多少：2 条",
        "示例：",
        "  1. 乐市监处罚〔2026〕1号|11330382MB1234567X：CF_JDRQ = （空）",
        "  2. 乐市监处罚〔2026〕2号|11330382MB1234567X：CF_XDR_MC = 章*",
        "有何影响：此前合格的版本继续发布，其他记录照常",
        "怎么办：补填所列必填项后重新报送；不要在中枢里改数据",
        "在哪里看：质量报告；整改清单（hub quality export -o 文件夹 --platform provincial）；"
        "Dagster 资产 staging/provincial/penalties 的检查 reject",
    ]
    connection.execute("UPDATE quality.rejection SET resolved_at = now()")
    judged(connection)
    assert open_alerts(connection) == {}


def test_departments_have_each_an_alert_of_their_own(connection: psycopg.Connection) -> None:
    register = dataset("departments/market_register")
    for source_id in ("market|913303", "market|913304", "health|913303"):
        connection.execute(
            """
            INSERT INTO quality.rejection
                (platform, dataset, source_id, version_hash, rule_id, field, reason_zh, first_seen_at, last_seen_at)
            VALUES ('departments', 'market_register', %s, %s, 'any.required_missing', '企业名称', '', now(), now())
            """,
            (source_id, uuid.uuid4()),
        )
    watch.judged(connection, register, standing.of_dataset(connection, register, {}), again=True, mend_days=15)
    found = connection.execute("SELECT department, title FROM quality.alert ORDER BY department").fetchall()
    assert [department for department, _ in found] == ["health", "market"]
    assert found[1][1].endswith("（市场监管）：必填项缺失，拒收 2 条")
    connection.execute("UPDATE quality.rejection SET resolved_at = now() WHERE source_id LIKE 'market%'")
    watch.judged(connection, register, standing.of_dataset(connection, register, {}), again=True, mend_days=15)
    assert [name.rsplit("=", 1)[1] for name in open_alerts(connection)] == ["health"]


def test_rejections_of_one_township_are_its_matter_until_another_has_some_too(connection: psycopg.Connection) -> None:
    def rejected(source_id: str, division: str | None) -> None:
        reject(connection, source_id, "CF_JDRQ", None)
        connection.execute(
            "INSERT INTO staging.provincial_penalties (version_hash, source_id, content_hash, page_id, row_number,"
            " landed_at, is_delete, division_code) SELECT version_hash, source_id, '', 1, 1, now(), false, %s"
            " FROM quality.rejection WHERE source_id = %s",
            (division, source_id),
        )

    def routed() -> list[tuple[str | None, bool, bool]]:
        judged(connection)
        alerts = list_alerts(connection, Choice())
        return [
            (
                each.division_code,
                *(of.wants(Subject(each.severity, each.platform, each.department, each.division_code)) for of in told),
            )
            for each in alerts
        ]

    told = [
        Receiver("虹桥", (), divisions=frozenset({"330382102000"})),
        Receiver("柳市", (), divisions=frozenset({"330382103000"})),
    ]
    rejected("1", "330382102000")
    rejected("2", "330382102000")
    assert routed() == [("330382102000", True, False)]
    rejected("3", "330382103000")
    assert routed() == [(None, False, False)]
    connection.execute("UPDATE quality.rejection SET resolved_at = now() WHERE source_id <> '3'")
    assert routed() == [("330382103000", False, True)]
    rejected("4", None)
    assert routed() == [(None, False, False)]
    connection.execute("UPDATE quality.rejection SET resolved_at = now() WHERE source_id <> '4'")
    connection.execute("UPDATE staging.provincial_penalties SET division_code = '330382000000'")
    assert routed() == [(None, False, False)]


def test_what_nobody_mended_in_time_is_told_again_by_itself(connection: psycopg.Connection) -> None:
    reject(connection, "1号", "CF_JDRQ", None)
    reject(connection, "2号", "CF_FRDB", "章甲乙")
    judged(connection)
    rejected = "provincial:penalties:any.required_missing"
    assert list(open_alerts(connection)) == [rejected]
    connection.execute(
        "UPDATE quality.rejection SET first_seen_at = now() - interval '15 days 1 minute' WHERE source_id = '2号'"
    )
    judged(connection)
    overdue = "provincial:penalties:quality.overdue"
    assert open_alerts(connection)[overdue] == (
        '省"大综合一体化"执法监管数字应用 · 行政处罚：拒收的记录超过整改期限（15 天）仍未改正，1 条'
    )
    assert body(connection, overdue).splitlines() == [
        "发生了什么：这些记录被拒收后 15 天仍没有收到改正的数据",
        "有多少：1 条",
        "示例：",
        "  1. 2号：CF_FRDB = 章*",
        "有何影响：这些记录没有发布，此前合格的版本继续发布",
        "怎么办：把整改清单发给报送单位催办；确实无法改正的，静默并写明原因",
        "在哪里看：质量报告；整改清单（hub quality export -o 文件夹 --platform provincial）；"
        "Dagster 资产 staging/provincial/penalties 的检查 reject",
    ]
    connection.execute("UPDATE quality.rejection SET resolved_at = now() WHERE source_id = '2号'")
    judged(connection)
    assert list(open_alerts(connection)) == [rejected]


def test_a_run_with_nothing_new_neither_counts_nor_closes(connection: psycopg.Connection) -> None:
    reject(connection, "1", "CF_JDRQ", None)
    for again in (True, False, True):
        judged(connection, again=again)
    row = connection.execute("SELECT occurrences, status FROM quality.alert").fetchone()
    assert row == (2, "open")


def test_a_rule_that_could_not_run_alerts_until_it_runs(connection: psycopg.Connection) -> None:
    check(connection, "first", "any.phone_form", "warn", 0, "error")
    judged(connection)
    assert list(open_alerts(connection)) == ["provincial:penalties:any.phone_form"]
    check(connection, "second", "any.phone_form", "warn", 3, "failed")
    judged(connection)
    assert open_alerts(connection) == {}


def deliver_file(connection: psycopg.Connection, name: str, status: str, seen_at: datetime) -> None:
    connection.execute(
        """
        INSERT INTO hub.inbox_file (department, sha256, name, bytes, status, kinds, reason, seen_at)
        VALUES ('market', %s, %s, 10, %s, '{}', '表头不属于任何已知类型', %s)
        """,
        (uuid.uuid4().hex, name, status, seen_at),
    )


def test_a_file_set_aside_alerts_until_one_of_its_name_is_taken(connection: psycopg.Connection) -> None:
    deliver_file(connection, "名录.xlsx", "set_aside", NOW)
    deliver_file(connection, "另一份.xlsx", "taken", NOW)
    for _ in range(2):
        watch.files(connection, "departments")
    fingerprint = "departments::departments.file_set_aside:market/名录.xlsx:department=market"
    assert open_alerts(connection) == {fingerprint: "部门文件 market/名录.xlsx：整份搁置"}
    deliver_file(connection, "名录.xlsx", "taken", NOW + timedelta(hours=1))
    watch.files(connection, "departments")
    assert open_alerts(connection) == {}


def test_a_file_alert_closed_by_hand_stays_closed(connection: psycopg.Connection) -> None:
    deliver_file(connection, "名录.xlsx", "set_aside", NOW)
    watch.files(connection, "departments")
    connection.execute("UPDATE quality.alert SET status = 'resolved', resolved_at = now()")
    watch.files(connection, "departments")
    assert open_alerts(connection) == {}
