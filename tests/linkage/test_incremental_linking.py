"""Linking step by step, in any order and any batches, comes to what linking everything from scratch comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import uuid4

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from hub.datasets import dataset as dataset_named
from hub.linkage import edges, resolve
from hub.linkage.closure import leave
from hub.linkage.identity import entity_id
from hub.linkage.scoring import SCORE_SCHEMA
from hub.progress import Silence
from hub.versions.order import open_versions, record_prefix, staging_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from hub.database.connection import Database
    from hub.linkage.resolve import LinkageOutcome
    from hub.linkage.scoring import LinkModel

DATASETS = ("provincial/market_entities", "city/shops", "city/cases")
NAMES = {"provincial/market_entities": "name", "city/shops": "business_name", "city/cases": "party_name"}
ONE, OTHER = "91330382MA00000A10", "91330382MA00000B20"
NUMBERS = ("330382000000001", "330382000000002")
TOWN = "330382103000"
STATE = ("record_entity", "link_record", "link_profile", "link_edge", "link_conflict", "link_candidate", "link_version")

Record = tuple[str, str]
"""A dataset's id and the source id."""


def alike(fresh: pl.DataFrame, known: pl.DataFrame, _model: LinkModel) -> pl.DataFrame:
    """Scores that need no Splink: one phone links, another's branch or one name asks."""
    rows = list(pl.concat([fresh, known]).iter_rows(named=True))
    new = set(fresh["record_id"])
    scored = []
    for a in rows:
        for b in rows:
            pair = a["record_id"], b["record_id"]
            if pair[0] >= pair[1] or not new & set(pair) or (a["uscc"] and b["uscc"]):
                continue
            weight = 20.0 * (a["phone"] == b["phone"] is not None) + 5.0 * (a["name"] == b["name"] is not None)
            if weight:
                obstacle = "branch" if a["phone"] and a["phone"].endswith("3") else None
                scored.append((*pair, weight, 0.9, obstacle, "{}"))
    return pl.DataFrame(scored, schema=SCORE_SCHEMA, orient="row")


