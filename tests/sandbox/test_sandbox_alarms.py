"""Alerts and hazards make sense, read without a fault where nothing was planted, and with that fault where it was."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from sandbox_clients import REFERENCE, SEED

from hub.datasets import dataset
from hub.rules.derived import derived
from hub.rules.kinds import Defect
from hub.sandbox.alarms import SCHOOL_KINDS, alerts_of, hazards_of
from hub.sandbox.city import City
from hub.sandbox.dirt.planter import Planter
from hub.sandbox.records import records_of
from hub.sandbox.stamps import stamped
from hub.staging.standardise import PageRows, standardise

ENTITIES = 1_500
DATASETS = ("micro_grid/alerts", "school_safety/hazards")
LANDED = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def city() -> City:
    return City(SEED, REFERENCE.replace(tzinfo=None), ENTITIES)


@pytest.fixture(scope="module")
def sent(city: City) -> dict[str, list[tuple[dict, object]]]:
    """Dataset → (row as its platform lists it, the kind planted in it or None)."""
    planter = Planter(city)
    rows = defaultdict(list)
    for number in range(ENTITIES):
        entity = city.entity(number)
        for record in records_of(city, entity):
            if record.dataset in DATASETS:
                planted = planter.plant(record, entity)
                body = json.loads(stamped(record, number).body)
                rows[record.dataset].append((body, None if planted is None else planted.kind))
    return rows


@pytest.mark.parametrize("name", DATASETS)
def test_every_row_shows_what_was_planted_in_it_and_nothing_else(sent, name: str) -> None:
    pages = [PageRows(1, LANDED, [row for row, _ in sent[name]], None)]
    staged = standardise(dataset(name), pages).select("defects").to_series()
    of_reading = {rule for rule, kind in derived(dataset(name)) if isinstance(kind, Defect)}
    met = Counter()
    for (row, kind), defects in zip(sent[name], staged, strict=True):
        found = {each["rule"] for each in json.loads(defects)}
        if kind is None or row.get("deleted") is True:
            assert not found, row
            continue
        assert found <= {*kind.rules, *kind.may}, (kind.name, row)
        assert found >= of_reading & {*kind.rules}, (kind.name, row)
        met[kind.name] += 1
    assert len(met) > 12


def test_alerts_end_after_they_began_and_what_is_open_has_no_end(city: City) -> None:
    alerts = [each for number in range(ENTITIES) for each in alerts_of(city, city.entity(number))]
    assert len(alerts) > ENTITIES / 4
    for alert in alerts:
        assert (alert.handled is None) == (alert.status in ("reported", "handling"))
        assert alert.happened < (alert.handled or city.reference) <= city.reference
    assert {alert.status for alert in alerts} == {"reported", "handling", "closed", "voided"}
    assert len({alert.number for alert in alerts}) == len(alerts)


def test_hazards_are_those_of_schools_and_are_mended_in_time(city: City) -> None:
    by_entity = {number: hazards_of(city, city.entity(number)) for number in range(ENTITIES)}
    assert {city.entity(number).kind for number, hazards in by_entity.items() if hazards} == SCHOOL_KINDS
    hazards = [each for several in by_entity.values() for each in several]
    for hazard in hazards:
        assert hazard.found < hazard.deadline <= hazard.found + timedelta(days=30)
        assert hazard.fixed is None or hazard.found < hazard.fixed <= min(hazard.deadline, city.reference)
    overdue = [each for each in hazards if each.fixed is None and each.deadline < city.reference]
    assert 0 < len(overdue) < len(hazards) / 20
