"""What readers see: masks, divisions, rights."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from unified_rows import CITIZEN_ID, HONGQIAO, LIUSHI, MOBILE, NOW, put

from hub.database.views import PUBLISHED
from hub.model import HISTORY, RECORD_TABLES, unified_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database


@contextmanager
def reader(database: Database, role: str = "hub_reader") -> Iterator[psycopg.Connection]:
    """A connection of a user of its own who is a member of `role`; the user is gone afterwards."""
    name = sql.Identifier(f"reader_{uuid.uuid4().hex[:12]}")
    with database.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(name, sql.Identifier(role)))
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(name))
        try:
            yield connection
        finally:
            connection.execute("RESET SESSION AUTHORIZATION")
            connection.execute("DELETE FROM hub.reader_division WHERE reader = %s", [name.as_string().strip('"')])
            connection.execute(sql.SQL("DROP ROLE {}").format(name))


def bind(database: Database, connection: psycopg.Connection, *divisions: str) -> None:
    """Bind the connection's user to `divisions`."""
    (user,) = connection.execute("SELECT session_user").fetchone() or ("",)
    with database.connect() as owner:
        for each in divisions:
            owner.execute("INSERT INTO hub.reader_division VALUES (%s, %s)", [user, each])


def one(connection: psycopg.Connection, view: str) -> dict[str, object]:
    """The only row of `v1.<view>` and the like."""
    schema, name = view.split(".")
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, name))).fetchall()
    assert len(rows) == 1
    return rows[0]


def count(connection: psycopg.Connection, view: str) -> int:
    """The number of rows of a view."""
    schema, name = view.split(".")
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))
    (number,) = connection.execute(query).fetchone() or (0,)
    return int(number)


def test_a_person_who_was_penalised_is_masked_and_the_prose_about_them_is_not_shown(database: Database) -> None:
    with database.connect() as owner:
        put(
            owner,
            "unified",
            "penalty",
            party_name="张小三",
            party_kind="natural_person",
            party_code=CITIZEN_ID,
            facts=f"张小三（{CITIZEN_ID}）占道经营",
            content="罚款200元",
            violation="张小三占道经营",
            division_code=LIUSHI,
            unmapped={"party_code": "33038219900230001", "status": f"电话{MOBILE}", "kinds": "其他"},
        )
    with reader(database) as connection:
        row = one(connection, "v1.penalty")
    assert row["party_name"] == "张*"
    assert row["party_code"] == "330382********0017"
    assert (row["facts"], row["content"]) == (None, None)
    assert row["violation"] == "张*占道经营"
    assert row["unmapped"] == {"party_code": "****", "status": "电话138****0000", "kinds": "其他"}
    assert row["id"] == "city:shops:1"


@pytest.mark.parametrize(
    ("handler", "shown"),
    [("乐清市教育局", "乐清市教育局"), ("张小三", "张*"), (f"值班室{MOBILE}", "值班室138****0000")],
)
def test_who_handles_an_incident_is_shown_unless_it_is_a_person(database: Database, handler: str, shown: str) -> None:
    with database.connect() as owner:
        put(owner, "unified", "incident", kind="school_hazard", handler_name=handler, division_code=LIUSHI)
    with reader(database) as connection:
        assert one(connection, "v1.incident")["handler_name"] == shown


def test_a_company_is_shown_and_persons_in_the_prose_about_it_are_masked(database: Database) -> None:
    text = f"电器厂，联系电话{MOBILE}、0577-60000000，经办人{CITIZEN_ID}，信用代码91330382130000000X"
    with database.connect() as owner:
        put(
            owner,
            "unified",
            "penalty",
            party_name="某电器厂",
            party_kind="enterprise",
            party_code="91330382130000000X",
            facts=text,
            division_code=LIUSHI,
        )
        put(
            owner,
            "unified",
            "registration",
            name="某电器厂",
            kind="enterprise",
            legal_representative="张小三",
            citizen_id=CITIZEN_ID,
            phone=MOBILE,
            address="张小三家隔壁",
        )
    with reader(database) as connection:
        penalty, registration = one(connection, "v1.penalty"), one(connection, "v1.registration")
    assert penalty["party_name"] == "某电器厂"
    assert penalty["party_code"] == "91330382130000000X"
    assert penalty["facts"] == (
        "电器厂，联系电话138****0000、0577-****0000，经办人330382********0017，信用代码91330382130000000X"
    )
    assert registration["name"] == "某电器厂"
    assert registration["legal_representative"] == "张*"
    assert registration["citizen_id"] == "330382********0017"
    assert registration["phone"] == "138****0000"
    assert registration["address"] == "张*家隔壁"


