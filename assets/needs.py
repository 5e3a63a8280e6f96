"""What the assets need from outside, as Dagster resources: their keys, and what stands behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import dagster as dg

    from hub.alerts.receivers import Receiver
    from hub.database.connection import Database
    from hub.feed.keeping import Keeping
    from hub.gates.limits import Book
    from hub.landing.store import LandingStore
    from hub.progress import Progress
    from hub.report.shelf import Shelf
    from resources.rest.access import PlatformAccess
    from resources.rest.lines import Lines

KEYS = (
    "database",
    "landing_store",
    "platform_access",
    "lines",
    "inbox",
    "progress",
    "alerting",
    "limits",
    "shelf",
    "landing_days",
    "keeping",
)
"""Every resource key; `hub.main.definitions` builds what is behind them."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The folder with a folder for each department, how many seconds a file must have stood still, and where receipts
    are written after a release; None where they are not."""

    path: Path
    settle: float
    receipts: Path | None = None


@dataclass(frozen=True, slots=True)
class Alerting:
    """Who is told of alerts, and where the quality report is found; None before there is one."""

    receivers: Sequence[Receiver]
    report: str | None = None


class Needs(Protocol):
    """The resources by their keys; a context has those that its definition requires.

    `platform_access` has an entry for every platform that is configured; `lines` are this run's own.
    """

    @property
    def database(self) -> Database: ...
    @property
    def landing_store(self) -> LandingStore: ...
    @property
    def platform_access(self) -> Mapping[str, PlatformAccess]: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def progress(self) -> Progress: ...
    @property
    def alerting(self) -> Alerting: ...
    @property
    def limits(self) -> Book: ...
    @property
    def shelf(self) -> Shelf: ...
    @property
    def landing_days(self) -> int | None: ...
    @property
    def keeping(self) -> Keeping: ...


def needs(context: dg.AssetExecutionContext | dg.SensorEvaluationContext | dg.ScheduleEvaluationContext) -> Needs:
    """The context's resources, typed."""
    return cast("Needs", context.resources)
