"""How a workbook for people is declared: its sheets, their columns, and what stands above them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Kind(StrEnum):
    """What a column holds. A value that is not of its column's kind is shown as a text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters of the digit 0 (a Chinese one takes two), what it holds."""

    title: str
    width: float = 14
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its tab's name, its title, what it is about, and its table.

    `facts` stand above the table, a line each (期间, 共计 …: a name and its value); `notes` are whole lines below them.
    `rows` are read once and may be any number of them, each as long as `columns` at most. `nothing` stands in the
    place of the table's rows where there are none.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    facts: Mapping[str, object] = field(default_factory=dict)
    notes: Sequence[str] = ()
    nothing: str = "（无）"