def test_a_party_of_unknown_kind_with_a_citizen_id_is_a_person(database: Database) -> None:
    with database.connect() as owner:
        put(owner, "unified", "incident", source_id="1", party_name="张小三", party_code=CITIZEN_ID, title="张小三投诉")
        put(owner, "unified", "incident", source_id="2", party_name="张小三", title="张小三投诉")
        put(owner, "unified", "incident", source_id="3", party_name="虹桥小吃店", title="虹桥小吃店油烟")
    with reader(database) as connection:
        rows = connection.execute("SELECT party_name, title FROM v1.incident ORDER BY id").fetchall()
    assert rows == [("张*", None), ("张*", None), ("虹桥小吃店", "虹桥小吃店油烟")]


def test_an_incident_and_its_steps_name_nobody(database: Database) -> None:
    with database.connect() as owner:
        put(owner, "unified", "incident", reporter_name="张小三", reporter_phone=MOBILE, description="张小三来电反映")
        owner.execute(
            "INSERT INTO unified.incident_step VALUES ('city:shops:1', 1, '受理', '张小三', '柳市镇', now(), %s)",
            [f"已回复张小三 {MOBILE}"],
        )
    with reader(database) as connection:
        incident, step = one(connection, "v1.incident"), one(connection, "v1.incident_step")
    assert (incident["reporter_name"], incident["reporter_phone"]) == ("张*", "138****0000")
    assert incident["description"] == "张*来电反映"
    assert (step["actor"], step["note"]) == ("张*", "已回复张* 138****0000")


def test_officers_are_masked_in_their_column_and_in_the_result(database: Database) -> None:
    with database.connect() as owner:
        put(
            owner,
            "unified",
            "inspection",
            party_name="某电器厂",
            party_kind="enterprise",
            officer_names=["张小三", "李小四"],
            result_text="张小三、李小四现场检查",
        )
    with reader(database) as connection:
        row = one(connection, "v1.inspection")
    assert row["officer_names"] == ["张*", "李*"]
    assert row["result_text"] == "张*、李*现场检查"


def test_keys_that_read_like_persons_stay_distinct_and_join_everywhere(database: Database) -> None:
    ids = [CITIZEN_ID, "330382199102300017", "42"]
    with database.connect() as owner:
        for each in ids:
            put(owner, "unified", "inspection", source_id=each, action_no=each, division_code=LIUSHI)
            put(
                owner,
                "unified",
                "penalty",
                source_id=each,
                inspection_no=each,
                inspection_id=f"city:shops:{each}",
                division_code=LIUSHI,
            )
            owner.execute(
                "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at) "
                "VALUES (1, 'penalty', %s, 'insert', now())",
                [f"city:shops:{each}"],
            )
    with reader(database) as connection:
        found = connection.execute(
            "SELECT p.id, p.source_id FROM v1.penalty AS p JOIN v1.inspection AS i ON i.id = p.inspection_id "
            "AND i.action_no = p.inspection_no JOIN v1.change AS c ON c.id = p.id"
        ).fetchall()
    assert len(set(found)) == len(ids)
    assert all(each == f"city:shops:{source_id}" for each, source_id in found)
    assert "42" in {source_id for _, source_id in found}
    assert not any(key in str(found) for key in ids[:2])


def test_a_search_by_id_uses_the_index(database: Database) -> None:
    with database.connect() as owner:
        owner.execute(
            "INSERT INTO unified.penalty (id, platform, dataset, source_id, first_published_at, changed_at, "
            "release_id) "
            "SELECT 'city:shops:' || n, 'city', 'shops', n, now(), now(), 1 FROM generate_series(1, 20000) AS n"
        )
        owner.execute("ANALYZE unified.penalty")
    with reader(database) as connection:
        plan = connection.execute("EXPLAIN SELECT * FROM v1.penalty WHERE id = 'city:shops:77'").fetchall()
    assert "pk_penalty" in str(plan)
    assert "Seq Scan on penalty" not in str(plan)


