"""Examples of values that may be shown: of a declared field masked as ever, of an undeclared one its mere pattern."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hub.alerts.masking import LONGEST_VALUE, mask_value
from hub.staging.rows import text_of

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset

MOST_KEYS = 5
"""So many keys of an object are named."""


def example_of(dataset: Dataset, field: str, value: object) -> str | None:
    """A value as a message may show it, None for null.

    Nobody has said what an undeclared field holds, so it is taken for personal: of its value only the kinds of
    characters are shown (`字字`, `99999999999`, `9999-99-99`), of an object its keys.
    """
    if value is None:
        return None
    if isinstance(value, list):
        return f"数组，{len(value)} 项"
    if isinstance(value, dict):
        return f"对象，键：{'、'.join(sorted(map(str, value))[:MOST_KEYS])}"
    text = text_of(value)
    if any(field in (each.source, each.column) for each in dataset.fields):
        return mask_value(dataset, [field], text)
    pattern = "".join(map(_kind, (text or "")[: LONGEST_VALUE + 1]))
    return pattern if len(pattern) <= LONGEST_VALUE else f"{pattern[:LONGEST_VALUE]}…"


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("N"):
        return "9"
    if category in ("Lu", "Ll"):
        return "A" if category == "Lu" else "a"
    if category.startswith("L"):
        return "字"
    return character if character.isprintable() else " "
