"""The invented city makes sense: who enforces what where, who may inspect, what lies where, what follows from what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sandbox_clients import REFERENCE

from hub.sandbox.city import City
from hub.sandbox.identifiers import credit_code
from hub.sandbox.names import EMPOWERED, TOWNSHIPS, VILLAGES
from hub.sandbox.serve import DEFAULT_ENTITIES, DEFAULT_SEED
from hub.sandbox.telling import story_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.city import Entity
    from hub.sandbox.story import Story

DAY = REFERENCE.date()


@pytest.fixture(scope="module")
def world() -> City:
    return City(DEFAULT_SEED, REFERENCE.replace(tzinfo=None), DEFAULT_ENTITIES)


def _stories(world: City) -> Iterator[tuple[Entity, Story]]:
    for number in range(600):
        entity = world.entity(number)
        yield entity, story_of(world, entity)


def test_the_city_has_a_citys_size(world: City) -> None:
    assert len(world.agencies) == 34
    assert Counter(each.kind for each in world.agencies) == {"department": 9, "township_squad": 25}
    assert 300 <= sum(len(each.officers) for each in world.agencies) <= 900
    assert len(world.items) >= 300
    assert len({each.code for each in world.items}) == len(world.items)
    assert {each.batch for each in world.items} == {"", "province_1", "province_2", "city_1", "province_3"}
    assert len({each.theme for each in world.items if each.theme}) >= 15
    assert len(world.assignments) >= 2_000
    assert len(world.grids) == 1_000
    assert len(world.components) >= 1_500


def test_a_small_city_has_less_of_everything() -> None:
    small = City(DEFAULT_SEED, REFERENCE.replace(tzinfo=None), 40)
    assert len(small.assignments) + len(small.grids) + len(small.items) < 1_500


def test_items_are_handed_on_in_four_ways_and_ten_townships_are_empowered(world: City) -> None:
    modes = Counter(each.mode for each in world.assignments)
    assert modes.keys() == {"transferred", "empowered", "entrusted", "dispatched"}
    empowered = {each.division[:9] for each in world.assignments if each.mode == "empowered"}
    assert empowered == EMPOWERED
    assert len(empowered) == 10
    assert any(each.ends for each in world.assignments)
    assert all(each.ends is None or each.begins < each.ends for each in world.assignments)


def test_there_are_gaps_and_overlaps_but_most_is_clear(world: City) -> None:
    found = Counter(
        min(len(world.jurisdiction.enforcers(item, place.division, DAY)), 2)
        for item in world.items
        for place in TOWNSHIPS
    )
    assert found[0] > 50
    assert found[2] > 50
    assert found[1] > 10 * (found[0] + found[2])


def test_whoever_decides_a_penalty_had_the_right_to(world: City) -> None:
    fines = [(entity, fine) for entity, story in _stories(world) for fine in story.penalties]
    assert len(fines) > 30
    for entity, fine in fines:
        assert world.jurisdiction.may_enforce(fine.agency, fine.item, entity.township.division, fine.decided)


def test_whoever_inspects_has_a_certificate_that_holds(world: City) -> None:
    visits = [visit for _, story in _stories(world) for visit in story.visits]
    assert len(visits) > 200
    for visit in visits:
        assert len(set(visit.officers)) >= 2
        assert all(each.certified_until >= visit.day for each in visit.officers)
        assert set(visit.officers) <= set(visit.agency.officers)


def test_officers_have_certificates_of_both_kinds_and_those_who_left_none_that_holds(world: City) -> None:
    officers = [officer for agency in world.agencies for officer in agency.officers]
    assert {(bool(each.provincial_no), bool(each.departmental_no)) for each in officers} == {
        (True, True),
        (True, False),
        (False, True),
    }
    assert all((each.status == "inactive") == (each.certified_until < DAY) for each in officers)
    assert any(each.certified_until < DAY for each in officers)


def test_every_village_has_grids_with_leaders_and_everything_stands_in_one(world: City) -> None:
    codes = {each.code for each in world.grids}
    assert {each.village_code for each in world.grids} == {
        f"{place.code}{201 + number}" for place in TOWNSHIPS for number in range(len(VILLAGES))
    }
    assert all(each.leader and each.households and each.population for each in world.grids)
    assert {each.grid_code for each in world.components} <= codes
    assert {entity.grid_code for entity, _ in _stories(world)} <= codes


def test_what_follows_comes_after_what_it_follows_from(world: City) -> None:
    for _, story in _stories(world):
        days = {each.number: each.reported.date() for each in (*story.events, *story.cases)}
        visits = {each.number: each for each in story.visits}
        for visit in story.visits:
            assert not visit.lead or days[visit.lead] <= visit.day
        for fine in story.penalties:
            assert not fine.visit or visits[fine.visit].day <= fine.filed <= fine.decided
        for measure in story.measures:
            assert visits[measure.visit].day == measure.begins
        events = {each.number: each for each in story.events}
        assert all(events[each.origin].handed_to == each.number for each in story.cases if each.origin)


def test_rural_collectives_and_the_like_have_codes_of_their_own_classes(world: City) -> None:
    entities = [entity for entity, _ in _stories(world)]
    classes = {entity.credit_code[:2] for entity in entities if entity.credit_code}
    assert {"91", "92", "93", "N1", "N2", "N3"} <= classes
    for entity in entities:
        if entity.credit_code:
            assert entity.credit_code == credit_code(entity.credit_code[:2], entity.credit_code[8:17])
