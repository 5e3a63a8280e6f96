"""The page, read as a browser reads it and as an operator does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pages import Page
from quality_rows import alert, check, insert, reject, stage

from hub.alerts.masking import mask_runs
from hub.report.gather import gather
from hub.report.page import render
from hub.report.shelf import Earlier

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from conftest import Server

    from hub.database.connection import Database

NOW = datetime(2026, 11, 23, 1, 43, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECTIONS = ["now", "scores", "holds", "rejections", "warned", "senders", "balances", "freshness", "alerts", "trends"]
MOBILE, CITIZEN, PERSON = "13812345678", "330382190001011234", "章甲乙"
BOLD = "乐清市<b>市场</b>监督管理局"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    '=HYPERLINK("http://evil.example")',
    "'; DROP TABLE quality.alert; --",
    "{{ 7 * 7 }}{% raw %}",
    "a\x07\x1b[31mb\u202ec",
)


@pytest.fixture(scope="module")
def full(server: Server, template: str) -> Iterator[Database]:
    """A database with something of everything in it."""
    database = server.create(template)
    with database.connect() as connection:
        _fill(connection)
    yield database
    server.drop(database)


@pytest.fixture(scope="module")
def text(full: Database) -> str:
    """The page of a bad day."""
    return render(gather(full, NOW), [Earlier(NOW.date() - DAY, "quality-2026-11-22.html")])


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page.read(text)


@pytest.fixture(scope="module")
def first_day(server: Server, template: str) -> Iterator[str]:
    """The page of a database in which nothing ever happened."""
    database = server.create(template)
    yield render(gather(database, NOW))
    server.drop(database)


def _fill(connection: psycopg.Connection) -> None:
    insert(connection, "hub.release", published_at=NOW - HOUR, counts="{}", held="{}")
    for back, failed in ((29, 40), (7, 10), (1, 20), (0, 5)):
        check(connection, "city/cases", "norms", failed, NOW - back * DAY)
    check(connection, "micro_grid/alerts", "timeliness", 60, NOW)
    insert(
        connection,
        "hub.hold",
        platform="city",
        dataset="cases",
        rule_id="gate.volume",
        reason=f"今日 12,480 个，联系 {MOBILE}",
        since=NOW - 2 * HOUR,
    )
    insert(
        connection,
        "hub.hold",
        platform="city",
        dataset="permits",
        rule_id="gate.fill_rate",
        reason="低",
        since=NOW - DAY,
        accepted_by="林某",
        accepted_reason=f"已核实 {MOBILE}",
        accepted_at=NOW - HOUR,
        accepted_until=NOW,
    )
    for dataset, first, last, total, known, status, explanation in (
        ("cases", None, None, 1200, 1190, "explained", "差 10 条，已查明"),
        ("cases", NOW.date() - DAY, NOW.date(), 30, 20, "differs", f"平台前后不一，联系 {MOBILE}"),
        ("shops", None, None, 7, 7, "equal", ""),
    ):
        insert(
            connection,
            "quality.total_check",
            platform="city",
            dataset=dataset,
            scope="all" if first is None else f"{first}..{last}",
            first_day=first,
            last_day=last,
            source_total=total,
            known=known,
            status=status,
            explanation=explanation,
            checked_at=NOW - HOUR,
        )
    _warn(connection, "city/shops", "any.grid_unknown", "published", (12, 9), "SP1", "WG9")
    _warn(connection, "city/shops", "any.phone_form", "versions", (3, 4), f"甲{MOBILE}", MOBILE)
    insert(
        connection,
        "quality.reconciliation",
        platform="city",
        dataset="cases",
        day=NOW.date(),
        source_total=1200,
        landed=1200,
        repeats=20,
        versions=1180,
        current=1000,
        rejected=30,
        held=50,
        superseded=95,
    )
    insert(
        connection,
        "hub.walk",
        walk_id="w",
        platform="city",
        dataset="cases",
        kind="increment",
        window_to=NOW,
        started_at=NOW - HOUR,
        finished_at=NOW - HOUR,
        status="proved",
    )
    version = reject(
        connection, "provincial/penalties", "1号", "any.required_missing", "CF_JDRQ", "", first_seen_at=NOW - 3 * DAY
    )
    stage(connection, "provincial/penalties", version, authority_name=BOLD)
    reject(
        connection,
        "provincial/penalties",
        f"2号|{CITIZEN}",
        "any.required_missing",
        "CF_FRDB",
        PERSON,
        first_seen_at=NOW - 2 * DAY,
    )
    for number, value in enumerate(HOSTILE):
        reject(
            connection,
            "city/shops",
            value,
            f"x.{number}",
            value,
            value,
            first_seen_at=NOW - HOUR,
            published_version_kept=True,
        )
    reject(connection, "city/cases", "旧", first_seen_at=NOW - 5 * DAY, resolved_at=NOW - DAY)
    alert(
        connection,
        "city:cases:gate.volume",
        "乐清市综合管理服务平台 · 城管案件：数据量明显异常",
        severity="block",
        opened_at=NOW - 2 * HOUR,
    )
    alert(
        connection, "micro_grid::gate.unreachable", "微网智控：平台无法访问", opened_at=NOW - 26 * HOUR, occurrences=26
    )
    alert(connection, "micro_grid:alerts:gate.freshness", "微网智控 · 设备预警：数据长时间未更新", opened_at=NOW - DAY)
    alert(connection, "grassroots:events:x.hostile", HOSTILE[0] + MOBILE, opened_at=NOW - HOUR)


def _warn(
    connection: psycopg.Connection,
    dataset: str,
    rule_id: str,
    covers: str,
    failed: tuple[int, ...],
    source_id: str,
    value: str,
) -> None:
    """What a rule that warns found in runs that followed each other, and the example that it left."""
    platform, name = dataset.split("/")
    for run, bad in enumerate(failed):
        insert(
            connection,
            "quality.check_result",
            run_id=f"{rule_id} {run}",
            platform=platform,
            dataset=name,
            rule_id=rule_id,
            dimension="consistency",
            severity="warn",
            evaluated=1_000_000,
            failed=bad,
            status="failed",
            checked_at=NOW - DAY * (len(failed) - run),
            covers=covers,
        )
    insert(
        connection,
        "quality.example",
        platform=platform,
        dataset=name,
        rule_id=rule_id,
        number=1,
        source_id=source_id,
        value=value,
        found_at=NOW,
    )


def test_it_is_sound_html_that_asks_nothing_of_anybody(page: Page, text: str) -> None:
    assert (page.mistakes, page.unclosed) == ([], [])
    policies = [attributes.get("content") for tag, attributes in page.elements if attributes.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]
    assert {"script", "link", "img", "iframe", "object", "form", "base"}.isdisjoint(tag for tag, _ in page.elements)
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert page.attributes("src") == page.attributes("style") == []
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    css = text.split("<style>")[1].split("</style>")[0]
    assert not re.search(r"url\(|@import|https?:", css)


def test_every_link_stays_in_the_page_or_beside_it(page: Page) -> None:
    links = page.attributes("href")
    within = {link[1:] for link in links if link.startswith("#")}
    assert within <= set(page.attributes("id"))
    assert [link for link in links if not link.startswith("#")] == ["quality-2026-11-22.html"]


def test_it_fits_paper_phones_and_the_dark(text: str) -> None:
    for query in ("@media print", "@media (max-width: 720px)", "@media (prefers-color-scheme: dark)"):
        assert query in text
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text


def test_the_colours_of_the_plots_are_those_of_the_page(page: Page, text: str) -> None:
    painted = {value for name in ("fill", "stroke") for value in page.attributes(name)}
    assert painted <= {"none", "transparent", *(f"var(--{name})" for name in re.findall(r"--([\w-]+):", text))}
    assert len([tag for tag, _ in page.elements if tag == "svg"]) == 7


def test_whatever_sources_send_is_text(page: Page, text: str) -> None:
    seen = "\n".join(line for section in SECTIONS for line in page.lines(section))
    for value in (
        "alert(1)",
        "onerror=alert(1)",
        "=HYPERLINK(",
        "'; DROP TABLE quality.alert; --",
        "{{ 7 * 7 }}{% raw %}",
    ):
        assert value in seen
    assert "省&#34;大综合一体化&#34;" in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_nothing_of_a_person_is_shown(text: str) -> None:
    for value in (MOBILE, CITIZEN, PERSON):
        assert value not in text
    for shown in ("138****5678", "330382********1234", "章*"):
        assert shown in text


def test_the_first_line_says_what_to_do_now(page: Page) -> None:
    assert page.lines("now") == [
        "数据质量日报 · 2026年11月23日",
        "生成于 09:43，最近一次发布：第 1 批，11月23日 08:43",
        "现在要做 5 件事：1 件立即，2 件今天，2 件本周",
        "立即微网智控：平台无法访问，全部数据停止更新",
        "从何时起 | 11月22日 07:43（26 小时）",
        "归谁 | 数据工程组；查明是平台停机的，联系平台运维单位",
        "怎么办 | 检查网络、凭证和平台运行状态。恢复后自动补采，已发布的数据不变hub config check 看详情",
        "今天微网智控 · 设备预警：数据长时间未更新",
        "从何时起 | 11月22日 09:43（24 小时）",
        "归谁 | 报送单位（微网智控）",
        "怎么办 | 核实是否停止报送 看详情",
        "今天乐清市综合管理服务平台 · 城管案件：暂缓发布，因为数据量明显异常",
        "从何时起 | 11月23日 07:43（2 小时）",
        "归谁 | 数据管理员；乐清市综合管理服务平台报送单位核实",
        "怎么办 | 核实数据量骤增骤减的原因。核实无误即可放行；此前已发布的数据不受影响"
        "hub quality accept city cases --by 姓名 --reason 理由 看详情",
        "本周8 条记录被拒收，待报送单位改正",
        '省"大综合一体化"执法监管数字应用 2 条（行政处罚）',
        "乐清市综合管理服务平台 6 条（沿街店铺）",
        "从何时起 | 11月20日 09:43（3 天）",
        "归谁 | 各报送单位，见“谁要改什么”",
        "怎么办 | 导出整改清单，发给各报送单位；改正后重新报送，拒收自动解除hub quality export -o 整改清单 看详情",
        f"本周{mask_runs(HOSTILE[0] + MOBILE)}",
        "从何时起 | 11月23日 08:43（1 小时）",
        "归谁 | 报送单位（基层治理四平台）",
        "怎么办 | 联系数据工程组 看详情",
    ]


def test_scores_say_how_they_moved(page: Page) -> None:
    lines = page.lines("scores")
    assert lines[1:5] == ["78.3中", "较昨日 −11.7", "较七天前 −11.7", "综合得分，近 30 天 满分 100"]
    assert "乐清市综合管理服务平台 | 97.5 | +7.5 | 95.0 | — | — | 99.9 | — | —" in lines
    assert "微网智控 | 40.0 | — | — | — | — | — | 40.0 | —" in lines
    assert "城管许可 | — | — | — | — | — | — | — | —" in lines


def test_what_is_held_says_why_and_what_waits(page: Page) -> None:
    assert page.lines("holds")[-4] == (
        "乐清市综合管理服务平台 · 城管案件 | 数据量明显异常 | 今日 12,480 个，联系 138****5678"
        " | 11月23日 07:43（2 小时） | 50 个版本"
    )


def test_what_was_let_through_says_by_whom_and_why(page: Page) -> None:
    assert page.lines("holds")[-3:] == [
        "已放行，原因仍在",
        "数据集 | 闸门 | 放行人 | 理由 | 放行时间 | 放行范围",
        "乐清市综合管理服务平台 · 城管许可 | 字段填充率骤降 | 林某 | 已核实 138****5678"
        " | 11月23日 08:43 | 11月23日 09:43 以前收到的",
    ]


def test_what_only_warns_is_counted_with_examples_of_known_fields(page: Page) -> None:
    assert page.lines("warned")[3:] == [
        "所属网格不存在乐清市综合管理服务平台 · 沿街店铺 | 9 | —",
        "SP1 = WG9 | 核对网格编码",
        "电话号码格式不正确乐清市综合管理服务平台 · 沿街店铺 | — | 7",
        "甲138****5678 = 138****5678 | 核对电话号码",
    ]


def test_rejections_come_with_examples(page: Page) -> None:
    lines = page.lines("rejections")
    assert lines[1] == "共 8 条记录被拒收、尚未改正（一条记录可有几个问题）。示例已脱敏。"
    start = lines.index('必填项缺失省"大综合一体化"执法监管数字应用 · 行政处罚 | 2 | 0 | 11月20日 09:43（3 天）')
    assert lines[start + 1 : start + 3] == [
        "2号|330382********1234：法定代表人（CF_FRDB） = 章*",
        "1号：处罚决定日期（CF_JDRQ） = （空） | 补填所列必填项后重新报送",
    ]


def test_senders_are_named_with_what_they_have_to_mend(page: Page) -> None:
    assert page.lines("senders")[2:] == [
        "报送单位 | 记录 | 问题 | 从何时起 | 数据集",
        '省"大综合一体化"执法监管数字应用',
        f"{mask_runs(BOLD)} | 1 | 1 | 11月20日 09:43（3 天） | 行政处罚 1 条",
        "未注明部门，由平台处理 | 1 | 1 | 11月21日 09:43（2 天） | 行政处罚 1 条",
        "乐清市综合管理服务平台",
        "未注明部门，由平台处理 | 6 | 6 | 11月23日 08:43（1 小时） | 沿街店铺 6 条",
    ]


def test_balances_show_what_does_not_add_up(page: Page) -> None:
    assert page.lines("balances")[4] == (
        "城管案件 | 1,200 | 1,200 | 1,200 | 20 | 1,180 | 1,000 | 0 | 0 | 30 | 50 | 95 | 5"
    )


def test_totals_that_differ_are_explained(page: Page) -> None:
    assert page.lines("balances")[5:] == [
        "与平台总数核对",
        "1 个数据集与平台所报总数一致，最近核对于 11月23日 08:43。其余如下：",
        "数据集 | 来源日期 | 平台报数 | 已接收 | 结果 | 说明",
        "乐清市综合管理服务平台 · 城管案件 | 全部 | 1,200 | 1,190 | 已查明 | 差 10 条，已查明",
        "乐清市综合管理服务平台 · 城管案件 | 2026年11月22日至2026年11月23日 | 30 | 20 | 不一致"
        " | 平台前后不一，联系 138****5678",
    ]


def test_freshness_shows_who_is_late(page: Page) -> None:
    lines = page.lines("freshness")
    assert "城管案件 | 11月23日 08:43（1 小时） | 2026年11月23日 | 正常" in lines
    assert "设备预警 | — | — | 长时间未更新" in lines
    assert "消防行政处罚 | — | — | 还没有收到文件" in lines


def test_alerts_stand_gravest_first(page: Page) -> None:
    lines = page.lines("alerts")
    assert [line.split(" | ")[1] for line in lines[3:]] == ["暂缓发布", "提醒", "提醒", "提醒"]
    assert lines[4] == "2 | 提醒 | 微网智控：平台无法访问 | 11月22日 07:43（26 小时） | 26 | 未处理"


def test_the_first_day_says_how_to_begin(first_day: str) -> None:
    page = Page.read(first_day)
    assert (page.mistakes, page.unclosed) == ([], [])
    assert list(page.texts) == SECTIONS
    assert page.lines("now") == [
        "数据质量日报 · 2026年11月23日",
        "生成于 09:43，还没有发布过",
        "现在没有要做的事",
        "还没有接收过数据。先运行 hub config check 查看平台配置，再运行 hub run 取数。",
    ]
    for section, line in {
        "holds": "没有数据集被暂缓发布。",
        "rejections": "没有未改正的拒收记录。",
        "warned": "没有需核实的问题。",
        "senders": "没有报送单位需要整改。",
        "balances": "还没有接收过数据。",
        "alerts": "没有未解除的告警。",
    }.items():
        assert page.lines(section)[-1] == line
    assert "综合得分，近 30 天 满分 100" in page.lines("scores")