def test_provenance_and_evidence_are_masked(database: Database) -> None:
    with database.connect() as owner:
        put(
            owner,
            "unified",
            "entity",
            entity_id="E1",
            kind="natural_person",
            name="张小三",
            citizen_id=CITIZEN_ID,
            provenance={"name": {"platform": "departments", "source_id": f"market|{CITIZEN_ID}"}},
        )
        owner.execute(
            "INSERT INTO unified.entity_link VALUES "
            "('departments', 'market_register', %s, 'E1', 'citizen_id', 1, %s, %s)",
            [
                f"market|{CITIZEN_ID}",
                json.dumps({"citizen_id": CITIZEN_ID, "name": "张小三", "legal_representative": "李小四", "rung": 4}),
                NOW,
            ],
        )
    with reader(database) as connection:
        entity, link = one(connection, "v1.entity"), one(connection, "v1.entity_link")
    assert link["evidence"] == {
        "citizen_id": "330382********0017",
        "name": "张*",
        "legal_representative": "李*",
        "rung": 4,
    }
    assert entity["provenance"] == {"name": {"platform": "departments", "source_id": link["source_id"]}}
    assert CITIZEN_ID not in str(link)


def test_a_companys_name_is_shown_where_it_is_evidence_too(database: Database) -> None:
    with database.connect() as owner:
        put(owner, "unified", "entity", entity_id="E1", kind="enterprise", name="某电器厂")
        owner.execute(
            "INSERT INTO unified.entity_link VALUES ('city', 'shops', '1', 'E1', 'own', 1, %s, %s)",
            [json.dumps({"name": "某电器厂", "legal_representative": "李小四"}), NOW],
        )
    with reader(database) as connection:
        assert one(connection, "v1.entity_link")["evidence"] == {"name": "某电器厂", "legal_representative": "李*"}


def test_history_is_masked_like_the_present(database: Database) -> None:
    with database.connect() as owner:
        put(
            owner,
            "history",
            "licence",
            holder_name="张小三",
            holder_kind="natural_person",
            holder_code=CITIZEN_ID,
            content="某事",
            licence_valid_from=NOW,
            valid_from=NOW,
            valid_to=NOW,
        )
    with reader(database) as connection:
        row = one(connection, "v1_history.licence")
    assert (row["holder_name"], row["holder_code"], row["content"]) == ("张*", "330382********0017", None)
    assert row["valid_from"] == NOW


def test_a_bound_reader_sees_its_own_divisions_and_nothing_else(database: Database) -> None:
    with database.connect() as owner:
        for number, division in enumerate((LIUSHI, HONGQIAO, None)):
            for name in RECORD_TABLES:
                where = {"division_code": division} if "division_code" in unified_table(name).c else {}
                put(owner, "unified", name, source_id=str(number), **where)
            owner.execute("UPDATE unified.agency SET code = source_id")
            owner.execute("UPDATE unified.officer SET agency_code = source_id")
            owner.execute(
                "INSERT INTO unified.duplicate_record VALUES ('departments', 'penalties', %s, 'penalty', %s)",
                [str(number), f"city:shops:{number}"],
            )
            put(owner, "unified", "entity", entity_id=f"E{number}", division_code=division)
            put(
                owner,
                "unified",
                "entity_relation",
                relation_id=f"R{number}",
                kind="moved",
                predecessor_id=f"E{number}",
                successor_id=f"E{number}",
                method="manual",
                grounds=["judgement"],
            )
            owner.execute("INSERT INTO unified.entity_alias VALUES (%s, %s)", [f"A{number}", f"E{number}"])
            owner.execute(
                "INSERT INTO unified.entity_link VALUES ('city', 'shops', %s, %s, 'own', 1, NULL, now())",
                [str(number), f"E{number}"],
            )
            owner.execute(
                "INSERT INTO unified.incident_step (incident_id, seq) VALUES (%s, 1)", [f"city:shops:{number}"]
            )
            owner.execute(
                "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at, division_code) "
                "VALUES (1, 'penalty', %s, 'insert', now(), %s)",
                [f"city:shops:{number}", division],
            )
        owner.execute("INSERT INTO hub.release (published_at, counts, held) VALUES (now(), '{\"penalty\": 3}', '{}')")
        owner.execute(
            "INSERT INTO hub.change (release_id, table_name, id, operation, changed_at) "
            "VALUES (1, 'enforcement_item', 'city:shops:0', 'insert', now())"
        )
    for_all = ("division", "enforcement_item", "change")
    views = [f"v1.{name}" for name in PUBLISHED if name not in for_all]
    with reader(database) as connection:
        assert {name: count(connection, name) for name in views} == dict.fromkeys(views, 3)
        assert one(connection, "v1.release")["counts"] == {"penalty": 3}
        bind(database, connection, LIUSHI)
        assert {name: count(connection, name) for name in views} == dict.fromkeys(views, 1)
        assert one(connection, "v1.release")["counts"] is None
        assert one(connection, "v1.entity")["entity_id"] == "E0"
        assert (count(connection, "v1.division"), count(connection, "v1.enforcement_item")) == (26, 3)
        changes = connection.execute("SELECT table_name, id FROM v1.change ORDER BY seq").fetchall()
        assert changes == [("penalty", "city:shops:0"), ("enforcement_item", "city:shops:0")]
        connection.execute("SET ROLE hub_reader")
        assert count(connection, "v1.penalty") == 1


