"""Reconciling with the platforms: what differs is asked for again, and what is left of it is told apart."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from landed import landed_rows, walk_rows
from loopback import START, Reply
from psycopg import sql
from stand_ins import city_item, grassroots_row, local, provincial_row

from hub.datasets import PLATFORMS, dataset
from hub.erasure.erase import erase
from hub.landing.walks import watermark
from hub.progress import Silence
from hub.reconciliation.checks import checks
from hub.reconciliation.retract import retract
from hub.reconciliation.telling import tell
from hub.reconciliation.vanished import missing
from hub.staging.load import stage
from resources.ingest import ingesting
from resources.reconcile import reconcile

PENALTIES, SHOPS, EVENTS = dataset("provincial/penalties"), dataset("city/shops"), dataset("grassroots/events")
DAY = timedelta(days=1)
MIDNIGHT = START.replace(hour=16, minute=0, second=0, microsecond=0) - DAY
"""The beginning of the tests' day in Shanghai."""


def ago(days: float):
    """So many days before the day began."""
    return MIDNIGHT - days * DAY


@pytest.fixture
def reconciled(database, store, clock):
    """Reconcile a dataset with its stand-in; everything staged counts as released afterwards."""

    def run(of, platform, declared=None, **options):
        with ingesting(of, platform.access, database, store, Silence(), clock=clock, platform=declared) as ingest:
            outcome = reconcile(of, ingest, database, store, Silence(), **options)
        with database.connect() as connection:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("staging", f"{of.staging_table}_open")))
        return outcome

    return run


def statuses(database, of):
    with database.connect() as connection:
        return {each.scope: (each.status, each.difference) for each in checks(connection, of)}


def alerts(database, of):
    """Title and body of the dataset's open alerts about totals, once what was found is told."""
    with database.connect() as connection:
        tell(connection, of)
        return connection.execute(
            "SELECT title, body FROM quality.alert WHERE status <> 'resolved' AND rule_id = 'gate.totals'"
        ).fetchall()


VANISHED = """\
发生了什么：这些记录已经发布，来源没有发过删除，但两次核实平台都不再列出
有多少：1 条
示例：
  1. E000078
有何影响：保持发布，不自动撤回
怎么办：请向平台方核实：确已删除的，请平台补发删除，不能补发的由数据管理员人工撤回\
（hub reconcile --dataset grassroots/events --retract 主键 --by 姓名 --reason 理由）；误删的，恢复后会自动解除
在哪里看：表 quality.vanished；hub reconcile --dataset grassroots/events"""


def kinds(database):
    return [kind for kind, *_ in walk_rows(database)]


def test_what_agrees_costs_one_question(reconciled, provincial, database):
    provincial.rows = [provincial_row(number, ago(number / 3)) for number in range(1, 1200)]
    outcome = reconciled(PENALTIES, provincial)
    assert [(each.scope, each.status, each.source_total, each.known) for each in outcome.checks] == [
        ("all", "equal", 1199, 1199)
    ]
    assert outcome.walks == 0
    assert len(provincial.business) == 2 + 1
    assert provincial.business[-1].form["pageSize"] == "1"
    assert provincial.business[-1].form["endTime"] == local(MIDNIGHT)


@pytest.mark.parametrize("late", [1, 8])
def test_rows_that_came_later_than_the_overlap_are_fetched(reconciled, provincial, database, store, clock, late):
    provincial.rows = [provincial_row(number, ago(number)) for number in range(1, 300)]
    reconciled(PENALTIES, provincial)
    provincial.rows += [provincial_row(1000 + number, ago(70.5 + number)) for number in range(late)]
    clock.time += timedelta(hours=1)
    with database.connect() as connection:
        before = watermark(connection, PENALTIES)
    outcome = reconciled(PENALTIES, provincial)
    assert outcome.versions == late
    assert statuses(database, PENALTIES) == {"all": ("equal", 0)}
    rows = {row["dsc_biz_record_id"] for row in landed_rows(database, store, PLATFORMS["provincial"])}
    assert {1000 + number for number in range(late)} <= rows
    with database.connect() as connection:
        assert watermark(connection, PENALTIES) >= before
        walked = connection.execute("SELECT count(*) FROM hub.walk WHERE kind = 'backfill'").fetchone()
    assert walked == (outcome.walks,)


