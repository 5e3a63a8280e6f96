"""What waits or is rejected is judged again when a rule or a code list changes; what is out stays."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from staged_versions import Version, at, rows, stage

from expectations import again
from expectations.again import judge_in_step, recheck
from expectations.judge import NOTHING, judge
from hub.datasets import dataset
from hub.errors import StorageError
from hub.landing.packing import pack
from hub.landing.pages import LandedPage, insert
from hub.progress import Silence
from hub.release.publish import publish
from hub.rules.catalogue import Rule, rules_for
from hub.rules.kinds import NotNull
from hub.rules.texts import rule_texts
from hub.staging import load, readers
from hub.versions import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from hub.database.connection import Database

CASES = dataset("city/cases")


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


def needs(column: str) -> tuple[Rule, ...]:
    """One rule, which rejects whatever has nothing in `column`."""
    return (Rule(rule_texts()["penalty.party_missing"], NotNull(column), (column,)),)


def verdicts_of(database: Database) -> dict[object, object]:
    return dict(rows(database, "SELECT source_id, verdict FROM staging.city_cases_open"))  # type: ignore[arg-type]


def test_new_rules_judge_what_is_in_quarantine_and_what_waits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = {"address": "乐清市", "handler_name": None}
    stage(database, [Version(CASES.id, "out", time=at(0), verdict="new", columns=out)])
    judge(CASES, database, "first", Silence(), needs("address"))
    publish(database, Silence())
    stage(
        database,
        [
            Version(CASES.id, "no address", time=at(0), verdict="new", columns={"handler_name": "某中队"}),
            Version(CASES.id, "no handler", time=at(0), verdict="new", columns={"address": "乐清市"}),
            Version(CASES.id, "neither", time=at(0), verdict="new", columns={}),
        ],
    )
    judge(CASES, database, "second", Silence(), needs("address"))
    assert verdicts_of(database) == {"no address": "rejected", "no handler": "passed", "neither": "rejected"}
    history = rows(database, "SELECT versions, rejected FROM quality.history")

    monkeypatch.setattr(again, "rules_for", lambda _: needs("handler_name"))
    judgement = judge_in_step(CASES, database, Memory(), "third", Silence())

    assert (judgement.evaluated, judgement.passed, judgement.rejected) == (3, 1, 2)
    assert verdicts_of(database) == {"no address": "passed", "no handler": "rejected", "neither": "rejected"}
    reasons = rows(database, "SELECT source_id, field, resolved_at IS NULL FROM quality.rejection ORDER BY 1, 2")
    assert reasons == [
        ("neither", "address", False),
        ("neither", "handler_name", True),
        ("no address", "address", False),
        ("no handler", "handler_name", True),
    ]
    # What is out stays out, each version counts once to its day, and nothing is left to do.
    publish(database, Silence())
    assert rows(database, "SELECT source_id FROM unified.incident ORDER BY 1") == [("no address",), ("out",)]
    assert rows(database, "SELECT versions, rejected FROM quality.history") == history
    assert judge_in_step(CASES, database, Memory(), "fourth", Silence()) == NOTHING


def test_new_versions_are_judged_first_and_do_not_hide_that_the_quarantine_is_outdated(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(database, [Version(CASES.id, "a", time=at(0), verdict="new", columns={})])
    judge(CASES, database, "first", Silence(), needs("address"))
    stage(database, [Version(CASES.id, "b", time=at(0), verdict="new", columns={"handler_name": "某中队"})])
    # A process that dies between the two leaves the second for the next run.
    judge(CASES, database, "second", Silence(), needs("handler_name"))
    assert verdicts_of(database) == {"a": "rejected", "b": "passed"}

    monkeypatch.setattr(again, "rules_for", lambda _: needs("source_updated_at"))
    judge_in_step(CASES, database, Memory(), "third", Silence())
    assert verdicts_of(database) == {"a": "passed", "b": "passed"}


def test_a_code_that_is_known_now_is_read_again_from_the_page(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Memory()
    sent = {
        "taskId": "CG1",
        "statusName": "挂起待查",
        "infoBcName": "市容环境",
        "description": "占道经营",
        "discoverTime": "2026-11-01 08:00:00",
        "address": "乐清市城东街道",
        "updatedAt": "2026-11-01T08:00:00+08:00",
    }
    body = json.dumps({"code": 0, "data": {"items": [sent], "nextCursor": None, "total": 1}}).encode()
    store.write("city/cases/walk/000000.json", pack(body))
    page = LandedPage(
        "city", "cases", "walk", 0, "city/cases/walk/000000.json", hashlib.sha256(body).hexdigest(), len(body),
        datetime(2026, 11, 1, 8, tzinfo=UTC),
    )  # fmt: skip
    with database.connect() as connection:
        insert(connection, [page])
    load.stage(CASES, database, store, Silence())
    chosen = tuple(rule for rule in rules_for(CASES) if rule.rule_id == "any.unknown_code_required")
    assert judge(CASES, database, "first", Silence(), (*chosen, *_others())).rejected == 1
    assert rows(database, "SELECT value, resolved_at FROM quality.rejection") == [("挂起待查", None)]

    known = readers.code_list
    monkeypatch.setattr(
        readers,
        "code_list",
        lambda name, *of: replace(known(name, *of), codes={**known(name, *of).codes, "挂起待查": "suspended"}),
    )
    monkeypatch.setattr(verdicts, "_references", lambda: "codes of tomorrow")
    judgement = recheck(CASES, database, store, "second", Silence(), (*chosen, *_others()))

    assert (judgement.evaluated, judgement.rejected) == (1, 0)
    assert rows(database, "SELECT status, defects::text FROM staging.city_cases") == [("suspended", "[]")]
    assert rows(database, "SELECT resolved_at IS NOT NULL FROM quality.rejection") == [(True,)]


def _others() -> tuple[Rule, ...]:
    """The other rules that reading one sound row may name."""
    return tuple(rule for rule in rules_for(CASES) if rule.rule_id in {"any.required_missing", "any.key_missing"})
