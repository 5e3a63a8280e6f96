"""The lists of what has to be mended: who gets one, what stands in it, and that it is harmless to open."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook
from quality_rows import insert, reject, stage

from hub.datasets import PLATFORMS
from hub.report.mending import Period, Sender, reading, senders
from hub.report.workbooks import export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg
    from conftest import Server

    from hub.database.connection import Database

NOW = datetime(2026, 11, 23, 1, 43, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = tuple(PLATFORMS)
ANY_DAY = Period()
FORMULA = '=HYPERLINK("http://evil.example","点我")'
MOBILE, CITIZEN, PERSON = "13812345678", "330382190001011234", "章甲乙"
DIRTY_OFFICE = '../../etc/passwd\n"乐清市"<script>局'


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[Database]:
    """Rejections of several senders."""
    database = server.create(template)
    with database.connect() as connection:
        _fill(connection)
    yield database
    server.drop(database)


def _fill(connection: psycopg.Connection) -> None:
    page = connection.execute(
        """
        INSERT INTO hub.landed_page (platform, dataset, number, location, sha256, bytes, request, received_at)
        VALUES ('departments', 'penalties', 1, 'x', 'x', 1, '{"file": "处罚 13812345678.xlsx"}', %s) RETURNING page_id
        """,
        (NOW,),
    ).fetchone()
    assert page is not None
    version = reject(
        connection,
        "departments/penalties",
        "market|1号",
        "any.required_missing",
        "CF_FRDB",
        PERSON,
        first_seen_at=NOW - 9 * DAY,
    )
    reject(
        connection,
        "departments/penalties",
        "market|1号",
        "any.unknown_code_required",
        "CF_CFLB",
        FORMULA,
        version_hash=version,
        first_seen_at=NOW - 9 * DAY,
        published_version_kept=True,
    )
    stage(connection, "departments/penalties", version, department="market", page_id=page[0], row_number=35)
    version = reject(
        connection, "departments/licences", f"market|{CITIZEN}", first_seen_at=NOW - DAY, value=f"电话{MOBILE}\x07"
    )
    stage(connection, "departments/licences", version, department="market")
    version = reject(connection, "departments/penalties", "fire|2号", first_seen_at=NOW)
    stage(connection, "departments/penalties", version, department="fire")
    for number, office in enumerate((DIRTY_OFFICE, "  ", None, "林甲")):
        version = reject(connection, "provincial/penalties", f"{number}号", first_seen_at=NOW - 3 * DAY)
        stage(connection, "provincial/penalties", version, authority_name=office)
    reject(connection, "city/cases", "改好了", resolved_at=NOW)
    insert(
        connection,
        "quality.rejection",
        platform="micro_grid",
        dataset="alerts",
        source_id="没有暂存的",
        version_hash="00000000-0000-0000-0000-000000000001",
        rule_id="gone.rule",
        field="",
        reason_zh="",
        first_seen_at=NOW,
        last_seen_at=NOW,
    )


def found(database: Database, *platforms: str, period: Period = ANY_DAY) -> tuple[Sender, ...]:
    with reading(database) as (connection, _):
        return senders(connection, platforms or ALL, period)


def written(database: Database, folder: Path, *platforms: str, period: Period = ANY_DAY) -> dict[str, CalamineWorkbook]:
    with reading(database) as (connection, _):
        made = export(connection, folder, senders(connection, platforms or ALL, period), period, NOW)
    assert sorted(path.name for path, _ in made) == sorted(path.name for path in folder.iterdir())
    return {path.name: CalamineWorkbook.from_path(path) for path, _ in made}


def test_senders_are_told_apart_by_folder_or_authority(database: Database) -> None:
    assert [(each.platform, each.department_title, each.records, each.faults) for each in found(database)] == [
        ("provincial", None, 2, 2),
        ("provincial", '../../etc/passwd "乐清市"＜script＞局', 1, 1),
        ("provincial", "林*", 1, 1),
        ("departments", "市场监管", 2, 3),
        ("departments", "消防救援", 1, 1),
        ("micro_grid", None, 1, 1),
    ]


@pytest.mark.parametrize(
    ("period", "records"),
    [
        (Period(date(2026, 11, 14), date(2026, 11, 14)), {"departments": 1}),
        (Period(since=date(2026, 11, 23)), {"departments": 1, "micro_grid": 1}),
        (Period(until=date(2026, 11, 19)), {"departments": 1}),
        (Period(date(2026, 11, 15), date(2026, 11, 19)), {}),
    ],
)
def test_a_period_is_of_whole_days_in_yueqing(database: Database, period: Period, records: dict[str, int]) -> None:
    assert {each.platform: each.records for each in found(database, period=period)} == records


def test_a_department_is_called_by_folder_or_title(database: Database) -> None:
    market = found(database, "departments")[0]
    assert [market.is_called(name) for name in ("market", "市场监管", " 市场监管 ", "消防救援")] == [
        True,
        True,
        True,
        False,
    ]


def test_every_sender_gets_a_workbook_of_its_own(database: Database, tmp_path: Path) -> None:
    assert sorted(written(database, tmp_path)) == [
        "整改清单-各专业执法系统-市场监管-2026-11-23.xlsx",
        "整改清单-各专业执法系统-消防救援-2026-11-23.xlsx",
        "整改清单-微网智控-2026-11-23.xlsx",
        "整改清单-省大综合一体化执法监管数字应用-2026-11-23.xlsx",
        "整改清单-省大综合一体化执法监管数字应用-etc passwd 乐清市＜script＞局-2026-11-23.xlsx",
        "整改清单-省大综合一体化执法监管数字应用-林-2026-11-23.xlsx",
    ]


def test_what_a_workbook_says(database: Database, tmp_path: Path) -> None:
    book = written(database, tmp_path, "departments")["整改清单-各专业执法系统-市场监管-2026-11-23.xlsx"]
    assert book.sheet_names == ["概览", "行政许可（双公示）", "行政处罚（双公示）"]
    overview = [[cell for cell in row if cell != ""] for row in book.get_sheet_by_name("概览").to_python()]
    assert [row[0] for row in overview if row][:4] == [
        "数据质量整改清单 · 各专业执法系统 · 市场监管",
        "期间：2026年11月14日至2026年11月23日（按首次发现的日期）",
        "共计：2 条记录，3 处问题，2 个数据集",
        "生成时间：2026-11-23 09:43:00",
    ]
    until = date(2026, 12, 24)
    assert ["行政处罚（双公示）", 1, 2, datetime(2026, 11, 14, 9, 43), until, 9] in overview  # noqa: DTZ001 a cell has no zone
    rows = book.get_sheet_by_name("行政处罚（双公示）").to_python()
    header = next(place for place, row in enumerate(rows) if row[0] == "序号")
    assert rows[header:] == [
        [
            "序号",
            "记录（来源主键）",
            "字段",
            "报送的值",
            "问题与依据",
            "怎么改",
            "首次发现",
            "整改期限",
            "已过天数",
            "现在发布的内容",
            "所在文件",
        ],
        [
            1,
            "market|1号",
            "法定代表人（CF_FRDB）",
            "章*",
            "必填项缺失（依据：双公示 2018、互联网+监管）",
            "补填所列必填项后重新报送",
            date(2026, 11, 14),
            date(2026, 12, 24),
            9,
            "没有发布",
            "处罚 138****5678.xlsx（第 35 行）",
        ],
        [
            2,
            "market|1号",
            "处罚种类（CF_CFLB）",
            '=HYPERLINK("http:／／evil.example","点我")'[:40],
            "必填代码项取值不在代码表内",
            "按代码表改为规定取值，确需新增取值的请联系数据工程组",
            date(2026, 11, 14),
            date(2026, 12, 24),
            9,
            "此前合格的版本仍在发布",
            "处罚 138****5678.xlsx（第 35 行）",
        ],
    ]


def test_it_is_harmless_and_stays_readable_when_scrolled(database: Database, tmp_path: Path) -> None:
    for name in written(database, tmp_path):
        with zipfile.ZipFile(tmp_path / name) as parts:
            texts = {part: parts.read(part).decode() for part in parts.namelist()}
        sheets = [text for part, text in texts.items() if re.match(r"xl/worksheets/sheet\d+\.xml", part)]
        assert sheets
        for sheet in sheets:
            assert 'state="frozen"' in sheet
            assert not re.search(r"<f[ >]|<hyperlink", sheet)
        assert not [part for part in texts if "external" in part.lower() or "vba" in part.lower()]
        for secret in (MOBILE, CITIZEN, PERSON, "林甲"):
            assert secret not in name
            assert not [part for part, text in texts.items() if secret in text]


def test_where_nothing_is_to_mend_nothing_is_written(database: Database, tmp_path: Path) -> None:
    assert written(database, tmp_path, "school_safety") == {}
    assert written(database, tmp_path, period=Period(until=date(2020, 1, 1))) == {}
