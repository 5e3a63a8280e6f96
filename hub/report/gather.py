"""Everything that the report says, as plain data: read in one transaction, of one state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.datasets import PLATFORMS
from hub.reconciliation.checks import checks
from hub.report.actions import find_actions
from hub.report.flow import read_days
from hub.report.mending import Period, reading, senders
from hub.report.rejections import read_rejections
from hub.report.scores import TREND_DAYS, read_scores
from hub.report.standing import read_accepted, read_alerts, read_balances, read_freshness, read_holds
from hub.report.warned import read_warned
from hub.report.words import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from hub.database.connection import Database
    from hub.reconciliation.checks import Check
    from hub.report.actions import Action
    from hub.report.flow import Day
    from hub.report.mending import Sender
    from hub.report.rejections import Rejections
    from hub.report.scores import Scores
    from hub.report.standing import Accepted, Balance, Freshness, Held, OpenAlert
    from hub.report.warned import WarnedRule


@dataclass(frozen=True, slots=True)
class Release:
    """The newest release."""

    release_id: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The state of quality at `made_at`; nothing in it is a person's in clear."""

    made_at: datetime
    today: date
    is_sandbox: bool
    release: Release | None
    actions: tuple[Action, ...]
    scores: Scores
    holds: tuple[Held, ...]
    accepted: tuple[Accepted, ...]
    rejections: Rejections
    warned: tuple[WarnedRule, ...]
    senders: tuple[Sender, ...]
    balances: tuple[Balance, ...]
    totals: tuple[Check, ...]
    freshness: tuple[Freshness, ...]
    alerts: tuple[OpenAlert, ...]
    days: tuple[Day, ...]


def gather(database: Database, now: datetime | None = None) -> Report:
    """The report on what is in the database, as of `now`: the database's own clock unless given."""
    with reading(database) as (connection, clock):
        made_at = now or clock
        sandbox = connection.execute("SELECT FROM hub.installation WHERE kind = 'sandbox'").fetchone()
        today = local_day(made_at)
        latest = connection.execute(
            "SELECT release_id, published_at FROM hub.release ORDER BY release_id DESC LIMIT 1"
        ).fetchone()
        holds = read_holds(connection)
        alerts = read_alerts(connection)
        rejections = read_rejections(connection, today)
        return Report(
            made_at=made_at,
            today=today,
            is_sandbox=sandbox is not None,
            release=Release(*latest) if latest else None,
            actions=find_actions(holds, alerts, rejections, made_at),
            scores=read_scores(connection, today),
            holds=holds,
            accepted=read_accepted(connection),
            rejections=rejections,
            warned=read_warned(connection, today - timedelta(TREND_DAYS - 1), today),
            senders=senders(connection, tuple(PLATFORMS), Period()),
            balances=read_balances(connection, today),
            totals=tuple(checks(connection)),
            freshness=read_freshness(connection),
            alerts=alerts,
            days=read_days(connection, today, TREND_DAYS),
        )
