"""What the linkage has not taken in yet: records whose content is another than it knows, and records that are gone.

They wait in two temporary tables, `changed_record` (the state's columns of a record, its keys, and whether it can have
an entity) and `gone_record`, which live as long as the transaction or until `forget_changes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from hub.database.asking import number, truth
from hub.database.copying import copy_in
from hub.linkage.batches import in_batches
from hub.linkage.keys import KEY_SCHEMA, keys_of
from hub.linkage.records import STATE_SCHEMA, read_records
from hub.versions.order import open_versions, record_prefix, staging, unreleased_keys

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.progress import Progress

CHANGED, GONE = (sql.Identifier("pg_temp", name) for name in ("changed_record", "gone_record"))
STATE = sql.Identifier("hub", "record_entity")
KEYS = tuple(each for each in KEY_SCHEMA if each != "record_id")


def find_changes(
    connection: psycopg.Connection,
    datasets: Sequence[Dataset],
    held: Container[str],
    settled: Mapping[str, sql.Identifier],
    progress: Progress,
    stage: str,
) -> bool:
    """Fill the tables with what differs from the state; whether anything does.

    `held`: ids of datasets of which the released versions count only. `settled`: by dataset id the keys that the
    release takes, where that is decided already.
    """
    _make(connection)

    def changed() -> Iterator[pl.DataFrame]:
        for done, dataset in enumerate(datasets):
            progress.advance(stage, "读取记录", done, len(datasets))
            is_held, is_open = dataset.id in held, _has_open(connection, dataset)
            keys = _keys_to_look_at(connection, dataset, settled.get(dataset.id), is_open=is_open)
            if keys is not None:
                yield read_records(connection, dataset, held=is_held, keys=keys, unknown=True)
            if is_open:
                _find_gone(connection, dataset, held=is_held)

    _take(connection, changed())
    _analyze(connection)
    return truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM {}) OR EXISTS (SELECT FROM {})").format(CHANGED, GONE))


def find_all(
    connection: psycopg.Connection, datasets: Sequence[Dataset], held: Container[str], progress: Progress, stage: str
) -> None:
    """Fill the tables with all records, as if nothing was known, and with those of the state that are no more."""
    _make(connection)

    def everything() -> Iterator[pl.DataFrame]:
        for done, dataset in enumerate(datasets):
            progress.advance(stage, "读取记录", done, len(datasets))
            yield read_records(connection, dataset, held=dataset.id in held)

    _take(connection, everything())
    _analyze(connection)
    connection.execute(sql.SQL(_NOT_CHANGED).format(gone=GONE, state=STATE, changed=CHANGED))


def how_many(connection: psycopg.Connection) -> int:
    """How many records are new or changed."""
    return number(connection, sql.SQL("SELECT count(*) FROM {}").format(CHANGED))


def forget_changes(connection: psycopg.Connection) -> None:
    """Let the tables go."""
    connection.execute(sql.SQL("DROP TABLE {}, {}").format(CHANGED, GONE))


def changed_of(dataset: Dataset) -> sql.Composed:
    """The condition that a record of the dataset is a changed one, over its staging."""
    return sql.SQL("source_id IN (SELECT source_id FROM {} WHERE platform = {} AND dataset = {})").format(
        CHANGED, sql.Literal(dataset.platform), sql.Literal(dataset.name)
    )


def _make(connection: psycopg.Connection) -> None:
    connection.execute(
        sql.SQL(
            "CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT record_id, platform, dataset, source_id, content_hash, "
            "{}, true AS is_keyed FROM {} LEFT JOIN hub.link_record USING (record_id) WITH NO DATA"
        ).format(CHANGED, sql.SQL(", ").join(map(sql.Identifier, KEYS)), STATE)
    )
    connection.execute(sql.SQL("CREATE TEMP TABLE {} (record_id text) ON COMMIT DROP").format(GONE))


def _take(connection: psycopg.Connection, records: Iterable[pl.DataFrame]) -> None:
    for some in in_batches(records):
        keys = keys_of(some).with_columns(is_keyed=pl.lit(value=True))
        told = some.select("record_id", "platform", "dataset", *STATE_SCHEMA)
        changed = told.join(keys, on="record_id", how="left").with_columns(pl.col("is_keyed").fill_null(value=False))
        copy_in(connection, CHANGED, changed)


def _analyze(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("ANALYZE {}, {}").format(CHANGED, GONE))


def _keys_to_look_at(
    connection: psycopg.Connection, dataset: Dataset, settled: sql.Identifier | None, *, is_open: bool
) -> sql.Composed | None:
    """The condition of the keys whose content may be another than is known; None where there are none."""
    if settled is not None:
        query = sql.SQL(_NOT_KNOWN).format(settled=settled, state=STATE, prefix=sql.Literal(record_prefix(dataset)))
        if not number(connection, query):
            return None
        return sql.SQL("source_id IN (SELECT source_id FROM {} WHERE content_hash IS NOT NULL)").format(settled)
    return unreleased_keys(dataset) if is_open else None


def _has_open(connection: psycopg.Connection, dataset: Dataset) -> bool:
    return truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM {})").format(open_versions(dataset)))


def _find_gone(connection: psycopg.Connection, dataset: Dataset, *, held: bool) -> None:
    connection.execute(
        sql.SQL(_WITHDRAWN).format(
            gone=GONE,
            open=open_versions(dataset),
            state=STATE,
            staging=staging(dataset),
            prefix=sql.Literal(record_prefix(dataset)),
            released=sql.SQL("released" if held else "true"),
        )
    )


# Counted, since whoever asks for any is planned to find one soon, and looks all known ones up one by one.
_NOT_KNOWN = """
SELECT count(*) FROM {settled} AS content WHERE content_hash IS NOT NULL AND NOT EXISTS (
    SELECT FROM {state} AS known
    WHERE known.record_id = {prefix} || content.source_id AND known.content_hash = content.content_hash)
"""

# Only what no release has taken can be taken back: by a hold, or by a rule that has become another.
_WITHDRAWN = """
INSERT INTO {gone} (record_id)
SELECT known.record_id FROM (SELECT DISTINCT source_id FROM {open}) AS waiting
JOIN {state} AS known ON known.record_id = {prefix} || waiting.source_id
WHERE NOT EXISTS (
    SELECT FROM {staging} AS shown
    WHERE shown.source_id = waiting.source_id AND shown.verdict = 'passed' AND NOT shown.is_delete AND {released})
"""

_NOT_CHANGED = """
INSERT INTO {gone} (record_id)
SELECT record_id FROM {state} AS known
WHERE NOT EXISTS (SELECT FROM {changed} AS changed WHERE changed.record_id = known.record_id)
"""
