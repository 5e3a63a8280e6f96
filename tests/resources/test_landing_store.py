"""The places that pages are kept in: a folder, and a bucket of a real S3 server on loopback; both the same to see."""

from __future__ import annotations

import subprocess
import sys
import traceback
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bucket import SECRET, address, serving
from loopback import START
from stand_ins import city_item

from hub.datasets import dataset
from hub.errors import SettingsError, StorageError
from hub.landing import pages
from hub.progress import Silence
from hub.staging.load import stage
from resources.ingest import land
from resources.landing_store import LandingAddress, open_store
from resources.object_store import ObjectStore

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def endpoint():
    with serving() as endpoint:
        yield endpoint


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return open_store(str(tmp_path / "landing"))
    return open_store(address(request.getfixturevalue("endpoint"), uuid.uuid4().hex))


class TestEveryStore:
    def test_keeps_what_it_was_given(self, store):
        body = bytes(range(256)) * 50_000
        store.write("city/shops/walk/000001-x.json.zst", body)
        assert store.read("city/shops/walk/000001-x.json.zst") == body

    def test_lists_by_prefix_in_order(self, store):
        names = ["b/2", "a/1", "b/10/z", "b/1"]
        for name in names:
            store.write(name, b"")
        assert list(store.locations("")) == sorted(names)
        assert list(store.locations("b/1")) == ["b/1", "b/10/z"]
        assert list(store.locations("c/")) == []

    def test_never_overwrites(self, store):
        store.write("a", b"1")
        with pytest.raises(StorageError, match="已存在"):
            store.write("a", b"2")
        assert store.read("a") == b"1"

    def test_replaces_where_it_is_told_to(self, store):
        store.write("a/b", b"1")
        store.replace("a/b", b"22")
        assert store.read("a/b") == b"22"
        assert list(store.locations("")) == ["a/b"]

    def test_removes_for_good(self, store):
        store.write("a/b/c", b"1")
        store.write("a/d", b"2")
        store.remove("a/b/c")
        store.remove("a/b/c")
        assert list(store.locations("")) == ["a/d"]
        with pytest.raises(StorageError, match="不存在"):
            store.read("a/b/c")

    def test_says_since_when_and_how_much_it_keeps(self, store):
        store.write("a/b", b"123")
        (kept,) = store.kept("a/")
        assert (kept.location, kept.bytes, kept.is_finished) == ("a/b", 3, True)
        assert abs(kept.modified_at - datetime.now(UTC)) < timedelta(minutes=1)

    def test_says_what_is_missing(self, store):
        with pytest.raises(StorageError, match=r"a/b.*不存在"):
            store.read("a/b")

    @pytest.mark.parametrize("location", ["../outside", "/etc/outside", "a/../../outside", ""])
    def test_stays_within_its_place(self, store, location):
        for ask in (lambda: store.write(location, b""), lambda: store.read(location), lambda: store.remove(location)):
            with pytest.raises(StorageError):
                ask()


class TestFolder:
    def test_is_reached_by_path_or_url(self, tmp_path):
        open_store(str(tmp_path / "landing")).write("a", b"1")
        assert open_store((tmp_path / "landing").as_uri()).read("a") == b"1"
        with pytest.raises(SettingsError, match="ftp"):
            open_store("ftp://host/landing")

    def test_is_for_its_owner_only(self, tmp_path):
        open_store(str(tmp_path / "landing")).write("a/b", b"1")
        assert (tmp_path / "landing").stat().st_mode & 0o077 == 0
        assert (tmp_path / "landing/a/b").stat().st_mode & 0o077 == 0

    def test_leaves_no_empty_folders(self, tmp_path):
        store = open_store(str(tmp_path / "landing"))
        store.write("a/b/c", b"1")
        store.remove("a/b/c")
        assert list((tmp_path / "landing").iterdir()) == []

    def test_place_that_is_no_folder(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(StorageError, match="file"):
            open_store(str(tmp_path / "file" / "landing"))

    @pytest.mark.parametrize("ask", ["write", "replace"])
    def test_killed_while_writing_leaves_nothing_that_counts(self, tmp_path, ask):
        """The process dies with half of the bytes written: what was there is there, and it can be written anew."""
        store = open_store(str(tmp_path))
        if ask == "replace":
            store.write("a/b", b"former")
        script = (
            "import os, sys; from resources.landing_store import open_store; write = os.write\n"
            "def half(d, b): write(d, bytes(b)[: len(b) // 2]); os._exit(9)\n"
            f"store = open_store(sys.argv[1]); os.write = half; store.{ask}('a/b', b'x' * 100)"
        )
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=False)
        assert done.returncode == 9
        assert [each.is_finished for each in store.kept("")].count(False) == 1
        assert list(store.locations("")) == (["a/b"] if ask == "replace" else [])
        getattr(store, ask)("a/b", b"whole")
        assert store.read("a/b") == b"whole"
        assert all(each.is_finished for each in store.kept(""))


class TestBucket:
    def test_keeps_to_its_prefix(self, endpoint):
        one, other = (open_store(address(endpoint, name)) for name in ("of/one", "of/other"))
        one.write("a", b"1")
        assert list(other.locations("")) == []

    def test_a_write_whose_answer_was_lost_is_done(self, endpoint):
        store = open_store(address(endpoint, uuid.uuid4().hex))
        store.write("a", b"1")
        store.write("a", b"1")
        assert store.read("a") == b"1"

    def test_a_bucket_that_is_not_there_is_told(self, endpoint):
        with pytest.raises(StorageError, match="桶不存在"):
            open_store(address(endpoint, "x", bucket="nowhere")).write("a", b"1")

    def test_a_store_that_does_not_answer_is_told_without_its_key(self, monkeypatch):
        monkeypatch.setattr("resources.object_store.RETRIES", 0)
        store = open_store(address("http://127.0.0.1:1", "x"))
        assert isinstance(store, ObjectStore)
        with pytest.raises(StorageError, match=r"127\.0\.0\.1:1.*未记为已接收") as caught:
            store.write("a", b"1")
        assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(store)

    @pytest.mark.parametrize("url", ["s3://", "s3:///prefix", "s3://key:secret@bucket/prefix", "s3://bucket/prefix"])
    def test_what_an_address_needs_is_told(self, url):
        with pytest.raises(SettingsError) as caught:
            open_store(LandingAddress(url))
        assert "key:secret" not in str(caught.value)

    def test_only_who_needs_it_pays_for_the_client(self):
        script = (
            "import sys, resources.landing_store as s; s.open_store(sys.argv[1]); sys.exit('obstore' in sys.modules)"
        )
        subprocess.run([sys.executable, "-c", script, "/tmp"], cwd=ROOT, check=True)  # noqa: S108

    def test_a_platform_is_landed_staged_and_adopted_again(self, endpoint, city, database, clock):
        city.items = [city_item(number, START - timedelta(days=1)) for number in range(30)]
        store = open_store(address(endpoint, uuid.uuid4().hex))
        shops = dataset("city/shops")
        land(shops, city.access, database, store, Silence(), clock=clock)
        with database.connect() as connection:
            connection.execute("TRUNCATE hub.landed_page")
        assert pages.adopt(database, store) == 1
        assert stage(shops, database, store, Silence()).versions == 30
