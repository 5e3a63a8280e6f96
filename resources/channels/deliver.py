"""Delivery: every channel is told what it has not been told yet, in few messages."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from hub.alerts import delivery, heartbeats
from hub.alerts.delivery import Outgoing
from hub.alerts.due import Event, known
from hub.alerts.messages import NAME, compose
from hub.alerts.pacing import HOUR, batches, is_room, next_digest, retry_after
from hub.alerts.receivers import outlets
from hub.alerts.wording import instant, number
from hub.errors import SettingsError
from resources.channels.channel import NotTakenError, RefusedError, UnclearError, channel_name, without_secrets
from resources.channels.opening import open_channel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import psycopg

    from hub.alerts.due import Notice
    from hub.alerts.receivers import Outlet, Receiver
    from hub.database.connection import Database
    from resources.channels.channel import Channel

LONGEST = 30.0
"""Seconds after which no further message is begun: a sensor that works longer than a minute is cut off."""

STUBBORN = 5
"""Attempts after which a message that is refused makes way for a new one, though one attempt was never answered."""

TRIAL = f"{NAME}：测试消息"

AGAIN = "（重发：上次是否送达不明）"


@dataclass(slots=True)
class DeliveryOutcome:
    """What one call delivered over all channels: beginnings, reminders and ends told, in how many messages.

    `next_at` is when those of a channel that has had its share leave at the soonest; `failed` are the channels that
    did not take a message, with the reasons.
    """

    opened: int = 0
    reminded: int = 0
    resolved: int = 0
    messages: int = 0
    next_at: datetime | None = None
    failed: tuple[str, ...] = ()
    is_configured: bool = True
    is_busy: bool = False

    @property
    def sentence(self) -> str:
        """The outcome in one Chinese sentence."""
        if not self.is_configured:
            return "没有配置告警渠道（HUB_ALERT_CHANNELS 或 hub.toml 中的 [receivers.名称]），告警留在库中"
        if self.is_busy:
            return "另一个进程正在发送告警"
        told = [
            f"{number(count)} 条{kind}"
            for count, kind in ((self.opened, "告警"), (self.reminded, "再次提醒"), (self.resolved, "恢复"))
            if count
        ]
        parts = [f"送达 {'、'.join(told)}（{self.messages} 条消息）" if told else "没有送达告警"]
        if self.next_at:
            parts.append(f"消息已多，其余合并到下一条（最早 {instant(self.next_at)}）")
        if self.failed:
            parts.append(f"{'、'.join(self.failed)}，保留待发")
        return "；".join(parts)

    def count(self, told: Mapping[str, int]) -> None:
        """Add a message that was taken, by the events that it told of."""
        self.messages += 1
        self.opened += told.get(Event.OPENED, 0)
        self.reminded += told.get(Event.REMINDED, 0)
        self.resolved += told.get(Event.RESOLVED, 0)


def deliver(
    database: Database,
    receivers: Sequence[Receiver],
    *,
    report: str | None = None,
    insist: bool = False,
    now: datetime | None = None,
) -> DeliveryOutcome:
    """Tell every channel what it has not been told yet.

    A channel that does not take its message is left alone for a while that grows with its failures, unless the
    caller `insist`s; the others are not, and neither is one with an address that cannot be read. `report` is where
    the quality report is found; `now` is the database's clock unless given.
    """
    if not receivers:
        return DeliveryOutcome(is_configured=False)
    begun = time.monotonic()
    outcome = DeliveryOutcome()
    with delivery.only_deliverer(database) as connection:
        if connection is None:
            return DeliveryOutcome(is_busy=True)
        at = _now(connection) if now is None else now
        for outlet in outlets(receivers):
            if time.monotonic() - begun < LONGEST:
                _Telling(connection, outlet, report, at, outcome).tell(insist=insist)
        heartbeats.beat(connection, heartbeats.ALERTS)
    return outcome


class _Telling:
    """One channel's turn."""

    def __init__(
        self,
        connection: psycopg.Connection,
        outlet: Outlet,
        report: str | None,
        now: datetime,
        outcome: DeliveryOutcome,
    ) -> None:
        self.connection = connection
        self.outlet = outlet
        self.report = report
        self.now = now
        self.outcome = outcome
        self.name = channel_name(outlet.channel)
        self.standing = delivery.standing(connection, self.name, now)

    def tell(self, *, insist: bool) -> None:
        """Settle what is unsettled, then tell what is due."""
        if not insist and self.standing.retry_at is not None and self.now < self.standing.retry_at:
            return
        try:
            channel = open_channel(self.outlet.channel)
        except SettingsError as error:
            self._failed(str(error))
            return
        left_over = delivery.unsettled(self.connection, self.name)
        if left_over is not None and not self._send(channel, left_over):
            return
        sent = delivery.sent_since(self.connection, self.name, self.now - HOUR)
        due, is_all = self._due() if is_room(sent, self.now) else ([], False)
        chosen = batches(due, sent, self.now)
        if not chosen and next_digest(sent, self.now) > self.now and (due or not is_all):
            self.outcome.next_at = next_digest(sent, self.now)
            return
        for batch in chosen:
            message = compose(batch, now=self.now, longest=_room(channel), report=self.report)
            if not self._send(channel, delivery.write_down(self.connection, self.name, message, batch, self.now)):
                return
        if is_all:
            delivery.nothing_left(self.connection, self.name, self.now)

    def _due(self) -> tuple[list[Notice], bool]:
        """What the channel is to be told now, and whether nothing waits for the end of quiet hours."""
        due: list[Notice] = []
        is_all = True
        for alert in known(self.connection, self.name, self.standing.told_until, self.now):
            event = alert.event(self.now)
            if event is None:
                continue
            subject = alert.subject
            if not self.outlet.wants(subject):
                # Who was told of the beginning is told of the end, whatever is wanted of the alert as it is now.
                if event is Event.RESOLVED and alert.was_told:
                    due.append(alert.notice(event))
            elif self.outlet.is_told_now(subject, self.now):
                due.append(alert.notice(event))
            else:
                is_all = False
        return due, is_all

    def _send(self, channel: Channel, message: Outgoing) -> bool:
        """Whether the channel took the message; what became of it is in the ledger."""
        is_again = message.attempts > 0 and not channel.knows_keys
        delivery.leaving(self.connection, message)
        try:
            channel.send(replace(message, title=f"{AGAIN}{message.title}") if is_again else message)
        except (NotTakenError, UnclearError) as error:
            # After an attempt whose outcome is unknown the message stays as it is, unless it is refused for good.
            is_stuck = isinstance(error, RefusedError) and message.attempts >= STUBBORN
            if isinstance(error, NotTakenError) and (message.attempts == 0 or is_stuck):
                delivery.refused(self.connection, message)
            self._failed(without_secrets(str(error), self.outlet.channel))
            return False
        delivery.taken(self.connection, self.name, message, self.now)
        self.outcome.count(delivery.told_by(self.connection, message))
        return True

    def _failed(self, reason: str) -> None:
        retry_at = self.now + retry_after(self.standing.failures + 1)
        delivery.failed(self.connection, self.name, reason, retry_at, self.now)
        self.outcome.failed = (*self.outcome.failed, f"{self.name} 不通（{reason}）")


def try_out(receivers: Sequence[Receiver]) -> dict[str, str | None]:
    """Send every channel a message that means nothing; why each did not take it, None where it did, by its name."""
    found: dict[str, str | None] = {}
    for outlet in outlets(receivers):
        names = "、".join(each.name for each in outlet.receivers)
        message = Outgoing(0, uuid4(), TRIAL, f"接收人 {names} 的渠道可用，无需处理。", is_recovery=True, attempts=0)
        try:
            open_channel(outlet.channel).send(message)
        except (SettingsError, NotTakenError, UnclearError) as error:
            found[channel_name(outlet.channel)] = without_secrets(str(error), outlet.channel)
        else:
            found[channel_name(outlet.channel)] = None
    return found


def _room(channel: Channel) -> int | None:
    """Bytes of a message, so that it may come again and say so."""
    return None if channel.longest is None else channel.longest - len(AGAIN.encode())


def _now(connection: psycopg.Connection) -> datetime:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    now: datetime = row[0]
    return now
