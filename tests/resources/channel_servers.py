"""Real servers on loopback that check what real services check, and keep what they took."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from pydantic import SecretStr

from hub.alerts.receivers import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

DINGTALK_SECRET = "SEC000loopback"
DINGTALK_TOKEN = "abc123"
ZZD_KEY = "hub-app"
ZZD_SECRET = "zzd secret/+&"


@dataclass
class Request:
    """What an HTTP server was sent."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Service:
    """An HTTP service. `answer` gives status and JSON; `status` other than 200 is a service that is out of order.

    `is_mute` takes the request and hangs up without a word.
    """

    answer: Callable[[Request], tuple[int, object]]
    status: int = 200
    is_mute: bool = False
    taken: list[Request] = field(default_factory=list)
    """What it took: was asked with status 200 and answered as success, or was taken before it hung up."""
    asked: int = 0
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[Service]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request(parts.path, query, {key.lower(): value for key, value in self.headers.items()}, body)
                service.asked += 1
                if service.is_mute:
                    service.taken.append(request)
                    self.close_connection = True
                    return
                status, document = service.answer(request) if service.status == 200 else (service.status, {})
                payload = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def webhook() -> Service:
    """Takes everything."""

    def answer(request: Request) -> tuple[int, object]:
        service.taken.append(request)
        return 200, {}

    service = Service(answer)
    return service


def dingtalk_robot() -> Service:
    """Answers HTTP 200 whatever happens, as DingTalk's robots do, and says in `errcode` whether it took the message."""

    def answer(request: Request) -> tuple[int, object]:
        timestamp = request.query.get("timestamp", "")
        digest = hmac.digest(DINGTALK_SECRET.encode(), f"{timestamp}\n{DINGTALK_SECRET}".encode(), "sha256")
        if request.query.get("access_token") != DINGTALK_TOKEN:
            return 200, {"errcode": 300001, "errmsg": "token is not exist"}
        if request.query.get("sign") != base64.b64encode(digest).decode():
            return 200, {"errcode": 310000, "errmsg": "sign not match"}
        service.taken.append(request)
        return 200, {"errcode": 0, "errmsg": "ok"}

    service = Service(answer)
    return service


def wecom_robot() -> Service:
    """Refuses texts of more than 2,048 bytes, with HTTP 200."""

    def answer(request: Request) -> tuple[int, object]:
        if len(request.json["text"]["content"].encode()) > 2048:
            return 200, {"errcode": 40058, "errmsg": "content size is invalid"}
        service.taken.append(request)
        return 200, {"errcode": 0, "errmsg": "ok"}

    service = Service(answer)
    return service


def zhezhengding() -> Service:
    """Checks the signature as its documentation says; takes a bizMsgId once; `content` is a JSON string again."""
    known: set[str] = set()

    def answer(request: Request) -> tuple[int, object]:
        headers, form = request.headers, request.form
        signed = "\n".join(
            (
                "POST",
                headers["x-hmac-auth-timestamp"],
                headers["x-hmac-auth-nonce"],
                request.path,
                "&".join(f"{name}={value}" for name, value in sorted(form.items())),
            )
        )
        digest = hmac.digest(ZZD_SECRET.encode(), signed.encode(), "sha256")
        is_signed = headers["x-hmac-auth-signature"] == base64.b64encode(digest).decode()
        if headers["apikey"] != ZZD_KEY or headers["x-hmac-auth-version"] != "1.0" or not is_signed:
            return 200, {"success": False, "bizErrorCode": "OPF-B001-05-16-0001", "errorMsg": "签名错误"}
        if form["bizMsgId"] not in known:
            known.add(form["bizMsgId"])
            service.taken.append(request)
        return 200, {"success": True, "content": json.dumps({"success": True, "content": {"msgId": "1"}})}

    service = Service(answer)
    return service


@dataclass
class Mailbox:
    """An SMTP server that lets one user in."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    is_full: bool = False

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ARG002
        if self.is_full:
            return "452 4.2.2 mailbox full"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@contextmanager
def mailbox(user: str, password: str) -> Iterator[Mailbox]:
    """A mailbox on loopback for whoever knows `password`."""

    def authenticate(server: object, session: object, envelope: object, mechanism: str, auth: object) -> AuthResult:
        assert isinstance(auth, LoginPassword)
        is_known = (auth.login, auth.password) == (user.encode(), password.encode())
        return AuthResult(success=is_known, handled=False)

    box = Mailbox(0)
    controller = Controller(
        box,
        "127.0.0.1",
        _free_port(),
        server_hostname="mail.example",
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def address(service: Service) -> SecretStr:
    """The address of a webhook, with a password in it."""
    return SecretStr(f"json://user:secret-word@127.0.0.1:{service.port}/alerts")


def everyone(*services: Service) -> list[Receiver]:
    """One receiver of everything, through webhooks."""
    return [Receiver("duty", tuple(map(address, services)))]
