"""Marts in whole releases: after whatever was published, merges, splits and deletes too, they are what they would be
if they were computed from the beginning."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

import pytest
from mart_city import MONDAY, SHANGHAI, release
from staged_versions import Version, at, rows, stage

from hub.marts.catalogue import MARTS
from hub.marts.fill import fill_marts, refill
from hub.progress import Silence
from hub.release.publish import publish
from hub.release.rebuild import reset

if TYPE_CHECKING:
    from hub.database.connection import Database

CODES = ("91330382MA00000A1X", "91330382MA00000B2W", "91330382MA00000C3U", "91330382MA00000D4R", None)
DIVISIONS = ("330382114000", "330382108000", None)
DATES = ("2026-10-03", "2026-11-02", "2026-11-20", "2026-12-01", None)


def versions(random: Random, round_: int) -> list[Version]:
    """Newer versions of some of few records, some of which delete them or name another party."""
    found = []
    for dataset in ("market_entities", "licences", "inspections", "penalties"):
        for key in random.sample(range(8), 4):
            code = random.choice(CODES)
            columns: dict[str, object] = {
                "link_uscc": code,
                "evidence": {"name": f"第{key}厂"},
                **{
                    "market_entities": {"uscc": code, "name": f"第{key}厂", "kind": "enterprise", "status": "active"},
                    "licences": {"licence_name": "排水许可证", "valid_until": random.choice(DATES), "status": "valid"},
                    "inspections": {
                        "inspected_on": random.choice(DATES),
                        "agency_code": random.choice("AB"),
                        "result": "failed",
                    },
                    "penalties": {"decided_on": random.choice(DATES), "fine_yuan": "200", "decision_no": f"罚{key}"},
                }[dataset],
            }
            if dataset != "licences":
                columns["division_code"] = random.choice(DIVISIONS)
            found.append(
                Version(
                    f"provincial/{dataset}",
                    f"{key}",
                    at(round_),
                    round_ + 1,
                    is_delete=round_ > 0 and random.random() < 0.2,
                    columns=columns,
                )
            )
    return found


def differs(database: Database) -> dict[str, dict[str, int]]:
    """What computing every mart from the beginning changes, as of the last release's moment; it is taken back."""
    published_at = rows(database, "SELECT max(published_at) FROM hub.release")[0][0]
    assert isinstance(published_at, datetime)
    with release(database, published_at) as under_way:
        refill(under_way.connection)
        changed = {name: dict(counts) for name, counts in fill_marts(under_way).items()}
        under_way.connection.rollback()
    return changed


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_up_is_what_is_computed_from_the_beginning(database: Database, seed: int) -> None:
    random = Random(seed)  # noqa: S311 as random as data has to be
    for round_ in range(3):
        stage(database, versions(random, round_))
        assert publish(database, Silence()).marts
        assert differs(database) == {}
    operations = {operation for (operation,) in rows(database, "SELECT DISTINCT operation FROM hub.change")}
    assert {"insert", "update", "retract"} < operations
    assert publish(database, Silence()).release_id is None


def test_a_new_day_alone_is_a_release_where_it_changes_a_mart(database: Database) -> None:
    trader = {"link_uscc": CODES[0], "evidence": {"name": "甲厂"}}
    of_register = {"uscc": CODES[0], "name": "甲厂", "kind": "enterprise", "status": "active"}
    of_paper = {"licence_name": "排水许可证", "valid_until": str(datetime.now(SHANGHAI).date())}
    stage(
        database,
        [
            Version("provincial/market_entities", "1", at(0), 1, columns=trader | of_register),
            Version("provincial/licences", "1", at(0), 1, columns=trader | of_paper),
        ],
    )
    publish(database, Silence())
    assert publish(database, Silence()).release_id is None
    with database.connect() as connection:
        connection.execute("UPDATE hub.mart_filling SET as_of = as_of - 1")
        connection.execute("UPDATE derived.licence_watch SET finding = 'as it was yesterday'")
    outcome = publish(database, Silence())
    assert outcome.release_id is not None
    assert (outcome.counts, outcome.marts) == ({}, {"licence_watch": {"updated": 1}})
    assert rows(database, "SELECT counts FROM hub.release ORDER BY release_id DESC LIMIT 1") == [({},)]
    assert publish(database, Silence()).release_id is None


def test_a_rebuild_computes_every_mart_anew(database: Database) -> None:
    stage(database, versions(Random(1), 0))  # noqa: S311 as random as data has to be
    publish(database, Silence())
    reset(database)
    assert rows(database, "SELECT FROM hub.mart_filling") == []


def test_a_parameter_that_changes_computes_what_uses_it_anew(database: Database) -> None:
    stage(database, versions(Random(1), 0))  # noqa: S311 as random as data has to be
    publish(database, Silence())
    with database.connect() as connection:
        connection.execute("INSERT INTO hub.mart_parameter VALUES ('high_risk_from', 0)")
    assert publish(database, Silence()).marts.keys() == {"entity_profile"}
    assert rows(database, "SELECT DISTINCT risk_level FROM mart.entity_profile") == [("high",)]


def test_nobody_who_reads_waits_for_a_release_because_a_mart_has_no_rows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.database.bulk.WORTH_IT", 0)
    stage(database, versions(Random(1), 0))  # noqa: S311 as random as data has to be
    publish(database, Silence())
    assert rows(database, "SELECT FROM mart.jurisdiction") == []
    read = []

    class Reading(Silence):
        def advance(self, stage: str, subject: str, done: int, total: int | None = None) -> None:
            super().advance(stage, subject, done, total)
            if subject == "专题表" and done == total:
                with database.connect() as connection:
                    connection.execute("SET lock_timeout = '100ms'")
                    read.extend(connection.execute("SELECT count(*) FROM mart.jurisdiction").fetchall())

    stage(database, versions(Random(2), 1))  # noqa: S311 as random as data has to be
    assert "penalty" in publish(database, Reading()).counts
    assert read == [(0,)]


def test_every_mart_is_filled(database: Database) -> None:
    with release(database, MONDAY) as under_way:
        fill_marts(under_way)
    filled = {name for (name,) in rows(database, "SELECT name FROM hub.mart_filling")}
    assert filled == {each.name for each in MARTS}
