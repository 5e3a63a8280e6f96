"""Everything derived, again from the landed pages: same keys and same contents.

Emptied and filled again are staging, the ledger of versions, open rejections and the linkage's state. What is
published stays in sight meanwhile; the next release changes only what comes out differently. Aliases, history and
the change feed are never derived.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from psycopg import sql

from hub.database.asking import truth
from hub.database.locks import platform_lock, release_lock
from hub.datasets import DATASETS, PLATFORMS
from hub.errors import HubError
from hub.gates.history import forget
from hub.marts.fill import refill
from hub.release.columns import division
from hub.release.duplicates import sweep_duplicates
from hub.release.merging import remove
from hub.release.steps import step_table
from hub.versions.days import forget_days
from hub.versions.holds import held_datasets
from hub.versions.order import open_versions, record_prefix, staging, staging_table

if TYPE_CHECKING:
    import psycopg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.release.transaction import Release


def reset(database: Database) -> tuple[str, ...]:
    """Empty what is derived, so that staging, judging, linking and publishing do it again over all landed pages.

    Held datasets are left as they are, since nothing says which of their versions were published once staging is
    empty; returns their ids. Until the rebuild is through, a release is refused. Raises LockedError where another
    run is at work.
    """
    with ExitStack() as locks:
        for platform in PLATFORMS:
            locks.enter_context(platform_lock(database, platform))
        locks.enter_context(release_lock(database))
        with database.connect() as connection:
            held = held_datasets(connection)
            for dataset in DATASETS:
                if dataset.id not in held:
                    _empty(connection, dataset)
            connection.execute(
                "TRUNCATE hub.record_entity, hub.relinked, hub.link_conflict, hub.link_candidate, hub.link_profile, "
                "hub.link_edge, hub.link_record, hub.link_stale, hub.link_version"
            )
            refill(connection)
    return tuple(held)


def _empty(connection: psycopg.Connection, dataset: Dataset) -> None:
    name = (dataset.platform, dataset.name)
    _empty_staging(connection, dataset)
    connection.execute(
        "DELETE FROM hub.version AS version USING hub.landed_page AS page WHERE version.page_id = page.page_id "
        "AND page.platform = %s AND page.dataset = %s AND page.removed_at IS NULL",
        name,
    )
    forget_days(connection, dataset)
    connection.execute(
        "UPDATE hub.landed_page SET staged_at = NULL, rows = NULL, versions = NULL, repeats = NULL, superseded = 0, "
        "message = NULL WHERE platform = %s AND dataset = %s AND removed_at IS NULL",
        name,
    )
    connection.execute(
        sql.SQL(
            "DELETE FROM quality.rejection WHERE platform = %s AND dataset = %s AND resolved_at IS NULL "
            "AND version_hash NOT IN (SELECT version_hash FROM {})"
        ).format(staging_table(dataset)),
        name,
    )
    forget(connection, dataset)
    connection.execute(
        "INSERT INTO hub.rebuild (platform, dataset, since) VALUES (%s, %s, now()) "
        "ON CONFLICT (platform, dataset) DO UPDATE SET since = excluded.since",
        name,
    )


def _empty_staging(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Versions of pages that were removed for their age stay as they are: nothing else knows them any more."""
    tables = {
        "staging": staging_table(dataset),
        "open": open_versions(dataset),
        "removed": sql.SQL(
            "SELECT page_id FROM hub.landed_page WHERE platform = {} AND dataset = {} AND removed_at IS NOT NULL"
        ).format(sql.Literal(dataset.platform), sql.Literal(dataset.name)),
    }
    if truth(connection, sql.SQL("SELECT NOT EXISTS ({removed} AND versions > superseded)").format(**tables)):
        connection.execute(sql.SQL("TRUNCATE {staging}, {open}").format(**tables))
        return
    connection.execute(sql.SQL("DELETE FROM {staging} WHERE page_id NOT IN ({removed})").format(**tables))
    connection.execute(
        sql.SQL("DELETE FROM {open} WHERE version_hash NOT IN (SELECT version_hash FROM {staging})").format(**tables)
    )


def rebuilding(connection: psycopg.Connection) -> tuple[Dataset, ...]:
    """The datasets whose rebuild no release has completed yet."""
    names = set(connection.execute("SELECT platform || '/' || dataset FROM hub.rebuild").fetchall())
    return tuple(each for each in DATASETS if (each.id,) in names)


def refuse_half_rebuilt(connection: psycopg.Connection) -> None:
    """Raises HubError while a dataset is emptied and not wholly staged, judged and free of gates again: a release
    now would take back what is only not there yet."""
    held = held_datasets(connection)
    for dataset in rebuilding(connection):
        if dataset.id in held:
            raise HubError(
                f"重建期间数据集 {dataset.id} 暂缓发布（{'；'.join(held[dataset.id])}）；请处理后再次运行 hub replay"
            )
        row = connection.execute(
            sql.SQL(
                "SELECT (SELECT count(*) FROM hub.landed_page WHERE platform = {platform} AND dataset = {dataset} "
                "AND staged_at IS NULL AND message IS NULL), "
                "(SELECT count(*) FROM {open} WHERE verdict = 'new')"
            ).format(
                platform=sql.Literal(dataset.platform), dataset=sql.Literal(dataset.name), open=open_versions(dataset)
            )
        ).fetchone()
        assert row is not None
        if any(row):
            raise HubError(
                f"重建尚未完成，暂不发布：数据集 {dataset.id} 还有 {row[0]} 页未进入暂存、{row[1]} 个版本未判定；"
                "请再次运行 hub replay"
            )


def sweep(release: Release) -> bool:
    """Complete pending rebuilds: rows that the landed pages no longer support go; whether there was one pending."""
    datasets = rebuilding(release.connection)
    for dataset in datasets:
        _sweep(release, dataset)
    release.connection.execute("DELETE FROM hub.rebuild")
    return bool(datasets)


def _sweep(release: Release, dataset: Dataset) -> None:
    unsupported = release.work.make(
        f"unsupported_{dataset.staging_table}",
        sql.SQL(
            "SELECT id, {division} AS division_code FROM {unified} AS shown "
            "WHERE platform = {platform} AND dataset = {dataset} "
            "AND NOT EXISTS (SELECT FROM {staging} AS version WHERE {prefix} || version.source_id = shown.id "
            "AND released AND NOT is_delete)"
        ).format(
            unified=sql.Identifier("unified", dataset.table),
            platform=sql.Literal(dataset.platform),
            dataset=sql.Literal(dataset.name),
            staging=staging(dataset),
            prefix=sql.Literal(record_prefix(dataset)),
            division=division(dataset.table, "shown"),
        ),
    )
    release.feed(
        dataset.table,
        sql.SQL("SELECT id, 'retract' AS operation, NULL::text AS other_id, division_code FROM {}").format(unsupported),
    )
    release.run("INSERT INTO hub.relinked (record_id) SELECT id FROM {unsupported}", unsupported=unsupported)
    sweep_duplicates(release, dataset, unsupported)
    ids = sql.SQL("SELECT id FROM {}").format(unsupported)
    if steps := step_table(dataset):
        release.run("DELETE FROM {steps} WHERE incident_id IN ({ids})", steps=sql.Identifier("unified", steps), ids=ids)
    remove(release, dataset.table, ids)
