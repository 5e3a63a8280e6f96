"""The settings of how long the change feed and superseded versions are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.feed.keeping import Keeping

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANGES = "HUB_CHANGES_DAYS"
HISTORY = "HUB_HISTORY_DAYS"
FEWEST_DAYS, MOST_DAYS = 7, 36500

EXPECTED = {
    CHANGES: f"变更流保留的天数，{FEWEST_DAYS} 至 {MOST_DAYS} 的整数",
    HISTORY: f"历史版本保留的天数，{FEWEST_DAYS} 至 {MOST_DAYS} 的整数",
}


def read_keeping(given: Mapping[str, str]) -> tuple[Keeping, dict[str, str]]:
    """What is kept how long, and by setting what is wrong with it."""
    wrong = {name: f"的值 {value!r} 不对" for name, value in given.items() if not _is_days(value)}
    days = {name: int(value) for name, value in given.items() if name not in wrong}
    return Keeping(days.get(CHANGES), days.get(HISTORY)), wrong


def environment_of(keeping: Keeping) -> dict[str, str]:
    """The environment that gives these settings again; what is not set is empty."""
    return {CHANGES: str(keeping.changes_days or ""), HISTORY: str(keeping.history_days or "")}


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and FEWEST_DAYS <= int(text) <= MOST_DAYS
