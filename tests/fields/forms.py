"""Forms in which a source may write a value, and what the hub has to make of each.

The tables of the `forms_of_…` modules are written by hand from the field reference and know nothing of how the hub
reads.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Dataset, Field

CONTROL = "any.control_characters"


class Absent:
    """Stands for a field that is not in the row at all."""

    def __repr__(self) -> str:
        return "(absent)"


ABSENT = Absent()
EMPTY: tuple[object, ...] = ("", " \u3000\n", None, ABSENT)
STRANGE: tuple[object, ...] = (True, ["某"], {"某": 1})
"""Values of JSON types that no field of a code, number or day should have."""


@dataclass(frozen=True)
class Line:
    """A line of codes.csv: `value`, sent by `source` (`*`, `platform/dataset`, `…/generation`), stands for `code`."""

    code_list: str
    source: str
    value: str
    code: str


@dataclass(frozen=True)
class Form:
    """One form of a value: `sent`, and what the column `reads`.

    `beside` says by transform what other columns that the same field feeds read, where that is not what they would of
    any text. `rules` are broken by it, those of BY_DUTY in their variant for required fields where the field is one;
    `judged` are rules that are found when the version is judged. `is_lost`: something was sent, and what it says is
    not published. `nothing`: the transforms to which this is an empty value (None: to all). `line` is the code's.
    """

    sent: object
    reads: object = None
    beside: Mapping[str, object] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    is_lost: bool = False
    nothing: frozenset[str] | None = frozenset()
    line: Line | None = None


BY_DUTY = frozenset({"any.unknown_code", "any.date_unreadable", "any.date_out_of_range"})


@dataclass(frozen=True)
class Asked:
    """The field whose forms are wanted: of a dataset in a generation of field names, `sound` what a sound row sends."""

    field: Field
    dataset: Dataset
    generation: str
    sound: object


def as_text(sent: object) -> str | None:
    """What a published text holds of a value as sent."""
    match sent:
        case None | Absent():
            return None
        case bool():
            return str(sent).lower()
        case str():
            return _written(sent)
        case list() | dict():
            return json.dumps(sent, ensure_ascii=False)
    return str(sent)


@cache
def _written(sent: str) -> str | None:
    lines = sent.replace("\r\n", "\n")
    return "".join(each for each in lines if each == "\n" or unicodedata.category(each) != "Cc").strip() or None


def as_key(sent: object) -> str | None:
    """What a key holds of a value as sent: NFKC, blanks out, brackets as 〔〕, the `.0` of a number off."""
    text = as_text(sent)
    return None if text is None else _keyed(text)


@cache
def _keyed(text: str) -> str:
    key = "".join(unicodedata.normalize("NFKC", text).split())
    for opening, closing in ("()", "[]", "{}", "【】"):
        key = key.replace(opening, "〔").replace(closing, "〕")
    whole, _, rest = key.partition(".")
    return whole if whole.isdigit() and rest and not rest.strip("0") else key


def as_kept(sent: object) -> object:
    """What `unmapped` and defects keep of a value as sent."""
    if isinstance(sent, list | dict) or (isinstance(sent, int) and sent > 2**63):
        return as_text(sent)
    return sent.replace("\x00", "") if isinstance(sent, str) else sent
