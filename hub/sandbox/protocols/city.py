"""The city management service platform: OAuth 2 client credentials, a signed cursor."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

import orjson
from starlette.applications import Starlette
from starlette.routing import Route

from hub.sandbox.moments import EPOCH, SHANGHAI
from hub.sandbox.protocols.common import Backstage, MalformedError, answer, fields, form, raw, whole, window

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from hub.sandbox.credentials import Credentials

DATASETS: Final = frozenset({"components", "shops", "permits", "cases"})
_EPOCH: Final = EPOCH.replace(tzinfo=SHANGHAI)
_PARAMETERS: Final = frozenset({"limit", "cursor", "updatedSince", "updatedBefore"})


class CursorTooOldError(Exception):
    """The walk has to begin again."""


class CityPlatform:
    """The platform with the tokens it has handed out."""

    def __init__(self, credentials: Credentials, backstage: Backstage) -> None:
        self._credentials = credentials
        self._backstage = backstage
        self._tokens: dict[str, float] = {}

    def forget(self) -> None:
        """Take back every token before its time."""
        self._tokens.clear()

    def app(self) -> Starlette:
        """The platform as an ASGI application."""
        return Starlette(
            routes=[
                Route("/oauth/token", self.token, methods=["POST"]),
                Route("/openapi/v1/{dataset}", self.items, methods=["GET"]),
            ],
            exception_handlers={MalformedError: _malformed},
        )

    async def token(self, request: Request) -> Response:
        """A token for a client that says who it is."""
        sent = await form(request)
        if sent.get("grant_type") != "client_credentials":
            return answer({"error": "unsupported_grant_type"}, 400)
        own = (self._credentials.city_client_id, self._credentials.city_client_secret)
        if (sent.get("client_id"), sent.get("client_secret")) != own:
            return answer({"error": "invalid_client"}, 401)
        token, life = token_urlsafe(24), self._backstage.lifetimes.token
        self._tokens[token] = self._backstage.time() + life
        return answer({"access_token": token, "token_type": "Bearer", "expires_in": int(life)})

    async def items(self, request: Request) -> Response:
        """One page of a dataset."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or self._tokens.get(token, 0) <= self._backstage.time():
            return answer({"code": 401, "message": "令牌无效或已过期", "data": None}, 401)
        name = request.path_params["dataset"]
        if name not in DATASETS:
            return answer({"code": 403, "message": "无权访问该数据", "data": None}, 403)
        sent = fields(request.url.query)
        if unknown := sent.keys() - _PARAMETERS:
            raise MalformedError(f"unknown parameters: {', '.join(sorted(unknown))}")
        limit = whole(sent.get("limit"), "limit", 1, 1000)
        positions = window(_instant(sent, "updatedSince"), _instant(sent, "updatedBefore"))
        walk = [name, limit, sent.get("updatedSince"), sent.get("updatedBefore")]
        try:
            last = self._last(sent["cursor"], walk) if "cursor" in sent else None
        except CursorTooOldError:
            return answer({"code": 410, "message": "游标已失效，请重新开始", "data": None}, 410)
        self._backstage.asked("city")
        store, dataset = self._backstage.store, f"city/{name}"
        rows = store.after(dataset, positions, last, limit)
        more = len(rows) == limit and bool(store.after(dataset, positions, rows[-1][:2], 1))
        cursor = orjson.dumps(self._cursor(rows[-1][:2], walk) if more else None)
        total = str(store.count(dataset, positions)).encode()
        items = b",".join(body for _, _, body in rows)
        return raw(
            b'{"code":0,"message":"ok","data":{"items":['
            + items
            + b'],"nextCursor":'
            + cursor
            + b',"total":'
            + total
            + b"}}"
        )

    def _cursor(self, last: tuple[int, str], walk: list[object]) -> str:
        content = orjson.dumps([last[0], last[1], self._backstage.time(), walk])
        return urlsafe_b64encode(self._seal(content) + content).decode()

    def _last(self, cursor: str, walk: list[object]) -> tuple[int, str]:
        try:
            sealed = urlsafe_b64decode(cursor.encode())
        except (NotBase64, UnicodeEncodeError):
            raise MalformedError("not a cursor") from None
        seal, content = sealed[:16], sealed[16:]
        if not hmac.compare_digest(seal, self._seal(content)):
            raise MalformedError("not a cursor of this platform")
        position, tie, issued, of = orjson.loads(content)
        if of != walk:
            raise MalformedError("the cursor belongs to another walk")
        if self._backstage.time() - issued >= self._backstage.lifetimes.cursor:
            raise CursorTooOldError
        return position, tie

    def _seal(self, content: bytes) -> bytes:
        return hmac.digest(self._credentials.city_client_secret.encode(), content, "sha256")[:16]


def _instant(sent: dict[str, str], name: str) -> int | None:
    """Epoch milliseconds of an ISO instant with offset, rounded up."""
    if name not in sent:
        return None
    try:
        instant = datetime.fromisoformat(sent[name])
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise MalformedError(f"{name} must be an ISO instant with offset")
    return -((_EPOCH - instant) // timedelta(milliseconds=1))


async def _malformed(_: Request, error: Exception) -> Response:
    return answer({"code": 400, "message": str(error), "data": None}, 400)
