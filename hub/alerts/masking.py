"""What of a source value may stand in a message: enough to find the record, nothing of a person.

Channels lead out of the hub, so a value that only might be a person's is masked too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from hub.model.base import METADATA
from hub.model.classification import Personal
from hub.reference.divisions import divisions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.datasets.declaration import Dataset

LONGEST_VALUE = 40
"""Characters of a value that a message shows."""

LONGEST_PERSON_NAME = 4
"""Characters of a name that may still be a person's."""

PERSON = frozenset({Personal.NAME, Personal.NAMES})
PERHAPS_PERSON = frozenset({Personal.PARTY_NAME, Personal.PARTY_CODE})
PROSE = frozenset({Personal.FREE_TEXT, Personal.TEXT})

LIKENESSES = {each: chr(ord(each) + 0xFEE0) for each in "<>[]`\\@"}
"""What channels read as HTML, Markdown, tags or mentions, and how it is shown instead."""

_DATED_ID = re.compile(
    r"(?<!\d)([1-8]\d{5})(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{3}[0-9Xx])(?!\d)"
)
"""A citizen id by its date of birth, whatever letters stand around it; other numbers stand by themselves."""
_CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})(?:\d{8}(\d{3}[0-9Xx])|\d{5}(\d{4}))(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_FIXED = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{3,4}(\d{4})(?!\d)")


def mask_name(name: str) -> str:
    """A person's name: its first character and `*`."""
    return f"{name[:1]}*" if name else ""


def harmless(text: str) -> str:
    """`text` on one line, with nothing in it that a channel or a reader's program would act on.

    Control and format characters and line breaks become blanks; what markup, mentions and links begin with becomes
    its full-width likeness, which reads the same. Letters and digits in other widths become plain ones.
    """
    return "".join(map(_harmless, text)).replace("://", ":／／")


def mask_runs(text: str) -> str:
    """`text` with everything that looks like a citizen id or a telephone number masked, and harmless to show."""
    return _masked(harmless(text)).strip()


def mask_lines(text: str) -> str:
    """Like `mask_runs`, for a text of several lines; each keeps its indent."""
    return "\n".join(_masked(harmless(line)).rstrip() for line in text.split("\n"))


def mask_value(dataset: Dataset, fields: Iterable[str], value: str | None) -> str:
    """A value of one of the source fields (or columns) `fields` of `dataset`, as a message may show it.

    Values of all of them joined by `;` are masked each as what it is.
    """
    fields = tuple(fields)
    if value is None or not value.strip():
        return "（空）"
    parts = value.split(";")
    if 1 < len(fields) == len(parts):
        return ";".join(mask_value(dataset, [field], part) for field, part in zip(fields, parts, strict=True))
    kinds = {kind for field in fields for kind in _personal(dataset, field)}
    shown = mask_runs(value)
    if kinds & PERSON or (kinds & PERHAPS_PERSON and min(map(len, shown.split(";"))) <= LONGEST_PERSON_NAME):
        return mask_name(shown)
    if kinds & PROSE:
        return f"（文本，{len(value.strip())} 字）"
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}…"


def _masked_citizen_id(found: re.Match[str]) -> str:
    """A citizen id without its middle; a grid's code has 15 digits too, and begins with a township's."""
    if found[3] and f"{found[0][:9]}000" in _townships():
        return found[0]
    return f"{found[1]}********{found[2] or found[3]}"


@cache
def _townships() -> frozenset[str]:
    return frozenset(each.code for each in divisions())


def _masked(text: str) -> str:
    text = _CITIZEN_ID.sub(_masked_citizen_id, _DATED_ID.sub(r"\1********\2", text))
    return _FIXED.sub(r"\1****\2", _MOBILE.sub(r"\1****\2", text))


@lru_cache(maxsize=4096)
def _harmless(character: str) -> str:
    if unicodedata.category(character)[0] == "C" or unicodedata.category(character) in ("Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKC", character)
    if plain.isascii() and plain.isalnum():
        return plain
    return LIKENESSES.get(character, character)


@lru_cache(maxsize=1024)
def _personal(dataset: Dataset, field: str) -> frozenset[Personal]:
    """What personal data a source field can hold, by the columns it feeds and the evidence it is."""
    kinds = set()
    for each in dataset.fields:
        if field not in (each.source, each.column):
            continue
        name, column = each.table or dataset.table, each.column
        if each.transform.name == "link":
            # Evidence about the entity has the name of the entity's own column.
            name, column = "entity", each.transform.argument
        table = METADATA.tables.get(f"unified.{name}")
        if table is not None and column is not None and column in table.columns:
            kinds.add(table.columns[column].info.get("personal"))
    return frozenset(kind for kind in kinds if kind is not None)
