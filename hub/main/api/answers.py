"""What is answered: JSON that the database wrote, put together without being read again, and its validator."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Sequence

JSON = "application/json"
CACHING = "private, no-cache"
"""A copy may be kept and must be asked about each time: a key may have been revoked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body and its ETag."""

    body: bytes
    etag: str

    def response(self, asked: str | None) -> Response:
        """The answer to a request that has what the ETags `asked` (If-None-Match) name."""
        if is_known(self.etag, asked):
            return unchanged(self.etag)
        return Response(self.body, media_type=JSON, headers={"ETag": self.etag, "Cache-Control": CACHING})


def unchanged(etag: str) -> Response:
    """That the asker has it already."""
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": CACHING})


def is_known(etag: str, asked: str | None) -> bool:
    """Whether `etag` is among the ETags of an If-None-Match header (RFC 9110, weak comparison)."""
    if asked is None:
        return False
    return any(each.strip().removeprefix("W/") in (etag, "*") for each in asked.split(","))


def page(rows: Sequence[str], following: str | None, release: int | None) -> bytes:
    """The body of a page of `rows`, each of them JSON."""
    rest = orjson.dumps({"next": following, "release": release})
    return b'{"items":[' + ",".join(rows).encode() + b"]," + rest[1:]


def of_content(body: bytes) -> str:
    """The ETag of a body that no release decides."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def of_release(release: int | None, version: str) -> str:
    """The ETag of everything that one release shows in views of `version`."""
    return f'"{release or 0}-{version}"'
