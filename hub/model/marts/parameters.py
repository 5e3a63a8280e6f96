"""The numbers in the derived tables' formulas in which one city may differ from another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that can be set from `least` to `most`; whole where its default is. `meaning` is Chinese."""

    name: str
    default: int | float
    least: int | float
    most: int | float
    meaning: str

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers will do."""
        return isinstance(self.default, int)


def _points(name: str, default: int, meaning: str) -> Parameter:
    return Parameter(name, default, 0, 1_000, f"风险计分：{meaning}的分数")


PARAMETERS = {
    each.name: each
    for each in (
        Parameter("expiring_days", 30, 0, 366, "许可在多少日内到期即为即将到期"),
        Parameter("joint_days", 30, 0, 366, "自首次上门起多少日内，他家机关的上门本可合为一次"),
        Parameter("risk_days", 365, 1, 3_660, "风险计分：计算多少日内的处罚、强制与检查"),
        _points("penalty_points", 2, "每次处罚"),
        _points("heavy_penalty_points", 4, "每次重大处罚"),
        Parameter("heavy_fine_yuan", 50_000, 0, 1_000_000_000, "风险计分：罚款不少于多少元即为重大处罚"),
        _points("coercive_points", 2, "每次行政强制"),
        _points("failed_inspection_points", 1, "每次发现问题的检查"),
        _points("uncooperative_points", 3, "每次不配合检查"),
        _points("open_incident_points", 1, "每件未办结事件"),
        Parameter("medium_risk_from", 2, 0, 100_000, "风险计分：不少于多少分为中风险"),
        Parameter("high_risk_from", 6, 0, 100_000, "风险计分：不少于多少分为高风险"),
        Parameter("receipt_days", 1, 0, 366, "闭环：移交后多少日内对方应已接收"),
        Parameter("result_days", 3, 0, 366, "闭环：对方了结后多少日内结果应已反馈"),
        Parameter("closed_by_decision", 0, 0, 1, "闭环：作出处罚决定即为了结取 1，处罚结案才为了结取 0"),
    )
}
"""Every parameter by its name."""


def told(formula: str) -> str:
    """`formula` with each `{parameter}` as its default and its name: `30〔expiring_days〕`."""
    return formula.format(**{name: f"{each.default}〔{name}〕" for name, each in PARAMETERS.items()})