def test_the_clear_views_are_for_those_named(database: Database) -> None:
    with database.connect() as owner:
        put(owner, "unified", "penalty", party_name="张小三", party_kind="natural_person", facts="张小三占道")
    with reader(database) as connection:
        for forbidden in (
            "v1_sensitive.penalty",
            "unified.penalty",
            "history.penalty",
            "hub.secret",
            "staging.city_shops",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                count(connection, forbidden)
    with reader(database, "hub_reader_sensitive") as connection:
        assert one(connection, "v1_sensitive.penalty")["facts"] == "张小三占道"
        assert one(connection, "v1.penalty")["facts"] is None
        bind(database, connection, HONGQIAO)
        assert count(connection, "v1_sensitive.penalty") == 0


def test_every_table_and_column_that_readers_see_is_described_in_chinese(database: Database) -> None:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT n.nspname, c.relname, a.attname, col_description(c.oid, a.attnum), obj_description(c.oid) "
            "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "WHERE n.nspname IN "
            "('v1', 'v1_history', 'v1_sensitive', 'unified', 'history', 'staging', 'quality', 'hub') "
            "AND c.relname <> 'alembic_version' AND c.relkind IN ('r', 'v')"
        ).fetchall()
    assert len(rows) > 500
    bare = [row for row in rows if not all(text and any("一" <= each <= "龥" for each in text) for text in row[3:])]
    assert bare == []


def test_every_history_has_a_view(database: Database) -> None:
    with database.connect() as connection:
        found = connection.execute("SELECT table_name FROM information_schema.views WHERE table_schema = 'v1_history'")
        assert {name for (name,) in found} == {table.name for table in HISTORY}


def test_every_value_of_an_entity_is_masked_by_its_attribute(database: Database) -> None:
    with database.connect() as owner:
        for entity, kind, name in (("E1", "natural_person", "张小三"), ("E2", "enterprise", "某电器厂")):
            put(owner, "unified", "entity", entity_id=entity, kind=kind, name=name, division_code=LIUSHI)
            put(
                owner,
                "unified",
                "registration",
                id=f"provincial:market_entities:{entity}",
                platform="provincial",
                dataset="market_entities",
                source_id=entity,
                entity_id=entity,
                name=name,
                kind=kind,
                legal_representative="李小四",
                phone=MOBILE,
                address="某路1号",
            )
            owner.execute(
                "INSERT INTO unified.entity_link VALUES "
                "('provincial', 'market_entities', %s, %s, 'own', 1, NULL, now())",
                [entity, entity],
            )
    with reader(database) as connection:
        rows = connection.execute("SELECT entity_id, attribute, value FROM v1.entity_value").fetchall()
        assert rows
        values = {(entity, attribute): value for entity, attribute, value in rows}
        assert values["E1", "name"] == "张*"
        assert values["E2", "name"] == "某电器厂"
        assert {value for (_, attribute), value in values.items() if attribute == "legal_representative"} <= {"李*"}
        assert {value for (_, attribute), value in values.items() if attribute == "phone"} == {"138****0000"}
        assert (values["E1", "address"], values["E2", "address"]) == (None, "某路1号")
        bind(database, connection, HONGQIAO)
        assert count(connection, "v1.entity_value") == 0
