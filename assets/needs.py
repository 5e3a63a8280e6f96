"""What the assets need from outside, as Dagster resources: their keys, and what stands behind each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import dagster as dg
    from pydantic import SecretStr

    from hub.database.connection import Database
    from hub.landing.store import LandingStore
    from hub.progress import Progress
    from resources.rest.access import PlatformAccess
    from resources.rest.lines import Lines

KEYS = ("database", "landing_store", "platform_access", "lines", "inbox", "progress", "channels")
"""Every resource key; `hub.main.definitions` builds what is behind them."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The folder with a folder for each department, how many seconds a file must have stood still, and where receipts
    are written after a release; None where they are not."""

    path: Path
    settle: float
    receipts: Path | None = None


class Needs(Protocol):
    """The resources by their keys; a context has those that its definition requires.

    `platform_access` has an entry for every platform that is configured; `lines` are this run's own;
    `channels` are Apprise URLs.
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
    def channels(self) -> Sequence[SecretStr]: ...


def needs(context: dg.AssetExecutionContext | dg.SensorEvaluationContext | dg.ScheduleEvaluationContext) -> Needs:
    """The context's resources, typed."""
    return cast("Needs", context.resources)
