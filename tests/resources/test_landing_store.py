"""The folder that pages are kept in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hub.errors import SettingsError, StorageError
from resources.landing_store import open_store


def test_keeps_what_it_was_given(store):
    store.write("city/shops/walk/000001-x.json.gz", b"body")
    assert store.read("city/shops/walk/000001-x.json.gz") == b"body"


def test_lists_by_prefix_in_order(store):
    names = ["b/2", "a/1", "b/10/z", "b/1"]
    for name in names:
        store.write(name, b"")
    assert list(store.locations("")) == sorted(names)
    assert list(store.locations("b/1")) == ["b/1", "b/10/z"]
    assert list(store.locations("c/")) == []


def test_is_reached_by_path_or_url(tmp_path):
    open_store(str(tmp_path / "landing")).write("a", b"1")
    assert open_store((tmp_path / "landing").as_uri()).read("a") == b"1"
    with pytest.raises(SettingsError, match="s3"):
        open_store("s3://bucket/landing")


def test_never_overwrites(store):
    store.write("a", b"1")
    with pytest.raises(StorageError, match="已存在"):
        store.write("a", b"2")
    assert store.read("a") == b"1"


def test_says_what_is_missing(store):
    with pytest.raises(StorageError, match=r"a/b.*不存在"):
        store.read("a/b")


@pytest.mark.parametrize("location", ["../outside", "/etc/outside", "a/../../outside", ""])
def test_stays_within_its_folder(store, location):
    with pytest.raises(StorageError):
        store.write(location, b"")


def test_is_for_its_owner_only(store, tmp_path):
    store.write("a/b", b"1")
    assert (tmp_path / "landing").stat().st_mode & 0o077 == 0
    assert (tmp_path / "landing/a/b").stat().st_mode & 0o077 == 0


def test_place_that_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file"):
        open_store(str(tmp_path / "file" / "landing"))


def test_killed_while_writing_leaves_nothing_that_counts(tmp_path):
    """The process dies with half of the bytes written: there is no such location, and it can be written anew."""
    script = (
        "import os, sys; from resources.landing_store import open_store; write = os.write\n"
        "def half(d, b): write(d, bytes(b)[: len(b) // 2]); os._exit(9)\n"
        "store = open_store(sys.argv[1]); os.write = half; store.write('a/b', b'x' * 100)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=root, check=False)
    assert done.returncode == 9
    assert len(list((tmp_path / "a").iterdir())) == 1
    store = open_store(str(tmp_path))
    assert list(store.locations("")) == []
    store.write("a/b", b"whole")
    assert store.read("a/b") == b"whole"
