"""What operators are told of schema drift: one alert for each dataset and kind of change, while it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.alerts.findings import Finding, Severity, raise_finding, resolve_finding
from hub.alerts.masking import mask_runs
from hub.datasets import PLATFORMS
from hub.drift.changes import Kind
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.drift.changes import Change

RULE = "gate.new_field"
MOST_SHOWN = 10
"""So many changes are named in one alert."""

TITLES = {
    Kind.NEW: "出现未登记的新字段",
    Kind.MISSING: "字段不再出现",
    Kind.RENAMED: "字段疑似改名",
    Kind.TYPE: "字段类型变化",
}
EFFECTS = {
    Kind.NEW: "新字段的内容已随原文留存，暂不进入统一模型；其余字段照常处理",
    Kind.MISSING: "这些字段暂无内容；其余字段照常处理",
    Kind.RENAMED: "新名下的内容已随原文留存，暂不进入统一模型；其余字段照常处理",
    Kind.TYPE: "按文本读取，能读的照常处理，不能读的按质量规则判定",
}
REMEDIES = {
    Kind.NEW: "通知数据工程组登记该字段",
    Kind.MISSING: "与报送方核实字段是否停报，并恢复报送",
    Kind.RENAMED: "与报送方核实；确认改名后由数据工程组更改登记，再用 hub replay 由原文补齐",
    Kind.TYPE: "与报送方核实；尤其核对编码类字段改为数字后是否丢失了前导零",
}


def report(connection: psycopg.Connection, dataset: Dataset, changes: Sequence[Change]) -> None:
    """Open or count the alerts of the kinds that changed, and close those of which nothing is left; commits nothing."""
    changed = {each.kind for each in changes}
    known = rule_texts()[RULE]
    for kind, lines in _open(connection, dataset).items():
        if lines and kind in changed:
            raise_finding(connection, _finding(dataset, kind, lines, Severity(known.severity)))
        elif not lines:
            resolve_finding(connection, dataset.platform, dataset.name, RULE, kind)


def _open(connection: psycopg.Connection, dataset: Dataset) -> dict[Kind, list[str]]:
    """What has not ended, in words, by kind; the latest first."""
    found: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    rows = connection.execute(
        """
        SELECT kind, field, before, after, example, department, page_id FROM hub.schema_drift
        WHERE platform = %s AND dataset = %s AND ended_at IS NULL ORDER BY drift_id DESC
        """,
        (dataset.platform, dataset.name),
    )
    for kind, *words in rows:
        found[Kind(kind)].append(_line(Kind(kind), *words))
    return found


def _line(
    kind: Kind, field: str, before: str | None, after: str | None, example: str | None, department: str, page_id: int
) -> str:
    what = f"{before} → {field}" if kind is Kind.RENAMED else field
    if kind is Kind.TYPE:
        what += f"（{before or '单值'} → {after}）"
    shown = f"，示例 {example}" if example else ""
    sender = f"，报送部门 {department}" if department else ""
    # Names come from the platform too. A page's place would not outlive the masking of its digits: its number does.
    return mask_runs(f"{what}{shown}{sender}，首见于原始页 {page_id}")


def _finding(dataset: Dataset, kind: Kind, lines: Sequence[str], severity: Severity) -> Finding:
    subject = f"{PLATFORMS[dataset.platform].title} · {dataset.title}"
    listed = "".join(f"\n  {number}. {line}" for number, line in enumerate(lines[:MOST_SHOWN], 1))
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=RULE,
        severity=severity,
        title=f"{subject}：{TITLES[kind]}（{len(lines)} 个）",
        body=f"发生了什么：{TITLES[kind]}{listed}\n影响：{EFFECTS[kind]}\n怎么办：{REMEDIES[kind]}\n"
        f"在哪里看：表 hub.schema_drift（platform = {dataset.platform}，dataset = {dataset.name}）；"
        "原始页的位置在表 hub.landed_page（page_id 即原始页号）；可用 hub sql 查询",
        subject=kind,
    )
