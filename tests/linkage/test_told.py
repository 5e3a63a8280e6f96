"""Which records are compared, and what of them: read from staging."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from hub.datasets import dataset as dataset_named
from hub.linkage.profiles import profiled, read_told
from hub.linkage.records import read_records
from hub.versions.order import open_versions, staging_table

if TYPE_CHECKING:
    import psycopg

    from hub.database.connection import Database

FILING = {"holder_name": "丙丁", "division_code": "330382103000"}
ADDRESS = Jsonb({"address": "柳市镇甲路1号"})
MARKET, VILLAGE = "92330382MA00000A10", "N2330382MA00000B20"


def put(connection: psycopg.Connection, name: str, **columns: object) -> None:
    """A record of the dataset, judged good."""
    dataset = dataset_named(name)
    values = {
        "version_hash": uuid4(), "source_id": "1", "source_updated_at": "2026-11-01", "content_hash": "1",
        "page_id": 1, "row_number": 1, "landed_at": "2026-11-01", "is_delete": False, **columns,
    }  # fmt: skip
    known = {each: values[each] for each in ("version_hash", "source_id")} | {"verdict": "passed"}
    for table, row in ((staging_table(dataset), values), (open_versions(dataset), known)):
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        marks = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        connection.execute(sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, names, marks), list(row.values()))


def test_a_filing_tells_its_address_and_a_name_alone_is_a_person_s(database: Database) -> None:
    filings = dataset_named("grassroots/filings")
    with database.connect() as connection:
        put(connection, filings.id, **FILING, evidence=ADDRESS)
        profile = profiled(read_told(connection, filings, held=False)).row(0, named=True)
        records = read_records(connection, filings, held=False)
        connection.rollback()
    assert [profile[each] for each in ("kind", "principal", "road", "number")] == [
        "natural_person",
        "丙丁",
        "甲路",
        "1",
    ]
    assert profile["name"] is None
    assert records["kind"].to_list() == ["natural_person"]


@pytest.mark.parametrize(("uscc", "is_compared"), [(MARKET, False), (VILLAGE, True), (None, True)])
def test_a_paper_with_a_code_of_the_market_s_register_is_left_to_the_code(
    database: Database, uscc: str | None, *, is_compared: bool
) -> None:
    filings = dataset_named("grassroots/filings")
    name = "乐清市柳市镇丙丁村股份经济合作社"
    with database.connect() as connection:
        put(connection, filings.id, **{**FILING, "holder_name": name}, link_uscc=uscc, evidence=ADDRESS)
        assert read_told(connection, filings, held=False).is_empty() != is_compared
        connection.rollback()
