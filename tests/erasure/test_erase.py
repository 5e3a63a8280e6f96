"""One record erased on request: gone from everything kept, counted as before, and told that it was."""

from __future__ import annotations

import polars as pl
import pytest
from kept_city import SHOPS, START, KeptCity, shop
from psycopg import sql

from hub.datasets import dataset
from hub.erasure.erase import digest_of, erase, renew
from hub.erasure.pages import find, pages_of
from hub.errors import HubError, SettingsError, StorageError
from hub.landing import pages
from hub.landing.packing import pack, unpack
from hub.landing.pages import LandedPage, adopt, insert
from hub.model import METADATA
from hub.progress import Silence
from hub.release import rebuild
from hub.sandbox.identifiers import credit_code
from hub.staging.load import StagingOutcome, stage
from resources.landing_store import open_store

SECRETS = ("张1", "13800000001", "虹桥小吃店1", "某某小吃有限公司", "91330382MA2ABCDE1T")
OWN = {"businessName": "某某小吃有限公司", "address": "虹桥镇某路1号", "businessScope": "小吃"}


@pytest.fixture
def city(database, tmp_path):
    city = KeptCity(database, open_store(str(tmp_path / "landing")))
    city.land([shop(1, **OWN), shop(2), shop(3)])
    city.land([shop(1, version=1, **OWN), shop(2), shop(1, **OWN)])
    city.process()
    return city


def erased(city, *, then_publish=False):
    outcome = erase(
        city.database,
        city.store,
        Silence(),
        SHOPS,
        "S1",
        by="王审计",
        reason="本人申请，依据个人信息保护法第四十七条",
    )
    if then_publish:
        city.process()
    return outcome


def tables(city):
    """Every row of every table, as text."""
    with city.database.connect() as connection:
        return [
            str(row)
            for table in METADATA.sorted_tables
            for row in connection.execute(
                sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table.schema, table.name))
            )
        ]


def everything(city):
    """All that the hub keeps, as text: its tables and the landed pages."""
    kept = [unpack(each, city.store.read(each)).decode() for each in city.store.locations("") if each.endswith(".zst")]
    return "\n".join([*tables(city), *kept])


def test_nothing_of_it_is_left_and_the_rest_is_as_before(city):
    assert all(each in everything(city) for each in SECRETS[:4])
    before = city.pages(), city.ask("SELECT version_hash FROM hub.version ORDER BY 1")
    (entity_id,) = city.ask("SELECT entity_id FROM unified.place WHERE source_id = 'S1'")[0]
    outcome = erased(city, then_publish=True)
    assert (outcome.pages, outcome.rows, outcome.unread) == (2, 3, [])
    left = everything(city)
    assert not [each for each in SECRETS if each in left]
    assert city.published() == [("S1", None, True), ("S2", "虹桥小吃店2", False), ("S3", "虹桥小吃店3", False)]
    rows, ledger = city.pages(), city.ask("SELECT version_hash FROM hub.version ORDER BY 1")
    assert [each[:3] for each in rows] == [each[:3] for each in before[0]]
    assert ledger == before[1]
    assert city.ask("SELECT name, retracted_at IS NULL FROM unified.entity WHERE entity_id = %s", entity_id) == [
        (None, False)
    ]
    changes = city.ask("SELECT table_name, operation FROM hub.change ORDER BY seq DESC LIMIT 2")
    assert sorted(changes) == [("entity", "retract"), ("place", "retract")]


def test_statements_that_read_it_in_clear_name_it_no_more(city):
    city.ask("SELECT name FROM v1_sensitive.place WHERE principal IN ('张1', '张2')")
    erased(city)
    ((statement,),) = city.ask("SELECT statement FROM hub.sensitive_read WHERE view_name = 'v1_sensitive.place'")
    assert statement.endswith("IN ('（已抹去）', '张2')")


def test_an_entity_goes_on_with_what_its_other_records_say(city):
    code = credit_code("91", "MA2ABCDE1")
    city.land(
        [shop(1, version=3, creditCode=code, **OWN), shop(2, version=3, creditCode=code, businessName="乙有限公司")]
    )
    city.process()
    city.land([shop(1, version=4, creditCode=code, **(OWN | {"businessScope": "小吃与酒水"}))])
    city.process()
    erased(city, then_publish=True)
    left = everything(city)
    assert not [each for each in (*SECRETS[:4], "酒水") if each in left]
    assert city.ask("SELECT name, business_scope, source_count FROM unified.entity WHERE uscc = %s", code) == [
        ("乙有限公司", None, 1)
    ]


def test_the_trace_says_who_and_why_and_the_page_stays_readable(city):
    hashes = city.ask("SELECT location, sha256 FROM hub.landed_page ORDER BY 1")
    outcome = erased(city)
    ((by, reason, rows, digest, finished),) = city.ask(
        "SELECT requested_by, reason, rows, record_digest, finished_at IS NOT NULL FROM hub.erasure"
    )
    assert (by, rows, finished, "第四十七条" in reason) == ("王审计", 3, True, True)
    with city.database.connect() as connection:
        assert digest == digest_of(connection, SHOPS, "S1") != digest_of(connection, SHOPS, "S2")
    assert outcome.erasure_id == 1
    assert city.ask("SELECT location, sha256 FROM hub.landed_page ORDER BY 1") == hashes
    body = pages.read(city.store, hashes[0][0]).decode()
    assert '"shopId": "S2"' in body
    assert body.count("（已抹去）") == 1


