"""Datasets that a gate holds back: what was published of them stays, nothing new is released."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg


def held_datasets(connection: psycopg.Connection) -> dict[str, list[str]]:
    """The reasons by which each held dataset (`platform/dataset`) is held; a dataset without any is not in it."""
    held: dict[str, list[str]] = {}
    for platform, dataset, reason in connection.execute(
        "SELECT platform, dataset, reason FROM hub.hold WHERE accepted_at IS NULL ORDER BY platform, dataset, rule_id"
    ):
        held.setdefault(f"{platform}/{dataset}", []).append(reason)
    return held
