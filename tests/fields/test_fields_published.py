"""From every source field to the published column: rows of every dataset from the landed page to the unified tables."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from cases import Key
from delivered_files import kinds_of_file
from forms_of_times import LANDED
from psycopg import sql
from psycopg.rows import dict_row
from soiled_rows import Wanted, clean, deleted, rejected, warned
from sound_rows import DEPARTMENT, Sound
from staged_rows import agree

from expectations.judge import judge
from hub.datasets import DATASETS, PLATFORMS
from hub.datasets import dataset as declared
from hub.datasets.wire import RestPlatform
from hub.landing.packing import pack
from hub.landing.pages import LandedPage, insert
from hub.linkage.records import KIND_COLUMNS, MINTING
from hub.model import unified_table
from hub.progress import Silence
from hub.release.publish import publish
from hub.rules.catalogue import rules_for
from hub.rules.kinds import Defect
from hub.staging.load import stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.rules.catalogue import Rule

EVENTS = declared("grassroots/events")
CLEAN, WARNED, REJECTED, GONE = 1, 2, 3, 4
FOUND_BY_JUDGING = frozenset(
    {"any.too_long", "any.name_too_short", "any.name_masked", "any.name_damaged", "any.phone_form"}
    | {"any.item_code_form", "any.party_code_missing", "any.party_code_unknown"}
)
REJECTING = (
    *("any.key_missing", "any.required_missing", "any.unknown_code_required", "any.date_unreadable_required"),
    *("any.date_out_of_range_required", "any.item_code_form"),
)

Row = dict[str, Any]


class Memory:
    """A landing store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def write(self, location: str, body: bytes) -> None:
        self.kept[location] = body

    def read(self, location: str) -> bytes:
        return self.kept[location]

    def locations(self, prefix: str) -> Iterator[str]:
        return (each for each in sorted(self.kept) if each.startswith(prefix))


@dataclass(frozen=True)
class Published:
    """What came of the rows: unified rows and steps by id, entities, reasons of rejections, and rules broken."""

    rows: Mapping[str, Row]
    steps: Mapping[str, Sequence[Row]]
    entities: Mapping[str, Row]
    rejections: Mapping[str, set[tuple[str, str, str]]]
    failed: Mapping[str, set[str]]


def body_of(dataset: Dataset, rows: Sequence[Mapping[str, object]]) -> bytes:
    """The answer, or the file, in which a platform sends `rows`."""
    platform = PLATFORMS[dataset.platform]
    if not isinstance(platform, RestPlatform):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, Sound(dataset).sources)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode("utf-8-sig")
    document: object = list(rows)
    for name in reversed(platform.answer.rows_at):
        document = {name: document}
    return json.dumps(document, ensure_ascii=False).encode()


def land(database: Database, store: Memory, dataset: Dataset, rows: Sequence[Mapping[str, object]]) -> None:
    """Land one page of `dataset`."""
    body = body_of(dataset, rows)
    request = {}
    if dataset.platform == "departments":
        (kind,) = kinds_of_file(body, DATASETS)
        request = {"department": DEPARTMENT, "generation": kind.generation}
    location = f"{dataset.id}/{len(store.kept)}"
    digest = hashlib.sha256(body).hexdigest()
    store.write(location, pack(body))
    with database.connect() as connection:
        page = LandedPage(dataset.platform, dataset.name, None, 1, location, digest, len(body), LANDED, request)
        insert(connection, [page])


@pytest.fixture(scope="module")
def published(server: Any, template: str) -> Iterator[Published]:
    database, store = server.create(template), Memory()
    for dataset in DATASETS:
        sound = Sound(dataset)
        rows = [clean(sound, CLEAN).row, warned(sound, WARNED).row, rejected(sound, REJECTED).row, sound.row(GONE)]
        delete = deleted(sound, GONE)
        land(database, store, dataset, [*rows, *([delete[0]] if delete else [])])
        stage(dataset, database, store, Silence())
        judge(dataset, database, "run", Silence(), [each for each in rules_for(dataset) if _is_of_fields(each)])
    publish(database, Silence())
    yield _read(database)
    server.drop(database)


def _is_of_fields(rule: Rule) -> bool:
    """Whether a rule follows from a field's declaration: what business asks for is tried elsewhere."""
    return isinstance(rule.kind, Defect) or rule.rule_id.startswith(("any.", "departments."))


def _read(database: Database) -> Published:
    with database.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows: dict[str, Row] = {}
        for table in dict.fromkeys(each.table for each in DATASETS):
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("unified", table)))
            rows |= {row["id"]: row for row in cursor}
        steps: dict[str, list[Row]] = {}
        for step in cursor.execute("SELECT * FROM unified.incident_step ORDER BY incident_id, seq"):
            steps.setdefault(step.pop("incident_id"), []).append(step)
        entities = {row["entity_id"]: row for row in cursor.execute("SELECT * FROM unified.entity")}
        rejections: dict[str, set[tuple[str, str, str]]] = {}
        for row in cursor.execute("SELECT platform || '/' || dataset AS of, * FROM quality.rejection"):
            rejections.setdefault(row["of"], set()).add((row["source_id"], row["rule_id"], row["field"]))
        failed: dict[str, set[str]] = {}
        for row in cursor.execute("SELECT platform || '/' || dataset AS of, * FROM quality.check_result"):
            assert row["status"] != "error", row
            failed.setdefault(row["of"], set()).update([row["rule_id"]] if row["failed"] else [])
    return Published(rows, steps, entities, rejections, failed)


