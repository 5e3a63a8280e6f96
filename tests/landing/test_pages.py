"""Landed pages: found again by their location alone, told when spoilt, counted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.datasets import dataset
from hub.errors import StorageError
from hub.landing import pages, walks
from hub.landing.packing import pack
from resources.landing_store import open_store

NOW = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)
SHOPS = dataset("city/shops")
BODY = '{"data": "乐清"}'.encode()


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "landing"))


def landed(database):
    with database.connect() as connection:
        return connection.execute(
            "SELECT platform, dataset, walk_id, number, location, sha256, bytes, received_at, message IS NULL,"
            " staged_at IS NULL FROM hub.landed_page ORDER BY page_id"
        ).fetchall()


def land_some(database, store):
    with database.connect(autocommit=True) as connection:
        walk = walks.begin(connection, SHOPS, window_from=None, window_to=NOW, now=NOW)
        for number in (1, 2):
            at = NOW + timedelta(microseconds=number)
            standing = pages.Standing({"number": number}, 2, number)
            pages.record(connection, store, walk, number, BODY, {"path": "/x"}, at, standing)
        pages.record_refused(connection, store, walk, 3, b"<html>", {}, NOW + timedelta(seconds=1), "不是 JSON")
        return walk


class TestRecord:
    def test_file_row_and_position_belong_together(self, database, store):
        walk = land_some(database, store)
        first = landed(database)[0]
        assert first[4].startswith(f"city/shops/{walk.walk_id}/000001-20261122T080000123457Z-")
        assert first[6] == len(BODY)
        assert pages.read(store, first[4]) == BODY
        with database.connect() as connection:
            again = walks.resume(connection, SHOPS)
        assert (again.walk_id, again.position) == (walk.walk_id, {"number": 2})

    def test_spoilt_file_is_told(self, database, store, tmp_path):
        land_some(database, store)
        location = landed(database)[0][4]
        (tmp_path / "landing" / location).write_bytes(pack(BODY)[:-4])
        with pytest.raises(StorageError, match="损坏"):
            pages.read(store, location)


class TestAdopt:
    def test_rows_come_back_from_the_files_alone(self, database, store):
        land_some(database, store)
        before = landed(database)
        with database.connect() as connection:
            connection.execute("TRUNCATE hub.landed_page, hub.walk")
        assert pages.adopt(database, store) == 3
        assert landed(database) == before
        assert pages.adopt(database, store) == 0

    def test_file_whose_row_never_came_is_adopted(self, database, store):
        land_some(database, store)
        with database.connect() as connection:
            connection.execute("DELETE FROM hub.landed_page WHERE number = 2")
        assert pages.adopt(database, store) == 1

    def test_described_files_are_adopted_by_what_stands_beside_them(self, database, store):
        location = "departments/market/0123456789abcdef/market_register.xlsx"
        page = pages.LandedPage(
            "departments", "market_register", None, 0, location, "0" * 64, 5, NOW, {"department": "market"}
        )
        store.write(location, b"bytes")
        pages.describe(store, page)
        assert pages.adopt(database, store) == 1
        assert landed(database) == [("departments", "market_register", None, 0, location, "0" * 64, 5, NOW, True, True)]

    def test_content_that_is_not_its_own_is_refused(self, database, store, tmp_path):
        land_some(database, store)
        location = landed(database)[0][4]
        with database.connect() as connection:
            connection.execute("TRUNCATE hub.landed_page")
        (tmp_path / "landing" / location).write_bytes(pack(b"another"))
        with pytest.raises(StorageError, match=location):
            pages.adopt(database, store)

    def test_strangers_in_the_folder_are_left_alone(self, database, store):
        store.write("notes.txt", b"hello")
        assert pages.adopt(database, store) == 0
