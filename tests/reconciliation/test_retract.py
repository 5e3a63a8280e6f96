"""A record that its platform no longer lists, retracted by a person: told apart, published, undone when it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from kept_city import SHOPS, START, KeptCity, shop

from hub.erasure.erase import erase
from hub.errors import HubError, SettingsError
from hub.landing.pages import PAGE, adopt, read
from hub.model import METADATA
from hub.progress import Silence
from hub.reconciliation.retract import retract
from hub.reconciliation.vanished import missing
from hub.release import rebuild
from resources.landing_store import open_store

DECIDED = START + timedelta(days=1, hours=1)
GONE, THERE = ("S1", "虹桥小吃店1", True), ("S1", "虹桥小吃店1", False)


@pytest.fixture
def city(database, tmp_path):
    """Two shops, of which the first is missing at its platform, as two walks have shown."""
    city = KeptCity(database, open_store(str(tmp_path / "landing")))
    city.land([shop(1), shop(2)])
    city.process()
    vanish(city)
    return city


def vanish(city, *, confirmed=True):
    with city.database.connect() as connection:
        connection.execute(
            "INSERT INTO quality.vanished VALUES ('city', 'shops', 'S1', %s, %s, 'walk', %s)"
            "ON CONFLICT (platform, dataset, source_id) DO UPDATE SET returned_at = NULL",
            (START, DECIDED, DECIDED if confirmed else None),
        )


def retracted(city, now=DECIDED):
    retract(city.database, city.store, SHOPS, ["S1"], by="陈某", reason="平台确认已删除", now=now)
    city.process()


def standing(city):
    """(source_id, name, retracted) of the first shop, and whether the ledger adds up."""
    [(landed, versions, fates)] = city.ask(
        "SELECT sum(landed), sum(repeats) + sum(versions), sum(versions) - sum(current) - sum(retracted)"
        " - sum(rejected) - sum(held) - sum(superseded) FROM quality.reconciliation"
    )
    assert (landed, fates) == (versions, 0)
    return city.published()[0]


def emptied(city):
    """The database without anything but what its pages know."""
    names = ", ".join(f"{each.schema}.{each.name}" for each in METADATA.sorted_tables if each.schema != "reference")
    with city.database.connect() as connection:
        connection.execute(f"TRUNCATE {names}")
    adopt(city.database, city.store)


def test_it_is_published_as_a_delete_and_told_apart_from_one(city):
    retracted(city)
    assert standing(city) == GONE
    assert city.published()[1] == ("S2", "虹桥小吃店2", False)
    assert city.ask("SELECT retracted_at FROM unified.place WHERE source_id = 'S1'") == [(DECIDED,)]
    assert city.ask("SELECT operation FROM hub.change WHERE id = 'city:shops:S1' ORDER BY seq") == [
        ("insert",),
        ("retract",),
    ]
    assert city.ask("SELECT source_id, decided_by, reason, decided_at, undone_at FROM hub.retraction") == [
        ("S1", "陈某", "平台确认已删除", DECIDED, None)
    ]
    with city.database.connect() as connection:
        (found,) = missing(connection, SHOPS)
    assert (found.retracted_by, found.retracted_at) == ("陈某", DECIDED)


@pytest.mark.parametrize(
    ("released", "sent", "name"),
    [
        (True, shop(1), "虹桥小吃店1"),
        (False, shop(1), "虹桥小吃店1"),
        (True, shop(1, version=5, shopName="新店"), "新店"),
        (True, shop(1, version=-5, shopName="更早的写法"), "虹桥小吃店1"),
    ],
    ids=["the same again", "the same before the release", "a newer version", "an older version"],
)
def test_it_ends_when_the_source_lists_the_record_whatever_it_says(city, released, sent, name):
    if released:
        retracted(city)
    else:
        retract(city.database, city.store, SHOPS, ["S1"], by="陈某", reason="平台确认已删除", now=DECIDED)
    city.land([shop(2)])
    city.process()
    assert standing(city)[2]
    listed_on = city.land([sent])
    city.process()
    assert standing(city) == ("S1", name, False)
    assert city.ask("SELECT undone_page_id FROM hub.retraction") == [(listed_on,)]
    with city.database.connect() as connection:
        assert missing(connection, SHOPS) == []
    vanish(city)
    retracted(city, DECIDED + timedelta(days=30))
    assert standing(city)[2]


def test_a_delete_of_the_sources_own_takes_its_place(city):
    retracted(city)
    deleted = (START + timedelta(minutes=7)).isoformat()
    city.land([{"shopId": "S1", "updatedAt": deleted, "deleted": True}])
    city.process()
    assert standing(city) == GONE
    shown = city.ask("SELECT retracted_at FROM unified.place WHERE source_id = 'S1'")
    assert shown == [(START + timedelta(minutes=7),)]


def test_a_version_dated_in_the_future_is_retracted_too(database, tmp_path):
    city = KeptCity(database, open_store(str(tmp_path / "landing")))
    city.land([shop(1, updatedAt="2031-01-01T00:00:00+08:00")])
    city.process()
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO quality.vanished VALUES ('city', 'shops', 'S1', %s, %s, 'walk', %s)",
            (datetime(2030, 12, 31, 16, tzinfo=UTC), DECIDED, DECIDED),
        )
    retracted(city)
    assert standing(city)[2]


@pytest.mark.parametrize(("is_listed_again", "from_nothing"), [(True, True), (True, False), (False, True)])
def test_a_rebuild_decides_the_same(city, is_listed_again, from_nothing):
    retracted(city)
    if is_listed_again:
        city.land([shop(1)])
        city.process()
    before = standing(city)
    kept = "SELECT source_id, decided_by, decided_at, undone_at FROM hub.retraction"
    decisions = city.ask(kept)
    if from_nothing:
        emptied(city)
    else:
        rebuild.reset(city.database)
    city.process()
    assert standing(city) == before == (THERE if is_listed_again else GONE)
    assert city.ask(kept) == decisions


def test_erasing_the_record_reaches_it_all(city):
    retracted(city)
    erase(city.database, city.store, Silence(), SHOPS, "S1", by="王审计", reason="本人申请")
    assert city.ask("SELECT FROM quality.vanished") == city.ask("SELECT FROM hub.retraction") == []
    for location in city.store.locations(""):
        if location.endswith(PAGE):
            assert b"S1" not in read(city.store, location)
    emptied(city)
    city.process()
    assert [each[0] for each in city.published()] == ["S2"]
    assert city.ask("SELECT sum(versions) FROM quality.reconciliation") == [(3,)]


def test_only_what_was_confirmed_to_be_missing_can_be_retracted_by_name_and_reason(city):
    def refused(source_id="S1", by="陈某", reason="平台确认已删除"):
        with pytest.raises(HubError) as error:
            retract(city.database, city.store, SHOPS, ["S1", source_id], by=by, reason=reason, now=DECIDED)
        return error

    assert "city/shops S2 不在“平台不再列出”的记录之中" in str(refused("S2").value)
    assert refused(by=" ").type is refused(reason="").type is SettingsError
    with city.database.connect() as connection:
        connection.execute("UPDATE quality.vanished SET confirmed_at = NULL")
    assert "尚属疑似" in str(refused().value)
    with city.database.connect() as connection:
        connection.execute("UPDATE quality.vanished SET confirmed_at = now()")
    assert city.pages() == [(2, 2, 0, 0)]
    retracted(city)
    assert "已由 陈某 撤回" in str(refused().value)
