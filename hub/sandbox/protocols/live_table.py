"""The platforms that show one live table each: a key in a header, pages by offset, oldest change first."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.routing import Route

from hub.sandbox.protocols.common import (
    Backstage,
    MalformedError,
    answer,
    fields,
    local_milliseconds,
    raw,
    whole,
    window,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

TABLES: Final = {"micro_grid": "alerts", "school_safety": "hazards"}
"""The table of each such platform."""
_MOST_ROWS: Final = 200
_PARAMETERS: Final = frozenset({"offset", "limit", "updated_since", "updated_until"})


class LiveTablePlatform:
    """Platform `name`, which knows whoever sends `key`."""

    def __init__(self, name: str, key: str, backstage: Backstage) -> None:
        self._name = name
        self._key = key
        self._backstage = backstage

    def app(self) -> Starlette:
        """The platform as an ASGI application."""
        return Starlette(
            routes=[Route(f"/api/{TABLES[self._name]}", self.rows, methods=["GET"])],
            exception_handlers={MalformedError: _malformed},
        )

    async def rows(self, request: Request) -> Response:
        """One page of the table."""
        if not hmac.compare_digest(request.headers.get("X-Api-Key", "").encode(), self._key.encode()):
            return answer({"detail": "X-Api-Key 缺失或无效"}, 401)
        sent = fields(request.url.query)
        if unknown := sent.keys() - _PARAMETERS:
            raise MalformedError(f"unknown parameters: {', '.join(sorted(unknown))}")
        offset, limit = (
            whole(sent.get("offset", "0"), "offset", 0, 10**9),
            whole(sent.get("limit"), "limit", 1, _MOST_ROWS),
        )
        since, until = (local_milliseconds(sent.get(name), name) for name in ("updated_since", "updated_until"))
        positions = window(since, until)
        self._backstage.asked(self._name)
        store, dataset = self._backstage.store, f"{self._name}/{TABLES[self._name]}"
        rows = b",".join(store.page(dataset, positions, offset, limit))
        total = str(store.count(dataset, positions)).encode()
        return raw(b'{"count":' + total + b',"results":[' + rows + b"]}")


async def _malformed(_: Request, error: Exception) -> Response:
    return answer({"detail": str(error)}, 400)
