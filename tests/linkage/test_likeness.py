"""What likeness joins and what it leaves to people; what people judged; any order and any batches."""

from __future__ import annotations

import sys
from itertools import combinations, pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.linkage.edges import compare
from hub.linkage.identity import entity_id
from hub.linkage.keys import RECORD_SCHEMA
from hub.linkage.ladder import JUDGEMENT_SCHEMA, Resolution, resolve_records
from hub.linkage.likeness import CLEARLY, EDGE_SCHEMA, LARGEST
from hub.linkage.profiles import TOLD_SCHEMA, profiled
from hub.linkage.scorer import Scorer, ScorerError, scorer
from hub.linkage.scoring import link_model, score

ONE, OTHER = "91330382MA00000A10", "91330382MA00000B20"
TOWN = "330382114000"


def records(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{"mints": True, **row} for row in rows], schema=RECORD_SCHEMA)


def edge(a: str, b: str, weight: float = 20.0, obstacle: str | None = None) -> dict[str, object]:
    first, second = sorted((a, b))
    return {"record_a": first, "record_b": second, "weight": weight, "probability": 0.9, "is_certain": weight >= 10,
            "obstacle": obstacle, "evidence": "{}"}  # fmt: skip


def judgement(a: str, b: str, *, is_same: bool) -> dict[str, object]:
    return {"record_a": min(a, b), "record_b": max(a, b), "is_same": is_same}


def resolve(
    rows: pl.DataFrame, edges: list[dict[str, object]], judgements: list[dict[str, object]] | None = None
) -> Resolution:
    return resolve_records(
        rows, pl.DataFrame(edges, schema=EDGE_SCHEMA), pl.DataFrame(judgements or [], schema=JUDGEMENT_SCHEMA)
    )


def entities(resolution: Resolution) -> dict[str, str]:
    return dict(resolution.links.select("record_id", "entity_id").iter_rows())


def together(resolution: Resolution) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for record, entity in entities(resolution).items():
        found.setdefault(entity, set()).add(record)
    return {frozenset(each) for each in found.values()}


def reasons(resolution: Resolution) -> list[tuple[str, str, str]]:
    return resolution.candidates.select("record_a", "record_b", "reason").sort("record_a", "record_b").rows()


def test_a_certain_pair_is_one_entity_with_its_score_and_evidence() -> None:
    found = resolve(records({"record_id": "a", "uscc": ONE}, {"record_id": "b"}), [edge("a", "b")])
    assert found.links.sort("record_id").select("entity_id", "method", "score", "evidence").rows() == [
        (entity_id("uscc", ONE), "uscc", 1.0, None),
        (entity_id("uscc", ONE), "probabilistic", 0.9, "{}"),
    ]
    assert found.candidates.is_empty()


def test_the_middle_band_is_asked_about() -> None:
    found = resolve(records({"record_id": "a", "uscc": ONE}, {"record_id": "b"}), [edge("a", "b", 5.0)])
    assert len(together(found)) == 2
    assert reasons(found) == [("a", "b", "unsure")]


def test_two_credit_codes_never_meet_by_likeness() -> None:
    found = resolve(records({"record_id": "a", "uscc": ONE}, {"record_id": "b", "uscc": OTHER}), [edge("a", "b")])
    assert len(together(found)) == 2
    assert reasons(found) == [("a", "b", "uscc")]


def test_what_is_alike_to_two_credit_codes_is_nobodys() -> None:
    rows = records({"record_id": "a", "uscc": ONE}, {"record_id": "b", "uscc": OTHER}, {"record_id": "c"})
    found = resolve(rows, [edge("a", "c", 30.0), edge("b", "c", 20.0)])
    assert len(together(found)) == 3
    assert reasons(found) == [("a", "c", "several"), ("b", "c", "several")]


def test_an_individual_and_the_company_it_became_stay_two() -> None:
    rows = records(
        {"record_id": "a", "kind": "enterprise", "uscc": ONE}, {"record_id": "b", "kind": "individual_business"}
    )
    found = resolve(rows, [edge("a", "b")])
    assert len(together(found)) == 2
    assert reasons(found) == [("a", "b", "kind")]


def test_what_is_clearly_more_alike_to_one_credit_code_is_its_own() -> None:
    rows = records({"record_id": "a", "uscc": ONE}, {"record_id": "b", "uscc": OTHER}, {"record_id": "c"})
    found = resolve(rows, [edge("a", "c", 30.0 + CLEARLY), edge("b", "c", 29.0)])
    assert together(found) == {frozenset("ac"), frozenset("b")}
    assert reasons(found) == [("b", "c", "uscc")]


