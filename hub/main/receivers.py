"""Receivers of alerts, as settings name them: a section `[receivers.NAME]` of hub.toml for each.

As an environment variable a line of it is `HUB_RECEIVERS_<NAME>_<LINE>`. `HUB_ALERT_CHANNELS` alone makes one receiver
of everything.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pydantic import SecretStr

from hub.alerts.findings import Severity
from hub.alerts.receivers import Receiver
from hub.datasets import PLATFORMS
from hub.datasets.wire import QuietHours
from hub.reference.divisions import COUNTY_PREFIX
from hub.reference.domains import domains

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

PREFIX = "HUB_RECEIVERS_"
EVERYTHING = "alert_channels"
"""The name of the receiver that `HUB_ALERT_CHANNELS` makes."""

LINES = {
    "CHANNELS": "渠道地址的列表，如 dingtalk://…、mailtos://… 或 zhezhengding://…，至少一个",
    "PLATFORMS": f"平台的列表：{'、'.join(PLATFORMS)}",
    "DEPARTMENTS": f"部门（收件箱文件夹名）的列表：{'、'.join(domains())} 或其他部门的文件夹",
    "DIVISIONS": f"区划代码（12 位，{COUNTY_PREFIX} 开头）的列表；上级含下级",
    "SEVERITIES": f"严重程度的列表：{'、'.join(Severity)}",
    "QUIET_HOURS": "免打扰时段（北京时间），形如 22:00-07:00；只推迟 reject 与 warn",
}
"""The lines of a receiver's section, and what is expected there."""

KNOWN: Mapping[str, Collection[str]] = {
    "PLATFORMS": frozenset(PLATFORMS),
    "DEPARTMENTS": frozenset(domains()),
    "SEVERITIES": frozenset(Severity),
}
"""The lines whose values are names, and which."""

_DIVISION = re.compile(rf"{COUNTY_PREFIX}\d{{6}}")


def split_addresses(value: str) -> list[str]:
    """Addresses parted by blanks, line breaks or commas; commas within one stay."""
    return [each for each in re.split(r"[\s,]+(?=\w[\w+.-]*://)", value.strip()) if each]


def is_of_receiver(name: str) -> bool:
    """Whether the setting `name` is a line of a receiver's section."""
    return _parts(name) is not None


def expected_of_receivers() -> str:
    """What a section of a receiver may hold."""
    return f"[receivers.名称] 下可用的有 {'、'.join(line.lower() for line in LINES)}"


def read_receivers(
    values: Mapping[str, str], given: Mapping[str, str], everything: str | None
) -> tuple[tuple[Receiver, ...], list[str]]:
    """The receivers that `values` (settings by name, with those of others) declare, and what is wrong with them.

    `given` says where each value stands; `everything` is the value of `HUB_ALERT_CHANNELS`.
    """
    sections: dict[str, dict[str, str]] = defaultdict(dict)
    places: dict[str, str] = {}
    for name, value in values.items():
        parts = _parts(name)
        if parts is not None:
            sections[parts[0]][parts[1]] = value
            places[parts[0]] = given[name]
    problems: list[str] = []
    receivers = [_receiver(name, lines, places[name], problems) for name, lines in sections.items()]
    if everything:
        receivers.append(Receiver(EVERYTHING, tuple(map(SecretStr, split_addresses(everything)))))
    return tuple(receivers), problems


def environment_of(receivers: Iterable[Receiver]) -> dict[str, str]:
    """The environment variables that declare the same receivers."""
    variables = {"HUB_ALERT_CHANNELS": ""}
    for each in receivers:
        if each.name == EVERYTHING:
            variables["HUB_ALERT_CHANNELS"] = " ".join(channel.get_secret_value() for channel in each.channels)
            continue
        lines = {
            "CHANNELS": [channel.get_secret_value() for channel in each.channels],
            "PLATFORMS": sorted(each.platforms),
            "DEPARTMENTS": sorted(each.departments),
            "DIVISIONS": sorted(each.divisions),
            "SEVERITIES": sorted(each.severities),
            "QUIET_HOURS": [str(hours) for hours in each.quiet_hours],
        }
        variables |= {f"{PREFIX}{each.name.upper()}_{line}": "\n".join(given) for line, given in lines.items()}
    return variables


def _parts(name: str) -> tuple[str, str] | None:
    """The receiver and the line that a setting's name stands for; None where it is none of theirs."""
    if not name.startswith(PREFIX):
        return None
    for line in LINES:
        receiver = name.removeprefix(PREFIX).removesuffix(f"_{line}")
        if receiver and name == f"{PREFIX}{receiver}_{line}":
            return receiver.lower(), line
    return None


def _receiver(name: str, lines: Mapping[str, str], place: str, problems: list[str]) -> Receiver:
    """The receiver of a section that stands in `place`; what is wrong with it is added to `problems`."""
    where = f"{place}中的 [receivers.{name}]" if not place.endswith(".toml") else f"{place} 中的 [receivers.{name}]"

    def wrong(line: str, what: str) -> None:
        problems.append(f"{where} {what}；{line.lower()} 应为{LINES[line]}")

    channels = split_addresses(lines.get("CHANNELS", ""))
    if not channels:
        wrong("CHANNELS", "没有渠道，收不到告警")
    elif not all("://" in each for each in channels):
        # An address may hold a secret: it is not repeated.
        wrong("CHANNELS", "的 channels 中有不是地址的内容")
    names = {line: frozenset(_listed(lines.get(line, ""))) for line in ("PLATFORMS", "DEPARTMENTS", "SEVERITIES")}
    for line, chosen in names.items():
        for each in sorted(chosen - set(KNOWN[line])):
            near = difflib.get_close_matches(each, KNOWN[line], n=1, cutoff=0.8)
            # Departments besides those of the domains may have a folder too.
            if line == "DEPARTMENTS" and not near:
                continue
            wrong(line, f"的 {line.lower()} 中没有 {each!r} 这一项{f'，是否指 {near[0]}？' if near else ''}")
    divisions = frozenset(_listed(lines.get("DIVISIONS", "")))
    for each in sorted(divisions):
        if not _DIVISION.fullmatch(each):
            wrong("DIVISIONS", f"的 divisions 中的 {each!r} 不是本市的区划代码")
    quiet_hours = []
    for each in _listed(lines.get("QUIET_HOURS", "")):
        try:
            quiet_hours.append(QuietHours.read(each))
        except ValueError:
            wrong("QUIET_HOURS", f"的 quiet_hours {each!r} 不对")
    return Receiver(
        name=name,
        channels=tuple(map(SecretStr, channels)),
        platforms=names["PLATFORMS"],
        departments=names["DEPARTMENTS"],
        severities=names["SEVERITIES"],
        divisions=divisions,
        quiet_hours=tuple(quiet_hours),
    )


def _listed(value: str) -> list[str]:
    return [each for each in re.split(r"[\s,，、]+", value) if each]
