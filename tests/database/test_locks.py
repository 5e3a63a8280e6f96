"""Locks: one run per platform and one release at a time; whoever dies gives them up."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hub.database.locks import platform_lock, release_lock
from hub.errors import LockedError

if TYPE_CHECKING:
    from hub.database.connection import Database

HOLDER = """
import sys
from pydantic import SecretStr
from hub.database.connection import Database
from hub.database.locks import platform_lock, release_lock
database = Database(SecretStr(sys.argv[1]))
with platform_lock(database, "city"), release_lock(database):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(database: Database) -> subprocess.Popen[str]:
    """Another process that holds the locks of platform `city` and of the release until its standard input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database.url.get_secret_value()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_refused_and_told_who_holds_it(empty_database: Database) -> None:
    with holder(empty_database) as process:
        with pytest.raises(LockedError, match=str(process.pid)), platform_lock(empty_database, "city"):
            pytest.fail("two hold one lock")
        with pytest.raises(LockedError), release_lock(empty_database):
            pytest.fail("two publish at once")
        with platform_lock(empty_database, "provincial"):
            pass
        assert process.stdin is not None
        process.stdin.close()
    with platform_lock(empty_database, "city"):
        pass


def test_whoever_is_killed_gives_it_up(empty_database: Database) -> None:
    with holder(empty_database) as process:
        process.kill()
    # The server notices the end of the session a moment after the process's end.
    with release_lock(empty_database, wait_seconds=10):
        pass


def test_the_process_that_holds_it_may_enter_again(empty_database: Database) -> None:
    with platform_lock(empty_database, "city"), platform_lock(empty_database, "city"):
        pass
    with platform_lock(empty_database, "city"):
        pass


def test_a_block_that_fails_gives_it_up(empty_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), platform_lock(empty_database, "city"):
        raise ZeroDivisionError
    with platform_lock(empty_database, "city"):
        pass
