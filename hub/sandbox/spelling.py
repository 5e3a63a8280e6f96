"""The many ways in which the platforms write one and the same value; none of them breaks a rule."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from hub.sandbox.moments import to_milliseconds, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

BRACKETS: Final = ("〔〕", "【】", "[]", "（）", "()", "［］")
LONG_TERMS: Final = (
    "2099/12/31",
    "2099-12-31",
    "9999-12-31",
    "9999-09-09",
    "长期",
    "永久",
    "2099年12月31日",
    "2099.12.31",
    "20991231",
    "73050",
    "9999/12/31 00:00",
    "长期有效",
)
SEPARATORS: Final = (";", "；", "、", ",", "，", "\n")
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_FULL_WIDTH: Final = {ord(each): ord(each) + 0xFEE0 for each in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"


@cache
def _code_rows() -> tuple[tuple[str, str, str, str], ...]:
    text = (files("hub.reference") / "codes.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["list"], row["source"], row["source_value"], row["hub_code"]) for row in rows)


@cache
def spellings(code_list: str, dataset: str, generation: str = "2018") -> dict[str, tuple[str, ...]]:
    """Hub code → the values that `dataset` may send for it in `code_list`, the most specific source deciding."""
    sources = ["*", dataset, f"{dataset}/{generation}"]
    meaning: dict[str, str] = {}
    for source in sources:
        meaning.update({value: code for name, of, value, code in _code_rows() if (name, of) == (code_list, source)})
    by_code: dict[str, list[str]] = {}
    for value, code in meaning.items():
        by_code.setdefault(code, []).append(value)
    return {code: tuple(values) for code, values in by_code.items()}


def full_width(text: str) -> str:
    """Digits and capital letters as an input method in full-width mode leaves them."""
    return text.translate(_FULL_WIDTH)


def in_capitals(yuan: int) -> str:
    """A whole amount below 100,000,000 yuan in the capital numerals of documents: 2000 → 贰仟."""
    digits, gap = str(yuan), False
    parts: list[str] = []
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == "0":
            gap = True
        else:
            parts.append(("零" if gap and parts else "") + _CAPITALS[int(digit)] + ("", "拾", "佰", "仟")[place % 4])
            gap = False
        if place == 4 and yuan >= 10_000:
            parts.append("万")
            gap = False
    return "".join(parts)


_DAY_FORMS: Final[tuple[Callable[[date, str], str | int], ...]] = (
    lambda _, iso: iso,
    lambda day, _: f"{day.year}-{day.month}-{day.day}",
    lambda day, _: f"{day.year}.{day.month}.{day.day}",
    lambda _, iso: iso.replace("-", ""),
    lambda day, _: f"{day.year}年{day.month}月{day.day}日",
    lambda _, iso: iso.replace("-", "/") + " 15:40",
    lambda _, iso: f"{iso} 00:00:00",
    lambda _, iso: f"{iso}T10:20:30+08:00",
    lambda day, _: to_milliseconds(datetime.combine(day, time(9))),
    lambda day, _: str((day - _EXCEL_DAY_ZERO).days),
)
_MOMENT_FORMS: Final[tuple[Callable[[datetime], str | int], ...]] = (
    lambda moment: written(moment)[:-3].replace("-", "/"),
    lambda moment: written(moment).replace("-", "/"),
    lambda moment: f"{moment.year}-{moment.month}-{moment.day} {written(moment)[11:]}",
    lambda moment: f"{moment.year}年{moment.month}月{moment.day}日 {written(moment)[11:]}",
    lambda moment: f"{moment.isoformat()}+08:00",
    to_milliseconds,
    lambda moment: str(to_milliseconds(moment)),
)


class Spelling:
    """Writes values as a platform's clerks would; `share` of them in a way other than the platform's usual one."""

    def __init__(self, rng: Random, share: float = 0.25) -> None:
        self.rng = rng
        self._share = share

    def _unusual(self) -> bool:
        return self.rng.random() < self._share

    def code(self, code_list: str, dataset: str, code: str, usual: str | None = None) -> str:
        """A value that means `code`; `usual` is the platform's habit."""
        if usual is not None and not self._unusual():
            return usual
        return self.rng.choice(spellings(code_list, dataset)[code])

    def day(self, day: date, usual: str = "/") -> str | int:
        """A day in one of the forms seen; `usual` is the separator that the platform mostly writes."""
        iso = day.isoformat()
        if not self._unusual():
            return iso.replace("-", usual)
        return self.rng.choice(_DAY_FORMS)(day, iso)

    def moment(self, moment: datetime) -> str | int:
        """A whole minute in one of the forms seen, its time kept."""
        if not self._unusual():
            return written(moment)
        return self.rng.choice(_MOMENT_FORMS)(moment)

    def moment_or_none(self, moment: datetime | None) -> str | int | None:
        """As `moment`; nothing for nothing."""
        return None if moment is None else self.moment(moment)

    def bracketed(self, number: str) -> str:
        """A document number written with 〔〕, perhaps in other brackets, perhaps with a blank."""
        if not self._unusual():
            return number
        opening, closing = self.rng.choice(BRACKETS)
        changed = number.replace("〔", opening).replace("〕", closing)
        return changed.replace(closing, closing + " ") if self.rng.random() < 0.2 else changed

    def wan(self, yuan: int) -> str | float:
        """An amount of whole hundreds of yuan, in one of the forms of a number of 万元."""
        plain = f"{yuan / 10_000:.6f}".rstrip("0").rstrip(".")
        if not self._unusual():
            return plain
        forms = (float(plain), f"{yuan / 10_000:.6f}", f"{plain}万元", f"{yuan}元", f"{yuan / 10_000:,.2f}")
        return self.rng.choice(forms)

    def text(self, text: str) -> str:
        """A text, perhaps with blanks around it (the ideographic one too)."""
        if self.rng.random() < 0.03:
            return self.rng.choice((f" {text}", f"{text}　", f"　{text} ", f"\xa0{text}"))
        return text

    def listed(self, parts: Iterable[str]) -> str:
        """Several values in one text."""
        return self.rng.choice(SEPARATORS).join(parts) if self._unusual() else "，".join(parts)

    def division(self, code9: str, name: str, village: str, usual: int = 12) -> str:
        """A place: its code of 6, 9 or 12 digits, its village's code, or its name."""
        if not self._unusual():
            return (code9 + "000")[:usual]
        bare = name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
        return self.rng.choice((code9, code9 + "000", village, name, bare))

    def phone(self, phone: str) -> str | float:
        """A telephone number, perhaps as a spreadsheet or an address book leaves it."""
        if not self._unusual():
            return phone
        return self.rng.choice((f"+86{phone}", f"0086{phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"{phone}.0"))
