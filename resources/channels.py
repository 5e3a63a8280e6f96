"""Alerts out of the hub, through Apprise services (DingTalk, WeCom, Feishu, SMTP, webhook …) named by their URLs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.alerts.delivery import Event, Notice, due, only_deliverer, told
from hub.alerts.messages import Message, compose
from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apprise.plugins.base import NotifyBase
    from pydantic import SecretStr

    from hub.database.connection import Database


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What one call delivered over all channels: alerts newly told, recoveries told; and the channels that failed."""

    opened: int = 0
    resolved: int = 0
    failed: tuple[str, ...] = ()
    is_configured: bool = True
    is_busy: bool = False

    @property
    def sentence(self) -> str:
        """The outcome in one Chinese sentence."""
        if not self.is_configured:
            return "没有配置告警渠道（HUB_ALERT_CHANNELS），告警留在库中"
        if self.is_busy:
            return "另一个进程正在发送告警"
        told_any = self.opened or self.resolved
        sent = f"送达 {self.opened} 条告警、{self.resolved} 条恢复" if told_any else "没有送达告警"
        return f"{sent}；{'、'.join(self.failed)} 不通，下次再发" if self.failed else sent


def channel_name(channel: SecretStr) -> str:
    """What a channel is called in records and messages: its kind and a short digest, nothing of its secrets."""
    url = channel.get_secret_value()
    # Four bytes tell a handful of channels apart and are too few to guess a password by.
    return f"{url.split('://', 1)[0].lower()}-{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}"


def check_channels(channels: Sequence[SecretStr]) -> None:
    """Raise SettingsError for the first channel that Apprise cannot make anything of; its secrets are not repeated."""
    for number, channel in enumerate(channels, 1):
        _service(channel, number)


def deliver(database: Database, channels: Sequence[SecretStr]) -> DeliveryOutcome:
    """Tell every channel what it has not been told yet, in one message each.

    A channel that does not take its message is told again next time; the others are not. Raises SettingsError for
    a channel that is none.
    """
    if not channels:
        return DeliveryOutcome(is_configured=False)
    services = [(channel_name(channel), _service(channel, number)) for number, channel in enumerate(channels, 1)]
    notices: list[Notice] = []
    failed: list[str] = []
    with only_deliverer(database) as connection:
        if connection is None:
            return DeliveryOutcome(is_busy=True)
        for name, service in services:
            waiting = due(connection, name)
            if not waiting:
                continue
            if _send(service, compose(waiting), waiting):
                told(connection, name, waiting)
                notices += waiting
            else:
                failed.append(name)
    return DeliveryOutcome(
        opened=sum(each.event is Event.OPENED for each in notices),
        resolved=sum(each.event is Event.RESOLVED for each in notices),
        failed=tuple(failed),
    )


def _service(channel: SecretStr, number: int) -> NotifyBase:
    from apprise import Apprise
    from apprise.common import OverflowMode

    service = Apprise.instantiate(channel.get_secret_value())
    if service is None:
        raise SettingsError(
            f"HUB_ALERT_CHANNELS: channel {number} ({channel_name(channel)}) is no Apprise URL; expected one such as "
            "dingtalk://…, wecombot://…, feishu://…, mailtos://… or json://…; set it in the environment or in hub.toml"
        )
    # A service that takes short messages only gets several instead of a cut-off one.
    service.overflow_mode = OverflowMode.SPLIT
    return service


def _send(service: NotifyBase, message: Message, notices: Sequence[Notice]) -> bool:
    from apprise import Apprise, NotifyFormat, NotifyType

    is_over = all(each.event is Event.RESOLVED for each in notices)
    apprise = Apprise()
    apprise.add(service)
    return bool(
        apprise.notify(
            title=message.title,
            body=message.body,
            body_format=NotifyFormat.TEXT,
            notify_type=NotifyType.SUCCESS if is_over else NotifyType.WARNING,
        )
    )