def test_rows_listed_twice_are_explained_and_not_walked_again(reconciled, provincial, database):
    provincial.rows = [provincial_row(number, ago(number)) for number in range(1, 40)]
    provincial.rows += provincial.rows[10:12]
    outcome = reconciled(PENALTIES, provincial)
    assert outcome.walks == 2
    *parts, whole = outcome.checks
    assert (whole.scope, whole.status, whole.difference) == ("all", "explained", 2)
    assert whole.explanation == "已查明 2 段日期"
    assert [each.explanation for each in parts] == ["同一行或同一主键列出多次 1 条"] * 2
    again = reconciled(PENALTIES, provincial)
    assert again.walks == 0
    assert [each.status for each in again.checks] == ["explained"]


def test_single_days_are_compared_by_themselves(reconciled, provincial, database):
    provincial.rows = [provincial_row(number, ago(number)) for number in range(1, 40)]
    reconciled(PENALTIES, provincial)
    provincial.rows += [provincial_row(1000, ago(5)), provincial_row(1001, ago(20))]
    outcome = reconciled(PENALTIES, provincial, days=[ago(5).date()])
    assert outcome.versions == 0
    outcome = reconciled(PENALTIES, provincial, days=[(ago(5) + timedelta(hours=8)).date()])
    assert outcome.versions == 1


@pytest.mark.parametrize(("change", "status"), [({"window": None}, "equal"), ({"total_at": None}, "unasked")])
def test_platforms_without_windows_or_totals(reconciled, city, database, change, status):
    city.items = [city_item(number, ago(number)) for number in range(1, 30)]
    declared = PLATFORMS["city"]
    if "total_at" in change:
        declared = replace(declared, answer=replace(declared.answer, **change))
    else:
        declared = replace(declared, **change)
    [check] = reconciled(SHOPS, city, declared).checks
    assert (check.scope, check.status, check.known) == ("all", status, 29)
    if status == "equal":
        gone = city.items.pop()
        [check] = reconciled(SHOPS, city, declared).checks
        assert (check.status, check.difference) == ("explained", -1)
        with database.connect() as connection:
            assert [each.source_id for each in missing(connection)] == [gone["shopId"]]


def test_a_record_that_changed_since_is_no_difference(reconciled, grassroots, database, clock):
    grassroots.rows = [grassroots_row(number, ago(number / 10)) for number in range(1, 700)]
    reconciled(EVENTS, grassroots)
    grassroots.rows[300]["updateTime"] = local(clock.time + timedelta(minutes=30))
    clock.time += timedelta(hours=1)
    outcome = reconciled(EVENTS, grassroots)
    assert (outcome.walks, outcome.versions) == (0, 1)
    assert statuses(database, EVENTS) == {"all": ("equal", 0)}


def test_a_record_that_is_gone_is_suspected_then_confirmed_and_may_return(reconciled, grassroots, database, clock):
    grassroots.rows = [grassroots_row(number, ago(number / 10)) for number in range(1, 300)]
    reconciled(EVENTS, grassroots)
    gone = grassroots.rows.pop(77)
    outcome = reconciled(EVENTS, grassroots)
    assert statuses(database, EVENTS)["all"] == ("pending", -1)
    assert alerts(database, EVENTS) == []
    with database.connect() as connection:
        assert [(each.source_id, each.confirmed_at) for each in missing(connection)] == [(gone["eventNo"], None)]
    clock.time += timedelta(hours=1)
    outcome = reconciled(EVENTS, grassroots)
    assert outcome.walks == 1
    assert statuses(database, EVENTS)["all"] == ("explained", -1)
    with database.connect() as connection:
        [of_it] = missing(connection, EVENTS)
    assert of_it.confirmed_at is not None
    assert alerts(database, EVENTS) == [("基层治理四平台 · 事件：1 条记录平台不再列出", VANISHED)]
    assert reconciled(EVENTS, grassroots).walks == 0
    grassroots.rows.append(gone)
    outcome = reconciled(EVENTS, grassroots)
    assert (outcome.walks, outcome.versions) == (1, 0)
    assert statuses(database, EVENTS) == {"all": ("equal", 0)}
    assert alerts(database, EVENTS) == []
    with database.connect() as connection:
        assert missing(connection) == []


