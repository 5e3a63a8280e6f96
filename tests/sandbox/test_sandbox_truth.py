"""The truth agrees with what is served: every planted defect is in its row, and nothing else is wrong with it."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook
from sandbox_clients import REFERENCE

from hub.sandbox.city import City
from hub.sandbox.dirt.kinds import AT_RELEASE, REJECTING
from hub.sandbox.dirt.planter import CATALOGUE, DELETE_UNKNOWN, FILE_SET_ASIDE, SAME_VERSION_TWICE, SMALL, Planter
from hub.sandbox.records import history
from hub.sandbox.serve import DEFAULT_ENTITIES, DEFAULT_SEED
from hub.sandbox.truth import Truth

if TYPE_CHECKING:
    from pathlib import Path

    from hub.sandbox.serve import RunningSandbox


@pytest.fixture
def truth(still: RunningSandbox, still_home: Path) -> Truth:
    return Truth(still_home)


def test_every_planted_defect_is_in_the_row_that_is_served(truth: Truth) -> None:
    rows = {
        (dataset, row.source_id, _sequence(row.row)): row.row
        for dataset in truth.datasets()
        for row in truth.rows(dataset)
    }
    planted = [each for each in truth.expectations() if each.field != "-"]
    assert planted
    for each in planted:
        row = rows[f"{each.platform}/{each.dataset}", each.source_id, each.sequence]
        shown = [row.get(name.partition("[]")[0]) for name in each.field.split(";")]
        assert shown == (list(each.value) or [None] * len(shown))


def _sequence(row: dict[str, object]) -> int | None:
    number = row.get("dsc_biz_record_id")
    return None if number is None else int(str(number))


def test_few_records_of_each_dataset_are_to_be_rejected(truth: Truth) -> None:
    rejected = Counter(f"{each.platform}/{each.dataset}" for each in truth.expectations() if each.severity == "reject")
    for dataset in CATALOGUE:
        share = 0.12 if dataset in SMALL else 0.05
        assert rejected[dataset] < 1 + share * sum(1 for _ in truth.rows(dataset)), dataset


def test_rules_that_look_at_other_records_or_the_day_are_told_apart(truth: Truth) -> None:
    rules = csv.DictReader((files("hub.reference") / "rules.csv").read_text("utf-8").splitlines())
    others = ("release", "no live", "live row", "live officer", "of the inspection it names", "no item_assignment")
    for rule in rules:
        if rule["rule_id"] in AT_RELEASE - {"any.one_number_one_content"}:
            text = rule["bad_when"]
            assert any(word in text for word in (*others, "the officer's", "the entity's", "that event's")), rule
    planted = {rule for each in truth.expectations() for rule in each.at_release}
    assert planted <= AT_RELEASE
    assert len(planted) > 5
    assert not {rule for each in truth.expectations() for rule in each.rules} & AT_RELEASE


def test_every_rule_about_records_is_planted() -> None:
    rules = csv.DictReader((files("hub.reference") / "rules.csv").read_text("utf-8").splitlines())
    kinds = [*(kind for kinds in CATALOGUE.values() for kind in kinds), DELETE_UNKNOWN, SAME_VERSION_TWICE]
    planted = {rule for kind in (*kinds, FILE_SET_ASIDE) for rule in kind.rules}
    assert {rule["rule_id"] for rule in rules if not rule["rule_id"].startswith("gate.")} - planted == set()


def test_severities_are_those_of_the_rules() -> None:
    rules = csv.DictReader((files("hub.reference") / "rules.csv").read_text("utf-8").splitlines())
    severity = {row["rule_id"]: row["severity"] for row in rules}
    for kinds in CATALOGUE.values():
        for kind in kinds:
            assert {severity[rule] for rule in (*kind.rules, *kind.may)} <= {"reject", "warn"}
            assert all((severity[rule] == "reject") == (rule in REJECTING) for rule in (*kind.rules, *kind.may))


def test_every_kind_is_planted_in_a_city_of_the_default_size() -> None:
    world = City(DEFAULT_SEED, REFERENCE.replace(tzinfo=None), DEFAULT_ENTITIES)
    planter = Planter(world)
    missing = {(dataset, kind.name) for dataset, kinds in CATALOGUE.items() for kind in kinds}
    for entity, records in history(world):
        for record in records:
            planted = planter.plant(record, entity)
            if planted is not None:
                missing.discard((record.dataset, planted.kind.name))
        if not missing:
            break
    assert not missing


def test_the_departments_file_holds_the_register(truth: Truth, still_home: Path) -> None:
    book = CalamineWorkbook.from_path(still_home / "inbox" / "market" / "市场主体名录-001.xlsx")
    names = [
        text
        for sheet in book.sheet_names
        for value, *_ in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        if (text := str(value or "").strip("　 "))
    ]
    expected = [row.row["企业名称"] for row in truth.rows("departments/market_register")]
    assert sorted(name for name in names if not name.startswith(("填写说明", "企业名称"))) == sorted(
        name.strip("　 ") for name in expected if name and name.strip("　 ")
    )


def test_owners_are_entities_of_the_city(truth: Truth) -> None:
    owners = truth.owners("provincial/market_entities")
    assert owners
    shops = truth.owners("city/shops")
    assert all(int(key[2:9]) == owner for key, owner in shops.items() if key != "#")


def test_handed_over_events_arrive(truth: Truth) -> None:
    spoilt = {each.source_id for each in truth.expectations() if {"transferredNo", "relatedEventNo"} & {each.field}}
    cases = {row.source_id: row.row.get("relatedEventNo") for row in truth.rows("city/cases")}
    handed = [row.row for row in truth.rows("grassroots/events") if row.row.get("transferredNo")]
    sound = [row for row in handed if not spoilt & {row["eventNo"], row["transferredNo"]}]
    assert sound
    assert all(cases[row["transferredNo"]] == row["eventNo"] for row in sound)


def test_what_follows_names_what_it_followed_from(truth: Truth) -> None:
    visits = {row.source_id for row in truth.rows("provincial/inspections")}
    incidents = {row.source_id for name in ("city/cases", "grassroots/events") for row in truth.rows(name)}
    dangling = {each.source_id for each in truth.expectations() if each.kind.endswith("_dangling")}
    for name in ("penalties", "coercive_measures"):
        rows = [row.row for row in truth.rows(f"provincial/{name}") if row.source_id not in dangling]
        assert any(row.get("check_action_code") for row in rows)
        assert all(row["check_action_code"] in visits for row in rows if row.get("check_action_code"))
        assert all(row["lead_no"] in incidents for row in rows if row.get("lead_no"))
