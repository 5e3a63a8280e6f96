"""What the gates judge, read from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psycopg import sql

from hub.datasets.declaration import Required
from hub.drift.seen import absent_fields
from hub.gates import history
from hub.gates.verdicts import Day, Fill, Increment
from hub.versions.order import newest_first, staging

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    import psycopg

    from hub.datasets.declaration import Dataset

ZONE = ZoneInfo("Asia/Shanghai")


def increment_from(connection: psycopg.Connection, dataset: Dataset) -> datetime | None:
    """When the first of the versions was received that were judged since the dataset was last released; None before
    any was."""
    row = connection.execute(
        "SELECT increment_from FROM hub.judging WHERE platform = %s AND dataset = %s",
        (dataset.platform, dataset.name),
    ).fetchone()
    return None if row is None else row[0]


def increment(connection: psycopg.Connection, dataset: Dataset, begin: datetime) -> Increment:
    """The versions received from `begin` on that are not released."""
    row = connection.execute(
        sql.SQL(
            "SELECT count(*) FILTER (WHERE verdict <> 'new'), count(*) FILTER (WHERE verdict = 'rejected'"
            " AND EXISTS (SELECT FROM quality.rejection AS open"
            "  WHERE open.version_hash = version.version_hash AND open.resolved_at IS NULL))"
            " FROM {} AS version WHERE NOT released AND landed_at >= {}"
        ).format(staging(dataset), begin)
    ).fetchone()
    assert row is not None
    return Increment(*row)


def fill(connection: psycopg.Connection, dataset: Dataset, begin: datetime) -> Fill:
    """How well the records are filled that passed, were received from `begin` on and are not released: of several
    versions of one the newest."""
    columns = history.counted_columns(dataset)
    row = connection.execute(
        sql.SQL(
            "SELECT count(*), {counts} FROM ("
            ' SELECT DISTINCT ON (source_id COLLATE "C") {columns} FROM {staging}'
            " WHERE NOT released AND verdict = 'passed' AND NOT is_delete AND landed_at >= {begin}"
            ' ORDER BY source_id COLLATE "C", {newest}'
            ") AS record"
        ).format(
            counts=sql.SQL(", ").join(sql.SQL("count({})").format(sql.Identifier(each)) for each in columns),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            staging=staging(dataset),
            begin=begin,
            newest=newest_first(dataset),
        )
    ).fetchone()
    assert row is not None
    records, *filled = row
    return Fill(
        records, {name: count / records for name, count in zip(columns, filled, strict=True)} if records else {}
    )


def received(connection: psycopg.Connection, dataset: Dataset, day: date, since: datetime | None) -> Day:
    """What has come on `day` until now, and after `since` where that is given."""
    row = connection.execute(
        "SELECT coalesce(sum(versions), 0)::bigint FROM hub.landed_page WHERE platform = %s AND dataset = %s"
        " AND received_at >= greatest(%s::timestamp AT TIME ZONE 'Asia/Shanghai', %s)"
        " AND received_at < (%s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'",
        (dataset.platform, dataset.name, day, since, day),
    ).fetchone()
    assert row is not None
    return Day(day, row[0], {})


def absent(
    connection: psycopg.Connection, dataset: Dataset, wanted: Collection[str], since: datetime | None
) -> Mapping[str, int]:
    """In how many rows running each of the fields `wanted` was missing; no more than came after `since`, where that is
    given. Of several senders the one that counts most."""
    rows_since = None if since is None else _rows_since(connection, dataset, since)
    found: dict[str, int] = {}
    for each in absent_fields(connection, dataset):
        if each.field in wanted:
            rows = each.rows if rows_since is None else min(each.rows, rows_since)
            found[each.field] = max(found.get(each.field, 0), rows)
    return found


def required_fields(dataset: Dataset) -> frozenset[str]:
    """The source fields that every row has to fill."""
    return frozenset(each.source for each in dataset.fields if each.source and each.required is Required.YES)


def names(dataset: Dataset) -> Mapping[str, str]:
    """What the source calls each column."""
    return {
        each.column: each.source
        for each in sorted(dataset.fields, key=lambda each: each.rank, reverse=True)
        if each.column is not None and each.source is not None and each.table is None
    }


def _rows_since(connection: psycopg.Connection, dataset: Dataset, since: datetime) -> int:
    row = connection.execute(
        "SELECT coalesce(sum(rows), 0)::bigint FROM hub.landed_page"
        " WHERE platform = %s AND dataset = %s AND received_at > %s AND staged_at IS NOT NULL",
        (dataset.platform, dataset.name, since),
    ).fetchone()
    assert row is not None
    return int(row[0])
