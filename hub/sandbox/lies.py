"""Answers that look right and are not: the platform's own, changed in one place."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.sandbox.protocols.live_table import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

Path = tuple[str, ...]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a platform's answers hold rows, total and cursor."""

    rows: Path
    total: Path
    cursor: Path | None = None


PLACES: Final = {
    "provincial": Places(("datas",), ("dataCount",)),
    "city": Places(("data", "items"), ("data", "total"), ("data", "nextCursor")),
    "grassroots": Places(("data", "rows"), ("data", "total")),
    **{name: Places(("results",), ("count",)) for name in TABLES},
}


class Liar:
    """Tells the lies of one platform; it remembers what it told before."""

    def __init__(self, platform: str) -> None:
        self._places = PLACES[platform]
        self._last: Document | None = None

    def tell(self, body: bytes, kind: str | None) -> bytes:
        """The answer changed as `kind` says; as it is without one, and where it is no list, such as a refusal."""
        document = self._read(body)
        if document is None:
            return body
        lie = deepcopy(document)
        if kind is not None:
            _LIES[kind](lie, self._places, self)
        self._last = lie
        return body if kind is None else orjson.dumps(lie)

    @property
    def last(self) -> Document | None:
        """The answer before."""
        return self._last

    def _read(self, body: bytes) -> Document | None:
        document = orjson.loads(body)
        rows = _at(document, self._places.rows)
        if isinstance(rows, str):
            rows = orjson.loads(rows)
            _put(document, self._places.rows, rows)
        return document if isinstance(rows, list) else None


def _at(document: Any, path: Path) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _put(document: Document, path: Path, value: object) -> None:
    *above, name = path
    _at(document, tuple(above))[name] = value


def _rows(change: Callable[[list[Any]], object]) -> Callable[[Document, Places, Liar], None]:
    return lambda lie, places, _: _put(lie, places.rows, change(_at(lie, places.rows)))


def _total(change: Callable[[int], object]) -> Callable[[Document, Places, Liar], None]:
    return lambda lie, places, _: _put(lie, places.total, change(_at(lie, places.total)))


def _repeated(lie: Document, places: Places, liar: Liar) -> None:
    if liar.last is not None:
        _put(lie, places.rows, _at(liar.last, places.rows))


def _cursor_back(lie: Document, places: Places, liar: Liar) -> None:
    if places.cursor and liar.last is not None:
        _put(lie, places.cursor, _at(liar.last, places.cursor))


def _cursor(value: object) -> Callable[[Document, Places, Liar], None]:
    def change(lie: Document, places: Places, _: Liar) -> None:
        if places.cursor:
            _put(lie, places.cursor, value)

    return change


_LIES: Final[dict[str, Callable[[Document, Places, Liar], None]]] = {
    "page-short": _rows(lambda rows: rows[: len(rows) // 2]),
    "page-empty": _rows(lambda _: []),
    "page-repeated": _repeated,
    "row-odd": _rows(lambda rows: [*rows[:-1], "a row"]),
    "rows-missing": _rows(lambda _: None),
    "rows-doubled": _rows(lambda rows: [*rows, *rows]),
    "total-more": _total(lambda total: total + 7),
    "total-less": _total(lambda total: max(total - 7, 0)),
    "total-missing": _total(lambda _: None),
    "total-odd": _total(lambda total: f"{total} rows"),
    "cursor-back": _cursor_back,
    "cursor-early": _cursor(None),
    "cursor-odd": _cursor({"page": 2}),
}
