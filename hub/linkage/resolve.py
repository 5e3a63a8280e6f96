"""Keeps the linkage's state in step with what the next release shows: every record's entity, by the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.asking import analyze_if_grown, truth
from hub.database.copying import copy_in
from hub.database.locks import release_lock
from hub.datasets import DATASETS
from hub.linkage.edges import is_outdated, refresh_edges
from hub.linkage.judgements import has_untaken, read_judgements, take
from hub.linkage.ladder import RECORD_SCHEMA, Resolution, resolve_records
from hub.linkage.records import linked_datasets, read_records
from hub.linkage.state import remember
from hub.versions.holds import held_datasets
from hub.versions.order import (
    contents,
    has_unreleased,
    open_versions,
    record_prefix,
    staging,
    staging_table,
    unreleased_keys,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.progress import Progress

STAGE = "linkage"

LINKED = linked_datasets(DATASETS)


@dataclass(frozen=True, slots=True)
class LinkageOutcome:
    """How many records were resolved to how many entities, how many records' links changed, and the conflicts."""

    records: int = 0
    entities: int = 0
    changed: int = 0
    conflicts: int = 0


def resolve(database: Database, progress: Progress) -> LinkageOutcome:
    """Resolve what is accepted and not yet linked, in one transaction; nothing new costs nothing.

    Raises LockedError where another run links or publishes.
    """
    with release_lock(database), database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return resolve_within(connection, progress)


def resolve_within(
    connection: psycopg.Connection, progress: Progress, settled: Mapping[str, sql.Identifier] | None = None
) -> LinkageOutcome:
    """As `resolve`, in the caller's transaction, who holds the release lock.

    `settled`: by dataset id a table of the keys that the release takes (`source_id`, `content_hash`), where the caller
    has decided that already.
    """
    held = held_datasets(connection)
    analyze_if_grown(connection, *(table(each) for each in LINKED for table in (staging_table, open_versions)))
    taken = settled or {}
    if (
        not has_untaken(connection)
        and not is_outdated(connection)
        and not any(_is_behind(connection, each, held=each.id in held, settled=taken.get(each.id)) for each in LINKED)
    ):
        return LinkageOutcome()
    frames: list[pl.DataFrame] = []
    for done, dataset in enumerate(LINKED):
        progress.advance(STAGE, "读取记录", done, len(LINKED))
        frames.append(read_records(connection, dataset, held=dataset.id in held))
    records = pl.concat(frames, how="diagonal")
    progress.advance(STAGE, "归并监管对象", 0, records.height)
    edges = refresh_edges(connection, LINKED, records, held)
    resolution = resolve_records(records.select(*RECORD_SCHEMA), edges, read_judgements(connection))
    take(connection)
    changed = remember(connection, records, resolution.links)
    _remember_conflicts(connection, resolution)
    progress.advance(STAGE, "归并监管对象", records.height, records.height)
    return LinkageOutcome(
        records.height, resolution.links["entity_id"].n_unique(), changed, resolution.conflicts.height
    )


def _is_behind(connection: psycopg.Connection, dataset: Dataset, *, held: bool, settled: sql.Identifier | None) -> bool:
    """Whether the state knows another content than the next release shows, of any key with new versions."""
    if settled:
        query = sql.SQL(_NOT_KNOWN).format(
            contents=sql.SQL("SELECT * FROM {} WHERE content_hash IS NOT NULL").format(settled),
            prefix=sql.Literal(record_prefix(dataset)),
        )
        return truth(connection, query)
    if not has_unreleased(connection, dataset):
        return False
    parts = {
        "contents": contents(
            dataset,
            [sql.Identifier("source_id"), sql.Identifier("content_hash")],
            held=held,
            keys=unreleased_keys(dataset),
        ),
        "prefix": sql.Literal(record_prefix(dataset)),
        "staging": staging(dataset),
        "table": staging_table(dataset),
        "open": open_versions(dataset),
    }
    # Sooner answered, and the usual case of a first load.
    if not held and truth(connection, sql.SQL(_NEVER_SEEN).format(**parts)):
        return True
    return any(truth(connection, sql.SQL(query).format(**parts)) for query in (_NOT_KNOWN, *([_WITHDRAWN] * held)))


_NEVER_SEEN = """
SELECT EXISTS (SELECT FROM {open} AS version JOIN {table} AS content USING (version_hash)
    WHERE verdict = 'passed' AND NOT is_delete AND NOT EXISTS (
        SELECT FROM hub.record_entity AS known WHERE known.record_id = {prefix} || version.source_id))
"""

_NOT_KNOWN = """
SELECT count(*) > 0 FROM ({contents}) AS content WHERE NOT EXISTS (
    SELECT FROM hub.record_entity AS known
    WHERE known.record_id = {prefix} || content.source_id AND known.content_hash = content.content_hash)
"""

_WITHDRAWN = """
SELECT EXISTS (SELECT FROM {staging} AS waiting JOIN hub.record_entity AS known
    ON known.record_id = {prefix} || waiting.source_id
    WHERE verdict = 'passed' AND NOT released AND NOT EXISTS (
        SELECT FROM {staging} AS shown
        WHERE shown.source_id = waiting.source_id AND shown.released AND NOT shown.is_delete))
"""


def _remember_conflicts(connection: psycopg.Connection, resolution: Resolution) -> None:
    connection.execute("DELETE FROM hub.link_conflict")
    connection.execute("DELETE FROM hub.link_candidate")
    copy_in(
        connection,
        sql.Identifier("hub", "link_conflict"),
        # Credit codes need no quoting in an array's text form.
        resolution.conflicts.with_columns(usccs="{" + pl.col("usccs").list.join(",") + "}"),
    )
    copy_in(connection, sql.Identifier("hub", "link_candidate"), resolution.candidates)
