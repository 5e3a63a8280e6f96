"""The application: which address is answered by what, for whom, and how often."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import psycopg
import psycopg_pool
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from hub.main.api import problems
from hub.main.api.answers import JSON
from hub.main.api.desk import Desk
from hub.main.api.documents import document
from hub.main.api.interface import Interface
from hub.main.api.limits import RATE, Limits
from hub.main.api.problems import TOO_MANY, ProblemError
from hub.serving.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from hub.database.connection import Database
    from hub.main.api.desk import Asker

    Handler = Callable[[Request, Asker], Awaitable[Response]]


def make_app(database: Database, rate: float = RATE) -> FastAPI:
    """The application over `database`, which lets each key ask `rate` times a second."""
    desk, limits = Desk(database), Limits(rate)
    interface = Interface(desk)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await desk.open()
        try:
            yield
        finally:
            await desk.close()

    def known(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            asker = await desk.recognise(request.headers.get("authorization"))
            if wait := limits.wait(asker.key_id):
                seconds = str(max(1, round(wait + 0.5)))
                detail = f"每个密钥每秒至多 {rate:g} 次；请 {seconds} 秒后再试"
                raise ProblemError(TOO_MANY, detail, headers={"Retry-After": seconds})
            return await handler(request, asker)

        return answer

    app = FastAPI(
        title="执法数据中枢", lifespan=life, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    routes: dict[str, Handler] = {
        "/v1/entities/{key:path}": interface.entity,
        **{f"/v1/{kind}/{{name}}": partial(interface.relation, kind=kind) for kind in RELATIONS},
        "/v1/changes": interface.changes,
        "/v1/changes/last": interface.last_change,
        "/v1/releases": interface.releases,
        "/v1/freshness": interface.freshness,
        "/v1/me": interface.myself,
    }
    for path, handler in routes.items():
        app.add_api_route(path, known(handler), include_in_schema=False)
    written = document(rate)

    async def described() -> Response:
        return Response(written, media_type=JSON)

    async def healthy() -> Response:
        return Response(b'{"status":"ok"}', media_type=JSON)

    app.add_api_route("/openapi.json", described, include_in_schema=False)
    app.add_api_route("/health", healthy, include_in_schema=False)
    app.add_exception_handler(ProblemError, problems.of_problem)
    app.add_exception_handler(HTTPException, problems.of_framework)
    for kind in (psycopg.Error, psycopg_pool.PoolTimeout, psycopg_pool.TooManyRequests):
        app.add_exception_handler(kind, problems.of_database)
    app.add_exception_handler(Exception, problems.of_failure)
    return app