def test_what_people_retracted_or_had_erased_is_named(reconciled, grassroots, database, store, clock):
    grassroots.rows = [grassroots_row(number, ago(number / 10)) for number in range(1, 300)]
    reconciled(EVENTS, grassroots)
    gone = grassroots.rows.pop(77)["eventNo"]
    for _ in range(2):
        reconciled(EVENTS, grassroots)
        clock.time += timedelta(hours=1)
    retract(database, store, EVENTS, [gone], by="陈某", reason="平台确认已删除", now=clock.time)
    stage(EVENTS, database, store, Silence())
    with database.connect() as connection:
        connection.execute("DELETE FROM staging.grassroots_events_open")
    for row in grassroots.rows[202:204]:
        erase(database, store, Silence(), EVENTS, row["eventNo"], by="王审计", reason="本人申请")
    *parts, whole = reconciled(EVENTS, grassroots).checks
    assert (whole.status, whole.difference) == ("explained", 1)
    assert {each.explanation for each in parts} == {
        "平台已不再列出 1 条（其中已人工撤回 1 条）",
        "已应要求抹去个人信息 2 条",
    }
    assert alerts(database, EVENTS) == []
    assert reconciled(EVENTS, grassroots).walks == 0


def test_a_record_that_changes_while_it_is_looked_for_is_not_missing(reconciled, grassroots, database, clock):
    grassroots.rows = [grassroots_row(number, ago(number / 10)) for number in range(1, 300)]
    reconciled(EVENTS, grassroots)
    grassroots.rows.append(grassroots_row(1000, ago(9.5)))
    clock.time += timedelta(hours=1)

    def change(_):
        asked = json.loads(grassroots.business[-1].form["bizContent"])
        if asked["pageSize"] > 1 and asked.get("updateTimeStart") == local(ago(10)):
            grassroots.rows[95]["updateTime"] = local(clock.time)

    grassroots.before = change
    outcome = reconciled(EVENTS, grassroots)
    assert grassroots.rows[95]["updateTime"] == local(START + timedelta(hours=1))
    assert (outcome.walks, outcome.versions) == (1, 2)
    assert statuses(database, EVENTS) == {"all": ("equal", 0)}
    with database.connect() as connection:
        assert missing(connection) == []


def test_a_delete_in_order_is_nothing_missing(reconciled, grassroots, database, clock):
    grassroots.rows = [grassroots_row(number, ago(number / 10)) for number in range(1, 30)]
    reconciled(EVENTS, grassroots)
    grassroots.rows[7].update(deleted=1, updateTime=local(clock.time + timedelta(minutes=1)))
    clock.time += timedelta(hours=1)
    assert reconciled(EVENTS, grassroots, full=True).walks == 1
    with database.connect() as connection:
        assert missing(connection) == []


def test_one_gone_and_another_come_is_found_by_comparing_all(reconciled, city, database, clock):
    city.items = [city_item(number, ago(number / 10)) for number in range(1, 1300)]
    reconciled(SHOPS, city)
    gone = city.items.pop(500)
    city.items.append(city_item(5000, ago(50.05)))
    assert reconciled(SHOPS, city).walks == 0
    outcome = reconciled(SHOPS, city, full=True)
    assert outcome.versions == 1
    clock.time += timedelta(hours=1)
    reconciled(SHOPS, city, full=True)
    with database.connect() as connection:
        [of_it] = missing(connection, SHOPS)
    assert of_it.source_id == gone["shopId"]
    assert of_it.confirmed_at is not None
    assert "compare" in kinds(database)


def test_a_platform_that_does_not_agree_with_itself_is_a_finding(reconciled, city, database):
    city.items = [city_item(number, ago(number)) for number in range(1, 30)]
    reconciled(SHOPS, city)

    def lies(platform, asked):
        document = platform.answer(asked).body
        document["data"]["total"] += 1
        return Reply(body=document)

    # The increment is honest; the total of all days and of the last day are not, and that day's walk twice.
    city.tricks.extend([None, lies, *[None] * 4, lies, lies])
    outcome = reconciled(SHOPS, city)
    assert [each.status for each in outcome.checks] == ["differs", "differs"]
    assert "重新获取一遍后仍不符" in outcome.checks[0].explanation
    [(title, _)] = alerts(database, SHOPS)
    assert title == "乐清市综合管理服务平台 · 沿街店铺：对账不一致，1 段日期"
