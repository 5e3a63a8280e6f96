"""`hub link`, as people who judge type it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from staged_versions import Version, at, stage

from hub.errors import ExitCode
from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Server
    from hub_command import Done, Hub

    from hub.database.connection import Database

WHERE = {"division_code": "330382114000", "kind": "shop"}
ONE, OTHER = "city:shops:S1", "city:shops:S2"


@pytest.fixture(scope="module")
def used_database(server: Server, template: str) -> Iterator[Database]:
    """Two shops that may be one: 字号, trade and township are the same, and no more is known of the second."""
    database = server.create(template)
    known = {"S1": {"principal": "丙丁", "phone": "13800000001"}, "S2": {}}
    shops = [
        Version("city/shops", key, at(1), columns={"name": "甲乙水果", **WHERE, **told}) for key, told in known.items()
    ]
    stage(database, shops)
    publish(database, Silence())
    yield database
    server.drop(database)


@pytest.fixture
def link(hub: Hub, used_database: Database) -> Callable[..., Done]:
    with used_database.connect() as connection:
        connection.execute("TRUNCATE hub.link_judgement")
    url = used_database.url.get_secret_value()
    return lambda *arguments: hub("link", *arguments, HUB_DATABASE_URL=url)


def queue(link: Callable[..., Done]) -> list[dict[str, object]]:
    return json.loads(link("queue", "--json").stdout)


def test_the_queue_is_judged_and_undone(link: Callable[..., Done]) -> None:
    (waiting,) = queue(link)
    number = str(waiting["number"])
    assert (waiting["record_a"], waiting["record_b"], waiting["reason"]) == (ONE, OTHER, "unsure")
    assert number in link("queue").stdout
    done = link("judge", number, "--different", "--by", "王某", "--reason", "两家")
    assert (done.returncode, done.stdout) == (0, "已判定为不同（判定编号 1），下次 hub run 时生效\n")
    assert queue(link) == []
    (judged,) = json.loads(link("judgements", "--json").stdout)
    assert (judged["verdict"], judged["decided_by"], judged["reason"]) == ("different", "王某", "两家")
    assert link("undo", "1", "--by", "李某").stdout == "已撤销 1 项判定，下次 hub run 时生效\n"
    assert [str(each["number"]) for each in queue(link)] == [number]
    assert "李某" in link("judgements", "--all").stdout


@pytest.fixture
def reviewed(link: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`hub link review` with lines typed; what it said."""

    def review(*typed: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{each}\n" for each in typed)))
        done = link("review", "--by", "王某")
        assert done.returncode == 0, done.stderr
        return done.stdout

    return review


def judged(link: Callable[..., Done]) -> list[tuple[object, ...]]:
    said = json.loads(link("judgements", "--all", "--json").stdout)
    return [(each["verdict"], each["decided_by"], each["reason"], each["withdrawn_by"]) for each in said]


def test_the_queue_is_reviewed_at_a_terminal(link: Callable[..., Done], reviewed: Callable[..., str]) -> None:
    said = reviewed("?", "w", "两家相邻", "d")
    assert "丙*" in said
    assert "丙丁" not in said
    assert "已判定 1 对" in said
    assert judged(link) == [("different", "王某", "两家相邻", None)]
    assert "没有待判定" in reviewed()


def test_what_was_typed_wrong_is_undone_in_the_same_review(
    link: Callable[..., Done], reviewed: Callable[..., str]
) -> None:
    assert "没有作出判定" in reviewed("z", "n")
    assert "已判定 1 对" in reviewed("S", "z", "c", "3", "c", "2", "q")
    assert judged(link) == [("converted", "王某", None, None), ("same", "王某", None, "王某")]


def test_what_became_of_whom_is_judged_and_shown(link: Callable[..., Done], used_database: Database) -> None:
    done = link("relate", OTHER, ONE, "--as", "moved", "--by", "王某", "--reason", "迁址")
    assert done.returncode == 0, done.stderr
    publish(used_database, Silence())
    assert "迁移，依据 人工判定" in link("show", ONE).stdout
    (relation,) = json.loads(link("show", OTHER, "--json").stdout)["relations"]
    assert (relation["kind"], relation["method"]) == ("moved", "manual")
    assert link("relate", ONE, ONE, "--as", "moved", "--by", "王某").returncode == ExitCode.USAGE
    (judged,) = json.loads(link("judgements", "--json").stdout)
    assert link("undo", str(judged["judgement_id"]), "--by", "王某").returncode == 0
    publish(used_database, Silence())
    assert json.loads(link("show", OTHER, "--json").stdout)["relations"] == []


def test_identifiers_that_link_nobody_are_listed(link: Callable[..., Done], used_database: Database) -> None:
    assert link("conflicts").stdout == "没有标识冲突\n"
    with used_database.connect() as connection:
        connection.execute("INSERT INTO hub.link_conflict VALUES ('registration_no', '330382000000001', '{A,B}', 3)")
    said = link("conflicts").stdout
    assert "330382000000001" in said
    assert "A、B" in said
    assert json.loads(link("conflicts", "--json").stdout)[0]["records"] == 3
    with used_database.connect() as connection:
        connection.execute("DELETE FROM hub.link_conflict")


def test_an_explanation_shows_nobody_s_name_or_phone(link: Callable[..., Done]) -> None:
    (waiting,) = queue(link)
    told = link("explain", str(waiting["number"])).stdout
    assert "甲乙" in told
    assert "丙*" in told
    assert "138****0001" in told
    assert "丙丁" not in told
    assert "13800000001" not in told
    assert "交人工判定" in told


def test_the_workbook_goes_out_and_comes_back_empty(link: Callable[..., Done], tmp_path: Path) -> None:
    file = tmp_path / "待判定.xlsx"
    assert link("export", str(file)).stdout.startswith("已导出 1 对到")
    assert link("import", str(file), "--by", "王某").stdout == "已收下 0 项判定，下次 hub run 时生效\n"


def test_a_succession_comes_back_with_the_workbook(
    link: Callable[..., Done], used_database: Database, tmp_path: Path
) -> None:
    (waiting,) = queue(link)
    file = tmp_path / "已判定.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate([("编号", "判定", "前身", "理由"), (waiting["number"], "更名", "乙", "公告")]):
            sheet.write_row(place, 0, line)
    assert link("import", str(file), "--by", "王某").stdout == "已收下 1 项判定，下次 hub run 时生效\n"
    assert judged(link) == [("renamed", "王某", "公告", None)]
    with used_database.connect() as connection:
        assert connection.execute("SELECT predecessor FROM hub.link_judgement").fetchall() == [(waiting["record_b"],)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("judge", "nothing", "--same", "--by", "王某"), "没有编号 nothing"),
        (("judge", ONE, OTHER, "--by", "王某"), "给出一个"),
        (("judge", ONE, OTHER, "--same", "--unsure", "--by", "王某"), "给出一个"),
        (("judge", ONE, "city:shops:none", "--same", "--by", "王某"), "没有这条参与关联的记录"),
        (("undo", "99", "--by", "王某"), "没有生效中的判定 99"),
        (("show", "nobody"), "没有监管对象 'nobody'"),
        (("merge", ONE, ONE, "--by", "王某"), "已是同一个监管对象"),
        (("split", ONE, OTHER, "--by", "王某"), "不是"),
        (("split", ONE, ONE, "--by", "王某"), "无从拆分"),
        (("queue", "--reason", "unsre"), "是否指 unsure"),
        (("train", "model.json", "--version", "1"), "不足以训练"),
    ],
)
def test_what_cannot_be_meant_is_refused(link: Callable[..., Done], arguments: tuple[str, ...], said: str) -> None:
    done = link(*arguments)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr
    assert not done.stdout


def test_show_lists_the_records_of_an_entity(link: Callable[..., Done]) -> None:
    shown = json.loads(link("show", ONE, "--json").stdout)
    assert [each["record_id"] for each in shown["records"]] == [ONE]
