"""`hub reconcile`, `hub compare` and `hub backfill` as they are typed, against platforms of the sandbox."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forked_hub import ForkedHub
from sandbox_truth import live_records, published_records

from hub.errors import ExitCode
from hub.sandbox.serve import start
from hub.sandbox.truth import Truth
from hub.versions.days import today

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub_command import Hub

    from hub.database.connection import Database

REFERENCE = datetime.fromisoformat("2026-01-05T00:00:00+08:00")
CHOSEN = ("--dataset", "city/shops", "--dataset", "city/permits")


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hub-test-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def take_away(folder: Path, dataset: str, key: str) -> None:
    """Let the record vanish from its platform, which is not served just now."""
    with closing(sqlite3.connect(folder / "sandbox.sqlite", isolation_level=None)) as store:
        assert store.execute("delete from record where dataset = ? and key = ?", (dataset, key)).rowcount == 1


def test_a_dataset_is_reconciled_compared_and_filled(folder: Path, database: Database, tmp_path: Path) -> None:
    hub = ForkedHub(tmp_path / "home", {"HUB_DATABASE_URL": database.url.get_secret_value()})
    with start(folder, entities=60, seed=5, reference=REFERENCE, changes=False, faults=()) as platforms:
        assert hub("run", *CHOSEN, **platforms.settings).returncode == ExitCode.DONE
    with Truth(folder) as truth:
        records = live_records(truth, "city/shops")
    gone = min(records)
    take_away(folder, "city/shops", gone)

    with start(folder, changes=False, faults=()) as platforms:
        done = hub("reconcile", *CHOSEN, **platforms.settings)
        assert done.returncode == ExitCode.DONE, done.stderr
        assert "待复核" in done.stdout
        assert "平台不再列出、来源又未发删除的记录：1 条，已发布的保持不变" in done.stdout
        assert f"city/shops {gone}" in done.stdout
        assert published_records(database, "city/shops") == records

        done = hub("compare", "--json", *CHOSEN, **platforms.settings)
        assert done.returncode == ExitCode.DONE, done.stderr
        shops, permits = json.loads(done.stdout)["datasets"]
        assert [each["source_id"] for each in shops["missing"]] == [gone]
        [check] = permits["checks"]
        assert (check["status"], check["difference"]) == ("equal", 0)
        assert check["known"] == check["source_total"] > 0
        for found in (shops, permits):
            assert found["is_balanced"]
            assert found["landed"] == found["repeats"] + found["versions"] > 0

        window = ("backfill", "city", "shops", "--from", "2025-01-01", "--to", "2026-01-01")
        done = hub(*window, "--step", "200", "--json", **platforms.settings)
        assert done.returncode == ExitCode.DONE, done.stderr
        assert "city/shops：2 段时间窗已取回并核实" in done.stderr
        [work] = json.loads(done.stdout)["datasets"]
        assert (work["new"], work["changed"]) == (0, 0)
        assert published_records(database, "city/shops") == records
        with database.connect() as connection:
            kinds = connection.execute("SELECT kind, count(*) FROM hub.walk WHERE status = 'proved' GROUP BY kind")
            counts = dict(kinds.fetchall())
            connection.execute("UPDATE quality.vanished SET confirmed_at = now()")
        assert counts["backfill"] >= 2
        assert counts["compare"] == 2

    decision = ("--retract", gone, "--by", "陈某", "--reason", "平台确认已删除")
    done = hub("reconcile", "--dataset", "city/shops", *decision)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "city/shops：已登记人工撤回 1 条" in done.stderr
    assert published_records(database, "city/shops") == records - {gone}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("reconcile", "--day", str(today())), "尚未结束"),
        (("reconcile", "--dataset", "city/shop"), "是否指 city/shops？"),
        (("reconcile", "--retract", "S1", "--by", "陈某", "--reason", "x"), "指明一个数据集"),
        (("reconcile", "--dataset", "city/shops", "--by", "陈某", "--reason", "x"), "用 --retract 给出主键"),
        (("backfill", "city", "shops", "--from", "2026-02-01", "--to", "2026-01-01"), "--from 应早于 --to"),
        (("backfill", "city", "shops", "--from", "2026-01-01", "--to", "2026-02-01"), "平台 city 没有配置"),
        (("backfill", "departments", "licences", "--from", "2026-01-01", "--to", "2026-02-01"), "只接收文件"),
    ],
)
def test_what_cannot_be_done_is_said(hub: Hub, arguments: tuple[str, ...], said: str) -> None:
    done = hub(*arguments)
    assert done.returncode == ExitCode.USAGE, done.stderr
    assert said in done.stderr
