"""From landed pages to staging: versions, repeats, interruptions, pages that cannot be read."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from psycopg import sql

from hub.datasets import dataset
from hub.errors import StorageError
from hub.landing.packing import pack
from hub.landing.pages import LandedPage, insert
from hub.progress import Silence
from hub.staging import load
from hub.staging.load import StagingOutcome, stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.database.connection import Database

SHOPS = dataset("city/shops")
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Memory:
    """A landing store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def write(self, location: str, body: bytes) -> None:
        self.kept[location] = body

    def read(self, location: str) -> bytes:
        if location not in self.kept:
            raise StorageError(f"没有 {location}")
        return self.kept[location]

    def locations(self, prefix: str) -> Iterator[str]:
        return (each for each in sorted(self.kept) if each.startswith(prefix))


class Killed(BaseException):
    """The process ends here."""


class KilledAfter:
    """Progress that ends the process once so many rows are through."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:  # noqa: ARG002
        if done >= self.rows:
            raise Killed


def shop(number: int, name: str = "虹桥小吃店", *, minute: int = 0) -> dict[str, object]:
    """An item as the city platform sends it."""
    changed = START + timedelta(minutes=minute)
    return {"shopId": f"S{number}", "shopName": name, "state": "营业", "updatedAt": changed.isoformat()}


def land(database: Database, store: Memory, *pages: list[dict[str, object]] | bytes) -> None:
    """Land pages of city/shops in this order."""
    landed = []
    for rows in pages:
        answer = {"code": 0, "message": "ok", "data": {"items": rows, "nextCursor": None, "total": 0}}
        body = rows if isinstance(rows, bytes) else json.dumps(answer, default=str).encode()
        location = f"city/shops/walk/{len(store.kept):06}.json"
        store.write(location, pack(body))
        digest = hashlib.sha256(body).hexdigest()
        landed.append(LandedPage("city", "shops", "walk", len(store.kept), location, digest, len(body), START))
    with database.connect() as connection:
        insert(connection, landed)


def staged(database: Database) -> list[tuple[object, ...]]:
    """What staging, the ledger and the pages hold, without the instant of staging."""
    with database.connect() as connection:
        versions = connection.execute(
            "SELECT s.version_hash::text, s.source_id, s.name, s.page_id, s.row_number, s.verdict, v.page_id "
            "FROM staging.city_shops_state AS s FULL JOIN hub.version AS v USING (version_hash) ORDER BY 1"
        ).fetchall()
        pages = connection.execute(
            "SELECT page_id, staged_at IS NOT NULL, rows, versions, repeats, message FROM hub.landed_page ORDER BY 1"
        ).fetchall()
    return [*versions, *pages]


def test_new_versions_are_staged_and_what_came_before_is_a_repeat(database: Database) -> None:
    store = Memory()
    land(database, store, [shop(1), shop(2)], [shop(2), shop(3), shop(3)])
    assert stage(SHOPS, database, store, Silence()) == StagingOutcome(pages=2, rows=5, versions=3, repeats=2)
    land(database, store, [shop(1), shop(1, "虹桥大吃店", minute=1)])
    assert stage(SHOPS, database, store, Silence()) == StagingOutcome(pages=1, rows=2, versions=1, repeats=1)
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT source_id, name, verdict, released FROM staging.city_shops_state ORDER BY 1, 2"
        )
        assert rows.fetchall() == [
            ("S1", "虹桥大吃店", "new", False),
            ("S1", "虹桥小吃店", "new", False),
            ("S2", "虹桥小吃店", "new", False),
            ("S3", "虹桥小吃店", "new", False),
        ]
        pages = connection.execute("SELECT rows, versions, repeats FROM hub.landed_page ORDER BY page_id")
        assert pages.fetchall() == [(2, 2, 0), (3, 1, 2), (2, 1, 1)]


def test_nothing_landed_is_nothing_done(database: Database) -> None:
    assert stage(SHOPS, database, Memory(), Silence()) == StagingOutcome()


def test_a_version_that_left_staging_is_a_repeat_for_ever(database: Database) -> None:
    store = Memory()
    land(database, store, [shop(1)])
    stage(SHOPS, database, store, Silence())
    with database.connect() as connection:
        connection.execute("DELETE FROM staging.city_shops")
    land(database, store, [shop(1)])
    assert stage(SHOPS, database, store, Silence()) == StagingOutcome(pages=1, rows=1, repeats=1)


def test_a_page_that_cannot_be_read_is_marked_and_stops_no_other(database: Database) -> None:
    store = Memory()
    land(database, store, b"<html>busy</html>", [shop(1)], b'{"code": 0}')
    outcome = stage(SHOPS, database, store, Silence())
    assert (outcome.pages, outcome.rows, outcome.versions) == (3, 1, 1)
    assert [each.location for each in outcome.unreadable] == [*store.kept][::2]
    assert all(each.reason for each in outcome.unreadable)
    with database.connect() as connection:
        rows = connection.execute("SELECT message IS NULL, staged_at IS NULL FROM hub.landed_page ORDER BY page_id")
        assert rows.fetchall() == [(False, False), (True, False), (False, False)]
    assert stage(SHOPS, database, store, Silence()) == StagingOutcome()


def test_a_page_that_the_store_lost_stops_the_dataset_and_stays_unstaged(database: Database) -> None:
    store = Memory()
    land(database, store, [shop(1)])
    bodies, store.kept = store.kept, {}
    with pytest.raises(StorageError):
        stage(SHOPS, database, store, Silence())
    store.kept = bodies
    assert stage(SHOPS, database, store, Silence()).versions == 1


@pytest.mark.parametrize("rows", [1, 4, 7])
def test_a_killed_run_goes_on_where_it_was(
    database: Database, server_again: Database, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    pages = [[shop(number), shop(number + 1), shop(number // 2)] for number in range(4)]
    whole, store = Memory(), Memory()
    land(server_again, whole, *pages)
    stage(SHOPS, server_again, whole, Silence())
    monkeypatch.setattr(load, "BATCH_ROWS", 3)
    land(database, store, *pages)
    with pytest.raises(Killed):
        stage(SHOPS, database, store, KilledAfter(rows))
    stage(SHOPS, database, store, Silence())
    assert staged(database) == staged(server_again)


def test_a_failure_within_a_batch_leaves_nothing_of_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory()
    land(database, store, [shop(1)])

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(load, "_mark", die)
        with pytest.raises(Killed):
            stage(SHOPS, database, store, Silence())
    assert staged(database) == [(1, False, None, None, None, None)]
    assert stage(SHOPS, database, store, Silence()).versions == 1


def test_a_department_file_is_staged_under_its_department(database: Database) -> None:
    register, store = dataset("departments/market_register"), Memory()
    lines = (
        "企业名称,注册号/统一社会信用代码,登记机关,管辖单位",
        "某电器厂,330382000012345,乐清市市场监督管理局,柳市所",
    )
    body = "\n".join(lines).encode()
    page = LandedPage(
        "departments",
        "market_register",
        None,
        1,
        "departments/market_register/market/1",
        hashlib.sha256(body).hexdigest(),
        len(body),
        START,
        {"department": "market"},
    )
    store.write(page.location, pack(body))
    with database.connect() as connection:
        insert(connection, [page])
    assert stage(register, database, store, Silence()) == StagingOutcome(pages=1, rows=1, versions=1)
    with database.connect() as connection:
        table = sql.Identifier("staging", register.staging_table)
        row = connection.execute(sql.SQL("SELECT source_id, name, department FROM {}").format(table)).fetchone()
    assert row == ("market|330382000012345", "某电器厂", "market")


@pytest.fixture
def server_again(server: object, template: str) -> Iterator[Database]:
    """A second fresh database, to compare with."""
    other = server.create(template)  # type: ignore[attr-defined]
    yield other
    server.drop(other)  # type: ignore[attr-defined]
