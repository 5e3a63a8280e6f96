"""A defect planted in any sound row is found by the rule meant for it, and a sound row stays sound."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from expectations import findings
from expectations.incoming import incoming
from hub.datasets import DATASETS
from hub.rules.catalogue import rules_for
from hub.sandbox.city import City
from hub.sandbox.dirt.kinds import AT_RELEASE
from hub.sandbox.dirt.planter import CATALOGUE
from hub.sandbox.habits import FORMER, HABITS, IN_USE, LICENCES, PENALTIES
from hub.sandbox.records import history
from hub.sandbox.stamps import stamped
from hub.staging.load import load_versions
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from conftest import Server

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.sandbox.city import Entity
    from hub.sandbox.dirt.kinds import Kind
    from hub.sandbox.records.record import Record, Row

SEED, ENTITIES = 20_261_123, 400
REFERENCE = datetime(2026, 11, 20, 8, tzinfo=UTC)
MOST = 300
"""Records of a dataset that are chosen from."""


@pytest.fixture(scope="module")
def records() -> Mapping[str, list[tuple[Record, Entity]]]:
    """Sound records by dataset, one version of each."""
    found: dict[str, dict[str, tuple[Record, Entity]]] = defaultdict(dict)
    for entity, some in history(City(SEED, REFERENCE.replace(tzinfo=None), ENTITIES)):
        for record in some:
            if record.operation != "delete" and not record.facts.get("lacks") and len(found[record.dataset]) < MOST:
                found[record.dataset][record.key] = record, entity
    return {dataset: list(of.values()) for dataset, of in found.items()}


@pytest.fixture(scope="module")
def judging(server: Server, template: str) -> Iterator[Database]:
    database = server.create(template)
    yield database
    server.drop(database)


def found(
    database: Database, dataset: Dataset, sent: Mapping[str | None, list[Row]]
) -> Mapping[tuple[str | None, int], set[str]]:
    """The rules that find something in each row, by folder and place, by the statement that routes."""
    folders = list(sent)
    pages = [
        PageRows(page, REFERENCE, sent[folder], folder, _generation(dataset, folder))
        for page, folder in enumerate(folders)
    ]
    frame = standardise(dataset, pages)
    rules = rules_for(dataset)
    with database.connect() as connection:
        connection.execute(
            sql.SQL("TRUNCATE {}, {}, hub.version").format(
                sql.Identifier("staging", dataset.staging_table),
                sql.Identifier("staging", f"{dataset.staging_table}_open"),
            )
        )
        load_versions(connection, dataset, frame)
    shown: dict[tuple[str | None, int], set[str]] = defaultdict(set)
    with incoming(database, dataset, rules, "run") as taken, database.connect() as connection:
        findings.begin(connection)
        findings.find(connection, taken, rules)
        for page, number, place in connection.execute(
            sql.SQL("SELECT page_id, row_number, rule FROM finding JOIN {} USING (version_hash)").format(
                sql.Identifier("staging", dataset.staging_table)
            )
        ):
            shown[folders[page], number - 1].add(rules[place].rule_id)
    return shown


def _generation(dataset: Dataset, folder: str | None) -> str:
    is_former = dataset.id in (LICENCES, PENALTIES) and HABITS[str(folder)].generation == FORMER
    return FORMER if is_former else IN_USE


def plant(
    some: list[tuple[Record, Entity]], kinds: tuple[Kind, ...], chance: Random
) -> Iterator[tuple[Record, Kind | None, Row]]:
    """Each kind in some record that lends itself to it, and among them records as they are."""
    waiting = chance.sample(some, len(some))
    for kind in chance.sample(kinds, len(kinds)):
        for place, (record, entity) in enumerate(waiting):
            changed = kind.change(record, entity, chance)
            if changed is not None:
                del waiting[place]
                yield record, kind, served(record, changed)
                break
        if waiting:
            record, _ = waiting.pop()
            yield record, None, served(record, {})


def served(record: Record, changed: Row) -> Row:
    """The row as its platform sends it."""
    row: Row = orjson.loads(stamped(replace(record, row={**record.row, **changed}), 1).body)
    return row


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)
def test_what_is_planted_is_found_and_nothing_else(
    judging: Database, records: Mapping[str, list[tuple[Record, Entity]]], dataset: Dataset
) -> None:
    kinds = tuple(each for each in CATALOGUE[dataset.id] if not AT_RELEASE.issuperset(each.rules) or not each.rules)

    @settings(max_examples=2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(chance=st.randoms(use_true_random=False))
    def holds(chance: Random) -> None:
        some = list(plant(records[dataset.id], kinds, chance))
        by_folder: dict[str | None, list[tuple[Record, Kind | None, Row]]] = defaultdict(list)
        for each in some:
            by_folder[each[0].folder].append(each)
        judged = found(judging, dataset, {folder: [row for *_, row in of] for folder, of in by_folder.items()})
        for folder, of in by_folder.items():
            for place, (record, kind, _) in enumerate(of):
                rules = judged.get((folder, place), set())
                wanted = set(kind.rules) - AT_RELEASE if kind else set()
                allowed = wanted | set(kind.may if kind else ())
                assert wanted <= rules <= allowed, (record.key, kind and kind.name, rules)

    holds()
