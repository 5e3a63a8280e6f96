"""The little of Markdown that the documents are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BREAK = "<br>"
"""A new line within a cell."""


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; None is an empty cell."""
    lines = [headings, ["---"] * len(headings), *([_cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(text: str) -> str:
    """Something that is typed as it stands."""
    return f"`{text}`"


def codes(texts: Iterable[str], between: str = ", ") -> str:
    """Several of them."""
    return between.join(map(code, texts))


def sections(*parts: str) -> str:
    """A document of its parts, an empty line between two."""
    return "\n\n".join(part for part in parts if part) + "\n"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
