"""`hub release` and `hub changes`: what they answer, and what they refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from psycopg.types.json import Jsonb

from hub.errors import ExitCode
from hub.release.transaction import announce

if TYPE_CHECKING:
    from hub_command import Hub

    from hub.database.connection import Database

BY_CITIZEN = "provincial:penalties:330382199002300017"


@pytest.fixture
def released(database: Database) -> list[int]:
    """Two releases; the numbers of both."""
    numbers = []
    with database.connect() as connection:
        for operation, count in (("insert", "inserted"), ("update", "updated")):
            counts = {"penalty": {"inserted": 0, "updated": 0, "retracted": 0} | {count: 1}}
            row = connection.execute(
                "INSERT INTO hub.release (published_at, counts, held) VALUES (now(), %s, %s) "
                "RETURNING release_id, published_at",
                [Jsonb(counts), Jsonb({"city/cases": ["拒收过多"]})],
            ).fetchone()
            assert row is not None
            connection.execute(
                "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at) "
                "VALUES (%s, 'penalty', %s, %s, now())",
                [row[0], BY_CITIZEN, operation],
            )
            announce(connection, *row)
            numbers.append(row[0])
    return numbers


def test_releases_are_listed_shown_and_compared(hub: Hub, url: str, released: list[int]) -> None:
    first, last = map(str, released)
    listed = json.loads(hub("release", "list", "--json", HUB_DATABASE_URL=url).stdout)
    assert [each["release_id"] for each in listed] == released[::-1]
    assert listed[0]["totals"] == {"inserted": 0, "updated": 1, "retracted": 0}
    shown = hub("release", "show", HUB_DATABASE_URL=url).stdout
    assert f"批次 {last}，发布于" in shown
    assert "暂缓发布 city/cases：拒收过多" in shown
    compared = json.loads(hub("release", "diff", first, "--json", HUB_DATABASE_URL=url).stdout)
    assert [(each["table_name"], each["operations"]) for each in compared["changes"]] == [("penalty", ["update"])]
    assert compared["held"]["still"] == {"city/cases": ["拒收过多"]}
    told = hub("release", "diff", first, last, HUB_DATABASE_URL=url).stdout
    assert "penalty：1 条记录有变化" in told
    assert "仍在暂缓 city/cases：拒收过多" in told
    assert "330382199002300017" not in str(compared) + told


def test_changes_are_lines_with_a_cursor_to_go_on_from(hub: Hub, url: str, released: list[int]) -> None:
    done = hub("changes", "--json", HUB_DATABASE_URL=url)
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    assert [each["release_id"] for each in lines] == released
    assert "330382199002300017" not in done.stdout
    assert f"--since {lines[1]['cursor']}" in done.stderr
    onwards = hub("changes", "--since", lines[0]["cursor"], "--json", HUB_DATABASE_URL=url).stdout
    assert [json.loads(each) for each in onwards.splitlines()] == lines[1:]
    assert "没有更新的变更" in hub("changes", "--since", str(lines[1]["seq"]), HUB_DATABASE_URL=url).stdout
    of_another = hub("changes", "--since", "0", "--table", "licence", "--json", HUB_DATABASE_URL=url)
    assert (of_another.stdout, of_another.stderr.count(lines[1]["cursor"])) == ("", 1)


def test_following_gives_what_comes_as_a_line_each(hub: Hub, url: str, released: list[int]) -> None:
    arguments = ("changes", "--since", "0", "--follow", "--limit", "2")
    lines = hub(*arguments, "--json", HUB_DATABASE_URL=url).stdout.splitlines()
    assert [json.loads(each)["operation"] for each in lines] == ["insert", "update"]
    assert [each.split("  ")[4] for each in hub(*arguments, HUB_DATABASE_URL=url).stdout.splitlines()] == [
        "新增",
        "更新",
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("changes", "--since", "-1"), "不小于 0"),
        (("changes", "--since", "99999999"), "属于另一个数据库"),
        (("changes", "--since", "ffffffff:1", "--follow"), "属于另一个数据库"),
        (("changes", "--table", "penalties"), "是否指 penalty"),
        (("release", "show", "99"), "没有发布批次 99；现有"),
        (("release", "diff", "1", "--table", "unified.penalty"), "没有表"),
        (("release", "expire"), "HUB_CHANGES_DAYS"),
    ],
)
def test_what_cannot_be_is_refused(
    hub: Hub, url: str, released: list[int], arguments: tuple[str, ...], why: str
) -> None:
    done = hub(*arguments, HUB_DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert why in done.stderr


def test_what_was_kept_long_enough_goes(hub: Hub, url: str, database: Database, released: list[int]) -> None:
    with database.connect() as connection:
        connection.execute("UPDATE hub.release SET published_at = now() - interval '10 days'")
    assert "变更 0 条" in hub("release", "expire", "--changes-days", "30", HUB_DATABASE_URL=url).stdout
    assert "变更 2 条" in hub("release", "expire", HUB_DATABASE_URL=url, HUB_CHANGES_DAYS="7").stdout
    assert "请重新复制一份数据" in hub("changes", "--since", "0", HUB_DATABASE_URL=url).stderr


def test_a_retention_of_less_than_a_week_is_refused(hub: Hub, url: str) -> None:
    for name in ("HUB_CHANGES_DAYS", "HUB_HISTORY_DAYS"):
        done = hub("release", "list", HUB_DATABASE_URL=url, **{name: "6"})
        assert done.returncode == ExitCode.USAGE
        assert f"{name} 的值 '6' 不对；应为" in done.stderr
