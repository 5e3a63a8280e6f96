"""The whole way of the data, as `make run` goes it: what was planted is found, who is who is right, ids stay."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from expected_rows import Published
from forked_hub import ForkedHub
from planted import check_rejections, check_warnings
from psycopg import sql
from published import FATES, content, reconciliation
from pydantic import SecretStr
from quick_folder import quick_folder
from sandbox_truth import published_records

from hub.database.connection import Database
from hub.datasets import DATASETS
from hub.errors import ExitCode
from hub.main.stand_ins import noted
from hub.model import unified_table
from hub.sandbox.serve import start
from hub.sandbox.truth import Expectation, Fate, Truth
from resources.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub_command import Done

ENTITIES = 120
SEED = 11
IDS = tuple(dataset.id for dataset in DATASETS)
RECORD = tuple[str, str]
"""A dataset, and a source id in it."""


@dataclass(frozen=True)
class WholeWay:
    """Three runs: the first on a new city, the second after changes there, the third with nothing new.

    What stands in `database` is what the third left, and `truth` what was true in the second and third.
    """

    runs: tuple[dict[str, Any], ...]
    entities: tuple[dict[RECORD, str | None], ...]
    contents: tuple[dict[str, Counter[str]], ...]
    database: Database
    truth: Truth
    expectations: tuple[Expectation, ...]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of `query`."""
        with self.database.connect() as connection:
            return connection.execute(query.encode(), values).fetchall()


@pytest.fixture(scope="module")
def way() -> Iterator[WholeWay]:
    with quick_folder() as parent:
        sandbox, hub = parent / "home" / "sandbox", ForkedHub(parent / "home", {"HUB_INBOX_SETTLE": "0"})
        database = Database(SecretStr(EmbeddedServer(sandbox).url))
        try:
            runs = [_first(hub)]
            entities, contents = [_entities(database)], [content(database)]
            # Whenever a sandbox starts, records have changed there.
            start(sandbox, faults=()).stop()
            with start(sandbox, changes=False, faults=()) as running, noted(sandbox, running.settings):
                for _ in range(2):
                    runs.append(_document(hub("run", "--sandbox", "--json")))
                    entities.append(_entities(database))
                    contents.append(content(database))
            with Truth(sandbox) as truth:
                planted = tuple(truth.expectations())
                yield WholeWay(tuple(runs), tuple(entities), tuple(contents), database, truth, planted)
        finally:
            hub("db", "stop", "--sandbox")


