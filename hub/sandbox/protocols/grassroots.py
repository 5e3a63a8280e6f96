"""The four platforms of grassroots governance: a password login, pages by number over a live table."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.applications import Starlette
from starlette.routing import Route

from hub.sandbox.protocols.common import Backstage, MalformedError, answer, form, local_milliseconds, raw, whole, window

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from hub.sandbox.credentials import Credentials

MODULES: Final = {
    "grid": "grassroots/grids",
    "place": "grassroots/places",
    "filing": "grassroots/filings",
    "event": "grassroots/events",
}
_MOST_ROWS: Final = 500


class GrassrootsPlatform:
    """The platform with the tokens it has handed out. Its refusals come with HTTP 200."""

    def __init__(self, credentials: Credentials, backstage: Backstage) -> None:
        self._credentials = credentials
        self._backstage = backstage
        self._tokens: dict[str, float] = {}

    def forget(self) -> None:
        """Take back every token before its time."""
        self._tokens.clear()

    def app(self) -> Starlette:
        """The platform as an ASGI application."""
        base = f"/api/{self._credentials.grassroots_app}"
        return Starlette(
            routes=[
                Route(f"{base}/oauth/token.json", self.login, methods=["POST"]),
                Route(f"{base}/{{module}}/page.json", self.page, methods=["POST"]),
            ],
            exception_handlers={MalformedError: _malformed},
        )

    async def login(self, request: Request) -> Response:
        """A token for a user with the right password."""
        sent = await form(request)
        known = {
            "grant_type": "password",
            "username": self._credentials.grassroots_username,
            "password": self._credentials.grassroots_password,
            "scope": "all",
        }
        if sent.get("appKey") != self._credentials.grassroots_app_key or _content(sent) != known:
            return _refusal(401, "用户名或密码错误")
        token, life = token_hex(16), self._backstage.lifetimes.token
        self._tokens[token] = self._backstage.time() + life
        return answer({"code": 200, "access_token": token, "expires_in": int(life)})

    async def page(self, request: Request) -> Response:
        """One page of a module, newest first."""
        if self._tokens.get(request.headers.get("auth", ""), 0) <= self._backstage.time():
            return _refusal(401, "登录已失效")
        sent = await form(request)
        dataset = MODULES.get(request.path_params["module"])
        if dataset is None or sent.get("appKey") != self._credentials.grassroots_app_key:
            return _refusal(403, "无权访问该模块")
        asked = _content(sent)
        page, size = _number(asked, "pageNo", 10**9), _number(asked, "pageSize", _MOST_ROWS)
        since, until = (local_milliseconds(_text(asked, name), name) for name in ("updateTimeStart", "updateTimeEnd"))
        positions = window(since, until, newest_first=True)
        self._backstage.asked("grassroots")
        store = self._backstage.store
        rows = b",".join(store.page(dataset, positions, (page - 1) * size, size))
        total = str(store.count(dataset, positions)).encode()
        return raw(b'{"success":true,"code":200,"data":{"total":' + total + b',"rows":[' + rows + b"]}}")


def _content(sent: dict[str, str]) -> dict[str, Any]:
    try:
        content = orjson.loads(sent.get("bizContent", ""))
    except orjson.JSONDecodeError:
        raise MalformedError("bizContent must be JSON") from None
    if not isinstance(content, dict):
        raise MalformedError("bizContent must be a JSON object")
    return content


def _number(asked: dict[str, Any], name: str, high: int) -> int:
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedError(f"{name} must be a number")
    return whole(str(value), name, 1, high)


def _text(asked: dict[str, Any], name: str) -> str | None:
    value = asked.get(name)
    if value is not None and not isinstance(value, str):
        raise MalformedError(f"{name} must be a text")
    return value


def _refusal(code: int, message: str) -> Response:
    return answer({"success": False, "code": code, "message": message, "data": None})


async def _malformed(_: Request, error: Exception) -> Response:
    return _refusal(400, str(error))
