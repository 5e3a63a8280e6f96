"""Successions over releases: two entities remain two, and what became of the one is told, undone and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from staged_consumer import Consumer, published, spoken
from staged_versions import Version, at, rows, stage

from hub.linkage.identity import entity_id
from hub.linkage.judgements import Decision, Verdict, relate, withdraw
from hub.progress import Silence
from hub.release.publish import publish
from hub.release.rebuild import reset

if TYPE_CHECKING:
    from hub.database.connection import Database

TRADER, COMPANY = "92330382MA00000A10", "91330382MA00000B20"
OLD, NEW = entity_id("uscc", TRADER), entity_id("uscc", COMPANY)
RECORDS = ("provincial:market_entities:P1", "provincial:market_entities:P2")
CITIZEN = "330382198001010011"
BY = Decision("王某", "登记档案")
QUERY = "SELECT kind, predecessor_id, successor_id, since::text, method, grounds FROM unified.entity_relation"


def registration(key: str, minute: int = 1, **columns: object) -> Version:
    said = {"division_code": "330382114000", "address": "乐清市柳市镇甲路1号", "link_citizen_id": CITIZEN,
            "citizen_id": CITIZEN, "legal_representative": "丙丁", "phone": "13800000001"}  # fmt: skip
    return Version("provincial/market_entities", key, at(minute), 1, columns={**said, **columns})


def trader(minute: int = 1, **columns: object) -> Version:
    said = {"kind": "individual_business", "name": "乐清市柳市甲乙电料经营部", "status": "cancelled",
            "cancelled_on": "2022-03-01", "uscc": TRADER, "link_uscc": TRADER}  # fmt: skip
    return registration("P1", minute, **{**said, **columns})


def company(minute: int = 1, **columns: object) -> Version:
    said = {"kind": "enterprise", "name": "乐清市甲乙电气有限公司", "status": "active",
            "established_on": "2022-03-08", "uscc": COMPANY, "link_uscc": COMPANY}  # fmt: skip
    return registration("P2", minute, **{**said, **columns})


def release(database: Database, *versions: Version) -> None:
    stage(database, versions)
    publish(database, Silence())


def operations(database: Database) -> list[tuple[object, ...]]:
    return rows(
        database, "SELECT operation FROM hub.change WHERE table_name = 'entity_relation' AND release_id = "
                  "(SELECT max(release_id) FROM hub.change) ORDER BY 1",
    )  # fmt: skip


def test_a_trader_who_founds_a_company_is_its_predecessor_and_not_the_same(database: Database) -> None:
    release(database, trader())
    assert rows(database, QUERY) == []
    release(database, company())
    grounds = ["citizen_id", "principal_and_phone", "mark", "house"]
    assert rows(database, QUERY) == [("converted", OLD, NEW, "2022-03-08", "registration", grounds)]
    assert operations(database) == [("insert",)]
    assert rows(database, "SELECT count(*) FROM v1.entity_relation") == [(1,)]
    release(database, company(2, status="active", phone="13900000002"))
    assert rows(database, QUERY) == [("converted", OLD, NEW, "2022-03-08", "registration",
                                      ["citizen_id", "mark", "house"])]  # fmt: skip
    assert operations(database) == [("update",)]


def test_the_same_person_s_other_businesses_are_none(database: Database) -> None:
    elsewhere = {"name": "乐清市丙丁鞋业有限公司", "address": "乐清市虹桥镇乙路9号"}
    release(database, trader(), company(**elsewhere))
    assert rows(database, QUERY) == []
    release(database, company(2, established_on="2024-03-08"))
    assert rows(database, QUERY) == []
    release(database, trader(2, status="active", cancelled_on=None), company(3))
    assert rows(database, QUERY) == []
    # Nobody knows when: one 字号 and one house.
    release(database, trader(3, cancelled_on=None))
    assert [row[0] for row in rows(database, QUERY)] == ["converted"]
    release(database, company(4, address="乐清市虹桥镇乙路9号"))
    assert rows(database, QUERY) == []


def test_a_firm_that_moved_and_one_that_says_its_former_name(database: Database) -> None:
    code = "91330382MA00000A10"
    moved = {"kind": "enterprise", "status": "moved", "name": "温州甲乙电气有限公司", "cancelled_on": "2021-01-01",
             "uscc": code, "link_uscc": code}  # fmt: skip
    release(database, trader(**moved), company(name="乐清市甲乙电气有限公司"))
    assert [row[0] for row in rows(database, QUERY)] == ["moved"]
    release(database, trader(2, **{**moved, "status": "cancelled"}),
            company(2, name="乐清市戊己电气有限公司（原：温州甲乙电气有限公司）"))  # fmt: skip
    former = entity_id("uscc", code)
    assert rows(database, QUERY) == [("renamed", former, NEW, "2021-01-01", "registration", ["former_name"])]
    assert operations(database) == [("insert",), ("retract",)]


def test_a_deleted_registration_bears_no_live_succession(database: Database) -> None:
    release(database, trader(), company())
    release(database, Version("provincial/market_entities", "P1", at(5), 1, is_delete=True))
    assert rows(database, "SELECT retracted_at FROM unified.entity_relation") == [(at(5),)]
    assert operations(database) == [("retract",)]


def test_people_say_and_deny_and_a_rebuild_keeps_it(database: Database) -> None:
    consumer = Consumer(database)
    release(database, trader(), company())
    consumer.begin()
    number = relate(database, *RECORDS, Verdict.UNRELATED, BY)
    publish(database, Silence())
    assert rows(database, QUERY) == []
    withdraw(database, [number], "李某")
    publish(database, Silence())
    assert len(rows(database, QUERY)) == 1
    relate(database, *reversed(RECORDS), Verdict.MERGED, BY)
    publish(database, Silence())
    judged = [("merged", NEW, OLD, None, "manual", ["judgement"])]
    assert rows(database, QUERY) == judged
    consumer.follow()
    assert spoken(consumer.state) == spoken(published(database))
    reset(database)
    rows(database, "DELETE FROM hub.landed_page RETURNING 1")
    release(database, trader(), company())
    assert rows(database, QUERY) == judged
    publish(database, Silence())
    assert rows(database, "SELECT count(*) FROM hub.change WHERE table_name = 'entity_relation'") == [(5,)]