def _first(hub: ForkedHub) -> dict[str, Any]:
    """The command as people call it, in a process that shares nothing with this one."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "DAGSTER_"))}
    done = subprocess.run(
        [
            Path(sys.executable).with_name("hub"),
            *("run", "--sandbox", "--json", "--entities", str(ENTITIES), "--seed", str(SEED)),
        ],
        env={**clean, **hub.settings, "HUB_HOME": str(hub.home)},
        cwd=hub.home.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return _document(done)


def _document(done: Done | subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == ExitCode.DONE, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _entities(database: Database) -> dict[RECORD, str | None]:
    """The entity of every published record."""
    found: dict[RECORD, str | None] = {}
    with database.connect() as connection:
        tables = {each.table for each in DATASETS if "entity_id" in unified_table(each.table).columns}
        for table in sorted(tables):
            rows = connection.execute(
                sql.SQL("SELECT platform, dataset, source_id, entity_id FROM {}").format(
                    sql.Identifier("unified", table)
                )
            )
            found |= {(f"{platform}/{dataset}", key): entity for platform, dataset, key, entity in rows}
    return found


def test_every_run_tells_everything_there_is_to_tell(way: WholeWay) -> None:
    for run in way.runs:
        assert run["exit_code"] == ExitCode.DONE
        assert [f"{each['platform']}/{each['dataset']}" for each in run["datasets"]] == list(IDS)
        assert not any(run[name] for name in ("skipped", "failures", "logs", "holds"))
        assert run["seconds"] > sum(each["seconds"] for each in run["datasets"]) > 0
    first, _, last = way.runs
    for each in first["datasets"]:
        assert each["received"] >= each["new"] >= each["current"] > 0
        assert (each["commonest_reason"] is None) == (each["rejected"] == 0)
    for each in last["datasets"]:
        assert each["current"] == len(published_records(way.database, f"{each['platform']}/{each['dataset']}"))


def test_what_is_true_is_published_column_for_column(way: WholeWay) -> None:
    """Also of what changed, was mended or came to be while it was read; see test_truth for a larger city."""
    published = Published(way.database, sorted({each.table for each in DATASETS}))
    expected = list(way.truth.expected())
    assert [(each, found) for each in expected if (found := list(published.differences(each)))] == []
    for dataset in IDS:
        keys = {each.source_id for each in expected if each.dataset == dataset}
        assert published.keys(dataset) <= keys
        assert keys


def test_the_reconciliation_adds_up(way: WholeWay) -> None:
    reconciled = reconciliation(way.database)
    assert sorted(reconciled) == sorted(IDS)
    duplicates = Counter(each.dataset for each in way.truth.expected() if each.fate is Fate.DUPLICATE)
    received: Counter[str] = Counter()
    for run in way.runs:
        received.update({f"{each['platform']}/{each['dataset']}": each["received"] for each in run["datasets"]})
    for dataset, counts in reconciled.items():
        assert counts["landed"] == received[dataset]
        assert counts["held"] == 0
        assert counts["duplicate"] == duplicates[dataset]
        assert counts["current"] == len(published_records(way.database, dataset))
        assert set(counts) == {"landed", "repeats", "versions", *FATES}


def test_what_was_planted_is_found_and_nothing_else(way: WholeWay) -> None:
    assert check_rejections(way.database, way.expectations)
    assert len(check_warnings(way.database, way.expectations)) > 15


def test_a_file_of_no_known_kind_is_set_aside(way: WholeWay) -> None:
    [planted] = [each for each in way.expectations if each.rules == ("departments.file_set_aside",)]
    assert way.rows("SELECT name FROM hub.inbox_file WHERE status = 'set_aside'") == [(planted.source_id,)]
    assert any(planted.source_id in each["title"] for each in way.runs[-1]["open_alerts"])


def test_records_of_one_owner_with_valid_credit_codes_share_one_entity(way: WholeWay) -> None:
    entity_of = way.entities[-1]
    by_owner, by_entity = defaultdict(set), defaultdict(set)
    for of in DATASETS:
        owners = way.truth.owners(of.id)
        with way.database.connect() as connection:
            coded = connection.execute(
                sql.SQL("SELECT source_id FROM {} WHERE link_uscc IS NOT NULL").format(
                    sql.Identifier("staging", of.staging_table)
                )
            ).fetchall()
        for (key,) in coded:
            entity = entity_of.get((of.id, key))
            if entity is not None and owners[key] >= 0:
                by_owner[owners[key]].add(entity)
                by_entity[entity].add(owners[key])
    assert len(by_owner) > ENTITIES / 2
    assert {owner: found for owner, found in by_owner.items() if len(found) > 1} == {}
    assert {entity: found for entity, found in by_entity.items() if len(found) > 1} == {}


def test_ids_stay_or_lead_on(way: WholeWay) -> None:
    before, after, last = way.entities
    assert before.keys() < after.keys()
    assert after == last
    known = {entity for (entity,) in way.rows("SELECT entity_id FROM unified.entity")}
    aliases = dict(way.rows("SELECT alias_id, entity_id FROM unified.entity_alias"))
    published = {entity for entity in before.values() if entity is not None}
    assert {aliases.get(entity, entity) for entity in published} <= known
    moved = {record for record, entity in before.items() if entity != after[record]}
    assert len(moved) < len(before) / 20


def test_a_second_run_brings_the_changes_and_a_third_without_any_changes_nothing(way: WholeWay) -> None:
    first, second, third = way.runs
    assert second["last_release"]["release_id"] > first["last_release"]["release_id"]
    assert sum(each["new"] for each in second["datasets"]) > 0
    assert sum(each["changed"] for each in second["datasets"]) > 0
    assert third["last_release"] == second["last_release"]
    assert all(each["new"] == each["changed"] == each["rejected"] == 0 for each in third["datasets"])
    assert way.contents[2] == way.contents[1]


def test_v1_shows_no_citizen_id(way: WholeWay) -> None:
    sent = {
        number
        for dataset in IDS
        for row in way.truth.rows(dataset)
        for number in re.findall(r"(?<!\w)\d{17}[\dX](?!\w)", json.dumps(row.row))
        if _is_citizen_id(number)
    }
    views = [name for (name,) in way.rows("SELECT viewname FROM pg_views WHERE schemaname = 'v1'")]
    assert len(sent) > ENTITIES / 10
    assert len(views) > 5
    assert _numbers(way, "unified", ["entity"]) & sent
    assert not _numbers(way, "v1", views) & sent


def _numbers(way: WholeWay, schema: str, names: list[str]) -> set[str]:
    """Everything in these tables or views that has the length of a citizen id."""
    with way.database.connect() as connection:
        texts = [
            text
            for name in names
            for (text,) in connection.execute(
                sql.SQL("SELECT to_jsonb(row)::text FROM {} AS row").format(sql.Identifier(schema, name))
            )
        ]
    return {number for text in texts for number in re.findall(r"(?=(\d{17}[\dX]))", text)}


def _is_citizen_id(number: str) -> bool:
    """GB 11643: MOD 11-2 over all 18 characters."""
    digits = [10 if character == "X" else int(character) for character in number]
    return sum(digit << (17 - place) for place, digit in enumerate(digits)) % 11 == 1
