"""How `hub link` says things: in Chinese, and nothing of a person in clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from hub.linkage.explaining import Explained
    from hub.linkage.queue import Judged

REASONS = {
    "unsure": "把握不足",
    "several": "同时像几个信用代码的主体",
    "uscc": "信用代码不同",
    "kind": "主体类型不同",
    "registered": "登记簿上各有一条",
    "persons": "身份号码不同",
    "branch": "分支机构",
    "size": "归并过多",
}
VERDICTS = {
    "same": "同一",
    "different": "不同",
    "unsure": "无法判定",
    "converted": "个转企",
    "moved": "迁移",
    "renamed": "更名",
    "merged": "吸收合并",
    "unrelated": "无承继关系",
}
METHODS = {
    "uscc": "信用代码",
    "organisation_code": "组织机构代码",
    "registration_no": "注册号",
    "citizen_id": "身份号码",
    "name_and_place": "名称与地点",
    "probabilistic": "概率",
    "manual": "人工",
    "own": "自成一体",
}
COMPARISONS = {"name": "名称", "trade": "行业", "principal": "负责人", "phone": "电话", "place": "地点"}
COLUMNS = {
    "name": "名称",
    "mark": "字号",
    "trade": "行业",
    "branch": "分支机构",
    "kind": "主体类型",
    "uscc": "信用代码",
    "principal": "负责人",
    "phone": "电话",
    "division_code": "区划",
    "road": "路名",
    "number": "门牌",
}


def shown_record(record: str) -> str:
    """A record's id without what its key may hold of a person."""
    from hub.alerts.masking import mask_runs

    return mask_runs(record)


def bits(evidence: Mapping[str, float] | None) -> str:
    """The parts of a weight: 名称 +12.3 电话 −6.5."""
    parts = ((COMPARISONS.get(name, name), value) for name, value in (evidence or {}).items() if value)
    return " ".join(f"{name} {value:+.1f}" for name, value in parts)


def moment(at: datetime) -> str:
    """An instant as people in Yueqing read it."""
    from hub.workbooks.cells import local

    return f"{local(at):%Y-%m-%d %H:%M}"


def said(column: str, value: str | None) -> str:
    """What a record says in one column, masked."""
    from hub.alerts.masking import LONGEST_PERSON_NAME, mask_name, mask_runs

    if value is None:
        return ""
    if column == "principal" or (column == "name" and len(value) <= LONGEST_PERSON_NAME):
        return mask_name(value)
    if column == "phone":
        return f"{value[:3]}****{value[-4:]}"
    return mask_runs(value)


def tell_explained(one: str, other: str, found: Explained, judged: Iterable[Judged]) -> None:
    """Print what two records say, the parts of their weight from the prior on, and what was judged of them."""
    from hub.main.output import emit_table, say

    first, second = found.first, found.second
    for record, profile in ((one, first), (other, second)):
        if profile is None:
            say(f"{shown_record(record)} 不参与相似比对（凭标识关联，或尚未关联）")
    if first and second:
        rows = ((title, said(name, first[name]), said(name, second[name])) for name, title in COLUMNS.items())
        emit_table({"": "left", shown_record(one): "left", shown_record(other): "left"}, rows)
    if found.parts is not None and found.weight is not None:
        total = found.prior
        steps = [("任取两条记录", f"{found.prior:+.1f}", f"{total:.1f}")]
        for name, value in found.parts.items():
            total += value
            steps.append((COMPARISONS.get(name, name), f"{value:+.1f}", f"{total:.1f}"))
        emit_table({"比对项": "left", "权重（比特）": "right", "累计": "right"}, steps)
        say(
            f"合计 {found.weight:.1f} 比特（概率 {found.probability:.4%}）；达到 {found.link_from:.0f} 自动关联，"
            f"达到 {found.ask_from:.0f} 交人工判定"
            + (f"；{REASONS[found.obstacle]}，不自动关联" if found.obstacle else "")
        )
    for each in judged:
        say(
            f"{each.decided_by} 于 {moment(each.decided_at)} 判定为{VERDICTS[each.verdict]}"
            + (f"：{each.reason}" if each.reason else "")
        )


def told_side_by_side(profiles: Iterable[Mapping[str, str | None] | None]) -> list[str]:
    """The texts of two records as a workbook's line has them: each column of both, one beside the other."""
    columns = (*_PLAIN, "place")
    sides = [{name: _told(name, profile or {}) for name in columns} for profile in profiles]
    return [side[name] for name in columns for side in sides]


_PLAIN = ("name", "mark", "trade", "uscc", "principal", "phone", "division_code")


def _told(column: str, profile: Mapping[str, str | None]) -> str:
    if column == "place":
        return said("road", f"{profile.get('road') or ''}{profile.get('number') or ''}")
    return said(column, profile.get(column))
