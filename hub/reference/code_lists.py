"""The hub's code lists: which hub code stands for what a source writes (data: codes.csv, docs/model.md)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from hub.text.keys import BLANK, BRACKETS

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLANKS = re.compile(BLANK)
_BRACKETED_TAIL = re.compile(rf"^(.+)[{BRACKETS.opening}][^{BRACKETS.opening}{BRACKETS.closing}]*[{BRACKETS.closing}]$")
_OTHER = "其他"
_OTHER_AND_MORE = re.compile(rf"^{_OTHER}[-—:{BRACKETS.opening}]")
_FLOAT_TAIL = re.compile(r"^(\d+)\.0+$")
_NAMED = re.compile(r"（代码 ([a-z_]+)(?: 或 ([a-z_]+))?")
"""How a column's text names the code lists that its values are of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of codes.csv: `value`, sent by `source` (`*`, `platform/dataset`, `…/generation`), means `code`."""

    code_list: str
    source: str
    value: str
    code: str
    label: str
    basis: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list as one source uses it; the most specific source that knows a value has decided already."""

    name: str
    codes: Mapping[str, str]

    def named(self, value: str) -> str | None:
        """The hub code of `value` as it stands or, where no source knows that, without a bracketed tail; or None."""
        key = comparable(value)
        if (code := self.codes.get(key)) is not None:
            return code
        tail = _BRACKETED_TAIL.match(key)
        return self.codes.get(tail[1]) if tail else None

    def find(self, value: str) -> str | None:
        """The hub code of `value`, or None where nobody knows it.

        What is not named by it and begins with 其他 and a dash, a colon or a bracket is 其他.
        """
        if (code := self.named(value)) is not None:
            return code
        return self.codes.get(_OTHER) if _OTHER_AND_MORE.match(comparable(value)) else None


def comparable(value: str) -> str:
    """`value` as code lists compare it: NFKC, blanks out, upper case, a spreadsheet's trailing `.0` off."""
    key = _BLANKS.sub("", unicodedata.normalize("NFKC", value)).upper()
    return _FLOAT_TAIL.sub(r"\1", key)


@cache
def entries() -> tuple[Entry, ...]:
    """Every line of codes.csv, in its order."""
    text = files("hub.reference").joinpath("codes.csv").read_text(encoding="utf-8")
    return tuple(
        Entry(row["list"], row["source"], row["source_value"], row["hub_code"], row["label_zh"], row["basis"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def code_list(name: str, dataset_id: str, generation: str = "2018") -> CodeList:
    """List `name` as `dataset_id` (`platform/dataset`) in its `generation` of field names sends it.

    Raises KeyError where there is no such list.
    """
    by_specificity = ("*", dataset_id, f"{dataset_id}/{generation}")
    lines = [each for each in entries() if each.code_list == name]
    if not lines:
        raise KeyError(name)
    codes = {comparable(each.value): each.code for source in by_specificity for each in lines if each.source == source}
    return CodeList(name, codes)


@cache
def labels(name: str) -> Mapping[str, str]:
    """The Chinese label of every hub code of list `name`, in the list's order."""
    found: dict[str, str] = {}
    for each in entries():
        if each.code_list == name:
            found.setdefault(each.code, each.label)
    return found


def codes_named(text: str) -> tuple[str, ...]:
    """The hub codes that a column has no others than, by its text, which names their lists; none: it has any."""
    found = _NAMED.search(text)
    lists = [each for each in found.groups() if each] if found else []
    return tuple(sorted({code for each in lists for code in labels(each)}))
