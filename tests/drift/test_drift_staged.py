"""Drift while pages are staged: what the hub keeps of it, what operators are told, and when that is over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from hub.datasets import dataset
from hub.drift.changes import AS_BEFORE_ROWS
from hub.drift.seen import absent_fields
from hub.landing import pages, walks
from hub.progress import Silence
from hub.staging.load import stage
from resources.landing_store import open_store

SHOPS = dataset("city/shops")
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def shop(number, **more):
    return {"shopId": f"S{number}", "shopName": "虹桥小吃店", "state": "营业", "updatedAt": START.isoformat(), **more}


@pytest.fixture
def land(database, tmp_path):
    """Land and stage one page of shops; gives the page's id."""
    store = open_store(str(tmp_path / "landing"))
    count = 0

    def landed(rows):
        nonlocal count
        count += 1
        body = json.dumps({"code": 0, "data": {"items": rows, "nextCursor": None, "total": len(rows)}}).encode()
        at = START + timedelta(minutes=count)
        with database.connect(autocommit=True) as connection:
            walk = walks.begin(connection, SHOPS, window_from=None, window_to=at, now=at)
            pages.record(connection, store, walk, 1, body, {}, at, pages.Standing({}, 1, 1))
            (page_id,) = connection.execute("SELECT max(page_id) FROM hub.landed_page").fetchone()
        stage(SHOPS, database, store, Silence())
        return page_id

    return landed


def alerts(database):
    with database.connect() as connection:
        return connection.execute(
            "SELECT rule_id, severity, status, occurrences, title, body FROM quality.alert ORDER BY alert_id"
        ).fetchall()


def test_a_new_field_is_kept_reported_once_and_the_rest_goes_on(database, land):
    land([shop(1)])
    page_id = land([shop(2, bossPhone="13812345678")])
    land([shop(3, bossPhone="13812345679")])
    ((rule, severity, status, occurrences, title, body),) = alerts(database)
    assert (rule, severity, status, occurrences) == ("gate.new_field", "warn", "open", 1)
    assert "沿街店铺：出现未登记的新字段（1 个）" in title
    assert "bossPhone，示例 99999999999" in body
    assert "13812345678" not in body
    with database.connect() as connection:
        changes = connection.execute("SELECT kind, field, page_id, ended_at FROM hub.schema_drift").fetchall()
        names = connection.execute("SELECT name FROM staging.city_shops").fetchall()
    assert changes == [("new", "bossPhone", page_id, None)]
    assert f"首见于原始页 {page_id}" in body
    assert names == [("虹桥小吃店",)] * 3
    land([shop(4, bossMail="x")])
    ((*_, occurrences, title, body),) = alerts(database)
    assert (occurrences, "（2 个）" in title) == (2, True)


def test_what_came_back_is_over(database, land):
    land([shop(number) for number in range(3)])
    lacking = [{name: value for name, value in shop(number).items() if name != "shopName"} for number in range(10, 35)]
    page_id = land(lacking)
    with database.connect() as connection:
        missing = {each.field: each for each in absent_fields(connection, SHOPS)}
    assert missing["shopName"] == ("", "shopName", 25, page_id, True)
    assert missing["operator"].was_seen is False
    assert [each[2] for each in alerts(database)] == ["open"]
    land([shop(5)])
    assert [each[2] for each in alerts(database)] == ["resolved"]
    with database.connect() as connection:
        assert "shopName" not in {each.field for each in absent_fields(connection, SHOPS)}


def test_a_changed_type_shows_what_it_was_and_is(database, land):
    land([shop(1, operatorPhone="13812345678")])
    land([shop(2, operatorPhone=13812345678)])
    ((*_, body),) = alerts(database)
    assert "operatorPhone（string → number），示例 138****5678" in body
    with database.connect() as connection:
        ((types, first, last),) = connection.execute(
            "SELECT types, first_seen_at, last_seen_at FROM hub.field_seen WHERE field = 'operatorPhone'"
        ).fetchall()
    assert types == ["number", "string"]
    assert last - first == timedelta(minutes=1)


def test_a_type_that_is_for_a_while_again_what_it_was_is_over_and_may_change_anew(database, land):
    def phones(first, count, phone):
        return [shop(number, operatorPhone=phone) for number in range(first, first + count)]

    land(phones(0, 1, "13812345678"))
    land(phones(1, 1, 13812345678))
    land(phones(2, AS_BEFORE_ROWS - 1, "13812345678"))
    land(phones(30, 1, 13812345678))
    land(phones(40, AS_BEFORE_ROWS - 1, "13812345678"))
    assert [each[2] for each in alerts(database)] == ["open"]
    land([shop(60, operatorPhone=None), shop(61, operatorPhone="13812345678")])
    assert [each[2] for each in alerts(database)] == ["resolved"]
    land(phones(70, 1, 13812345678))
    assert [(each[2], each[3]) for each in alerts(database)] == [("resolved", 1), ("open", 1)]


def test_what_killed_staging_taught_nothing(database, land, monkeypatch):
    land([shop(1)])
    with monkeypatch.context() as patched:
        patched.setattr("hub.staging.load._mark", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            land([shop(2, extra="x")])
    assert alerts(database) == []
    land([shop(3)])
    assert len(alerts(database)) == 1
