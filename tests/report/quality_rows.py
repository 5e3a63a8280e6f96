"""Rows of the quality record as runs, gates and senders leave them, inserted directly."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    import psycopg

LONG_AGO = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)


def insert(connection: psycopg.Connection, table: str, **values: object) -> None:
    """Insert one row of `schema.table`."""
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(*table.split(".")),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder(name) for name in values),
        ),
        values,
    )


def reject(
    connection: psycopg.Connection,
    dataset: str,
    source_id: str,
    rule_id: str = "any.required_missing",
    field: str = "",
    value: str | None = None,
    **others: object,
) -> uuid.UUID:
    """One reason of a rejected version of `platform/name`; gives the version's hash."""
    platform, name = dataset.split("/")
    version = others.pop("version_hash", None) or uuid.uuid4()
    seen = others.pop("first_seen_at", LONG_AGO)
    row = {
        "platform": platform,
        "dataset": name,
        "source_id": source_id,
        "version_hash": version,
        "rule_id": rule_id,
        "field": field,
        "value": value,
        "reason_zh": "",
        "first_seen_at": seen,
        "last_seen_at": seen,
        **others,
    }
    insert(connection, "quality.rejection", **row)
    return uuid.UUID(str(version))


def stage(connection: psycopg.Connection, dataset: str, version: uuid.UUID, **columns: object) -> None:
    """The staged version of a rejection, with what it says of its department."""
    row = {
        "version_hash": version,
        "source_id": str(version),
        "content_hash": version.hex,
        "page_id": 0,
        "row_number": 1,
        "landed_at": LONG_AGO,
        "is_delete": False,
        **columns,
    }
    insert(connection, f"staging.{dataset.replace('/', '_')}", **row)


def check(connection: psycopg.Connection, dataset: str, dimension: str, failed: int, checked_at: datetime) -> None:
    """What a rule found among 100 versions."""
    platform, name = dataset.split("/")
    insert(
        connection,
        "quality.check_result",
        run_id=uuid.uuid4().hex,
        platform=platform,
        dataset=name,
        rule_id="any.required_missing",
        dimension=dimension,
        severity="reject",
        evaluated=100,
        failed=failed,
        status="failed" if failed else "passed",
        checked_at=checked_at,
    )


def alert(connection: psycopg.Connection, fingerprint: str, title: str, **others: object) -> None:
    """An open alert; its fingerprint is `platform:dataset:rule`."""
    platform, dataset, rule_id = fingerprint.split(":")[:3]
    row = {
        "fingerprint": fingerprint,
        "severity": "warn",
        "platform": platform,
        "dataset": dataset or None,
        "rule_id": rule_id,
        "title": title,
        "body": "",
        "status": "open",
        "opened_at": LONG_AGO,
        "last_seen_at": LONG_AGO,
        **others,
    }
    insert(connection, "quality.alert", **row)
