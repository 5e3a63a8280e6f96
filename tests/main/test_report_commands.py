"""`hub report` and `hub quality export`, as they are typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from hub_command import Hub

REJECT = """
INSERT INTO quality.rejection
    (platform, dataset, source_id, version_hash, rule_id, field, reason_zh, first_seen_at, last_seen_at)
VALUES ('city', 'cases', '1', gen_random_uuid(), 'any.required_missing', '', '', now(), now())
"""


@pytest.fixture
def rejected(url: str) -> str:
    """The URI of a database with one rejected record."""
    with psycopg.connect(url) as connection:
        connection.execute(REJECT)
    return url


def test_a_report_is_kept_and_its_first_line_said(hub: Hub, home: Path, url: str) -> None:
    done = hub("report", HUB_DATABASE_URL=url)
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["现在没有要做的事", f"报告已写入 {home / 'reports' / 'quality.html'}"]
    assert len(list((home / "reports").iterdir())) == 2


def test_a_report_is_written_where_it_is_wanted_and_nowhere_else(hub: Hub, home: Path, rejected: str) -> None:
    path = home.parent / "one.html"
    done = hub("report", "-o", str(path), "--json", HUB_DATABASE_URL=rejected)
    assert json.loads(done.stdout) == {
        "path": str(path),
        "verdict": "现在要做 1 件事：1 件本周",
        "actions": 1,
        "score": None,
    }
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert not (home / "reports").exists()


def test_lists_are_exported_and_told(hub: Hub, home: Path, rejected: str) -> None:
    folder = home.parent / "清单"
    done = hub("quality", "export", "-o", str(folder), "--json", HUB_DATABASE_URL=rejected)
    (told,) = json.loads(done.stdout)
    assert {name: told[name] for name in ("platform", "department", "records", "faults")} == {
        "platform": "city",
        "department": None,
        "records": 1,
        "faults": 1,
    }
    assert [str(path) for path in folder.iterdir()] == [told["path"]]


def test_nothing_to_mend_is_said(hub: Hub, home: Path, url: str) -> None:
    done = hub("quality", "export", "-o", str(home.parent / "清单"), HUB_DATABASE_URL=url)
    assert (done.returncode, done.stdout.strip()) == (0, "没有待整改的记录，没有写文件")
    assert not (home.parent / "清单").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--platform", "citty"), "没有平台 'citty'；是否指 city？"),
        (("--department", "市场监管"), "部门 '市场监管' 没有待整改的记录；有待整改记录的部门：无"),
        (("--since", "2026-11-23", "--until", "2026-11-01"), "--since 2026-11-23 晚于 --until 2026-11-01；请对调"),
    ],
)
def test_what_cannot_be_meant_is_said(hub: Hub, home: Path, rejected: str, options: tuple[str, ...], said: str) -> None:
    done = hub("quality", "export", "-o", str(home.parent), *options, HUB_DATABASE_URL=rejected)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("HUB_REPORTS_DAYS", "0"), ("HUB_REPORTS_DAYS", "x"), ("HUB_REPORTS_URL", "file:///reports")]
)
def test_settings_that_cannot_be_are_refused(hub: Hub, name: str, value: str) -> None:
    done = hub("report", **{name: value})
    assert done.returncode == 2
    assert name in done.stderr
    assert value in done.stderr
