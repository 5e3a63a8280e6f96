"""One release: what is accepted becomes what readers see, all or nothing."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from hub.database.asking import analyze_if_grown, truth
from hub.database.locks import release_lock
from hub.database.workspace import Workspace, shared_workspace
from hub.datasets import DATASETS
from hub.errors import TransientError
from hub.linkage.resolve import LINKED, resolve_within
from hub.marts.fill import fill_marts
from hub.release.duplicates import leave_out_duplicates, settle_papers
from hub.release.entities import merge_entities
from hub.release.planning import prepare
from hub.release.rebuild import refuse_half_rebuilt, sweep
from hub.release.reconciliation import reconcile
from hub.release.records import (
    TARGETS,
    merge_table,
    relinked_datasets,
    relived,
    touch_decided,
    touch_fed,
    touch_moved,
    touch_referring,
    touched_rows,
)
from hub.release.relations import merge_relations
from hub.release.transaction import STAGE, Release, announce
from hub.versions.holds import held_datasets
from hub.versions.order import open_versions
from hub.versions.settle import Settlement, settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.progress import Progress
    from hub.release.records import Touched


@dataclass(frozen=True, slots=True)
class ReleaseOutcome:
    """`release_id` None: nothing was new. `counts`: per table inserted, updated, retracted. `held`: why, by dataset.

    `marts`: per derived table inserted, updated, removed; a new day alone can change them.
    """

    release_id: int | None
    counts: Mapping[str, Mapping[str, int]]
    held: Mapping[str, list[str]]
    marts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def publish(database: Database, progress: Progress) -> ReleaseOutcome:
    """Merge everything accepted into the unified tables, in one transaction.

    Nothing new writes nothing but the reconciliation. Raises LockedError where another run links or publishes,
    HubError where a rebuild has not been finished, and TransientError where something else wrote the same rows
    meanwhile: then nothing is published, and asking again is right.
    """
    try:
        with release_lock(database), database.connect() as connection:
            return _publish(connection, progress)
    except psycopg.errors.SerializationFailure as error:
        raise TransientError("发布期间数据被其他进程修改，本次未发布任何内容；请重试") from error


def _publish(connection: psycopg.Connection, progress: Progress) -> ReleaseOutcome:
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    is_large = prepare(connection)
    with shared_workspace(connection) if is_large else nullcontext(Workspace(connection)) as work:
        return _publish_in(work, progress)


def _publish_in(work: Workspace, progress: Progress) -> ReleaseOutcome:
    connection = work.connection
    refuse_half_rebuilt(connection)
    held = held_datasets(connection)
    settled = _settle(work, progress, held)
    keys = {name: each.keys for name, each in settled.items()}
    resolve_within(connection, progress, keys)
    release = _open(work, progress)
    swept = sweep(release)
    is_new = any(each.released for each in settled.values()) or swept or _is_relinked(connection)
    if is_new:
        _merge(release, keys)
    merge_relations(release, work.table("touched_entity") if is_new else None)
    connection.execute("DELETE FROM hub.relinked")
    marts = fill_marts(release)
    is_released = bool(release.counts or marts)
    if is_released:
        _close(release, held)
    moved = {name for name, each in settled.items() if each.released or each.superseded}
    reconcile(connection, moved | release.recount)
    return ReleaseOutcome(release.release_id if is_released else None, release.summary, held, marts)


def _settle(work: Workspace, progress: Progress, held: Mapping[str, list[str]]) -> dict[str, Settlement]:
    """What became of the versions of every dataset that has any to decide on, by dataset id."""
    settled: dict[str, Settlement] = {}
    for done, dataset in enumerate(DATASETS):
        progress.advance(STAGE, "版本", done, len(DATASETS))
        if dataset.id not in held and _is_waiting(work.connection, dataset):
            settled[dataset.id] = settle(work, dataset)
    progress.advance(STAGE, "版本", len(DATASETS), len(DATASETS))
    return settled


def _is_waiting(connection: psycopg.Connection, dataset: Dataset) -> bool:
    return truth(
        connection,
        sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE verdict <> 'new')").format(open_versions(dataset)),
    )


def _is_relinked(connection: psycopg.Connection) -> bool:
    return truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM hub.relinked)").format())


def _open(work: Workspace, progress: Progress) -> Release:
    """A release with a number of its own and a time after every earlier one's."""
    row = work.connection.execute(
        "SELECT nextval(pg_get_serial_sequence('hub.release', 'release_id')), "
        "greatest(clock_timestamp(), max(published_at) + interval '1 microsecond') FROM hub.release"
    ).fetchone()
    assert row is not None
    return Release(work, progress, row[0], row[1])


def _merge(release: Release, settled: Mapping[str, sql.Identifier]) -> None:
    relinked = relinked_datasets(release)
    touched = [touched_rows(release, each, settled.get(each.id), relinked) for each in DATASETS]
    relived_keys = {
        each.id: relived(release, each, settled[each.id]) for each in DATASETS if each.id in TARGETS & settled.keys()
    }
    for each in touched:
        touch_decided(release, each, settled)
    rows = {each.dataset: each.rows for each in touched}
    settle_papers(release, rows)
    moved = merge_entities(release, [each for each in touched if each.dataset in LINKED])
    for each in touched:
        touch_moved(release, each, moved)
        touch_referring(release, each, relived_keys)
        touch_fed(release, each, settled)
    leave_out_duplicates(release, rows)
    for table in dict.fromkeys(each.dataset.table for each in touched):
        feeding = [each for each in touched if each.dataset.table == table]
        if _is_any(release.connection, feeding):
            merge_table(release, table, feeding)
    analyze_if_grown(release.connection, *(sql.Identifier("unified", each) for each in release.counts))


def _is_any(connection: psycopg.Connection, touched: Sequence[Touched]) -> bool:
    """Whether the release has any row of these to look at again."""
    some = sql.SQL(" OR ").join([sql.SQL("EXISTS (SELECT FROM {})").format(each.rows) for each in touched])
    return truth(connection, sql.SQL("SELECT {}").format(some))


def _close(release: Release, held: Mapping[str, list[str]]) -> None:
    release.connection.execute(
        "INSERT INTO hub.release (release_id, published_at, counts, held) OVERRIDING SYSTEM VALUE "
        "VALUES (%s, %s, %s, %s)",
        (release.release_id, release.published_at, Jsonb(release.summary), Jsonb(dict(held))),
    )
    announce(release.connection, release.release_id, release.published_at)
