"""Settings of the derived tables' formulas, in `[marts]` of hub.toml: `expiring_days`, or `HUB_MARTS_EXPIRING_DAYS`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hub.model.marts.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.model.marts.parameters import Parameter

PREFIX = "HUB_MARTS_"
SECTION = "marts"

NAMES = {f"{PREFIX}{name.upper()}": parameter for name, parameter in PARAMETERS.items()}
"""The parameters by the names of their settings."""

EXPECTED = {
    name: f"{each.meaning}，{each.least:g} 至 {each.most:g} 的{'整数' if each.is_whole else '数'}"
    for name, each in NAMES.items()
}
"""What is expected of each setting."""


def read_parameters(given: Mapping[str, str]) -> tuple[dict[str, int | float], dict[str, str]]:
    """The parameters that `given` (settings by name) sets, and what is wrong with which setting."""
    values: dict[str, int | float] = {}
    wrong: dict[str, str] = {}
    for name, text in given.items():
        value = _number(text, NAMES[name])
        if value is None:
            wrong[name] = f"的值 {text!r} 不对"
        else:
            values[NAMES[name].name] = value
    return values, wrong


def environment_of(values: Mapping[str, int | float]) -> dict[str, str]:
    """The environment in which a process that is started has these parameters, and the defaults of all others."""
    return {name: str(values.get(each.name, "")) for name, each in NAMES.items()}


def _number(text: str, parameter: Parameter) -> int | float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value) or not parameter.least <= value <= parameter.most:
        return None
    if parameter.is_whole:
        return int(value) if value.is_integer() else None
    return value
