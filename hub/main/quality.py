"""Settings of quality: the gates' limits and the dimensions' weights, in `[quality]` of hub.toml.

A limit stands under `[quality]` for all, `[quality.PLATFORM]` for a platform, `[quality.PLATFORM.DATASET]` for one
dataset; weights under `[quality.weights]`. As an environment variable a line of them is `HUB_QUALITY_…`.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.datasets import DATASETS, PLATFORMS
from hub.gates.limits import BOUNDS, DEFAULTS, OF_FILES, UNSET, WHOLE_NUMBERS, Book
from hub.rules.texts import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "HUB_QUALITY_"
LIMITS = {
    "REJECTED_SHARE": "拒收比例的上限，0 至 1，超过即暂缓发布",
    "ENOUGH_VERSIONS": "至少多少条才看拒收比例与填充率，正整数",
    "VOLUME_TIMES": "一日条数超过（或不足）通常的多少倍（分之一）即暂缓发布，不小于 1",
    "FILL_DROP": "字段填充率比通常低多少即暂缓发布，0 至 1",
    "HISTORY_DAYS": "有多少天的历史才看数据量与填充率，1 至 366 的整数",
    "ABSENT_ROWS": "必填字段连续缺失多少行即暂缓发布，正整数",
    "FRESHNESS_DAYS": "多少天没有新数据即提醒，0 至 3660",
    "MEND_DAYS": "整改期限：拒收的记录多少天仍未改正即催办，1 至 3660 的整数",
}
"""The limits, and what is expected of each."""

WEIGHT = "权重，不小于 0 的数，不可全为 0"
SCOPES: Mapping[str, str] = {
    "": "",
    **{f"{each.upper()}_": each for each in PLATFORMS},
    **{f"{each.platform.upper()}_{each.name.upper()}_": each.id for each in DATASETS},
}
"""What a limit is for (nothing: all; a platform; `platform/dataset`), by what stands before it in a setting's name."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The limits and weights in force; `given` are the settings that say so, by name."""

    book: Book
    weights: Mapping[Dimension, float]
    given: Mapping[str, str]


EVEN = dict.fromkeys(Dimension, 1.0)
"""The weights where nothing is set."""
DEFAULT = Quality(UNSET, EVEN, {})


def is_of_quality(name: str) -> bool:
    """Whether the setting `name` is one of these, known or not."""
    return name.startswith(PREFIX)


def read_quality(values: Mapping[str, str], given: Mapping[str, str]) -> tuple[Quality, list[str]]:
    """What `values` (settings by name, with those of others) say, and what is wrong with them.

    `given` says where each value stands.
    """
    limits: dict[str, dict[str, float]] = {}
    weights = dict(EVEN)
    own = {name: value for name, value in values.items() if is_of_quality(name) and value}
    problems: list[str] = []
    for name, value in own.items():
        weight, limit = _dimension(name), _limit(name)
        if weight is None and limit is None:
            problems.append(_unknown(name, given[name]))
        elif (number := _number(value)) is None or not _is_possible(number, limit):
            expected = WEIGHT if limit is None else LIMITS[limit[1].upper()]
            problems.append(f"{given[name]}中的 {_key(name)}（{name}）的值 {value!r} 不对；应为{expected}")
        elif weight is not None:
            weights[weight] = number
        elif limit is not None:
            limits.setdefault(limit[0], {})[limit[1]] = number
    if not problems and not any(weights.values()):
        problems.append("[quality.weights] 的权重全为 0，无从评分；至少一个质量维度的权重应大于 0")
    return Quality(Book(limits), weights, own), problems


def _dimension(name: str) -> Dimension | None:
    of = name.removeprefix(f"{PREFIX}WEIGHTS_").lower()
    return Dimension(of) if name.startswith(f"{PREFIX}WEIGHTS_") and of in set(Dimension) else None


def _limit(name: str) -> tuple[str, str] | None:
    """The scope and the limit that a setting's name stands for."""
    line = name.removeprefix(PREFIX)
    for limit in LIMITS:
        scope = line.removesuffix(limit)
        if line.endswith(limit) and scope in SCOPES:
            return SCOPES[scope], limit.lower()
    return None


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_possible(number: float, limit: tuple[str, str] | None) -> bool:
    if limit is None:
        return number >= 0
    least, most = BOUNDS[limit[1]]
    return least <= number <= most and (limit[1] not in WHOLE_NUMBERS or number.is_integer())


def _key(name: str) -> str:
    """The setting as it stands in hub.toml."""
    if (dimension := _dimension(name)) is not None:
        return f"[quality.weights] {dimension}"
    scope, limit = _limit(name) or ("", name.removeprefix(PREFIX).lower())
    return f"[{'.'.join(('quality', *scope.split('/'))) if scope else 'quality'}] {limit}"


def _unknown(name: str, place: str) -> str:
    known = [f"{PREFIX}{scope}{limit}" for scope in SCOPES for limit in LIMITS]
    known += [f"{PREFIX}WEIGHTS_{each.upper()}" for each in Dimension]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"是否指 {near[0]}？" if near else f"[quality] 下可用的有 {'、'.join(each.lower() for each in LIMITS)}"
    return f"{place}中的 {name} 不是本系统的设置；{hint}"


def defaults() -> Mapping[str, str]:
    """What holds where a limit is not set, by its name; another for departments' files in brackets."""
    found = {}
    for limit in LIMITS:
        usual, of_files = (getattr(each, limit.lower()) for each in (DEFAULTS, OF_FILES))
        found[limit] = f"{usual:g}" + (f" (departments' files: {of_files:g})" if of_files != usual else "")
    return found
