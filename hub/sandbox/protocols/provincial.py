"""The provincial public-data gateway: two secrets, signed calls, pages by number."""

from __future__ import annotations

from hashlib import md5
from secrets import token_hex
from typing import TYPE_CHECKING, Final

import orjson
from starlette.applications import Starlette
from starlette.routing import Route

from hub.sandbox.protocols.common import (
    Backstage,
    MalformedError,
    answer,
    fields,
    form,
    local_milliseconds,
    raw,
    whole,
    window,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from hub.sandbox.credentials import Credentials

APIS: Final = {
    "jgsxml0000000001": "provincial/enforcement_items",
    "zxqdxx0000000001": "provincial/item_assignments",
    "zfzt000000000001": "provincial/agencies",
    "zfry000000000001": "provincial/officers",
    "scztxx0000000001": "provincial/market_entities",
    "xzxk000000000001": "provincial/licences",
    "xzjc000000000001": "provincial/inspections",
    "xzcf000000000001": "provincial/penalties",
    "xzqz000000000001": "provincial/coercive_measures",
}
_SKEW: Final = 5 * 60
_AS_TEXT: Final = 4


def signature(app_key: str, secret: str, request_time: str) -> str:
    """The gateway's signature of a call."""
    return md5((app_key + secret + request_time).encode(), usedforsecurity=False).hexdigest()


class Gateway:
    """The gateway with the secrets it has handed out."""

    def __init__(self, credentials: Credentials, backstage: Backstage) -> None:
        self._credentials = credentials
        self._backstage = backstage
        self._request_secrets: dict[str, float] = {}
        self._refresh_secrets: dict[str, float] = {}
        self._calls = 0

    def forget(self) -> None:
        """Take back every request secret before its time."""
        self._request_secrets.clear()

    def forget_refresh(self) -> None:
        """Take back every refresh secret before its time."""
        self._refresh_secrets.clear()

    def app(self) -> Starlette:
        """The gateway as an ASGI application."""
        methods = ["GET", "POST"]
        return Starlette(
            routes=[
                Route("/gateway/app/refreshTokenByKey.htm", self.by_key, methods=methods),
                Route("/gateway/app/refreshTokenBySec.htm", self.by_secret, methods=methods),
                Route("/gateway/api/001003001029/dataSharing/{api}.htm", self.share, methods=["POST"]),
            ],
            exception_handlers={MalformedError: _malformed},
        )

    async def by_key(self, request: Request) -> Response:
        """Secrets for who knows the application's own."""
        return await self._hand_out(request, (self._credentials.provincial_app_secret,))

    async def by_secret(self, request: Request) -> Response:
        """Secrets for who holds a refresh secret, which is used up."""
        now = self._backstage.time()
        return await self._hand_out(request, tuple(each for each, end in self._refresh_secrets.items() if now < end))

    async def _hand_out(self, request: Request, secrets: tuple[str, ...]) -> Response:
        sent = fields(request.url.query) if request.method == "GET" else await form(request)
        refused, secret = self._check(sent, secrets)
        if refused is not None:
            return refused
        self._refresh_secrets.pop(secret, None)
        lives = self._backstage.lifetimes
        now = self._backstage.time()
        request_end, refresh_end = now + lives.request_secret, now + lives.refresh_secret
        request_secret, refresh_secret = token_hex(16), token_hex(16)
        self._request_secrets[request_secret] = request_end
        self._refresh_secrets[refresh_secret] = refresh_end
        datas = {
            "requestSecret": request_secret,
            "requestSecretEndTime": int(request_end * 1000),
            "refreshSecret": refresh_secret,
            "refreshSecretEndTime": int(refresh_end * 1000),
        }
        return answer({"code": "00", "msg": "成功", "datas": datas})

    def _check(self, sent: dict[str, str], secrets: tuple[str, ...]) -> tuple[Response | None, str]:
        """A refusal or None, and the one of `secrets` that the call is signed with."""
        request_time = sent.get("requestTime", "")
        if len(request_time) != 13 or not request_time.isascii() or not request_time.isdigit():
            raise MalformedError("requestTime must be 13 digits")
        if abs(int(request_time) / 1000 - self._backstage.time()) > _SKEW:
            return _refusal("02", "请求时间与服务器时间相差超过5分钟"), ""
        app_key, sign = self._credentials.provincial_app_key, sent.get("sign", "")
        for secret in secrets:
            if sent.get("appKey") == app_key and sign == signature(app_key, secret, request_time):
                return None, secret
        return _refusal("01", "签名错误或已过期"), ""

    async def share(self, request: Request) -> Response:
        """One page of a dataset."""
        sent = await form(request)
        _check_purpose(sent.get("additional"))
        page, size = (
            whole(sent.get("pageIndex"), "pageIndex", 1, 10**9),
            whole(sent.get("pageSize"), "pageSize", 1, 1000),
        )
        since, until = (local_milliseconds(sent.get(name), name) for name in ("beginTime", "endTime"))
        positions = window(since, until)
        now = self._backstage.time()
        refused, _ = self._check(sent, tuple(each for each, end in self._request_secrets.items() if now < end))
        if refused is not None:
            return refused
        dataset = APIS.get(request.path_params["api"])
        if dataset is None:
            return _refusal("03", "应用无此接口权限")
        self._backstage.asked("provincial")
        store = self._backstage.store
        rows = b"[" + b",".join(store.page(dataset, positions, (page - 1) * size, size)) + b"]"
        self._calls += 1
        if self._calls % _AS_TEXT == 0:
            rows = orjson.dumps(rows.decode())
        head = {"code": "00", "msg": "成功", "requestId": token_hex(8), "dataCount": store.count(dataset, positions)}
        return raw(orjson.dumps(head)[:-1] + b',"datas":' + rows + b"}")


def _check_purpose(additional: str | None) -> None:
    try:
        purpose = orjson.loads(additional or "")
    except orjson.JSONDecodeError:
        raise MalformedError("additional must be a JSON object") from None
    if not isinstance(purpose, dict) or not {"powerMatters", "subPowerMatters"} <= purpose.keys():
        raise MalformedError("additional must name powerMatters and subPowerMatters")


def _refusal(code: str, message: str) -> Response:
    return answer({"code": code, "msg": message, "requestId": token_hex(8), "dataCount": 0, "datas": None})


async def _malformed(_: Request, error: Exception) -> Response:
    return answer({"code": "400", "msg": str(error)}, 400)
