"""Codes, truths and lists: every line of codes.csv, in every form in which a source may write it."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from forms import CONTROL, STRANGE, Asked, Form, Line

if TYPE_CHECKING:
    from collections.abc import Iterator

TRUTHS = frozenset({"bool", "item_validity", "long_term"})
"""The lists whose codes are true and false."""

SEPARATORS = ("，", ",", "；", ";", "、", "\n", "\r\n", " ； ")
_OTHER = "其他"


@cache
def lines() -> tuple[Line, ...]:
    """Every line of codes.csv."""
    text = files("hub.reference").joinpath("codes.csv").read_text(encoding="utf-8")
    return tuple(
        Line(row["list"], row["source"], row["source_value"], row["hub_code"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def known(code_list: str, dataset_id: str = "", generation: str = "") -> tuple[Line, ...]:
    """The lines by which a dataset's values are read: of several for one value that of the narrowest source."""
    by_value = {
        "".join(unicodedata.normalize("NFKC", line.value).split()).upper(): line
        for source in ("*", dataset_id, f"{dataset_id}/{generation}")
        for line in lines()
        if (line.code_list, line.source) == (code_list, source)
    }
    return tuple(by_value.values())


def spelled(value: str) -> Iterator[object]:
    """A code's value in every way in which it may be written and is the same code."""
    yield value
    if not value:
        return
    yield "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in value)
    yield f" {value[0]} {value[1:]}\u3000"
    yield f"{value}(违反规定)"
    yield f"{value}（乐清）"
    if value.isascii():
        yield from {value.lower(), value.upper()} - {value}
    if value.isdigit() and str(int(value)) == value:
        yield int(value)
    if value == _OTHER:
        yield from (f"{_OTHER}-某种", f"{_OTHER}—某种", f"{_OTHER}：某种", f"{_OTHER}（某种）", f"{_OTHER}[某种]")


def meaning(line: Line) -> object:
    """What a column holds for a line's code."""
    return line.code == "true" if line.code_list in TRUTHS else line.code


def codes(asked: Asked) -> Iterator[Form]:
    """Every code that the dataset knows; what nobody knows is reported."""
    of_list = known(asked.field.transform.argument or "", asked.dataset.id, asked.generation)
    for line in sorted(of_list, key=lambda each: each.value != asked.sound):
        for sent in spelled(line.value):
            yield Form(sent, meaning(line), nothing=frozenset() if line.value else None, line=line)
    for sent in ("无此代码", 88888, "罚 歉", '";--', *STRANGE[1:]):
        yield Form(sent, rules=("any.unknown_code",), is_lost=True)
    yield Form("无此\x00代码", rules=("any.unknown_code", CONTROL), is_lost=True)


def truths(asked: Asked) -> Iterator[Form]:
    """Yes and no, as words, numbers or JSON's own."""
    for line in sorted(known("bool"), key=lambda each: each.value != asked.sound):
        for sent in spelled(line.value):
            yield Form(sent, meaning(line), line=line)
    for sent, truth in ((True, True), (False, False), (1.0, True), (0.0, False)):
        yield Form(sent, truth)
    for sent in ("大概", 2, "是否", ["是"], {"是": 1}):
        yield Form(sent, rules=("any.bool_unknown",), is_lost=True)


def lists(asked: Asked) -> Iterator[Form]:
    """Several values in one text, or in a list of JSON's; separators alone say nothing."""
    element = asked.field.transform.argument or ""
    yield from _texts(asked) if element == "text" else _codes(asked, element.removeprefix("code:"))
    for sent in ("；", "，、\n"):
        yield Form(sent, nothing=frozenset({"list"}))


def _texts(asked: Asked) -> Iterator[Form]:
    yield Form(asked.sound, ["甲某", "乙某"])
    for separator in SEPARATORS:
        yield Form(f"甲{separator}乙", ["甲", "乙"])
    for sent, parts in (
        ("甲", ["甲"]),
        ("甲；乙，甲、丙", ["甲", "乙", "丙"]),
        (";甲;; 乙 ;", ["甲", "乙"]),
        ('张"三，李\\四', ['张"三', "李\\四"]),
        (["甲", None, "乙"], ["甲", "乙"]),
        (5, ["5"]),
        (True, ["true"]),
    ):
        yield Form(sent, parts)


def _codes(asked: Asked, name: str) -> Iterator[Form]:
    yield Form(asked.sound, ["warning", "fine"])
    for line in known(name, asked.dataset.id, asked.generation):
        for sent in spelled(line.value):
            yield Form(sent, [line.code], line=line)
        if line.code not in {"warning", "fine"}:
            yield Form(f"警告；{line.value}，罚款", ["warning", line.code, "fine"], line=line)
            yield Form(f"{line.value}\n警告;{line.value}", [line.code, "warning"], line=line)
    for separator in SEPARATORS:
        yield Form(f"罚款{separator}警告", ["fine", "warning"])
    yield Form(";罚款;; 罚款 ;", ["fine"])
    yield Form(["罚款", "警告"], ["fine", "warning"])
    yield Form("罚款;无此处罚、警告", ["fine", "warning"], rules=("any.unknown_code",), is_lost=True)
    yield Form(["罚款", 88888], ["fine"], rules=("any.unknown_code",), is_lost=True)
    for sent in ("无此代码", 88888, {"某": 1}):
        yield Form(sent, rules=("any.unknown_code",), is_lost=True)
