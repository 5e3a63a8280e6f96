"""From an address to the channel behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.errors import SettingsError
from resources.channels import zhezhengding
from resources.channels.channel import channel_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import SecretStr

    from hub.alerts.receivers import Receiver
    from resources.channels.channel import Channel


def open_channel(channel: SecretStr) -> Channel:
    """The channel at an address; nothing is sent. Raises SettingsError, which repeats nothing of the address."""
    url = channel.get_secret_value()
    if url.lower().startswith(f"{zhezhengding.SCHEME}://"):
        return zhezhengding.read_address(url)
    # Apprise takes half a second to import, and most commands need no channel.
    from resources.channels.robots import robot
    from resources.channels.services import Service, read_address

    service = read_address(url)
    if service is None:
        raise SettingsError(
            f"渠道 {channel_name(channel)} 不是可用的地址；应形如 dingtalk://…、wecombot://…、feishu://…、mailtos://…、"
            f"jsons://… 或 {zhezhengding.FORM}"
        )
    return robot(service) or Service(service)


def open_channels(receivers: Iterable[Receiver]) -> dict[SecretStr, Channel]:
    """The channel at every address of `receivers`; nothing is sent.

    Raises SettingsError for the first channel that is none, with the receiver to whom it should lead.
    """
    channels: dict[SecretStr, Channel] = {}
    for receiver in receivers:
        for number, address in enumerate(receiver.channels, 1):
            try:
                channels[address] = channels.get(address) or open_channel(address)
            except SettingsError as error:
                raise SettingsError(f"接收人 {receiver.name} 的第 {number} 个渠道：{error}") from None
    return channels
