"""Puts versions into staging as standardising and judging would have left them, pages and ledger included."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from hub.datasets import dataset as dataset_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.database.connection import Database

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
EPOCH = dt.datetime(2026, 11, 1, 8, tzinfo=SHANGHAI)

_locations = itertools.count()


def at(minutes: float) -> dt.datetime:
    """An instant, so many minutes after the tests' beginning."""
    return EPOCH + dt.timedelta(minutes=minutes)


@dataclass(frozen=True)
class Version:
    """One version of a record; `columns` are staging columns, text or JSON-able."""

    dataset: str
    source_id: str
    time: dt.datetime | None = None
    sequence: int | None = None
    is_delete: bool = False
    verdict: str = "passed"
    columns: Mapping[str, object] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """Of what the record says, not of its time."""
        said = json.dumps([self.is_delete, self.verdict, dict(sorted(self.columns.items()))], default=str)
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()

    @property
    def version_hash(self) -> uuid.UUID:
        """Of all that makes it a version of its own."""
        whole = f"{self.dataset}|{self.source_id}|{self.time}|{self.sequence}|{self.content_hash}"
        return uuid.UUID(bytes=hashlib.blake2b(whole.encode(), digest_size=16).digest())


def stage(database: Database, versions: Iterable[Version], received_at: dt.datetime = EPOCH) -> None:
    """Land, stage and judge `versions`: one page for each dataset; versions known already count as repeats."""
    by_dataset: dict[str, list[Version]] = {}
    for version in versions:
        by_dataset.setdefault(version.dataset, []).append(version)
    with database.connect() as connection:
        for name, page in by_dataset.items():
            _stage_page(connection, name, page, received_at)


def _stage_page(connection: psycopg.Connection, name: str, page: list[Version], received_at: dt.datetime) -> None:
    dataset = dataset_named(name)
    row = connection.execute(
        "INSERT INTO hub.landed_page "
        "(platform, dataset, number, location, sha256, bytes, received_at, staged_at, rows) "
        "VALUES (%s, %s, 1, %s, '', 0, %s, now(), %s) RETURNING page_id",
        (dataset.platform, dataset.name, f"{name}/{next(_locations)}", received_at, len(page)),
    ).fetchone()
    assert row is not None
    new = 0
    for number, version in enumerate(page):
        known = connection.execute(
            "INSERT INTO hub.version (version_hash, page_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (version.version_hash, row[0]),
        )
        if known.rowcount:
            new += 1
            _insert(connection, dataset.staging_table, version, row[0], number, received_at)
    connection.execute(
        "UPDATE hub.landed_page SET versions = %s, repeats = %s WHERE page_id = %s", (new, len(page) - new, row[0])
    )


def _insert(
    connection: psycopg.Connection, table: str, version: Version, page_id: int, number: int, received_at: dt.datetime
) -> None:
    dataset = dataset_named(version.dataset)
    values: dict[str, object] = {
        "version_hash": version.version_hash,
        "source_id": version.source_id,
        "source_updated_at": version.time,
        "sequence": version.sequence,
        "content_hash": version.content_hash,
        "page_id": page_id,
        "row_number": number,
        "landed_at": received_at,
        "is_delete": version.is_delete,
        **{key: json.dumps(value) if isinstance(value, dict) else value for key, value in version.columns.items()},
    }
    if isinstance(values.get("steps"), list):
        values["steps"] = json.dumps(values["steps"])
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier("staging", table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        ),
        list(values.values()),
    )
    connection.execute(
        sql.SQL("INSERT INTO {} (version_hash, source_id, verdict) VALUES (%s, %s, %s)").format(
            sql.Identifier("staging", f"{table}_open")
        ),
        (version.version_hash, version.source_id, version.verdict),
    )
    if version.verdict == "rejected":
        connection.execute(
            "INSERT INTO quality.rejection (platform, dataset, source_id, version_hash, rule_id, field, reason_zh, "
            "first_seen_at, last_seen_at) VALUES (%s, %s, %s, %s, 'required', 'name', '空', now(), now()) "
            "ON CONFLICT DO NOTHING",
            (dataset.platform, dataset.name, version.source_id, version.version_hash),
        )


def rows(database: Database, query: str, *parameters: object) -> list[tuple[object, ...]]:
    """The rows of `query`."""
    with database.connect() as connection:
        return connection.execute(query, parameters).fetchall()  # type: ignore[arg-type]


def hold(database: Database, name: str, reason: str) -> None:
    """Hold a dataset back from the release."""
    platform, _, dataset = name.partition("/")
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO hub.hold (platform, dataset, rule_id, reason, since) VALUES (%s, %s, 'gate', %s, now())",
            (platform, dataset, reason),
        )
