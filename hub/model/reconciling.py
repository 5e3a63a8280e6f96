"""What the hub holds against what its platforms say they have, by the day of the source's time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from hub.model.base import Model, bigint, day, described, instant, text, uuid


class VersionDay(Model, table=True):
    """How many versions of a dataset were ever received, by the day of the source's time (Asia/Shanghai)."""

    __tablename__ = "version_day"
    __table_args__ = described("hub", "版本台账按来源日期计数：与平台所报总数核对")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    day: dt.date = day("来源时间所在日期", primary_key=True)
    versions: int = bigint("曾经接收的版本数", required=True)
    removed: int = bigint("其中原文已按保留期限清理的版本数：重建时沿用", required=True, server_default="0")


class TotalCheck(Model, table=True):
    """A dataset's total at its platform against what the hub holds: `all`, or days that do not agree by themselves."""

    __tablename__ = "total_check"
    __table_args__ = described(
        "quality",
        "总数核对：平台所报总数与已接收数，全部数据一行，另有逐日的差异及其说明",
        CheckConstraint("status in ('equal', 'explained', 'pending', 'differs', 'unasked')", name="status"),
    )

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    scope: str = text("范围：all 全部，或来源日期（起..止）", primary_key=True)
    first_day: dt.date | None = day("范围首日；全部为空")
    last_day: dt.date | None = day("范围末日；全部为空")
    source_total: int | None = bigint("平台所报总数")
    known: int | None = bigint("已接收数（与平台总数同口径）")
    status: str = text(
        "结果：equal 一致、explained 不一致但已查明、pending 待下次复核、differs 不一致、unasked 平台不报总数",
        required=True,
    )
    explanation: str = text("说明", required=True)
    walk_id: str | None = text("据以说明的取数标识")
    checked_at: dt.datetime = instant("核对时间", required=True)


class Vanished(Model, table=True):
    """A record that its platform no longer lists although it never told of a delete."""

    __tablename__ = "vanished"
    __table_args__ = described("quality", "平台不再列出的记录：来源没有发过删除")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    source_id: str = text("来源主键", primary_key=True)
    source_updated_at: dt.datetime | None = instant("所持最新版本的来源时间")
    missing_since: dt.datetime = instant("首次核对发现不见的时间", required=True)
    walk_id: str = text("最近一次核对的取数标识", required=True)
    confirmed_at: dt.datetime | None = instant("再次核对仍不见的时间；空为疑似")
    returned_at: dt.datetime | None = instant("再次列出的时间；空为仍不见")


class Retraction(Model, table=True):
    """A version that retracts a record by the order of a person: its platform never sent a delete."""

    __tablename__ = "retraction"
    __table_args__ = described(
        "hub",
        "人工撤回：平台不再列出、来源又没有发过删除，经核实由人撤回的记录",
        Index(None, "platform", "dataset", "source_id"),
    )

    version_hash: UUID = uuid("撤回所成的版本", primary_key=True)
    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    source_id: str = text("来源主键", required=True)
    page_id: int = bigint("留存该决定的原始页", required=True)
    decided_by: str = text("撤回人", required=True)
    reason: str = text("理由", required=True)
    decided_at: dt.datetime = instant("撤回时间", required=True)
    undone_at: dt.datetime | None = instant("来源再次报送、撤回自行结束的时间；空为仍有效")
    undone_page_id: int | None = bigint("再次列出该记录的原始页")