def id_of(dataset: Dataset, number: int) -> str:
    """The id of sound row `number`."""
    sound = Sound(dataset)
    key = Key(sound.source_id(sound.row(number)), sound.department)
    return f"{dataset.platform}:{dataset.name}:{key.of('')}"


def differences(dataset: Dataset, wanted: Wanted, row: Row, references: Mapping[str, str | None]) -> Iterator[str]:
    """What is not published as wanted."""
    table = unified_table(dataset.table)
    columns = {name: value for name, value in wanted.columns.items() if name in table.columns} | references
    derived = {KIND_COLUMNS.get(dataset.table), "source_id", "is_delete"}
    for name, value in columns.items():
        if name not in derived and not agree(value, row[name]):
            yield f"{name}: {row[name]!r}, not {value!r}"
    if (row["unmapped"] or {}) != wanted.unmapped:
        yield f"unmapped: {row['unmapped']}, not {wanted.unmapped}"
    if dataset.table in MINTING and row["entity_id"] is None:
        yield "entity_id: None"


BY_DATASET = pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.id)


@BY_DATASET
def test_a_sound_row_is_published_in_every_column_that_it_feeds(published: Published, dataset: Dataset) -> None:
    wanted = clean(Sound(dataset), CLEAN)
    row = published.rows[id_of(dataset, CLEAN)]
    assert not list(differences(dataset, wanted, row, _references(dataset)))
    assert row["retracted_at"] is None
    assert published.steps.get(row["id"], []) == (wanted.columns.get("steps") or [])
    unpublished = {each.source for each in dataset.fields if each.source} - {
        each.source for each in dataset.fields if each.column or each.transform.name != "text"
    }
    assert not [each for each in unpublished if str(wanted.row[each]) in str(row)]


def _references(dataset: Dataset) -> dict[str, str | None]:
    """The records that a sound row names, by column."""
    sound = Sound(dataset)
    ids = {f"{each.name}-{CLEAN}": id_of(each, CLEAN) for each in DATASETS}
    return {
        each.column or "": ids[str(sound.value(each.source))]
        for each in dataset.fields
        if each.transform.name == "reference" and each.rank == 1 and each.source
    }


@BY_DATASET
def test_what_is_wrong_and_not_required_is_kept_beside_the_row(published: Published, dataset: Dataset) -> None:
    wanted = warned(Sound(dataset), WARNED)
    row = published.rows[id_of(dataset, WARNED)]
    # It does not say where it came from, but the event does that was handed over to it.
    origin = {"origin_id": id_of(EVENTS, CLEAN)} if dataset.id == "city/cases" else {}
    assert not list(differences(dataset, wanted, row, dict.fromkeys(_references(dataset)) | origin))
    assert published.steps.get(row["id"], []) == (wanted.columns.get("steps") or [])


@BY_DATASET
def test_what_is_wrong_and_required_is_rejected_for_every_reason(published: Published, dataset: Dataset) -> None:
    wanted = rejected(Sound(dataset), REJECTED)
    reasons = {(rule, field) for rule, field in wanted.defects | wanted.judged if rule in REJECTING}
    found = published.rejections[dataset.id]
    assert {(rule, field) for _, rule, field in found} == reasons
    assert len({source_id for source_id, _, _ in found}) == 1
    assert f"{dataset.platform}:{dataset.name}:{next(iter(found))[0]}" not in published.rows


@BY_DATASET
def test_every_rule_of_reading_is_counted(published: Published, dataset: Dataset) -> None:
    sound = Sound(dataset)
    wanted = [clean(sound, CLEAN), warned(sound, WARNED), rejected(sound, REJECTED)]
    reading = {rule for each in wanted for rule, _ in each.defects if rule.startswith(("any.", "departments."))}
    found = {rule for rule in published.failed[dataset.id] if rule.startswith(("any.", "departments."))}
    assert found - FOUND_BY_JUDGING == reading - FOUND_BY_JUDGING
    assert {rule for each in wanted for rule, _ in each.judged} & FOUND_BY_JUDGING <= found


@BY_DATASET
def test_what_its_source_deleted_is_retracted(published: Published, dataset: Dataset) -> None:
    delete = deleted(Sound(dataset), GONE)
    row = published.rows[id_of(dataset, GONE)]
    assert row["retracted_at"] == (delete[1] if delete else None)


def test_what_a_shop_says_of_its_business_is_its_entitys(published: Published) -> None:
    shop = published.rows["city:shops:shops-1"]
    assert published.entities[shop["entity_id"]]["business_scope"] == "五金"