@dataclass
class City:
    """Records in staging and what is linked of them, in a transaction that never ends well."""

    connection: psycopg.Connection
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def put(self, record: Record, **columns: object) -> None:
        """A new version of the record, judged good."""
        dataset = dataset_named(record[0])
        number = next(self.numbers)
        values: dict[str, object] = {
            "version_hash": uuid4(),
            "source_id": record[1],
            "source_updated_at": f"2026-11-01 {number // 60:02}:{number % 60:02}",
            "sequence": number,
            "content_hash": str(number),
            "page_id": 1,
            "row_number": number,
            "landed_at": "2026-11-01",
            "is_delete": False,
            **columns,
        }
        values[NAMES[record[0]]] = values.pop("name", None)
        if record[0] == "city/shops":
            values["name"] = "甲乙"
        self.insert(staging_table(dataset), values)
        self.insert(
            open_versions(dataset),
            {each: values[each] for each in ("version_hash", "source_id")} | {"verdict": "passed"},
        )

    def insert(self, table: sql.Identifier, values: dict[str, object]) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, values))
        marks = sql.SQL(", ").join([sql.Placeholder()] * len(values))
        self.connection.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, names, marks), list(values.values())
        )

    def judge_again(self, name: str, verdict: str) -> None:
        """What no release has taken is judged otherwise."""
        self.connection.execute(
            sql.SQL("UPDATE {} SET verdict = %s").format(open_versions(dataset_named(name))), (verdict,)
        )

    def release(self, name: str) -> None:
        """What is good is linked and taken, unless it is held; what is older than it goes."""
        self.link()
        dataset = dataset_named(name)
        if self.rows("SELECT FROM hub.hold WHERE dataset = %s", dataset.name):
            return
        parts = {"open": open_versions(dataset), "staging": staging_table(dataset)}
        self.connection.execute(sql.SQL("DELETE FROM {open} WHERE verdict = 'passed'").format(**parts))
        self.connection.execute(
            sql.SQL(
                "DELETE FROM {staging} AS old USING {staging} AS new WHERE old.source_id = new.source_id "
                "AND old.sequence < new.sequence AND NOT EXISTS "
                "(SELECT FROM {open} AS open WHERE open.version_hash IN (old.version_hash, new.version_hash))"
            ).format(**parts)
        )

    def hold(self, name: str, *, is_held: bool) -> None:
        platform, _, dataset = name.partition("/")
        self.connection.execute("DELETE FROM hub.hold WHERE dataset = %s", (dataset,))
        if is_held:
            self.connection.execute(
                "INSERT INTO hub.hold (platform, dataset, rule_id, reason, since) VALUES (%s, %s, 'gate', '', now())",
                (platform, dataset),
            )

    def judge(self, a: Record, b: Record, verdict: str) -> None:
        one, other = sorted((identity(a), identity(b)))
        if one != other:
            self.undo(a, b)
            self.connection.execute(
                "INSERT INTO hub.link_judgement (record_a, record_b, verdict, decided_by, decided_at, is_taken) "
                "VALUES (%s, %s, %s, '', now(), false)",
                (one, other, verdict),
            )

    def undo(self, a: Record, b: Record) -> None:
        self.connection.execute(
            "UPDATE hub.link_judgement SET withdrawn_at = now(), is_taken = false WHERE withdrawn_at IS NULL "
            "AND record_a = %s AND record_b = %s",
            tuple(sorted((identity(a), identity(b)))),
        )

    def erase(self, record: Record) -> None:
        """As hub.erasure does it."""
        leave(self.connection, identity(record))
        dataset = dataset_named(record[0])
        for place in (staging_table(dataset), open_versions(dataset)):
            self.connection.execute(sql.SQL("DELETE FROM {} WHERE source_id = %s").format(place), record[1:])
        for table, *columns in (
            ("record_entity", "record_id"),
            ("link_record", "record_id"),
            ("link_profile", "record_id"),
            ("link_stale", "record_id"),
            ("link_edge", "record_a", "record_b"),
            ("link_candidate", "record_a", "record_b"),
        ):
            for column in columns:
                query = sql.SQL("DELETE FROM hub.{} WHERE {} = %s")
                self.connection.execute(
                    query.format(sql.Identifier(table), sql.Identifier(column)), (identity(record),)
                )

    def link(self) -> LinkageOutcome:
        return resolve.resolve_within(self.connection, Silence())

    def from_scratch(self) -> None:
        names = map(sql.Identifier, STATE)
        self.connection.execute(sql.SQL("; ").join(sql.SQL("DELETE FROM hub.{}").format(each) for each in names))
        self.link()

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that the linkage keeps and derives."""
        return {
            table: sorted(
                self.rows(sql.SQL("SELECT {}::text FROM hub.{}").format(*map(sql.Identifier, (table, table))))
            )
            for table in STATE
        }

    def rows(self, query: sql.Composed | LiteralString, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, parameters).fetchall()

    def entities(self) -> dict[object, object]:
        return dict(self.rows("SELECT source_id, entity_id FROM hub.record_entity"))


def identity(record: Record) -> str:
    return record_prefix(dataset_named(record[0])) + record[1]


@pytest.fixture
def city(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setattr(edges, "compare", alike)
    monkeypatch.setattr(resolve, "LINKED", tuple(map(dataset_named, DATASETS)))
    with database.connect() as connection:
        yield City(connection)
        connection.rollback()


records = st.tuples(st.sampled_from(DATASETS), st.sampled_from("abc"))
contents = st.fixed_dictionaries(
    {
        "link_uscc": st.sampled_from([None, None, ONE, OTHER]),
        "link_registration_no": st.sampled_from([None, None, *NUMBERS]),
        "name": st.sampled_from([None, "乐清市甲乙小吃店", "乐清市丙丁小吃店"]),
        "division_code": st.sampled_from([None, TOWN]),
    }
)
phones = st.sampled_from([None, "13800000001", "13800000002", "13800000003"])
actions = st.one_of(
    *([st.tuples(st.just("put"), records, contents, phones)] * 6),
    st.tuples(st.just("judge"), records, records, st.sampled_from(["same", "different", "unsure"])),
    st.tuples(st.just("undo"), records, records),
    st.tuples(st.just("erase"), records),
    st.tuples(st.just("release"), st.sampled_from(DATASETS)),
    st.tuples(st.just("judge_again"), st.sampled_from(DATASETS), st.sampled_from(["new", "passed"])),
    st.tuples(st.just("hold"), st.sampled_from(DATASETS), st.booleans()),
)


def act(city: City, action: tuple[Any, ...]) -> None:
    match action:
        case ("put", record, content, phone):
            city.put(record, **content, **({} if record[0] == "city/cases" else {"phone": phone}))
        case ("hold", name, is_held):
            city.hold(name, is_held=is_held)
        case (name, *given):
            getattr(city, str(name))(*given)


@given(st.lists(st.lists(actions, min_size=1, max_size=6), min_size=2, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_batches_come_to_what_one_comes_to(city: City, batches: list[list[tuple[Any, ...]]]) -> None:
    with city.connection.transaction(force_rollback=True):
        for batch in batches:
            for action in batch:
                act(city, action)
            city.link()
            assert city.link() == resolve.LinkageOutcome()
        step_by_step = city.state()
        city.from_scratch()
        assert step_by_step == city.state()


P1, P2, S1, S2 = ((DATASETS[0], "P1"), (DATASETS[0], "P2"), (DATASETS[1], "S1"), (DATASETS[1], "S2"))


def test_what_nothing_touches_is_left_alone(city: City) -> None:
    city.put(P1, link_uscc=ONE)
    city.put(P2, link_uscc=OTHER)
    assert city.link() == resolve.LinkageOutcome(2, 2, 2, 0)
    city.put(S1, link_uscc=ONE)
    assert city.link() == resolve.LinkageOutcome(2, 1, 2, 0)


def test_another_content_with_the_same_keys_resolves_nothing(city: City) -> None:
    city.put(P1, link_uscc=ONE)
    city.put(S1, link_uscc=ONE)
    city.link()
    city.put(P1, link_uscc=ONE, address="柳市镇甲路1号", division_code=None)
    outcome = city.link()
    assert outcome.changed == 1
    assert city.rows("SELECT content_hash FROM hub.record_entity WHERE source_id = 'P1'") == [("3",)]


def test_a_record_that_goes_may_part_two(city: City) -> None:
    city.put(P1, link_registration_no=NUMBERS[0], link_uscc=ONE)
    city.put(S1, link_registration_no=NUMBERS[0], phone="13800000001")
    city.put(S2, phone="13800000001")
    city.link()
    assert len(set(city.entities().values())) == 1
    city.erase(S1)
    city.link()
    assert city.entities() == {"P1": entity_id("uscc", ONE), "S2": entity_id("own", identity(S2))}


def test_another_identifier_moves_a_record_with_what_hung_on_it(city: City) -> None:
    city.put(P1, link_uscc=ONE)
    city.put(P2, link_uscc=OTHER)
    city.put(S1, link_uscc=ONE, link_registration_no=NUMBERS[0])
    city.put(S2, link_registration_no=NUMBERS[0])
    city.link()
    assert city.entities()["S2"] == entity_id("uscc", ONE)
    city.put(S1, link_uscc=OTHER, link_registration_no=NUMBERS[0])
    city.link()
    assert city.entities()["S2"] == entity_id("uscc", OTHER)


def test_a_credit_code_that_comes_later_brings_the_veto(city: City) -> None:
    city.put(P1, link_uscc=ONE, link_registration_no=NUMBERS[0])
    city.put(S1, link_registration_no=NUMBERS[0])
    city.link()
    city.put(P2, link_uscc=OTHER, link_registration_no=NUMBERS[0])
    city.link()
    assert len(set(city.entities().values())) == 3
    assert city.rows("SELECT rung, usccs FROM hub.link_conflict") == [("registration_no", [ONE, OTHER])]
    city.put(P2, link_uscc=OTHER)
    city.link()
    assert city.entities()["S1"] == entity_id("uscc", ONE)
    assert city.rows("SELECT FROM hub.link_conflict") == []


def test_who_is_asked_about_comes_back_with_the_doubt(city: City) -> None:
    asked = "SELECT record_a, record_b, reason FROM hub.link_candidate"
    city.put(P1, link_uscc=ONE, name="乐清市甲乙小吃店")
    city.put(S1, link_registration_no=NUMBERS[0], name="乐清市甲乙小吃店")
    city.link()
    assert city.rows(asked) == [(identity(S1), identity(P1), "unsure")]
    city.put(P2, link_uscc=OTHER, link_registration_no=NUMBERS[0])
    city.link()
    assert city.rows(asked) == []
    city.put(P2, link_uscc=OTHER)
    city.link()
    assert city.rows(asked) == [(identity(S1), identity(P1), "unsure")]


def test_another_version_of_code_or_model_resolves_everything(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.put(P1, link_uscc=ONE)
    city.link()
    monkeypatch.setattr("hub.linkage.state.state_version", lambda: "another")
    assert city.link() == resolve.LinkageOutcome(1, 1, 0, 0)
    assert city.link() == resolve.LinkageOutcome()