def test_a_natural_person_is_no_business_and_no_other_person() -> None:
    person = {"kind": "natural_person", "citizen_id": "330382198001011234"}
    other = {"kind": "natural_person", "citizen_id": "330382198001011242"}
    rows = records({"record_id": "a", **person}, {"record_id": "b", **other}, {"record_id": "c"})
    found = resolve(rows, [edge("a", "c", 30.0), edge("b", "c", 20.0)])
    assert together(found) == {frozenset("ac"), frozenset("b")}
    assert reasons(found) == [("b", "c", "persons")]
    for kind in ("individual_business", "enterprise"):
        found = resolve(records({"record_id": "a", **person}, {"record_id": "b", "kind": kind}), [edge("a", "b")])
        assert reasons(found) == [("a", "b", "kind")]


def test_a_branch_is_not_its_parent() -> None:
    found = resolve(records({"record_id": "a"}, {"record_id": "b"}), [edge("a", "b", 20.0, "branch")])
    assert reasons(found) == [("a", "b", "branch")]


def test_a_chain_of_likeness_ends() -> None:
    names = [f"r{number:02d}" for number in range(LARGEST + 3)]
    rows = records(*({"record_id": each} for each in names))
    found = resolve(rows, [edge(a, b, 40.0 - place) for place, (a, b) in enumerate(pairwise(names))])
    assert max(map(len, together(found))) == LARGEST
    assert {reason for *_, reason in reasons(found)} == {"size"}


def test_people_beat_every_rule_but_that_of_two_credit_codes() -> None:
    same = {"registration_no": "330382000000001"}
    rows = records({"record_id": "a", **same}, {"record_id": "b", **same}, {"record_id": "c", **same})
    found = resolve(rows, [edge("a", "b")], [judgement("a", "b", is_same=False)])
    assert together(found) == {frozenset("ac"), frozenset("b")}
    assert found.candidates.is_empty()
    coded = records({"record_id": "a", "uscc": ONE}, {"record_id": "b", "uscc": ONE})
    assert len(together(resolve(coded, [], [judgement("a", "b", is_same=False)]))) == 2
    apart = records({"record_id": "a", "uscc": ONE}, {"record_id": "b"})
    joined = resolve(apart, [], [judgement("a", "b", is_same=True)])
    assert together(joined) == {frozenset("ab")}
    assert dict(joined.links.select("record_id", "method").iter_rows())["b"] == "manual"
    two = records({"record_id": "a", "uscc": ONE}, {"record_id": "b", "uscc": OTHER})
    refused = resolve(two, [], [judgement("a", "b", is_same=True)])
    assert len(together(refused)) == 2
    assert refused.conflicts.select("rung", "usccs").rows() == [("manual", [ONE, OTHER])]


def test_what_was_judged_apart_does_not_meet_through_a_third() -> None:
    rows = records(*({"record_id": each} for each in "abc"))
    found = resolve(rows, [edge("a", "c", 30.0), edge("b", "c", 20.0)], [judgement("a", "b", is_same=False)])
    assert together(found) == {frozenset("ac"), frozenset("b")}


some_records = st.lists(
    st.fixed_dictionaries(
        {
            "record_id": st.sampled_from("abcdefgh"),
            "uscc": st.sampled_from([None, None, ONE, OTHER]),
            "registration_no": st.sampled_from([None, None, "330382000000001", "330382000000002"]),
            "citizen_id": st.sampled_from([None, None, "330382198001011234", "330382198001011242"]),
            "kind": st.sampled_from([None, "enterprise", "individual_business", "natural_person"]),
        }
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda each: each["record_id"],
)
PAIRS = list(combinations("abcdefgh", 2))
some_edges = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from([5.0, 12.0, 20.0]), max_size=8)
some_judgements = st.dictionaries(st.sampled_from(PAIRS), st.booleans(), max_size=4)


@given(some_records, some_edges, some_judgements, st.randoms())
@settings(max_examples=50, deadline=None)
def test_any_order_gives_the_same_and_nothing_breaks_a_veto(
    rows: list[dict[str, object]],
    weights: dict[tuple[str, str], float],
    verdicts: dict[tuple[str, str], bool],
    random: object,
) -> None:
    edges = [edge(a, b, weight) for (a, b), weight in weights.items()]
    judged = [judgement(a, b, is_same=verdict) for (a, b), verdict in verdicts.items()]
    found = resolve(records(*rows), edges, judged)
    for each in (rows, edges, judged):
        random.shuffle(each)  # type: ignore[attr-defined]
    again = resolve(records(*rows), edges, judged)
    assert entities(found) == entities(again)
    assert reasons(found) == reasons(again)
    codes = {str(row["record_id"]): row["uscc"] for row in rows}
    for group in together(found):
        assert len({codes[each] for each in group} - {None}) <= 1
        for (a, b), is_same in verdicts.items():
            assert is_same or not {a, b} <= group or (b, a) in verdicts


@given(some_records, some_edges, some_judgements)
@settings(max_examples=25, deadline=None)
def test_a_judgement_withdrawn_leaves_no_trace(
    rows: list[dict[str, object]], weights: dict[tuple[str, str], float], verdicts: dict[tuple[str, str], bool]
) -> None:
    edges = [edge(a, b, weight) for (a, b), weight in weights.items()]
    before = resolve(records(*rows), edges)
    resolve(records(*rows), edges, [judgement(a, b, is_same=each) for (a, b), each in verdicts.items()])
    assert entities(resolve(records(*rows), edges, [])) == entities(before)


