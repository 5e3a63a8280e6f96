"""The trades at the end of a name, looked up word by word: for so many words that is twenty times as quick as a
pattern of all of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import polars as pl

from hub.names.words import bare_places, trades

_NO_TRADE = frozenset("兴创伟宏基")
"""陶业, 漆业, 炭业: what a name ends with, whatever the goods are; 兴业, 创业 are 字号."""
_LONGEST_PLACE = 14


def trailing_trades(texts: pl.Series) -> pl.Series:
    """The longest end of each text that is nothing but trades, with places between them; null where there is none."""
    return pl.Series(texts.name, [None if text is None else _trailing(text) for text in texts], dtype=pl.String)


def _trailing(text: str) -> str | None:
    """From the end, every position from which words lead there; the first of them."""
    end = len(text)
    longest = max(_longest_trade(), _LONGEST_PLACE)
    begins = {at for at in range(max(0, end - longest), end) if _is_last(text[at:])}
    reached = sorted(begins, reverse=True)
    for upto in reached:
        for at in range(max(0, upto - longest), upto):
            if at not in begins and (text[at:upto] in _trades() or _is_place(text[at:upto])):
                begins.add(at)
                reached.append(at)
    return text[min(begins) :] if begins else None


def _is_last(text: str) -> bool:
    return text in _trades() or (len(text) == 2 and text[1] == "业" and text[0] not in _NO_TRADE)


@lru_cache(maxsize=1 << 16)
def _is_place(text: str) -> bool:
    return re.fullmatch(bare_places(), text) is not None


@cache
def _trades() -> frozenset[str]:
    return frozenset(trades())


@cache
def _longest_trade() -> int:
    return max(map(len, trades()))
