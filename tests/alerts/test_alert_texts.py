"""What an operator is told, whole: every kind of finding in the words in which it leaves the hub."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from hub.alerts import standing, watch
from hub.alerts.findings import raise_finding
from hub.datasets import DATASETS, dataset
from hub.drift.changes import Change, Kind
from hub.drift.report import report
from hub.gates import keeper
from hub.reconciliation.checks import Check, write
from hub.reconciliation.telling import tell
from hub.rules.results import Covers, Result, record
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg
    from conftest import Server

    from hub.datasets.declaration import Dataset

CASES = dataset("city/cases")
CITY = "乐清市综合管理服务平台"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def session(server: Server, template: str) -> Iterator[psycopg.Connection]:
    database = server.create(template)
    with database.connect() as connection:
        yield connection
    server.drop(database)


@pytest.fixture
def connection(session: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone after each test."""
    yield session
    session.rollback()


def held(connection: psycopg.Connection) -> None:
    keeper.put(connection, CASES, "gate.volume", "2026年11月23日已收到 900 条，超过通常每日 50 条的 10 倍")


def silent(connection: psycopg.Connection) -> None:
    found = keeper.finding(CASES, "gate.freshness", "最近一次收到新数据是 11月18日 09:00，已有 5 天，超过上限 3 天")
    raise_finding(connection, found)


def broken(connection: psycopg.Connection) -> None:
    text = rule_texts()["penalty.party_missing"]
    result = Result("city", "cases", text.rule_id, text.dimension, text.severity, 10, 0, "error")
    record(connection, "run", Covers.VERSIONS, [result])
    watch.judged(connection, CASES, standing.of_dataset(connection, CASES, {}), again=True, mend_days=15)


def set_aside(connection: psycopg.Connection) -> None:
    connection.execute(
        "INSERT INTO hub.inbox_file (department, sha256, name, bytes, status, kinds, reason, seen_at)"
        " VALUES ('market', 'x', '名录 13812345678.xlsx', 10, 'set_aside', '{}', '工作簿已加密，无法打开', %s)",
        (NOW,),
    )
    watch.files(connection, "departments")


def drifted(connection: psycopg.Connection) -> None:
    connection.execute(
        "INSERT INTO hub.schema_drift (platform, dataset, department, page_id, kind, field, before, after, example,"
        " found_at) VALUES ('city', 'cases', '', 4711, 'type', 'partyCode', 'string', 'number', '9133…', %s)",
        (NOW,),
    )
    report(connection, CASES, [Change("", 4711, Kind.TYPE, "partyCode", "string", "number", "9133…")])


def contradicts_itself(connection: psycopg.Connection) -> None:
    day = date(2026, 11, 20)
    said = "平台总数 120 条，实收 118 条，重新获取一遍后仍不符"
    write(connection, Check("city", "cases", f"{day}", day, day, 120, 118, "differs", said, None, NOW))
    tell(connection, CASES)


@pytest.mark.parametrize(
    ("find", "title", "body"),
    [
        (
            held,
            f"{CITY} · 城管案件：数据量明显异常，暂缓发布",
            "发生了什么：2026年11月23日已收到 900 条，超过通常每日 50 条的 10 倍\n"
            "有何影响：该数据集暂缓发布，已发布的数据不变；其他数据集照常\n"
            "怎么办：核实数据量骤增骤减的原因；确认无误可放行：hub quality accept city cases --by 姓名 --reason 理由\n"
            "在哪里看：hub status；Dagster 资产 staging/city/cases",
        ),
        (
            silent,
            f"{CITY} · 城管案件：数据长时间未更新",
            "发生了什么：最近一次收到新数据是 11月18日 09:00，已有 5 天，超过上限 3 天\n"
            "怎么办：核实是否停止报送\n"
            "在哪里看：hub status；Dagster 资产 staging/city/cases",
        ),
        (
            broken,
            f"{CITY} · 城管案件：规则“处罚当事人名称缺失”无法执行",
            "发生了什么：规则没有执行成功，既不算合格也不算不合格\n"
            "有何影响：该数据集暂缓发布，已发布的数据不变\n"
            "怎么办：由数据工程组修复规则（不是报送单位的问题）\n"
            "在哪里看：质量报告；整改清单（hub quality export -o 文件夹 --platform city）；"
            "Dagster 资产 staging/city/cases 的检查 reject",
        ),
        (
            set_aside,
            "部门文件 market/名录 138****5678.xlsx：整份搁置",
            "发生了什么：文件无法读取或类型不明：工作簿已加密，无法打开\n"
            "有多少：1 份文件\n"
            "有何影响：文件中的记录都没有接收；文件仍在原处\n"
            "怎么办：按模板重新导出文件，用原文件名重新放入收件箱\n"
            "在哪里看：收件箱中的 market/名录 138****5678.xlsx",
        ),
        (
            drifted,
            f"{CITY} · 城管案件：字段类型变化（1 个）",
            "发生了什么：字段类型变化\n"
            "  1. partyCode（string → number），示例 9133…，首见于原始页 4711\n"
            "影响：按文本读取，能读的照常处理，不能读的按质量规则判定\n"
            "怎么办：与报送方核实；尤其核对编码类字段改为数字后是否丢失了前导零\n"
            "在哪里看：表 hub.schema_drift（platform = city，dataset = cases）；"
            "原始页的位置在表 hub.landed_page（page_id 即原始页号）；可用 hub sql 查询",
        ),
        (
            contradicts_itself,
            f"{CITY} · 城管案件：对账不一致，1 段日期",
            "发生了什么：平台所报总数与其实际列出的条数不符，重新获取一遍后仍不符\n"
            "有多少：1 段日期\n"
            "示例：\n"
            "  1. 2026-11-20：平台总数 120 条，实收 118 条，重新获取一遍后仍不符\n"
            "有何影响：已收到的数据照常发布\n"
            "怎么办：请与平台方核对这些日期的总数与分页\n"
            "在哪里看：hub reconcile --dataset city/cases",
        ),
    ],
    ids=["held", "silent", "a rule that cannot run", "a file set aside", "drift", "totals"],
)
def test_the_whole_text(
    connection: psycopg.Connection, find: Callable[[psycopg.Connection], None], title: str, body: str
) -> None:
    find(connection)
    assert connection.execute("SELECT title, body FROM quality.alert").fetchall() == [(title, body)]


@pytest.mark.parametrize("of", DATASETS, ids=lambda each: each.id)
def test_every_dataset_can_be_asked_how_it_stands(connection: psycopg.Connection, of: Dataset) -> None:
    watch.judged(connection, of, standing.of_dataset(connection, of, {}), again=True, mend_days=15)
    assert connection.execute("SELECT FROM quality.alert").fetchall() == []
