"""What an answer says about its call: HTTP status, then kind of content, then the result code inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.datasets.wire import Meaning
from hub.errors import ProtocolError
from hub.landing import answers
from resources.rest.errors import AskAgain, BadAnswer
from resources.rest.retry import http_date, seconds_of

if TYPE_CHECKING:
    from datetime import datetime

    from hub.datasets.wire import RestPlatform
    from resources.rest.transport import Response

_ADVICE = {
    400: "请求不合平台约定，请核对平台声明与接口文档",
    401: "凭据不被接受，请核对 {settings}",
    403: "没有权限，请核对 {settings}，并向平台方申请该接口的权限",
    404: "地址不存在，请核对 {url} 与接口名",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of an answer, in words where it is not good; `document` is its JSON where it has one."""

    meaning: Meaning
    what: str = ""
    advice: str = ""
    document: object = None
    retry_after: float | None = None


def judge(platform: RestPlatform, response: Response, now: datetime, *, coded: bool = True) -> Verdict:
    """What `response` says. Without `coded` the answer need not carry a result code.

    Raises AskAgain for a web page or nothing in place of data, ProtocolError for an answer that is neither.
    """
    meaning = platform.meaning_of_status(response.status)
    if meaning is not Meaning.OK:
        return _of_status(platform, response, meaning, now)
    start = response.body[:256].lstrip().lower()
    if not start or start.startswith(b"<"):
        raise AskAgain("答复是空的" if not start else "答复是网页而不是数据（可能是网关的错误页）")
    try:
        document = answers.parse(response.body)
    except ProtocolError as error:
        cut_off = start.startswith((b"{", b"["))
        raise BadAnswer(str(error), response.body, response.received_at, may_heal=cut_off) from None
    return _of_code(platform, document, coded=coded)


def server_time(response: Response) -> datetime | None:
    """The platform's clock as its answer gives it."""
    return http_date(response.headers.get("Date"))


def credential_settings(platform: RestPlatform) -> str:
    """The names of the settings that hold the credentials, for a message."""
    return "、".join(platform.setting_name(suffix) for suffix in platform.auth.settings) or platform.setting_name("URL")


def _of_status(platform: RestPlatform, response: Response, meaning: Meaning, now: datetime) -> Verdict:
    what = f"HTTP {response.status}"
    try:
        said = answers.message_of(platform, answers.parse(response.body))
    except ProtocolError:
        said = ""
    if said:
        what += f"（{said}）"
    if 300 <= response.status < 400:
        what += "，要求转到别处"
        advice = f"请把 {platform.setting_name('URL')} 改为平台的最终地址"
    else:
        advice = _ADVICE.get(response.status, "").format(
            settings=credential_settings(platform), url=platform.setting_name("URL")
        )
    wait = seconds_of(response.headers.get("Retry-After"), now, response.headers.get("Date"))
    return Verdict(meaning, what, advice, retry_after=wait)


def _of_code(platform: RestPlatform, document: object, *, coded: bool) -> Verdict:
    if not coded and answers.find(document, platform.answer.code_at or ("",)) is None:
        return Verdict(Meaning.OK, document=document)
    code = answers.code_of(platform, document)
    if code is None:
        return Verdict(Meaning.OK, document=document)
    known = platform.answer.codes.get(code)
    said = answers.message_of(platform, document)
    what = f"结果码 {code}" + (f"（{said}）" if said else "")
    if known is None:
        raise ProtocolError(f"{what} 不在平台约定之内")
    return Verdict(known.meaning, what, known.advice, document)
