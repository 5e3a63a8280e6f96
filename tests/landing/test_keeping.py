"""Orphans are swept, old pages go with a trace, and a rebuild comes to the same without them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from kept_city import SHOPS, START, KeptCity, shop

from hub.errors import HubError, StorageError
from hub.landing import pages
from hub.landing.retention import expire, expiring
from hub.landing.sweep import GRACE, sweep
from hub.progress import Silence
from hub.release import rebuild
from resources.landing_store import open_store

LATER = datetime.now(UTC) + GRACE + timedelta(days=1)


@pytest.fixture
def city(database, tmp_path):
    return KeptCity(database, open_store(str(tmp_path / "landing")))


class TestSweep:
    def test_only_old_files_without_a_row_go(self, city, tmp_path):
        city.land([shop(1)])
        city.store.write("city/shops/walk/000001-x.json.zst", b"orphan")
        (tmp_path / "landing/city/shops/walk/.unfinished-000002").write_bytes(b"half")
        city.store.write("notes.txt", b"of somebody else")
        assert sweep(city.database, city.store, now=datetime.now(UTC)).young == 2
        gone = sweep(city.database, city.store, now=LATER)
        assert sorted(each.location.rpartition("/")[2] for each in gone.found) == [
            ".unfinished-000002",
            "000001-x.json.zst",
        ]
        left = [each.location for each in city.store.kept("")]
        assert len(left) == 2
        assert "notes.txt" in left
        stage_again = city.ask("SELECT location FROM hub.landed_page")
        assert pages.read(city.store, stage_again[0][0])
        assert sweep(city.database, city.store, now=LATER).found == []

    def test_what_stands_beside_a_page_stays_with_it(self, city):
        location = "departments/market_register/market/1.zst"
        page = pages.LandedPage("departments", "market_register", None, 1, location, "0" * 64, 5, START)
        with city.database.connect() as connection:
            pages.insert(connection, [page])
        city.store.write(location, b"x")
        pages.describe(city.store, page)
        assert sweep(city.database, city.store, now=LATER).found == []

    def test_a_database_without_its_rows_loses_no_files(self, city):
        for number in range(102):
            city.store.write(f"city/shops/walk/{number:06}.json.zst", b"")
        with pytest.raises(HubError, match="hub replay"):
            sweep(city.database, city.store, now=LATER)
        assert len(sweep(city.database, city.store, now=LATER, force=True).found) == 102


def age(city, days=400, *, with_held=False):
    return expire(
        city.database,
        city.store,
        Silence(),
        now=START + timedelta(days=days),
        days=30,
        with_held=with_held,
    )


def outcome(city):
    return (
        city.published(),
        city.pages(),
        city.ask("SELECT day, versions FROM hub.version_day ORDER BY 1"),
        city.ask("SELECT version_hash FROM hub.version ORDER BY 1"),
    )


def rebuilt(city):
    rebuild.reset(city.database)
    city.process()
    return outcome(city)


class TestRetention:
    @pytest.fixture
    def aged(self, city):
        """Three pages: one all superseded, one half, one of repeats alone."""
        city.land([shop(1), shop(2)])
        city.land([shop(1, version=1), shop(2, version=1), shop(3)])
        city.land([shop(3)])
        city.land([shop(1, version=2), shop(2, version=2)])
        city.process()
        return city

    def test_what_nothing_needs_goes_and_leaves_its_trace(self, aged):
        before = outcome(aged)
        with aged.database.connect() as connection:
            assert expiring(connection, SHOPS, before=START + timedelta(days=370)).pages == 2
        expired = age(aged)
        assert (expired.pages, expired.versions, expired.still_held) == (2, 2, 0)
        assert "重建的结果不变" in expired.sentence
        traces = aged.ask(
            "SELECT removed_because, sha256 <> '', rows FROM hub.landed_page WHERE removed_at IS NOT NULL"
            " ORDER BY page_id"
        )
        assert traces == [("超过保留期限 30 天", True, 2), ("超过保留期限 30 天", True, 1)]
        assert len(list(aged.store.locations(""))) == 2
        assert outcome(aged) == before
        assert rebuilt(aged) == before
        assert age(aged).pages == 0

    def test_pages_still_in_use_go_only_when_told_and_survive_a_rebuild(self, aged):
        before = outcome(aged)
        expired = age(aged, with_held=True)
        assert (expired.pages, expired.still_held) == (4, 3)
        assert "无法由原文恢复" in expired.sentence
        assert list(aged.store.locations("")) == []
        assert rebuilt(aged) == before
        aged.land([shop(1, version=2), shop(9)])
        aged.process()
        assert aged.pages()[-1] == (2, 1, 1, 0)

    def test_young_and_unstaged_pages_stay(self, city):
        city.land([shop(1)])
        assert age(city).pages == 0
        city.process()
        assert age(city, days=20, with_held=True).pages == 0

    def test_killed_between_row_and_file_is_swept_later(self, aged, monkeypatch):
        def killed(location):
            raise StorageError("killed")

        with monkeypatch.context() as patched:
            patched.setattr(aged.store, "remove", killed)
            with pytest.raises(StorageError):
                age(aged)
        assert len(sweep(aged.database, aged.store, now=LATER).found) == 1
        assert age(aged).pages == 1
