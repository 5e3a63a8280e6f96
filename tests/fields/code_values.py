"""The lines of codes.csv as a test reads them, and the ways in which a source may write a code."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER = "其他"


@dataclass(frozen=True)
class Line:
    """One line: `value`, sent by `source` (`*`, `platform/dataset`, `…/generation`), stands for `code`."""

    code_list: str
    source: str
    value: str
    code: str


@cache
def lines() -> tuple[Line, ...]:
    """Every line of codes.csv."""
    text = files("hub.reference").joinpath("codes.csv").read_text(encoding="utf-8")
    return tuple(
        Line(row["list"], row["source"], row["source_value"], row["hub_code"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def known(code_list: str, dataset_id: str, generation: str) -> tuple[Line, ...]:
    """The lines of a list by which a dataset's values are read: of several for one value that of the narrowest source."""
    narrower = ("*", dataset_id, f"{dataset_id}/{generation}")
    by_value = {
        "".join(unicodedata.normalize("NFKC", line.value).split()).upper(): line
        for source in narrower
        for line in lines()
        if (line.code_list, line.source) == (code_list, source)
    }
    return tuple(by_value.values())


def full_width(text: str) -> str:
    """`text` as an input method of full width writes it."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def forms(value: str) -> Iterator[object]:
    """A code's value in every way in which it may be written and is the same code."""
    yield value
    if not value:
        return
    yield full_width(value)
    yield f" {value[0]} {value[1:]}\u3000"
    yield f"{value}(违反规定)"
    yield f"{value}（乐清）"
    if value.isascii():
        yield from {value.lower(), value.upper()} - {value}
    if value.isdigit() and str(int(value)) == value:
        yield int(value)
    if value == OTHER:
        yield from (f"{OTHER}-某种", f"{OTHER}—某种", f"{OTHER}：某种", f"{OTHER}（某种）", f"{OTHER}[某种]")
