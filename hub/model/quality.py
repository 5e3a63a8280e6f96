"""The quality record: rejections, check results, reconciliation."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, literal_column

from hub.model.base import Model, bigint, day, described, flag, instant, text, uuid


class Rejection(Model, table=True):
    """Why a version is not published, a row for each reason."""

    __tablename__ = "rejection"
    __table_args__ = described(
        "quality",
        "拒收记录：未予发布的版本及其原因",
        Index(
            "ix_rejection_open",
            "platform",
            "dataset",
            "source_id",
            postgresql_where=literal_column("resolved_at IS NULL"),
        ),
    )

    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    source_id: str = text("来源主键", required=True)
    version_hash: UUID = uuid("版本摘要", primary_key=True)
    rule_id: str = text("规则", primary_key=True)
    field: str = text("字段", primary_key=True)
    value: str | None = text("问题值（来源原值）")
    reason_zh: str = text("原因", required=True)
    first_seen_at: dt.datetime = instant("首次发现时间", required=True)
    last_seen_at: dt.datetime = instant("最近发现时间", required=True)
    resolved_at: dt.datetime | None = instant("解除时间")
    published_version_kept: bool = flag("此前合格的版本是否仍在发布", required=True, server_default="false")


class CheckResult(Model, table=True):
    """What one rule found in one run."""

    __tablename__ = "check_result"
    __table_args__ = described(
        "quality",
        "检查结果：每次运行每条规则的结果",
        CheckConstraint("status in ('passed', 'failed', 'error')", name="status"),
        CheckConstraint("covers in ('versions', 'published', 'gate')", name="covers"),
        Index(None, "platform", "dataset", "checked_at"),
    )

    run_id: str = text("运行标识", primary_key=True)
    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    rule_id: str = text("规则", primary_key=True)
    dimension: str = text("质量维度（GB/T 36344）", required=True)
    severity: str = text("严重程度：reject 拒收、warn 提醒、block 暂缓发布", required=True)
    evaluated: int = bigint("检查数", required=True)
    failed: int = bigint("不合格数", required=True)
    status: str = text("结果：passed 通过、failed 不通过、error 规则无法执行", required=True)
    checked_at: dt.datetime = instant("检查时间", required=True)
    covers: str = text(
        "检查范围：versions 本次判定的版本、published 全部已发布的记录、gate 数据集的闸门",
        required=True,
        server_default="versions",
    )


class Reconciliation(Model, table=True):
    """Where every version of a dataset went, by the day it was received."""

    __tablename__ = "reconciliation"
    __table_args__ = described("quality", "对账：各数据集每日接收的版本去向")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    day: dt.date = day("接收日期", primary_key=True)
    source_total: int | None = bigint("平台所报总数")
    landed: int = bigint("接收行数", required=True, server_default="0")
    repeats: int = bigint("重复行数", required=True, server_default="0")
    versions: int = bigint("版本数", required=True, server_default="0")
    current: int = bigint("现行版本数", required=True, server_default="0")
    retracted: int = bigint("撤回数", required=True, server_default="0")
    duplicate: int = bigint("与他源重复数", required=True, server_default="0")
    rejected: int = bigint("拒收数", required=True, server_default="0")
    held: int = bigint("暂缓发布或待发布数", required=True, server_default="0")
    superseded: int = bigint("被取代数", required=True, server_default="0")