def told(*rows: dict[str, object]) -> pl.DataFrame:
    """Profiles of records that tell of themselves."""
    schema = {"record_id": pl.String, **TOLD_SCHEMA}
    return profiled(pl.DataFrame(list(rows), schema=schema))


SHOP = {
    "sign": "甲乙水果",
    "principal": "丙丁",
    "phone": "13800000001",
    "address": "乐清市柳市镇甲路1号",
    "division_code": TOWN,
}
REGISTER = {
    **SHOP,
    "sign": None,
    "name": "乐清市柳市甲乙水果店",
    "address": "浙江省乐清市柳市镇甲路１号",
    "uscc": ONE,
    "kind": "individual_business",
}


@pytest.fixture(scope="module")
def crowd() -> pl.DataFrame:
    shops = [
        {**SHOP, "record_id": f"s{number}", "sign": f"{mark}水果", "phone": f"1380000000{number}"}
        for number, mark in enumerate(("甲乙", "甲丙", "甲乙", "丙丁戊"))
    ]
    return told({**REGISTER, "record_id": "r", "phone": "13800000000"}, *shops)


def test_a_signboard_with_the_same_phone_principal_and_house_is_the_register_s(crowd: pl.DataFrame) -> None:
    found = score(told({**SHOP, "record_id": "s"}, {**REGISTER, "record_id": "r"}), crowd.clear(), link_model())
    assert found.select("record_a", "record_b").rows() == [("r", "s")]
    assert found["weight"].item() > link_model().link_from
    assert sum(pl.Series(found["evidence"]).str.json_decode(pl.Struct({"phone": pl.Float64})).struct["phone"]) > 10


PERSON = {"name": "丙丁", "kind": "natural_person", "address": "柳市镇甲路1号", "division_code": TOWN}
CITIZEN = "330382198001011234"


def test_a_natural_person_has_the_signboard_of_that_name_at_that_house() -> None:
    found = compare(
        told({**PERSON, "record_id": "p", "citizen_id": CITIZEN}, {**SHOP, "record_id": "s"}), told(), link_model()
    )
    assert found.select("record_a", "record_b").rows() == [("p", "s")]
    assert found["weight"].item() > link_model().link_from
    assert told({**PERSON, "record_id": "p", "address": None}).is_empty()


def test_a_common_name_does_not_make_a_person_where_a_rare_one_does() -> None:
    common = next(iter(link_model().term_frequencies["principal"]))
    weights = [
        compare(told({**PERSON, "record_id": "p", "name": name}, {**SHOP, "record_id": "s", "principal": name}), told(),
                link_model())["weight"].item()
        for name in (common, "丙丁")
    ]  # fmt: skip
    assert weights[0] + 3 < weights[1]


def test_two_records_of_known_persons_are_left_to_their_citizen_ids() -> None:
    papers = told(*({**PERSON, "record_id": each, "citizen_id": CITIZEN} for each in "pq"))
    assert compare(papers, papers.clear(), link_model()).is_empty()


def test_who_files_for_a_business_with_a_citizen_id_is_compared_as_the_business() -> None:
    filed = told({**PERSON, "record_id": "f", "name": REGISTER["name"], "citizen_id": CITIZEN})
    assert filed.select("name", "mark", "principal", "citizen_id").rows() == [
        ("乐清柳市甲乙水果店", "甲乙", None, None)
    ]


def test_records_with_nothing_in_common_are_not_compared() -> None:
    stranger = {**SHOP, "record_id": "t", "sign": "戊己电器", "phone": "13900000002", "principal": "庚辛",
                "address": "虹桥镇乙路2号", "division_code": "330382108000"}  # fmt: skip
    profiles = told({**SHOP, "record_id": "s"}, stranger)
    assert compare(profiles, profiles.clear(), link_model()).is_empty()


def test_batches_score_as_the_whole_does(crowd: pl.DataFrame) -> None:
    whole = compare(crowd, crowd.clear(), link_model())
    assert not whole.is_empty()
    known = crowd.clear()
    parts = []
    for batch in (crowd.head(2), crowd.slice(2, 1), crowd.slice(3)):
        parts.append(compare(batch, known, link_model()))
        known = pl.concat([known, batch])
    assert pl.concat(parts).sort("record_a", "record_b").equals(whole)


def test_the_other_process_scores_as_this_one(crowd: pl.DataFrame) -> None:
    here = score(crowd.head(3), crowd.slice(3), link_model())
    assert scorer().ask(crowd.head(3), crowd.slice(3), link_model()).equals(here)


def test_a_process_that_dies_says_so_and_the_next_question_has_another(
    crowd: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/bin/false")
        broken = Scorer()
        with pytest.raises(ScorerError, match="退出码 1"):
            broken.ask(crowd, crowd.clear(), link_model())
    assert broken.ask(crowd, crowd.clear(), link_model()).height
    broken.close()
