"""Keeps the linkage's state in step with what the next release shows: every record's entity, by the ladder.

What is new, changed or gone, or was judged, and every component that it touches, is resolved again by the same pure
function as everything is at the beginning; components that nothing touches are left alone (docs/linkage.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import analyze_if_grown, truth
from hub.database.locks import release_lock
from hub.datasets import DATASETS
from hub.linkage.changes import find_all, find_changes, forget_changes, how_many
from hub.linkage.closure import AFFECTED, STALE, begin, close, forget_affected
from hub.linkage.edges import compare_all, compare_changed, parse_changed, read_edges
from hub.linkage.judgements import has_untaken, read_judgements, take
from hub.linkage.keys import ranked
from hub.linkage.ladder import resolve_ranked
from hub.linkage.records import linked_datasets
from hub.linkage.scoring import link_model
from hub.linkage.state import (
    forget_doubts,
    is_outdated,
    is_up_to_date,
    keep_keys,
    read_keys,
    remember,
    remember_doubts,
)
from hub.versions.holds import held_datasets
from hub.versions.order import open_versions, staging_table

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    import psycopg

    from hub.database.connection import Database
    from hub.progress import Progress

STAGE = "linkage"

LINKED = linked_datasets(DATASETS)


@dataclass(frozen=True, slots=True)
class LinkageOutcome:
    """How many records were resolved to how many entities, how many records differ from what was known or are gone,
    and the conflicts among those resolved."""

    records: int = 0
    entities: int = 0
    changed: int = 0
    conflicts: int = 0


def resolve(database: Database, progress: Progress) -> LinkageOutcome:
    """Resolve what is accepted and not yet linked, in one transaction; nothing new costs nothing.

    Raises LockedError where another run links or publishes.
    """
    with release_lock(database):
        return resolve_locked(database, progress)


def resolve_locked(database: Database, progress: Progress) -> LinkageOutcome:
    """As `resolve`, for whoever holds the release lock, be it another process."""
    with database.connect() as connection:
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
    if is_outdated(connection):
        find_all(connection, LINKED, held, progress, STAGE)
        outcome = _resolve_all(connection, held, progress)
    elif find_changes(connection, LINKED, held, settled or {}, progress, STAGE) or _is_asked(connection):
        outcome = _resolve_changed(connection, held, progress)
    else:
        outcome = LinkageOutcome()
    forget_changes(connection)
    return outcome


def _is_asked(connection: psycopg.Connection) -> bool:
    """Whether there is something to resolve again although no record has changed."""
    return has_untaken(connection) or truth(connection, sql.SQL("SELECT EXISTS (SELECT FROM {})").format(STALE))


def _resolve_all(connection: psycopg.Connection, held: Container[str], progress: Progress) -> LinkageOutcome:
    records = how_many(connection)
    progress.advance(STAGE, "归并监管对象", 0, records)
    keep_keys(connection, records, whole=True)
    compare_all(connection, LINKED, held, records)
    outcome = _settle(connection, whole=True)
    is_up_to_date(connection)
    progress.advance(STAGE, "归并监管对象", records, records)
    return outcome


def _resolve_changed(connection: psycopg.Connection, held: Container[str], progress: Progress) -> LinkageOutcome:
    records = how_many(connection)
    progress.advance(STAGE, "归并监管对象", 0, records)
    begin(connection, parse_changed(connection, LINKED, held))
    forget_doubts(connection)
    keep_keys(connection, records, whole=False)
    compare_changed(connection)
    close(connection)
    forget_doubts(connection)
    outcome = _settle(connection, whole=False)
    forget_affected(connection)
    progress.advance(STAGE, "归并监管对象", records, records)
    return outcome


def _settle(connection: psycopg.Connection, *, whole: bool) -> LinkageOutcome:
    """Resolve the affected records, or the `whole`, and remember what came of it."""
    keys = ranked(read_keys(connection, whole=whole))
    edges = read_edges(connection, link_model(), None if whole else AFFECTED)
    resolution = resolve_ranked(keys, edges, read_judgements(connection))
    records, core = keys.frame.height, keys.frame.filter("is_core")["record_id"]
    # What the links came of is as large as they are.
    del keys, edges
    take(connection)
    connection.execute(sql.SQL("DELETE FROM {}").format(STALE))
    changed = remember(connection, resolution.links, whole=whole)
    remember_doubts(connection, resolution, core, whole=whole)
    return LinkageOutcome(records, resolution.links["entity_id"].n_unique(), changed, resolution.conflicts.height)
