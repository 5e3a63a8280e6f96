"""One exchange with a platform: pooled connections, TLS verified, bounded in time and size, failures as types."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from http.client import HTTPException, IncompleteRead
from ipaddress import ip_address
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from hub.errors import PermanentError, SettingsError
from resources.rest.errors import AskAgain, NobodyThere

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from threading import Event

    from hub.datasets.wire import RestPlatform
    from resources.rest.access import PlatformAccess
    from resources.rest.clock import Clock
    from resources.rest.lines import Line

_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent; at most one of `form` and `json` is there. `url` is whole."""

    method: str
    url: str
    query: Mapping[str, object] = field(default_factory=dict, repr=False)
    form: Mapping[str, object] | None = field(default=None, repr=False)
    json: Mapping[str, object] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whole; `body` is without any content encoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


class Transport:
    """Exchanges with one platform on behalf of `subject` (`platform/dataset`), which its messages name."""

    def __init__(
        self,
        platform: RestPlatform,
        access: PlatformAccess,
        subject: str,
        line: Line,
        clock: Clock,
        cancelled: Event,
    ) -> None:
        self._platform = platform
        self._subject = subject
        self._line = line
        self._clock = clock
        self._cancelled = cancelled
        self._session = _session(platform, access)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def about(self, url: str, what: str, advice: str = "") -> str:
        """A message that names platform, dataset and address, without secrets."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
        message = f"{self._platform.title}（{self._subject}）{address}：{what}"
        return self._line.secrets.hide(f"{message}；{advice}" if advice else message)

    def exchange(self, call: Call) -> Response:
        """Send a call when its turn has come, and read the answer to its end, whatever its status.

        Raises PostponedError in quiet hours, NobodyThere where no part of an answer came (refused, unknown host,
        time-out), AskAgain for what else may heal (reset, cut short) and PermanentError for an untrusted certificate.
        """
        limits = self._platform.limits
        answered = False
        try:
            with (
                self._line.pace.turn(self._cancelled),
                self._session.request(
                    call.method,
                    call.url,
                    params=_filled(call.query),
                    data=_filled(call.form),
                    json=call.json,
                    headers=dict(call.headers),
                    timeout=(min(limits.timeout_seconds, 10.0), limits.timeout_seconds),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                answered = True
                body = b"".join(self._blocks(call.url, response.raw))
                return Response(response.status_code, response.headers, body, self._clock.now())
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            self._fail(call.url, error, answered=answered)

    def _blocks(self, url: str, raw: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        limits = self._platform.limits
        deadline = time.monotonic() + limits.answer_seconds
        received = 0
        while block := raw.read1(_BLOCK, decode_content=True):
            received += len(block)
            if received > limits.answer_bytes:
                what = f"一次答复超过 {limits.answer_bytes // 1024**2} MB"
                raise PermanentError(self.about(url, what, "请与平台方核对每页条数"))
            if time.monotonic() > deadline:
                raise AskAgain(self.about(url, f"{limits.answer_seconds:.0f} 秒内没有收完一次答复"))
            yield block

    def _fail(self, url: str, error: Exception, *, answered: bool) -> NoReturn:
        # The libraries' own messages may quote addresses with signatures in them, so they are not carried along.
        causes = tuple(_causes(error))
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            reason = next(cause.verify_message for cause in causes if isinstance(cause, ssl.SSLCertVerificationError))
            advice = "如平台使用自建证书机构，请在 HUB_CA_BUNDLE 中指定其证书文件（PEM）"
            raise PermanentError(self.about(url, f"证书不受信任（{reason}）", advice)) from None
        if any("WRONG_VERSION_NUMBER" in str(cause) for cause in causes):
            advice = f"该端口可能不是 HTTPS，请核对 {self._platform.setting_name('URL')}"
            raise PermanentError(self.about(url, "对方不使用 TLS", advice)) from None
        advice = f"请检查网络、平台是否在运行以及 {self._platform.setting_name('URL')}"
        nobody = not answered and any(isinstance(cause, _NOBODY) for cause in causes)
        raise (NobodyThere if nobody else AskAgain)(self.about(url, _reason(causes), advice)) from None


def _session(platform: RestPlatform, access: PlatformAccess) -> requests.Session:
    session = requests.Session()
    # Neither .netrc (it would replace our Authorization) nor REQUESTS_CA_BUNDLE; proxies only for other machines.
    session.trust_env = False
    base = access.base(platform)
    if not _is_loopback(urlsplit(base).hostname or ""):
        session.proxies.update(get_environ_proxies(base))
    session.headers["Accept"] = "application/json"
    session.headers["User-Agent"] = "enforcement-data-hub"
    session.mount("https://", HTTPAdapter(pool_connections=1, pool_maxsize=4))
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=4))
    if access.ca_bundle is not None:
        _require_certificates(access.ca_bundle)
        session.verify = str(access.ca_bundle)
    return session


def _require_certificates(file: Path) -> None:
    try:
        ssl.create_default_context(cafile=str(file))
    except OSError as error:
        raise SettingsError(
            f"设置 HUB_CA_BUNDLE 指定的证书文件 {file} 无法使用（{error.strerror or error}）；应为 PEM 格式的证书"
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _filled(parameters: Mapping[str, object] | None) -> dict[str, str] | None:
    if parameters is None:
        return None
    return {name: str(value) for name, value in parameters.items() if value is not None}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it stands for, outermost first."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        waiting.extend(each for each in inner if isinstance(each, BaseException))


_NOBODY = (urllib3.exceptions.TimeoutError, urllib3.exceptions.ProxyError, TimeoutError)
"""What tells that nobody was there to answer; urllib3 counts refused connections and unknown hosts as time-outs."""

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (urllib3.exceptions.NameResolutionError, "主机名无法解析"),
    (urllib3.exceptions.ProxyError, "代理服务器不可用"),
    (ConnectionRefusedError, "连接被拒绝"),
    (urllib3.exceptions.ConnectTimeoutError, "连接超时"),
    (TimeoutError, "等待答复超时"),
    (urllib3.exceptions.ReadTimeoutError, "等待答复超时"),
    (IncompleteRead, "答复中途断开，没有收完"),
    (urllib3.exceptions.InvalidChunkLength, "答复中途断开，没有收完"),
    (ConnectionError, "连接被中断"),
    (HTTPException, "对方说的不是 HTTP"),
    (urllib3.exceptions.ProtocolError, "连接被中断"),
    (urllib3.exceptions.DecodeError, "答复的压缩内容已损坏"),
    (ssl.SSLError, "TLS 握手失败"),
)


def _reason(causes: tuple[BaseException, ...]) -> str:
    for kind, reason in _REASONS:
        if any(isinstance(cause, kind) for cause in causes):
            return reason
    return f"通信失败（{type(causes[0]).__name__}）"
