"""The order of a key's versions, and which of them is the content to publish.

Order: the source's time (none first), the sequence (none first), the content hash. Where a dataset has no time but
that of its file, its sequence goes first: a file that comes late may hold an early version. Of a key, P is the newest
passed version and C the newest passed one that is no delete: the published row shows C, retracted where P is a delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from hub.staging.tables import open_table_name, state_view_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.datasets.declaration import Dataset


def newest_first(dataset: Dataset) -> sql.SQL:
    """The order of a key's versions, the newest first."""
    if dataset.has_own_time:
        return sql.SQL('source_updated_at DESC NULLS LAST, sequence DESC NULLS LAST, content_hash COLLATE "C" DESC')
    return sql.SQL('sequence DESC NULLS LAST, source_updated_at DESC NULLS LAST, content_hash COLLATE "C" DESC')


def age(dataset: Dataset, relation: str) -> sql.Composed:
    """What orders the versions of `relation`, as a row to compare: the greater is the newer."""
    time = sql.SQL("coalesce({}, '-infinity')").format(sql.Identifier(relation, "source_updated_at"))
    sequence = sql.SQL("coalesce({}, '-infinity')").format(sql.Identifier(relation, "sequence"))
    first, second = (time, sequence) if dataset.has_own_time else (sequence, time)
    return sql.SQL('ROW({}, {}, {} COLLATE "C")').format(first, second, sql.Identifier(relation, "content_hash"))


def staging(dataset: Dataset) -> sql.Identifier:
    """The dataset's versions in staging, each with its `verdict` and whether it is `released`: a view."""
    return sql.Identifier("staging", state_view_name(dataset))


def staging_table(dataset: Dataset) -> sql.Identifier:
    """The table under `staging`."""
    return sql.Identifier("staging", dataset.staging_table)


def open_versions(dataset: Dataset) -> sql.Identifier:
    """The dataset's versions that no release has taken yet: version_hash, source_id, verdict."""
    return sql.Identifier("staging", open_table_name(dataset))


def record_prefix(dataset: Dataset) -> str:
    """What stands before the source id in the ids of the dataset's records."""
    return f"{dataset.platform}:{dataset.name}:"


def contents(dataset: Dataset, columns: Sequence[sql.Composable], *, held: bool, keys: sql.Composable) -> sql.Composed:
    """A query of `columns` of every key's content C, released ones only where the dataset is `held`.

    `keys` narrows the versions: a condition over the staging table, such as `source_id IN (…)`.
    """
    return sql.SQL(
        'SELECT DISTINCT ON (source_id COLLATE "C") {columns} FROM {staging} AS version '
        "WHERE verdict = 'passed' AND NOT is_delete AND {released} AND {keys} "
        'ORDER BY source_id COLLATE "C", {newest}'
    ).format(
        columns=sql.SQL(", ").join(columns),
        staging=staging(dataset),
        released=sql.SQL("released" if held else "true"),
        keys=keys,
        newest=newest_first(dataset),
    )


def unreleased_keys(dataset: Dataset) -> sql.Composed:
    """The condition that a key has a passed version that no release has taken yet."""
    return sql.SQL("source_id IN (SELECT source_id FROM {} WHERE verdict = 'passed')").format(open_versions(dataset))
