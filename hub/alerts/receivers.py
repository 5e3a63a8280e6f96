"""Who is told of which alerts: receivers as they are declared, and the channels that lead to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.alerts.findings import Severity
from hub.alerts.wording import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pydantic import SecretStr

    from hub.datasets.wire import QuietHours

CAN_WAIT = frozenset({Severity.REJECT, Severity.WARN})
"""Severities that quiet hours keep back: nothing stands still because of them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What of an alert receivers choose by."""

    severity: str
    platform: str | None
    department: str | None = None
    division_code: str | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """People who are told, and what they want to be told of; an empty choice is no restriction.

    A receiver who names departments or divisions hears of nothing that is no single department's or division's
    matter. A division covers those below it.
    """

    name: str
    channels: tuple[SecretStr, ...]
    platforms: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    divisions: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    quiet_hours: tuple[QuietHours, ...] = ()

    def wants(self, subject: Subject) -> bool:
        """Whether this receiver is told of an alert about `subject`."""
        return (
            (not self.platforms or subject.platform in self.platforms)
            and (not self.departments or subject.department in self.departments)
            and (not self.severities or subject.severity in self.severities)
            and (not self.divisions or any(_covers(each, subject.division_code) for each in self.divisions))
        )

    def is_told_now(self, subject: Subject, now: datetime) -> bool:
        """Whether the alert need not wait for the end of the quiet hours."""
        at = now.astimezone(ZONE).time()
        return subject.severity not in CAN_WAIT or not any(each.holds(at) for each in self.quiet_hours)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel and everyone whom it reaches: who shares a channel is told once."""

    channel: SecretStr
    receivers: tuple[Receiver, ...] = field(repr=False)

    def wants(self, subject: Subject) -> bool:
        """Whether anyone behind the channel is told of an alert about `subject`, now or later."""
        return any(each.wants(subject) for each in self.receivers)

    def is_told_now(self, subject: Subject, now: datetime) -> bool:
        """Whether anyone behind the channel is told of it now."""
        return any(each.wants(subject) and each.is_told_now(subject, now) for each in self.receivers)


def outlets(receivers: Iterable[Receiver]) -> tuple[Outlet, ...]:
    """Every channel once, in the order of the receivers."""
    behind: dict[SecretStr, list[Receiver]] = {}
    for receiver in receivers:
        for channel in dict.fromkeys(receiver.channels):
            behind.setdefault(channel, []).append(receiver)
    return tuple(Outlet(channel, tuple(those)) for channel, those in behind.items())


def _covers(division: str, code: str | None) -> bool:
    """Whether the 12-digit `division` is `code` or lies above it: its trailing groups of zeros stand for all below."""
    prefix = division.removesuffix("000")
    prefix = prefix.removesuffix("000") if prefix != division else prefix
    return code is not None and code.startswith(prefix)
