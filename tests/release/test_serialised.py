"""Releases come one after the other, each whole or not at all."""

from __future__ import annotations

import psycopg
import pytest
from pydantic import SecretStr
from staged_consumer import published
from staged_versions import Version, at, rows, stage

from hub.database.connection import Database
from hub.errors import ExitCode, LockedError
from hub.progress import Silence
from hub.release.publish import publish
from hub.release.transaction import CHANNEL

TOWN = "330382103000"


def penalty(key: str, minute: int = 1, content: str = "罚款") -> Version:
    columns = {"decision_no": key, "party_name": "乐清市甲乙小吃店", "content": content, "division_code": TOWN}
    return Version("provincial/penalties", key, at(minute), 1, columns=columns)


class Meanwhile:
    """A progress that has something happen in the midst of a release, once; `calls` says what came of it."""

    def __init__(self, happen: object) -> None:
        self.happen = happen
        self.outcome: object = None

    def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:  # noqa: ARG002
        if subject.startswith("监管对象") and self.outcome is None:
            assert callable(self.happen)
            self.outcome = self.happen()


def another_process(database: Database) -> Database:
    """The database as somebody else's process knows it: locks that this one holds are not theirs."""
    return Database(SecretStr(f"{database.url.get_secret_value()}&application_name=another"))


def test_of_two_at_once_one_is_refused_and_the_other_is_whole(database: Database) -> None:
    stage(database, [penalty("罚1"), penalty("罚2")])

    def also() -> str:
        with pytest.raises(LockedError) as error:
            publish(another_process(database), Silence())
        assert error.value.exit_code == ExitCode.LOCKED
        return str(error.value)

    meanwhile = Meanwhile(also)
    outcome = publish(database, meanwhile)
    assert "发布锁已被占用：enforcement-hub process" in str(meanwhile.outcome)
    assert outcome.counts["penalty"] == {"inserted": 2, "updated": 0, "retracted": 0}
    assert publish(another_process(database), Silence()).release_id is None
    assert rows(database, "SELECT count(*), count(DISTINCT release_id), max(release_id) FROM hub.release") == [
        (1, 1, outcome.release_id)
    ]
    assert rows(database, "SELECT count(*) FROM hub.change WHERE table_name = 'penalty'") == [(2,)]


def test_who_reads_meanwhile_sees_the_release_before_with_all_that_belongs_to_it(database: Database) -> None:
    stage(database, [penalty("罚1")])
    publish(database, Silence())
    before = published(database)
    stage(database, [penalty("罚1", 2, "警告"), penalty("罚2")])
    meanwhile = Meanwhile(lambda: published(another_process(database)))
    publish(database, meanwhile)
    assert meanwhile.outcome == before
    assert published(database) != before


def test_a_release_that_fails_at_its_very_end_leaves_nothing(database: Database) -> None:
    stage(database, [penalty("罚1")])
    publish(database, Silence())
    stage(database, [penalty("罚1", 2, "警告"), penalty("罚2")])
    before = published(database), rows(database, "SELECT * FROM hub.change ORDER BY seq")
    with database.connect() as owner:
        owner.execute("ALTER TABLE hub.release ADD CONSTRAINT nothing_more CHECK (release_id < 0) NOT VALID")
    with database.connect(autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with pytest.raises(psycopg.errors.CheckViolation):
            publish(database, Silence())
        assert (published(database), rows(database, "SELECT * FROM hub.change ORDER BY seq")) == before
        with database.connect() as owner:
            owner.execute("ALTER TABLE hub.release DROP CONSTRAINT nothing_more")
        outcome = publish(database, Silence())
        (told,) = listener.notifies(timeout=60, stop_after=1)
    assert f'"release_id": {outcome.release_id},' in told.payload
    assert outcome.counts["penalty"] == {"inserted": 1, "updated": 1, "retracted": 0}
