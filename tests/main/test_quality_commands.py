"""`hub rules`, `hub quality accept` and `hub quality recheck`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from staged_versions import Version, at, rows, stage

from expectations.judge import judge
from hub.datasets import dataset
from hub.errors import ExitCode
from hub.progress import Silence
from hub.rules.catalogue import Rule
from hub.rules.kinds import NotNull
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from hub_command import Hub

    from hub.database.connection import Database

CASES = dataset("city/cases")
NOBODY = (Rule(rule_texts()["penalty.party_missing"], NotNull("party_name"), ("partyName",)),)


def held(database: Database) -> None:
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.hold (platform, dataset, rule_id, reason, since)"
            " VALUES ('city', 'cases', 'gate.volume', '2026年11月23日已收到 900 条，超过通常每日 50 条的 10 倍', now())"
        )


def test_every_rule_is_listed_with_what_it_found_last(hub: Hub, url: str, database: Database) -> None:
    stage(database, [Version(CASES.id, key, time=at(0), verdict="new", columns={}) for key in ("a", "13800138000")])
    judge(CASES, database, "run", Silence(), NOBODY)

    listed = hub("rules", HUB_DATABASE_URL=url)
    assert listed.returncode == ExitCode.DONE, listed.stderr
    lines = [line for line in listed.stdout.splitlines() if line.strip()]
    assert len(lines) == 2 + len(rule_texts())
    (line,) = (each for each in lines if "penalty.party_missing" in each)
    assert line.split()[:4] == ["penalty.party_missing", "处罚当事人名称缺失", "拒收", "完整性"]
    assert "不合格" in line

    asked = hub("rules", "--dataset", "city/cases", "--json", HUB_DATABASE_URL=url)
    document = json.loads(asked.stdout)
    assert {each["rule_id"] for each in document} >= {"incident.overdue", "gate.volume", "incident.closed_late"}
    overdue = next(each for each in document if each["rule_id"] == "incident.overdue")
    assert (overdue["judged"], overdue["severity"], overdue["datasets"][0]["last"]) == ("release", "warn", None)

    narrow = hub("rules", "--dataset", "city/cases", HUB_DATABASE_URL=url)
    assert "city/cases" in narrow.stdout
    # What stands for a telephone number is not shown.
    assert "138****8000" in narrow.stdout
    assert "13800138000" not in narrow.stdout


def test_a_held_dataset_is_let_through_by_name_and_reason(hub: Hub, url: str, database: Database) -> None:
    held(database)
    arguments = ("quality", "accept", "city", "cases", "--by", "张三", "--reason", "年度集中补报")

    done = hub(*arguments, HUB_DATABASE_URL=url)
    assert done.returncode == ExitCode.DONE, done.stderr
    said = done.stdout.splitlines()
    assert said[0] == "已放行 city/cases：2026年11月23日已收到 900 条，超过通常每日 50 条的 10 倍"
    assert said[1].startswith("放行 20")
    assert said[1].endswith("以前收到的数据；运行 hub run 或等待下一次发布即生效")
    kept = rows(database, "SELECT accepted_by, accepted_reason, rule_id FROM hub.acceptance")
    assert kept == [("张三", "年度集中补报", "gate.volume")]

    standing = hub("status", HUB_DATABASE_URL=url).stdout
    assert (
        "已放行，原因仍在：city/cases：2026年11月23日已收到 900 条，超过通常每日 50 条的 10 倍（张三：年度集中补报；"
        in standing
    )
    (accepted,) = (
        each["accepted"]
        for each in json.loads(hub("status", "--json", HUB_DATABASE_URL=url).stdout)["datasets"]
        if each["accepted"]
    )
    assert [(each["accepted_by"], each["accepted_reason"]) for each in accepted] == [("张三", "年度集中补报")]

    again = hub(*arguments, HUB_DATABASE_URL=url)
    assert again.stdout == "city/cases 没有被暂缓发布，无须放行\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("citi", "cases", "--by", "张三", "--reason", "x"), "是否指 city"),
        (("city", "case", "--by", "张三", "--reason", "x"), "是否指 cases"),
        (("city", "cases", "--by", " ", "--reason", "x"), "放行须写明放行人（--by）和理由（--reason）"),
        (("city", "cases", "--by", "张三", "--reason", ""), "放行须写明放行人（--by）和理由（--reason）"),
    ],
)
def test_nobody_lets_through_what_is_not_there_or_without_a_reason(
    hub: Hub, url: str, arguments: tuple[str, ...], complaint: str
) -> None:
    done = hub("quality", "accept", *arguments, HUB_DATABASE_URL=url)

    assert done.returncode == ExitCode.USAGE
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_the_quarantine_is_judged_again_on_request(hub: Hub, url: str, database: Database) -> None:
    sent = {
        "status": "handling",
        "category": "市容环境",
        "description": "占道",
        "occurred_at": at(0),
        "address": "某路",
    }
    stage(database, [Version(CASES.id, "a", time=at(1), verdict="new", columns={**sent, "reported_at": at(0)})])
    judge(CASES, database, "run", Silence(), NOBODY)
    assert rows(database, "SELECT verdict FROM staging.city_cases_open") == [("rejected",)]

    done = hub("quality", "recheck", "--dataset", "city/cases", "--json", HUB_DATABASE_URL=url)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert json.loads(done.stdout) == [{"dataset": "city/cases", "evaluated": 1, "passed": 1, "rejected": 0}]
    assert rows(database, "SELECT verdict FROM staging.city_cases_open") == [("passed",)]
    assert rows(database, "SELECT resolved_at IS NOT NULL FROM quality.rejection") == [(True,)]


def test_a_negative_weight_is_refused_at_the_start(hub: Hub, url: str, database: Database) -> None:
    (hub.home.parent / "hub.toml").write_text("[quality.weights]\naccuracy = -0.5\n", encoding="utf-8")

    done = hub("run", HUB_DATABASE_URL=url)
    assert done.returncode == ExitCode.USAGE
    assert "hub.toml中的 [quality.weights] accuracy（HUB_QUALITY_WEIGHTS_ACCURACY）的值 '-0.5' 不对" in done.stderr
    assert "不小于 0" in done.stderr
    assert rows(database, "SELECT * FROM quality.dimension_weight") == []


def test_weights_move_the_total(hub: Hub, url: str, database: Database) -> None:
    earlier, later = at(0), at(1)
    results = [
        ("1", "a", "norms", 100, 50, "failed", earlier, "versions"),
        ("2", "a", "norms", 100, 0, "passed", later, "versions"),
        ("1", "b", "timeliness", 10, 9, "failed", earlier, "published"),
        ("2", "b", "timeliness", 10, 1, "failed", later, "published"),
        ("2", "c", "accuracy", 0, 0, "error", later, "versions"),
    ]
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quality.check_result (run_id, platform, dataset, rule_id, dimension, severity, evaluated,"
            " failed, status, checked_at, covers) VALUES (%s, 'city', 'cases', %s, %s, 'warn', %s, %s, %s, %s, %s)",
            results,
        )
    scores = "SELECT dimension, score::int, weight FROM quality.scorecard ORDER BY 1"
    total = "SELECT round(score::numeric, 1)::float8, grade FROM quality.score"
    # Versions add up, of what is published the last counts, errors not at all.
    assert rows(database, scores) == [("norms", 75, 1.0), ("timeliness", 90, 1.0)]
    assert rows(database, total) == [(82.5, "中")]

    (hub.home.parent / "hub.toml").write_text("[quality.weights]\ntimeliness = 3\n", encoding="utf-8")
    assert hub("quality", "recheck", "--dataset", "city/cases", HUB_DATABASE_URL=url).returncode == ExitCode.DONE
    assert rows(database, scores) == [("norms", 75, 1.0), ("timeliness", 90, 3.0)]
    assert rows(database, total) == [(86.3, "良")]