def test_repeats_stay_repeats_and_new_versions_are_new(city):
    erased(city)
    city.land([shop(1, **OWN), shop(1, version=1, **OWN), shop(1, version=2, shopName="改名后")])
    city.process()
    assert city.pages()[-1] == (3, 1, 2, 0)
    assert city.published()[0] == ("S1", "改名后", False)
    assert "某某小吃有限公司" in everything(city)
    assert renew(city.database, city.store, Silence()) == 2
    assert "某某小吃有限公司" not in everything(city)
    assert renew(city.database, city.store, Silence()) == 0


def outcome_of(city):
    reconciled = city.ask(
        "SELECT sum(landed), sum(repeats), sum(versions), sum(superseded), sum(current) FROM quality.reconciliation"
    )
    return (
        city.pages(),
        city.ask("SELECT version_hash FROM hub.version ORDER BY 1"),
        reconciled,
        city.ask("SELECT day, versions FROM hub.version_day"),
    )


def test_a_rebuild_counts_the_same_and_brings_nothing_back(city):
    erased(city)
    before = outcome_of(city)
    rebuild.reset(city.database)
    city.process()
    assert outcome_of(city) == before
    assert not [each for each in SECRETS if each in everything(city)]
    assert [each[0] for each in city.published()] == ["S2", "S3"]


def test_an_emptied_database_knows_it_from_the_pages(city):
    erased(city)
    counted = [each[:3] for each in city.pages()]
    with city.database.connect() as connection:
        connection.execute("TRUNCATE hub.landed_page, hub.version, hub.erased_version, staging.city_shops")
        connection.execute("TRUNCATE staging.city_shops_open, hub.version_day")
    assert adopt(city.database, city.store) == 2
    stage(SHOPS, city.database, city.store, Silence())
    assert [each[:3] for each in city.pages()] == counted
    city.land([shop(1, **OWN)])
    assert stage(SHOPS, city.database, city.store, Silence()) == StagingOutcome(pages=1, rows=1, repeats=1)


def test_killed_half_way_it_is_finished_by_asking_again(city, monkeypatch):
    replace, calls = city.store.replace, []

    def killed(location, body):
        calls.append(location)
        if len(calls) == 4:
            raise StorageError("killed")
        replace(location, body)

    with monkeypatch.context() as patched:
        patched.setattr(city.store, "replace", killed)
        with pytest.raises(StorageError):
            erased(city)
    assert city.ask("SELECT count(*) FROM hub.erasure WHERE finished_at IS NULL") == [(1,)]
    assert erased(city).pages == 1
    assert not [each for each in SECRETS if each in everything(city)]


def test_what_it_needs_and_what_is_not_there_is_told(city):
    with pytest.raises(SettingsError, match="--by"):
        erase(city.database, city.store, Silence(), SHOPS, "S1", by=" ", reason="x")
    with pytest.raises(HubError, match="S99"):
        erase(city.database, city.store, Silence(), SHOPS, "S99", by="x", reason="x")
    assert city.ask("SELECT count(*) FROM hub.erasure") == [(0,)]


def test_a_row_of_a_delivered_file(database, tmp_path):
    city = KeptCity(database, open_store(str(tmp_path / "landing")))
    register = dataset("departments/market_register")
    lines = (
        "企业名称,注册号/统一社会信用代码,登记机关,管辖单位",
        "张三店,330382600012345,局,所",
        "李四店,330382600012353,局,所",
    )
    body = "\n".join(lines)
    page = LandedPage(
        "departments",
        "market_register",
        None,
        1,
        "departments/market_register/market/1-2018.zst",
        "0" * 64,
        len(body.encode()),
        START,
        {"department": "market", "file": "register.csv"},
    )
    city.store.write(page.location, pack(body.encode()))
    pages.describe(city.store, page)
    with database.connect() as connection:
        insert(connection, [page])
        connection.execute(
            "INSERT INTO hub.inbox_name (department, name, sha256, bytes, modified_ns, changed_ns, seen_at)"
            " VALUES ('market', 'register.csv', %s, 1, 1, 1, now())",
            ("0" * 64,),
        )
    assert stage(register, database, city.store, Silence()).versions == 2
    key = "market|330382600012345"
    outcome = erase(database, city.store, Silence(), register, key, by="王", reason="申请")
    assert (outcome.rows, outcome.inbox) == (1, ["market/register.csv"])
    assert "张三" not in "".join(tables(city))
    rebuild.reset(database)
    assert stage(register, database, city.store, Silence()) == StagingOutcome(pages=1, rows=2, versions=2)
    assert city.ask("SELECT source_id FROM staging.departments_market_register") == [("market|330382600012353",)]
    with database.connect() as connection:
        found, _ = find(
            register, city.store, pages_of(connection, register), pl.col("source_id") == key, lambda _: None
        )
    assert found == []
