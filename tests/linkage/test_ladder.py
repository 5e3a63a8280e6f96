"""The ladder as a pure function: every order and every split give the same, and credit codes never meet."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.linkage.identity import OWN, entity_id
from hub.linkage.keys import RECORD_SCHEMA
from hub.linkage.ladder import Resolution, resolve_records

MANY = 10 if settings.get_current_profile_name() == "long" else 1
TOWN = "330382103000"
USCCS = ("91330382MA00000A10", "91330382MA00000B20", "92330382MA00000A10")
"""Invented; the first and the last hold one organisation code."""


@dataclass(frozen=True)
class Record:
    record_id: str
    uscc: str | None = None
    organisation_code: str | None = None
    registration_no: str | None = None
    citizen_id: str | None = None
    kind: str | None = None
    name: str | None = None
    division_code: str | None = None
    mints: bool = True


def resolve(*records: Record) -> Resolution:
    return resolve_records(pl.DataFrame([asdict(each) for each in records], schema=RECORD_SCHEMA))


def entities(resolution: Resolution) -> dict[str, tuple[str, str]]:
    return {record: (entity, method) for record, entity, method, *_ in resolution.links.iter_rows()}


def methods(*records: Record) -> dict[str, str]:
    found = entities(resolve(*records))
    assert len({entity for entity, _ in found.values()}) == 1
    return {record: method for record, (_, method) in found.items()}


def apart(*records: Record) -> bool:
    found = entities(resolve(*records))
    return len({entity for entity, _ in found.values()}) == len(records)


records = st.builds(
    Record,
    record_id=st.uuids().map(str),
    uscc=st.sampled_from([None, None, *USCCS]),
    organisation_code=st.sampled_from([None, None, "MA00000A1", "MA00000C3"]),
    registration_no=st.sampled_from([None, None, "330382000000001", "330382000000002", "330382000000003"]),
    citizen_id=st.sampled_from([None, "330382198001010011", "330382198001010022"]),
    kind=st.sampled_from([None, "natural_person", "individual_business", "enterprise"]),
    name=st.sampled_from([None, "张三", "乐清市甲乙小吃店", "乐清市甲乙小吃店（虹桥）", "乐清市*乙小吃店"]),
    division_code=st.sampled_from([None, TOWN, "330382000000"]),
    mints=st.booleans(),
)


@given(st.lists(records, unique_by=lambda each: each.record_id, max_size=14), st.randoms())
@settings(max_examples=80 * MANY, deadline=None)
def test_order_does_not_matter(some: list[Record], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = resolve(*some), resolve(*shuffled)
    assert entities(one) == entities(other)
    assert one.conflicts.sort("rung", "value").equals(other.conflicts.sort("rung", "value"))


@given(st.lists(records, unique_by=lambda each: each.record_id, max_size=14))
@settings(max_examples=60 * MANY, deadline=None)
def test_two_credit_codes_are_never_one_entity(some: list[Record]) -> None:
    found = entities(resolve(*some))
    codes: dict[str, set[str]] = {}
    for each in some:
        if each.uscc:
            codes.setdefault(found[each.record_id][0], set()).add(each.uscc)
    assert all(len(each) == 1 for each in codes.values())


@given(st.lists(records, unique_by=lambda each: each.record_id, max_size=14))
@settings(max_examples=40 * MANY, deadline=None)
def test_records_that_share_no_identifier_do_not_influence_each_other(some: list[Record]) -> None:
    stranger = Record("stranger", uscc="91330382MA00000Z90", registration_no="330382000000009")
    found = entities(resolve(*some, stranger))
    assert found.pop("stranger") == (entity_id("uscc", "91330382MA00000Z90"), "own")
    assert found == entities(resolve(*some))


@given(st.lists(records, unique_by=lambda each: each.record_id, max_size=14))
@settings(max_examples=40 * MANY, deadline=None)
def test_every_minting_record_has_an_entity_and_no_two_entities_one_id(some: list[Record]) -> None:
    found = entities(resolve(*some))
    assert {each.record_id for each in some if each.mints} <= found.keys()
    alone = [record for record, (_, method) in found.items() if method == "own"]
    assert len({found[record][0] for record in alone}) == len(alone)
    assert not {found[record][0] for record in alone} & {
        entity for record, (entity, _) in found.items() if record not in alone
    }


def test_one_credit_code_is_one_entity() -> None:
    assert methods(Record("a", uscc=USCCS[0]), Record("b", uscc=USCCS[0])) == {"a": "uscc", "b": "uscc"}


def test_an_organisation_code_is_in_the_credit_code() -> None:
    found = methods(Record("a", uscc=USCCS[1]), Record("b", organisation_code="MA00000B2"))
    assert found == {"a": "uscc", "b": "organisation_code"}


def test_a_chain_of_rungs_is_one_entity_with_the_strongest_id() -> None:
    chain = (
        Record("a", uscc=USCCS[1], registration_no="1"),
        Record("b", registration_no="1", name="乐清市甲乙小吃店", division_code=TOWN),
        Record("c", name="乐清市甲乙小吃店", division_code=TOWN),
    )
    assert methods(*chain) == {"a": "uscc", "b": "registration_no", "c": "name_and_place"}
    assert entities(resolve(*chain))["c"][0] == entity_id("uscc", USCCS[1])


def test_an_identifier_of_two_credit_codes_links_nobody() -> None:
    resolution = resolve(
        Record("a", uscc=USCCS[0], registration_no="1"),
        Record("b", uscc=USCCS[1], registration_no="1"),
        Record("c", registration_no="1"),
    )
    assert len({entity for entity, _ in entities(resolution).values()}) == 3
    assert resolution.conflicts.rows() == [("registration_no", "1", sorted(USCCS[:2]), 3)]


def test_a_citizen_id_alone_links_persons_only() -> None:
    person = {"citizen_id": "330382198001010011", "kind": "natural_person"}
    assert methods(Record("a", **person), Record("b", **person)) == {"a": "citizen_id", "b": "citizen_id"}  # type: ignore[arg-type]
    assert apart(Record("a", citizen_id="1", kind="enterprise"), Record("b", citizen_id="1", kind="enterprise"))
    trader = {"citizen_id": "330382198001010011", "kind": "individual_business"}
    assert apart(Record("a", **person), Record("b", **trader, name="阿明店"), Record("c", **trader, name="阿明二店"))  # type: ignore[arg-type]
    assert methods(Record("a", **trader, name="阿明店"), Record("b", **trader, name="阿明 店")) == {  # type: ignore[arg-type]
        "a": "citizen_id",
        "b": "citizen_id",
    }


def test_name_and_place_needs_a_whole_name_and_a_township() -> None:
    name = "乐清市甲乙小吃店"
    here = {"division_code": TOWN}
    assert methods(
        Record("a", name="乐清市甲乙小吃店（虹桥）", **here), Record("b", name="乐清市甲乙 小吃店(虹桥)", **here)
    )
    assert apart(Record("a", name=name, **here), Record("b", name=name + "分公司", **here))
    assert apart(Record("a", name=name, **here), Record("b", name=name, division_code="330382104000"))
    assert apart(Record("a", name=name), Record("b", name=name))
    county = "330382000000"
    assert apart(Record("a", name=name, division_code=county), Record("b", name=name, division_code=county))
    assert apart(Record("a", name="小吃店", **here), Record("b", name="小吃店", **here))
    assert apart(Record("a", name="乐清市*乙小吃店", **here), Record("b", name="乐清市*乙小吃店", **here))
    person = {"kind": "natural_person", "name": "欧阳长名", **here}
    assert apart(Record("a", **person), Record("b", **person))


def test_an_incident_is_somebodys_only_by_an_identifier() -> None:
    incident = Record("i", name="乐清市甲乙小吃店", division_code=TOWN, mints=False)
    assert entities(resolve(incident, Record("a", name="乐清市甲乙小吃店", division_code=TOWN))).keys() == {"a"}
    assert entities(resolve(Record("i", uscc=USCCS[0], mints=False))).keys() == {"i"}


def test_no_id_is_made_of_a_citizen_id() -> None:
    person = Record("a", kind="natural_person", citizen_id="330382198001010011")
    found = entities(resolve(person, replace(person, record_id="b")))
    assert found == dict.fromkeys("ab", (entity_id(OWN, "a"), "citizen_id"))
