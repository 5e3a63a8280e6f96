"""What reconciling has to tell an operator: a platform that contradicts itself, and records that it no longer lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.alerts.bodies import EXAMPLES, body
from hub.alerts.findings import Finding, Severity, raise_finding, resolve_finding
from hub.alerts.masking import mask_runs
from hub.datasets import PLATFORMS
from hub.reconciliation.checks import Status, checks
from hub.reconciliation.vanished import missing

if TYPE_CHECKING:
    import psycopg

    from hub.datasets.declaration import Dataset
    from hub.reconciliation.checks import Check
    from hub.reconciliation.vanished import Missing

TOTALS = "gate.totals"
DIFFERENCE, VANISHED = "reconciliation", "vanished"
"""What tells these findings from a walk that does not add up."""


def tell(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Open, count or close the two alerts of a dataset that was just reconciled. Commits nothing."""
    differing = [each for each in checks(connection, dataset) if each.days and each.status == Status.DIFFERS]
    gone = [each for each in missing(connection, dataset) if each.confirmed_at and not each.retracted_at]
    for subject, finding in (
        (DIFFERENCE, _differs(dataset, differing) if differing else None),
        (VANISHED, _vanished(dataset, gone) if gone else None),
    ):
        if finding is None:
            resolve_finding(connection, dataset.platform, dataset.name, TOTALS, subject)
        else:
            raise_finding(connection, finding)


def _differs(dataset: Dataset, differing: list[Check]) -> Finding:
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=TOTALS,
        severity=Severity.WARN,
        title=f"{_subject(dataset)}：对账不一致，{len(differing)} 段日期",
        body=body(
            what="平台所报总数与其实际列出的条数不符，重新获取一遍后仍不符",
            how_much=f"{len(differing)} 段日期",
            examples=[f"{each.scope}：{mask_runs(each.explanation)}" for each in differing],
            effect="已收到的数据照常发布",
            remedy="请与平台方核对这些日期的总数与分页",
            where=_where(dataset),
        ),
        subject=DIFFERENCE,
    )


def _vanished(dataset: Dataset, gone: list[Missing]) -> Finding:
    return Finding(
        platform=dataset.platform,
        dataset=dataset.name,
        rule_id=TOTALS,
        severity=Severity.WARN,
        title=f"{_subject(dataset)}：{len(gone)} 条记录平台不再列出",
        body=body(
            what="这些记录已经发布，来源没有发过删除，但两次核实平台都不再列出",
            how_much=len(gone),
            examples=[mask_runs(each.source_id) for each in gone[:EXAMPLES]],
            effect="保持发布，不自动撤回",
            remedy="请向平台方核实：确已删除的，请平台补发删除，不能补发的由数据管理员人工撤回"
            f"（{_where(dataset)} --retract 主键 --by 姓名 --reason 理由）；误删的，恢复后会自动解除",
            where=f"表 quality.vanished；{_where(dataset)}",
        ),
        subject=VANISHED,
    )


def _subject(dataset: Dataset) -> str:
    return f"{PLATFORMS[dataset.platform].title} · {dataset.title}"


def _where(dataset: Dataset) -> str:
    return f"hub reconcile --dataset {dataset.id}"
