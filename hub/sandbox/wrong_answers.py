"""What comes in place of a platform's answer, from itself or from whatever stands before it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from hub.sandbox.faults import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable

_PAGE: Final = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>nginx</p></body></html>"
_WORDS: Final = {
    "302": "Found",
    "502": "Bad Gateway",
    "503": "Service Unavailable",
    "504": "Gateway Time-out",
}
"""Those that come as a web page."""


def _status(status: str) -> Callable[[], Response]:
    headers = {"Location": "https://elsewhere.invalid/login"} if status == "302" else None
    if status in _WORDS:
        return lambda: HTMLResponse(_PAGE.format(f"{status} {_WORDS[status]}"), int(status), headers)
    return lambda: JSONResponse({"message": f"refused with {status}"}, int(status))


def _busy(after: Callable[[], str]) -> Callable[[], Response]:
    return lambda: JSONResponse({"message": "too many requests"}, 429, {"Retry-After": after()})


def _gateway(code: str, message: str) -> Callable[[], Response]:
    content = {"code": code, "msg": message, "requestId": "-", "dataCount": 0, "datas": None}
    return lambda: JSONResponse(content)


def _grassroots(code: int, message: str) -> Callable[[], Response]:
    return lambda: JSONResponse({"success": False, "code": code, "message": message, "data": None})


WRONG_ANSWERS: Final[dict[str, Callable[[], Response]]] = {
    **{status: _status(status) for status in STATUSES},
    "429": _busy(lambda: "0"),
    "429-date": _busy(lambda: format_datetime(datetime.now(UTC), usegmt=True)),
    "429-long": _busy(lambda: "86400"),
    "01": _gateway("01", "签名错误或已过期"),
    "02": _gateway("02", "请求时间与服务器时间相差超过5分钟"),
    "03": _gateway("03", "应用无此接口权限"),
    "05": _gateway("05", "调用过于频繁"),
    "99": _gateway("99", "系统内部错误"),
    "500": _grassroots(500, "系统繁忙"),
    "code-401": _grassroots(401, "登录已失效"),
    "code-unknown": lambda: JSONResponse({"success": False, "code": 7341, "message": "?", "data": None}),
    "html": lambda: HTMLResponse(_PAGE.format("系统维护中")),
    "empty": lambda: Response(b""),
    "words": lambda: PlainTextResponse("service is up"),
    "list": lambda: JSONResponse([]),
}
