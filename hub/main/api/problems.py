"""What can be wrong with a request or with us, as RFC 9457 problems. They repeat nothing that the database said."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
import psycopg
import psycopg_pool
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger("hub.serve")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: what its `type` URN ends with, the HTTP status, the title."""

    name: str
    status: int
    title: str


UNAUTHORISED = Kind("unauthorised", 401, "密钥无效")
WRONG_REQUEST = Kind("wrong-request", 400, "请求有误")
NOT_FOUND = Kind("not-found", 404, "没有找到")
WRONG_METHOD = Kind("wrong-method", 405, "本接口只读")
GONE = Kind("gone", 410, "变更流已不含该处")
TOO_MANY = Kind("too-many-requests", 429, "请求过于频繁")
TOO_SLOW = Kind("too-slow", 503, "查询用时过长")
BUSY = Kind("busy", 503, "暂时繁忙")
NO_DATABASE = Kind("no-database", 503, "数据库暂不可用")
NO_RIGHTS = Kind("no-rights", 503, "数据库尚未就绪")
INTERNAL = Kind("internal", 500, "内部错误")

KINDS = (
    UNAUTHORISED,
    WRONG_REQUEST,
    NOT_FOUND,
    WRONG_METHOD,
    GONE,
    TOO_MANY,
    TOO_SLOW,
    BUSY,
    NO_DATABASE,
    NO_RIGHTS,
    INTERNAL,
)


class ProblemError(Exception):
    """A problem to be told. `errors`: what is wrong by parameter."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The answer."""
        document: dict[str, object] = {
            "type": f"urn:enforcement-hub:problem:{self.kind.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
        }
        if self.errors:
            document["errors"] = [{"parameter": name, "detail": what} for name, what in self.errors.items()]
        return Response(
            orjson.dumps(document),
            self.kind.status,
            {"Cache-Control": "no-store", **self.headers},
            media_type=MEDIA_TYPE,
        )


TOLD = "已记入日志，请联系管理员"
RIGHTS = "读者的角色或视图不可用；请管理员运行 hub db upgrade 与 hub readers list 查明"

_DATABASE: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Kind, str], ...] = (
    (psycopg.errors.QueryCanceled, TOO_SLOW, "请缩小范围：用已建索引的列作条件，或减小 limit"),
    (
        (
            psycopg.errors.InsufficientPrivilege,
            psycopg.errors.UndefinedTable,
            psycopg.errors.UndefinedFunction,
            psycopg.errors.UndefinedColumn,
            psycopg.errors.InvalidSchemaName,
            psycopg.errors.InvalidParameterValue,
        ),
        NO_RIGHTS,
        RIGHTS,
    ),
    (psycopg_pool.TooManyRequests, BUSY, "等候的请求过多，请稍后重试"),
    (psycopg_pool.PoolTimeout, BUSY, "没有空闲的数据库连接，请稍后重试"),
    (psycopg.OperationalError, NO_DATABASE, "连接不上数据库，请稍后重试或联系管理员"),
    (psycopg.errors.DataError, WRONG_REQUEST, "参数的值超出数据库可比较的范围"),
)


async def of_database(_request: Request, error: Exception) -> Response:
    """The answer to what the database or its pool refused; the log has its class and SQLSTATE, nobody its text."""
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    for types, kind, detail in _DATABASE:
        if isinstance(error, types):
            logger.warning("%s: %s %s", kind.name, type(error).__name__, state)
            headers = {"Retry-After": "1"} if kind.status == 503 else {}
            return ProblemError(kind, detail, headers=headers).response()
    logger.error("internal: %s %s", type(error).__name__, state)
    return ProblemError(INTERNAL, TOLD).response()


async def of_problem(_request: Request, error: Exception) -> Response:
    """The answer to a problem that was raised."""
    assert isinstance(error, ProblemError)
    return error.response()


async def of_framework(_request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses by itself: an unknown address, another method."""
    status = getattr(error, "status_code", 500)
    if status == 405:
        return ProblemError(WRONG_METHOD, "只接受 GET", headers={"Allow": "GET"}).response()
    return ProblemError(NOT_FOUND, "没有这个地址；全部地址见 /openapi.json").response()


async def of_failure(_request: Request, _error: Exception) -> Response:
    """The answer where we failed ourselves; the failure is raised again behind it, for the server to log."""
    return ProblemError(INTERNAL, TOLD).response()
