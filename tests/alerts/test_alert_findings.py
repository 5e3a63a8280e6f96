"""An alert opens once, is counted while its finding lasts, and opens anew only after it was over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from hub.alerts.findings import Finding, Severity, open_rules, raise_finding, resolve_finding

if TYPE_CHECKING:
    from hub.database.connection import Database

FINDING = Finding("city", "shops", "any.key_missing", Severity.REJECT, "城管平台：主键缺失", "发生了什么：……")


def alerts(database: Database) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return connection.execute(
            "SELECT fingerprint, status, occurrences, title FROM quality.alert ORDER BY alert_id"
        ).fetchall()


def test_it_opens_once_and_counts_on(database: Database) -> None:
    with database.connect() as connection:
        assert raise_finding(connection, FINDING)
        assert not raise_finding(connection, FINDING)
        assert not raise_finding(connection, FINDING, again=False)
    assert alerts(database) == [("city:shops:any.key_missing", "open", 2, FINDING.title)]


def test_what_a_text_forgot_to_mask_is_kept_masked_and_harmless(database: Database) -> None:
    careless = Finding(
        "city", "shops", "any.length", Severity.REJECT, "电话 13812345678", "示例：\n  1. \x1b[31m330382190001011234"
    )
    with database.connect() as connection:
        for _ in range(2):
            raise_finding(connection, careless)
            row = connection.execute("SELECT title, body FROM quality.alert").fetchone()
            assert row == ("电话 138****5678", "示例：\n  1.  ［31m330382********1234")


def test_it_is_rolled_back_with_the_finding(database: Database) -> None:
    def find_and_fail() -> None:
        with database.connect() as connection:
            raise_finding(connection, FINDING)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        find_and_fail()
    assert alerts(database) == []


def test_over_and_again_is_another_alert(database: Database) -> None:
    with database.connect() as connection:
        raise_finding(connection, FINDING)
        assert resolve_finding(connection, "city", "shops", "any.key_missing")
        assert not resolve_finding(connection, "city", "shops", "any.key_missing")
        assert raise_finding(connection, FINDING)
        assert open_rules(connection, "city", "shops") == {FINDING.fingerprint: "any.key_missing"}
    assert [row[1:3] for row in alerts(database)] == [("resolved", 1), ("open", 1)]


def test_what_was_acknowledged_stays_one_alert(database: Database) -> None:
    with database.connect() as connection:
        raise_finding(connection, FINDING)
        connection.execute("UPDATE quality.alert SET status = 'acknowledged', acknowledged_at = now()")
        assert not raise_finding(connection, FINDING)
    assert [row[1:3] for row in alerts(database)] == [("acknowledged", 2)]


def test_many_at_once_open_one(database: Database) -> None:
    def find(_: int) -> bool:
        with database.connect() as connection:
            return raise_finding(connection, FINDING)

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(find, range(12)))
    assert opened.count(True) == 1
    assert [row[1:3] for row in alerts(database)] == [("open", 12)]
