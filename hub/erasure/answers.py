"""Rows of a platform's answer blanked in place: every byte of the others stays as it was received."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hub.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hub.datasets.wire import RestPlatform

Span = tuple[int, int]
"""Where a value begins and ends in a JSON text."""

_BLANK = re.compile(r"[ \t\r\n]*")
_TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_STRING = re.compile(_TEXT, re.DOTALL)
_TOKEN = re.compile(rf"{_TEXT}|[\[\]{{}}]", re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]+")


def blank_rows(platform: RestPlatform, body: bytes, rows: Mapping[int, Mapping[str, str]]) -> bytes:
    """The answer with other objects in place of some of its rows, by their place in it (from 0).

    Raises ProtocolError where the rows are not where the platform promises them.
    """
    text = body.decode()
    start, end = _find(text, platform.answer.rows_at)
    listed = text[start:end]
    if platform.answer.rows_as_text and listed.startswith('"'):
        # The list is a JSON text within the text; escaped, since it may hold halves of characters.
        within = _blanked(json.loads(listed), rows)
        return (text[:start] + json.dumps(within) + text[end:]).encode()
    return (text[:start] + _blanked(listed, rows) + text[end:]).encode()


def _blanked(listed: str, rows: Mapping[int, Mapping[str, str]]) -> str:
    parts: list[str] = []
    done = 0
    for place, (start, end) in enumerate(_elements(listed)):
        if place in rows:
            parts += (listed[done:start], json.dumps(rows[place], ensure_ascii=False))
            done = end
    return "".join((*parts, listed[done:]))


def _find(text: str, path: Sequence[str]) -> Span:
    """Where the value at `path` stands; of a key that comes twice the last, as it is read."""
    span = _value(text, 0)
    for key in path:
        members = dict(_members(text, span[0]))
        if key not in members:
            raise ProtocolError(f"答复中没有 {'.'.join(path)}")
        span = members[key]
    return span


def _members(text: str, at: int) -> Iterator[tuple[str, Span]]:
    """The keys of the object that begins at `at`, and where their values stand."""
    at = _skip(text, at + 1) if text[at : at + 1] == "{" else len(text)
    while at < len(text) and (key := _STRING.match(text, at)):
        span = _value(text, _skip(text, key.end()) + 1)
        yield json.loads(key[0]), span
        at = _skip(text, _skip(text, span[1]) + 1)


def _elements(text: str) -> Iterator[Span]:
    """Where the elements of the list stand that the text is."""
    at = _skip(text, _skip(text, 0) + 1)
    while at < len(text) and text[at] != "]":
        span = _value(text, at)
        yield span
        at = _skip(text, span[1])
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)


def _value(text: str, at: int) -> Span:
    at = _skip(text, at)
    if text[at : at + 1] not in ("{", "["):
        found = _STRING.match(text, at) or _SCALAR.match(text, at)
        if found is None:
            raise ProtocolError("答复不是完整的 JSON")
        return found.span()
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if not depth:
            return at, token.end()
    raise ProtocolError("答复不是完整的 JSON")


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
