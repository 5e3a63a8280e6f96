"""Work notifications of 浙政钉, the province's DingTalk for officials, which no library speaks.

Address: `zhezhengding://APP_KEY:APP_SECRET@HOST/TENANT_ID?to=ACCOUNT,ACCOUNT`, over HTTPS unless it says `tls=no`.
The platform takes a message of one `bizMsgId` once.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr

from hub.alerts.masking import mask_runs
from hub.alerts.wording import ZONE
from hub.errors import SettingsError
from resources.channels.channel import LONGEST_REASON, RefusedError, post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.alerts.delivery import Outgoing

SCHEME = "zhezhengding"
FORM = f"{SCHEME}://APP_KEY:APP_SECRET@主机/租户编号?to=接收人,接收人"
PATH = "/message/workNotification"


@dataclass(frozen=True, slots=True)
class WorkNotification:
    """The application's right to notify `receivers` of one tenant at `base` (scheme, host and port)."""

    base: str
    app_key: str
    app_secret: SecretStr
    tenant: str
    receivers: tuple[str, ...]
    longest: int | None = 2_000
    knows_keys: bool = True

    def send(self, message: Outgoing) -> None:
        """Send `message`. Raises NotTakenError or UnclearError."""
        text = {"msgtype": "text", "text": {"content": f"{message.title}\n{message.body}"}}
        form = {
            "receiverIds": ",".join(self.receivers),
            "tenantId": self.tenant,
            "bizMsgId": str(message.key),
            "msg": json.dumps(text, ensure_ascii=False),
        }
        answer = post(f"{self.base}{PATH}", form=form, headers=self._headers(form))
        inner = _inner(answer)
        if answer.get("success") is not True or inner.get("success") is not True:
            raise RefusedError(f"拒绝了消息（{_reason(inner, answer)}）")

    def _headers(self, form: Mapping[str, str]) -> dict[str, str]:
        timestamp = datetime.now(ZONE).isoformat(timespec="milliseconds")
        nonce = secrets.token_hex(16)
        return {
            "X-Hmac-Auth-Timestamp": timestamp,
            "X-Hmac-Auth-Version": "1.0",
            "X-Hmac-Auth-Nonce": nonce,
            "apiKey": self.app_key,
            "X-Hmac-Auth-IP": _own_address(),
            "X-Hmac-Auth-MAC": ":".join(f"{octet:02x}" for octet in uuid.getnode().to_bytes(6, "big")),
            "X-Hmac-Auth-Signature": sign(self.app_secret, "POST", timestamp, nonce, PATH, form),
        }


def sign(secret: SecretStr, method: str, timestamp: str, nonce: str, path: str, parameters: Mapping[str, str]) -> str:
    """The signature of a call: over the parameters as they are before they are quoted, sorted by name."""
    joined = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))
    signed = "\n".join((method, timestamp, nonce, path, *([joined] if joined else [])))
    digest = hmac.digest(secret.get_secret_value().encode(), signed.encode(), "sha256")
    return base64.b64encode(digest).decode()


def read_address(url: str) -> WorkNotification:
    """The channel at an address of this kind. Raises SettingsError, which repeats nothing of it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError(f"浙政钉渠道的地址不对；应形如 {FORM}") from None
    query = parse_qs(parts.query)
    receivers = tuple(each.strip() for given in query.get("to", ()) for each in given.split(",") if each.strip())
    tenant = unquote(parts.path.strip("/"))
    missing = [
        name
        for name, given in (
            ("APP_KEY", parts.username),
            ("APP_SECRET", parts.password),
            ("主机", parts.hostname),
            ("租户编号", tenant),
            ("接收人 to=", receivers),
        )
        if not given
    ]
    if missing:
        raise SettingsError(f"浙政钉渠道的地址缺少{'、'.join(missing)}；应形如 {FORM}")
    scheme = "http" if query.get("tls") == ["no"] else "https"
    return WorkNotification(
        base=f"{scheme}://{parts.hostname}{f':{port}' if port else ''}",
        app_key=unquote(parts.username or ""),
        app_secret=SecretStr(unquote(parts.password or "")),
        tenant=tenant,
        receivers=receivers,
    )


def _inner(answer: Mapping[str, object]) -> Mapping[str, object]:
    """The answer's `content`, which is a JSON string again."""
    content = answer.get("content")
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except json.JSONDecodeError:
            content = None
    return content if isinstance(content, dict) else {}


def _reason(*answers: Mapping[str, object]) -> str:
    for answer in answers:
        for name in ("responseMessage", "errorMsg", "message", "Message", "bizErrorCode", "errorCode", "Code"):
            if answer.get(name):
                return mask_runs(str(answer[name]))[:LONGEST_REASON]
    return "没有说明原因"


def _own_address() -> str:
    """This machine's address, as its name resolves."""
    try:
        return socket.gethostbyname(socket.gethostname())
    except OSError:
        return "127.0.0.1"
