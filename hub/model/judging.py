"""What judging keeps besides its results: examples, history for the gates, weights, and how far it has come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint

from hub.model.base import Model, bigint, day, described, document, instant, integer, real, text


class Example(Model, table=True):
    """A row that a rule found bad when it judged last; up to three of each rule and dataset."""

    __tablename__ = "example"
    __table_args__ = described("quality", "问题示例：各数据集各规则最近一次检查发现的记录（原值，展示前须脱敏）")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    rule_id: str = text("规则", primary_key=True)
    number: int = integer("序号（自 1 起）", primary_key=True)
    source_id: str = text("来源主键", required=True)
    value: str | None = text("问题值（来源原值）")
    found_at: dt.datetime = instant("发现时间", required=True)


class DayOfDataset(Model, table=True):
    """What a day brought of a dataset, by the day it was received: what the gates compare the next days with."""

    __tablename__ = "history"
    __table_args__ = described("quality", "质量历史：各数据集每日接收并判定的版本数、拒收数与各字段填充数")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    day: dt.date = day("接收日期", primary_key=True)
    versions: int = bigint("判定的版本数", required=True)
    rejected: int = bigint("其中拒收数", required=True)
    counted: int = bigint("其中统计填充的版本数（删除除外）", required=True)
    filled: dict[str, Any] = document("各字段非空的版本数", required=True)


class StandingRuleState(Model, table=True):
    """How a rule over what is published was judged last: it is judged again where something it reads has changed."""

    __tablename__ = "standing_rule"
    __table_args__ = described("quality", "发布后规则：查看其他记录或日期的规则最近一次的检查")

    rule_id: str = text("规则", primary_key=True)
    subject: str = text("所检查的表或数据集", primary_key=True)
    digest: str = text("规则的摘要", required=True)
    release_id: int = bigint("检查时的发布批次", required=True)
    judged_at: dt.datetime = instant("检查时间", required=True)


class DimensionWeight(Model, table=True):
    """How much a dimension counts in a score; brought up to date from the settings."""

    __tablename__ = "dimension_weight"
    __table_args__ = described("quality", "质量维度的权重（由设置写入）", CheckConstraint("weight >= 0", name="weight"))

    dimension: str = text("质量维度（GB/T 36344）", primary_key=True)
    weight: float = real("权重", required=True)


class Judging(Model, table=True):
    """By which rules a dataset's verdicts were given, and where the increment that is not released yet begins."""

    __tablename__ = "judging"
    __table_args__ = described("hub", "质量判定：各数据集的判定所依据的规则，以及尚未发布的增量自何时起")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    digest: str = text("规则的摘要", required=True)
    increment_from: dt.datetime = instant("增量的起点（接收时间）", required=True)
    judged_at: dt.datetime = instant("判定时间", required=True)


class Acceptance(Model, table=True):
    """Who let a held dataset through, why, and for what; kept for ever."""

    __tablename__ = "acceptance"
    __table_args__ = described("hub", "放行记录：何人因何放行了被暂缓发布的数据集")

    acceptance_id: int = bigint("标识", primary_key=True, identity=True)
    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    rule_id: str = text("闸门规则", required=True)
    reason: str = text("暂缓发布的原因", required=True)
    since: dt.datetime = instant("暂缓发布自何时起", required=True)
    accepted_by: str = text("放行人", required=True)
    accepted_at: dt.datetime = instant("放行时间", required=True)
    accepted_reason: str = text("放行理由", required=True)
    accepted_until: dt.datetime = instant("放行至：此前接收的数据不再因该闸门暂缓发布", required=True)
