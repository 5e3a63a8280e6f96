"""Faults on the wire, declared: every n-th call of a platform goes wrong in a known way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS: Final = ("502", "503", "504", "429", "429-date", "html", "05", "99", "500", "reset", "short", "hang")
LIGHT: Final = ("*:503:29", "*:429:37", "*:429-date:61")
"""The faults of a sandbox that nobody asked for others: enough to exercise a retry, too few to slow a walk."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Every `every`-th call of `platform` (`*`: of each) goes wrong as `kind` says."""

    platform: str
    kind: str
    every: int


def parse(texts: Iterable[str]) -> tuple[Fault, ...]:
    """Faults from `PLATFORM:KIND:EVERY`, such as `city:reset:10`. Raises SettingsError where one is none."""
    return tuple(_parse_one(text) for text in texts)


def _parse_one(text: str) -> Fault:
    match text.split(":"):
        case [platform, kind, every] if kind in KINDS and every.isascii() and every.isdigit() and int(every) > 0:
            return Fault(platform, kind, int(every))
    raise SettingsError(
        f"沙箱故障“{text}”无法识别：应写作 平台:种类:每几次，例如 city:503:10；种类为 {'、'.join(KINDS)}"
    )
