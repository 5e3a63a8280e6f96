"""Whose matter an alert is: the engineers' own, or that of whoever sends the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hub.datasets import PLATFORMS
from hub.reference.domains import domains

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGINEERS = "数据工程组"

OF_RULES: Mapping[str, str] = {
    "gate.unreachable": "数据工程组；查明是平台停机的，联系平台运维单位",
    "gate.totals": ENGINEERS,
    "gate.schema_unreadable": ENGINEERS,
    "gate.new_field": ENGINEERS,
    "gate.reconciliation": ENGINEERS,
}
"""Gates that are about the taking of data and not about what was sent."""


BESIDE_THE_DOMAINS: Mapping[str, str] = {"fire": "消防救援"}
"""Departments that deliver files and have no field of enforcement of their own among those of the reform."""


class Concerning(Protocol):
    """What of an alert says whose it is."""

    @property
    def severity(self) -> str: ...
    @property
    def platform(self) -> str | None: ...
    @property
    def rule_id(self) -> str: ...
    @property
    def department(self) -> str | None: ...


def department_name(department: str) -> str:
    """A department as people call it, by the code of its domain, which is its folder's name; or else the folder."""
    return domains().get(department) or BESIDE_THE_DOMAINS.get(department) or f"收件箱文件夹 {department}"


def owner(alert: Concerning) -> str:
    """Who has to act on an alert, as operators call them."""
    if alert.severity == "error" or alert.platform is None:
        return ENGINEERS
    if alert.rule_id in OF_RULES:
        return OF_RULES[alert.rule_id]
    if alert.department is not None:
        return f"报送单位：{department_name(alert.department)}"
    platform = PLATFORMS.get(alert.platform)
    return f"报送单位（{platform.title if platform else alert.platform}）"
