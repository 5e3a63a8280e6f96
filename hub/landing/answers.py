"""What a platform's answer says, read by the places that its declaration names; the rows themselves stay as sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import orjson

from hub.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.datasets.wire import Answer, RestPlatform

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of a list: its rows, the platform's total of the whole list (None: it gives none), what comes next."""

    rows: list[Row]
    total: int | None
    next: str | None


def rows_of(platform: RestPlatform, body: bytes) -> list[Row]:
    """The rows of an answer as received. Raises ProtocolError where they are not where the platform promises them."""
    return _rows(platform.answer, parse(body))


def page_of(platform: RestPlatform, document: object, next_at: Sequence[str] | None = None) -> AnswerPage:
    """A parsed answer as a page; `next_at` is where the cursor or the link to the next page stands.

    Raises ProtocolError where rows, total or what comes next are missing or of another type.
    """
    answer = platform.answer
    rows = _rows(answer, document)
    total = _total(answer, document)
    return AnswerPage(rows, total, _next(document, next_at) if next_at else None)


def parse(body: bytes) -> object:
    """The JSON document. Raises ProtocolError where it is none.

    Lone surrogates, which some senders leave where they cut a text, become question marks; the rest is strict.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if b"\\u" in body:
            try:
                repaired = json.dumps(json.loads(body, parse_constant=_refuse), ensure_ascii=False)
            except ValueError:
                pass
            else:
                return orjson.loads(repaired.encode("utf-8", "replace"))
        raise ProtocolError(f"不是 JSON（{error}）") from None


def code_of(platform: RestPlatform, document: object) -> str | None:
    """The result code as text; None where the platform sends none."""
    if not platform.answer.code_at:
        return None
    code = find(document, platform.answer.code_at)
    if isinstance(code, bool) or not isinstance(code, str | int):
        raise ProtocolError(f"缺少结果码 {_spelled(platform.answer.code_at)}")
    return str(code)


def message_of(platform: RestPlatform, document: object) -> str:
    """What the platform itself says about the call; empty where it says nothing."""
    message = find(document, platform.answer.message_at) if platform.answer.message_at else None
    return message.strip()[:200] if isinstance(message, str) else ""


def find(document: object, path: Sequence[str]) -> object:
    """The value at `path`, or None."""
    for key in path:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def _rows(answer: Answer, document: object) -> list[Row]:
    rows = find(document, answer.rows_at)
    if answer.rows_as_text and isinstance(rows, str) and rows.strip():
        rows = parse(rows.encode())
    if rows in (None, "") and answer.total_at and find(document, answer.total_at) in (0, "0"):
        return []
    if not isinstance(rows, list):
        found = "缺失" if rows is None else f"类型为 {type(rows).__name__}"
        raise ProtocolError(f"数据行 {_spelled(answer.rows_at)} {found}，应为数组")
    if not all(type(row) is dict for row in rows):
        raise ProtocolError(f"数据行 {_spelled(answer.rows_at)} 中有不是对象的元素")
    return cast("list[Row]", rows)


def _total(answer: Answer, document: object) -> int | None:
    if answer.total_at is None:
        return None
    total = find(document, answer.total_at)
    if isinstance(total, str) and total.isascii() and total.isdigit():
        return int(total)
    if isinstance(total, int) and not isinstance(total, bool) and total >= 0:
        return total
    found = "缺失" if total is None else f"类型或取值不对（{type(total).__name__}）"
    raise ProtocolError(f"总数 {_spelled(answer.total_at)} {found}，应为非负整数")


def _next(document: object, path: Sequence[str]) -> str | None:
    found = find(document, path)
    if found is None or isinstance(found, str):
        return found or None
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    raise ProtocolError(f"下一页 {_spelled(path)} 类型为 {type(found).__name__}，应为文本或空")


def _spelled(path: Sequence[str] | None) -> str:
    return ".".join(path or ()) or "（整个答复）"


def _refuse(constant: str) -> object:
    raise ValueError(constant)
