"""Cursors: where the next page begins, as a text that says of which relation, filters and reader, and is signed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

import orjson

SIGNATURE = 16
LONGEST = 2000


class CursorError(Exception):
    """A cursor that does not belong to what is asked; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads the cursors of one reader. `secret` is the installation's."""

    secret: bytes
    reader: str

    def make(self, relation: str, filters: str, key: tuple[str, ...]) -> str:
        """The cursor to what comes after `key` in `relation` under the filters of that digest."""
        body = orjson.dumps([relation, filters, key])
        return base64.urlsafe_b64encode(self._signature(body) + body).decode().rstrip("=")

    def read(self, cursor: str, relation: str, filters: str, parts: int) -> tuple[str, ...]:
        """The key in `cursor`. Raises CursorError for one of another relation, reader or filters, and for no cursor."""
        try:
            whole = base64.urlsafe_b64decode(cursor[:LONGEST].encode("ascii") + b"=" * (-len(cursor) % 4))
        except (UnicodeEncodeError, binascii.Error) as error:
            raise CursorError("不是本接口给出的游标；请用上一页的 next") from error
        signature, body = whole[:SIGNATURE], whole[SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(body)):
            raise CursorError("不是本接口给这位读者的游标；请用上一页的 next")
        of_relation, of_filters, key = orjson.loads(body)
        if of_relation != relation or len(key) != parts:
            raise CursorError(f"游标属于 {of_relation}，不能用于 {relation}")
        if of_filters != filters:
            raise CursorError("游标属于另一组条件；翻页时条件须与第一页相同")
        return tuple(key)

    def _signature(self, body: bytes) -> bytes:
        key = hashlib.sha256(b"cursor\0" + self.secret).digest()
        return hmac.new(key, self.reader.encode() + b"\0" + body, hashlib.sha256).digest()[:SIGNATURE]
