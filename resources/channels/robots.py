"""Robots of DingTalk, WeCom and Feishu, at the addresses that Apprise reads.

They say in the body of an HTTP 200 that they did not take a message (too many, a wrong signature), and Apprise 2
takes that for success; it also quotes DingTalk's signature twice, which DingTalk refuses. So Apprise reads the address,
and the call is ours.
"""

from __future__ import annotations

import base64
import hmac
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from hub.alerts.masking import mask_runs
from resources.channels.channel import LONGEST_REASON, RefusedError, post

if TYPE_CHECKING:
    from collections.abc import Callable

    from apprise.plugins.base import NotifyBase

    from hub.alerts.delivery import Outgoing


@dataclass(frozen=True, slots=True)
class Call:
    """What is posted."""

    url: str
    payload: dict[str, object]
    params: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Robot:
    """A robot; its answer's `verdict` is 0 where it took the message, `reason` says why it did not."""

    call: Callable[[str], Call]
    verdict: str
    reason: str
    longest: int | None
    knows_keys: bool = False

    def send(self, message: Outgoing) -> None:
        """Send `message`. Raises NotTakenError or UnclearError."""
        call = self.call(f"{message.title}\n{message.body}")
        answer = post(call.url, params=call.params, json=call.payload)
        verdict = answer.get(self.verdict)
        if verdict != 0:
            reason = mask_runs(str(answer.get(self.reason) or "没有说明原因"))[:LONGEST_REASON]
            raise RefusedError(f"拒绝了消息（{self.verdict} {str(verdict)[:LONGEST_REASON]}：{reason}）")


def robot(service: NotifyBase) -> Robot | None:
    """The robot at the address that Apprise read; None where it is no robot's."""
    if isinstance(service, NotifyDingTalk):
        return Robot(lambda text: _dingtalk(service, text), "errcode", "errmsg", longest=18_000)
    if isinstance(service, NotifyWeComBot):
        return Robot(lambda text: _wecom(service, text), "errcode", "errmsg", longest=2_048)
    if isinstance(service, NotifyFeishu):
        return Robot(lambda text: _feishu(service, text), "code", "msg", longest=18_000)
    return None


def _dingtalk(service: NotifyDingTalk, text: str) -> Call:
    payload: dict[str, object] = {
        "msgtype": "text",
        "text": {"content": text},
        "at": {"atMobiles": service.targets, "isAtAll": False},
    }
    url = service.notify_url.format(token=service.token)
    if not service.secret:
        return Call(url, payload)
    timestamp = str(round(time.time() * 1000))
    digest = hmac.digest(service.secret.encode(), f"{timestamp}\n{service.secret}".encode(), "sha256")
    return Call(url, payload, {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()})


def _wecom(service: NotifyWeComBot, text: str) -> Call:
    return Call(service.api_url, {"msgtype": "text", "text": {"content": text}})


def _feishu(service: NotifyFeishu, text: str) -> Call:
    return Call(service.notify_url.format(token=service.token), {"msg_type": "text", "content": {"text": text}})
