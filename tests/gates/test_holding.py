"""A dataset is held while its cause lasts, comes free by itself, and is let through by name and reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from staged_versions import SHANGHAI, Version, at, rows, stage

from expectations.judge import judge
from hub.datasets import dataset
from hub.gates import keeper
from hub.gates.after_release import look_at_published
from hub.gates.limits import DEFAULTS, UNSET
from hub.progress import Silence
from hub.release.publish import publish
from hub.rules.catalogue import Rule
from hub.rules.kinds import NotNull
from hub.rules.standing.declared import STANDING
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from hub.database.connection import Database

CASES = dataset("city/cases")
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
FEW = replace(DEFAULTS, enough_versions=4, history_days=3)
"""Limits that few versions reach."""
RULES = (Rule(rule_texts()["penalty.party_missing"], NotNull("address"), ("address",)),)
"""One rule, which rejects whatever has no address."""


def version(key: str, address: str | None = "乐清市", minute: float = 0, **columns: object) -> Version:
    return Version(CASES.id, key, time=at(minute), verdict="new", columns={"address": address, **columns})


def run(
    database: Database, *versions: Version, received_at: dt.datetime = NOW, moment: dt.datetime | None = None
) -> dict[str, str]:
    """Stage, judge and look through the gates; the holds in force."""
    stage(database, versions, received_at)
    judge(CASES, database, f"run {received_at}", Silence(), RULES)
    with database.connect() as connection:
        return dict(keeper.look(connection, CASES, FEW, f"run {received_at}", moment or received_at))


def published(database: Database) -> set[str]:
    publish(database, Silence())
    return {str(key) for (key,) in rows(database, "SELECT source_id FROM unified.incident")}


def alerts(database: Database) -> dict[str, str]:
    return dict(rows(database, "SELECT rule_id, status FROM quality.alert ORDER BY alert_id"))  # type: ignore[arg-type]


def accept(database: Database, **more: float) -> int:
    with database.connect() as connection:
        return len(keeper.accept_holds(connection, CASES, "值班员甲", "已与报送方核实", **more))


def later(**span: float) -> dt.datetime:
    """An instant after anything that was accepted until now."""
    return dt.datetime.now(SHANGHAI) + dt.timedelta(**span)


def test_too_many_rejected_hold_what_is_new_until_it_is_mended(database: Database) -> None:
    assert run(database, version("old"), received_at=NOW - dt.timedelta(1)) == {}
    assert published(database) == {"old"}

    batch = zip("abcde", ("甲", "乙", None, None, None), strict=True)
    held = run(database, *(version(key, address) for key, address in batch))
    assert held == {"gate.rejected_share": "尚未发布的 5 条中有 3 条被拒收（60.0%），超过上限 20.0%"}
    assert published(database) == {"old"}
    assert alerts(database)["gate.rejected_share"] == "open"
    ((title, body),) = rows(database, "SELECT title, body FROM quality.alert WHERE rule_id = 'gate.rejected_share'")
    assert str(title).endswith("：拒收比例超过上限，暂缓发布")
    assert "hub quality accept city cases --by 姓名 --reason 理由" in str(body)

    # Nothing new changes nothing; one mended is not enough; when all are, all of it goes out.
    assert run(database).keys() == {"gate.rejected_share"}
    assert run(database, version("c", "丙", 1)).keys() == {"gate.rejected_share"}
    assert run(database, version("d", "丁", 1), version("e", "戊", 1)) == {}
    assert published(database) == {"old", "a", "b", "c", "d", "e"}
    assert alerts(database)["gate.rejected_share"] == "resolved"


def test_who_lets_it_through_is_kept_and_what_comes_later_is_looked_at_anew(database: Database) -> None:
    half = [version(key, address) for key, address in zip("abcd", ("甲", "乙", None, None), strict=True)]
    assert run(database, *half)
    assert rows(database, "SELECT accepted_by FROM hub.hold") == [(None,)]

    assert accept(database) == 1
    assert accept(database) == 0
    assert run(database) == {}
    assert published(database) == {"a", "b"}
    kept = "SELECT rule_id, accepted_by, accepted_reason, accepted_until - accepted_at FROM hub.acceptance"
    assert rows(database, kept) == [("gate.rejected_share", "值班员甲", "已与报送方核实", dt.timedelta(0))]

    # The cause is gone with the release, and the acceptance with it: the same again holds again.
    assert run(database, version("e"), received_at=later(hours=1)) == {}
    assert rows(database, "SELECT * FROM hub.hold") == []
    published(database)
    again = [version(key, address) for key, address in zip("fghi", ("甲", "乙", None, None), strict=True)]
    assert run(database, *again, received_at=later(hours=2)).keys() == {"gate.rejected_share"}

    # Accepted for three days: what comes within is let through too, what comes after is not.
    assert accept(database, days=3) == 1
    more = [version(f"{key}2", None) for key in "fghi"]
    assert run(database, *more, received_at=later(days=2)) == {}
    late = [version(f"{key}3", None) for key in "fghi"]
    assert run(database, *late, received_at=later(days=4)).keys() == {"gate.rejected_share"}
    assert rows(database, "SELECT accepted_by IS NULL FROM hub.hold") == [(True,)]
    assert len(rows(database, kept)) == 2


def test_a_field_that_falls_empty_and_a_flood_hold_after_days_that_had_it(database: Database) -> None:
    for back in (4, 3, 2, 1):
        day = NOW - dt.timedelta(back)
        filled = [version(f"{back}-{number}", handler_name="某中队") for number in range(4)]
        assert run(database, *filled, received_at=day) == {}
        published(database)
    known = rows(database, "SELECT versions, rejected, counted, filled ->> 'handler_name' FROM quality.history")
    assert known == [(4, 0, 4, "4")] * 4

    empty = [version(f"e{number}") for number in range(4)]
    assert run(database, *empty) == {"gate.fill_rate": "字段填充率骤降：executeDeptName（由 100.0% 降至 0.0%）"}
    # The same records with the field again: the newest of each counts.
    mended = [version(f"e{number}", minute=1, handler_name="某中队") for number in range(4)]
    assert run(database, *mended) == {}
    published(database)

    flood = [version(f"f{number}", handler_name="某中队") for number in range(40)]
    assert run(database, *flood) == {"gate.volume": "2026年11月23日已收到 48 条，超过通常每日 4 条的 10 倍"}
    assert accept(database) == 1
    assert run(database) == {}
    # The next day is like those before: nothing is left to accept.
    assert run(database, version("g", handler_name="某中队"), received_at=NOW + dt.timedelta(1)) == {}
    assert rows(database, "SELECT * FROM hub.hold") == []


def test_names_that_stand_in_no_row_hold_until_they_are_back(database: Database) -> None:
    def absent(field: str, count: int) -> None:
        with database.connect() as connection:
            connection.execute(
                "INSERT INTO hub.field_seen (platform, dataset, department, field, is_declared, types, absent_rows,"
                " absent_from_page_id) VALUES ('city', 'cases', '', %s, true, '{}', %s, 1)"
                " ON CONFLICT (platform, dataset, department, field) DO UPDATE SET absent_rows = excluded.absent_rows,"
                " absent_from_page_id = CASE WHEN excluded.absent_rows > 0 THEN 1 END",
                (field, count),
            )

    absent("infoBcName", 20)
    absent("description", 900)
    assert run(database) == {"gate.required_field_absent": "必填字段整列缺失：infoBcName（连续 20 行）"}
    assert accept(database) == 1
    # What is accepted is what was received until then; fewer rows than the limit have come since.
    assert run(database) == {}
    absent("infoBcName", 0)
    assert run(database) == {}
    assert rows(database, "SELECT * FROM hub.hold") == []

    absent("taskId", 3)
    assert run(database) == {"gate.schema_unreadable": "数据结构变化，主键字段 taskId 一个也没有出现，记录无法识别"}


def test_a_walk_that_does_not_add_up_holds_until_one_does(database: Database) -> None:
    with database.connect() as connection:
        keeper.walked(connection, CASES, "one", "gate.totals", "平台报 10 条，实收 9 条")
    assert rows(database, "SELECT rule_id, reason FROM hub.hold") == [
        ("gate.totals", "接收条数与平台总数不一致：平台报 10 条，实收 9 条")
    ]
    # Judging leaves it alone.
    run(database, version("a"))
    with database.connect() as connection:
        keeper.walked(connection, CASES, "two", "gate.unreachable", "连接被拒绝")
    assert len(rows(database, "SELECT * FROM hub.hold")) == 1
    with database.connect() as connection:
        keeper.walked(connection, CASES, "three", None)
    assert rows(database, "SELECT * FROM hub.hold") == []
    query = "SELECT run_id, rule_id, failed FROM quality.check_result WHERE run_id = ANY (%s) ORDER BY 1, 2"
    assert rows(database, query, ["one", "two", "three"]) == [
        ("one", "gate.totals", 1),
        ("one", "gate.unreachable", 0),
        ("three", "gate.totals", 0),
        ("three", "gate.unreachable", 0),
        ("two", "gate.unreachable", 1),
    ]


def test_after_a_release_the_balance_freshness_and_broken_rules_are_looked_at(database: Database) -> None:
    run(database, version("a"), received_at=NOW - dt.timedelta(days=10))
    published(database)
    with database.connect() as connection:
        connection.execute("UPDATE hub.landed_page SET received_at = now() - interval '3 days 1 hour'")

    seen = look_at_published(database, "one", UNSET)
    assert seen.failed == {"city/cases": ("gate.freshness",)}
    ((title, body),) = rows(database, "SELECT title, body FROM quality.alert WHERE rule_id = 'gate.freshness'")
    assert str(title).endswith("：数据长时间未更新")
    assert "已有 3 天 1 小时，超过上限 3 天" in str(body)
    assert rows(database, "SELECT * FROM hub.hold") == []

    with database.connect() as connection:
        connection.execute("UPDATE hub.landed_page SET received_at = now()")
        connection.execute("UPDATE quality.reconciliation SET landed = landed + 1, superseded = superseded + 2")
    assert look_at_published(database, "two", UNSET).failed == {"city/cases": ("gate.reconciliation",)}
    assert rows(database, "SELECT reason FROM hub.hold") == [
        ("对账不平：接收 2 行，而重复 0 行加版本 1 个为 1；版本 1 个，而去向合计 3 个",)
    ]
    assert alerts(database) == {"gate.freshness": "resolved", "gate.reconciliation": "open"}
    with database.connect() as connection:
        connection.execute("UPDATE quality.reconciliation SET landed = landed - 1, superseded = superseded - 2")
    assert look_at_published(database, "three", UNSET).failed == {}
    assert rows(database, "SELECT * FROM hub.hold") == []

    overdue = next(rule for rule in STANDING if rule.rule_id == "incident.overdue")
    look_at_published(database, "four", UNSET, (replace(overdue, bad_when="1 / 0 > 1"),))
    held = {str(name) for (name,) in rows(database, "SELECT platform || '/' || dataset FROM hub.hold")}
    assert held == {"city/cases", "grassroots/events", "micro_grid/alerts", "school_safety/hazards"}
    errors = "SELECT count(*) FROM quality.check_result WHERE run_id = 'four' AND status = 'error'"
    assert rows(database, errors) == [(4,)]
    # Judging its next versions lifts no hold of a rule over what is published; the rule that runs again does.
    run(database, version("b"))
    assert ("city",) in rows(database, "SELECT platform FROM hub.hold")
    look_at_published(database, "five", UNSET, (overdue,))
    assert ("city",) not in rows(database, "SELECT platform FROM hub.hold")
