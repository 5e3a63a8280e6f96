"""What the hub remembers of the derived tables: from what and for which day each was filled, and the parameters."""

from __future__ import annotations

from datetime import date, datetime

from hub.model.base import Model, bigint, day, described, instant, real, text


class MartFilling(Model, table=True):
    """How a derived table was filled last; without a row it is filled from the beginning."""

    __tablename__ = "mart_filling"
    __table_args__ = described("hub", "专题表的生成情况：删去一行，下次发布即重新生成该表")

    name: str = text("专题表", primary_key=True)
    digest: str = text("口径（算法与参数）的摘要", required=True)
    as_of: date = day("按哪一日计算", required=True)
    release_id: int = bigint("最近一次计算所在的发布批次", required=True)
    filled_at: datetime = instant("最近一次计算的时间", required=True)


class MartParameter(Model, table=True):
    """A parameter of the formulas, where the settings say another value than the default."""

    __tablename__ = "mart_parameter"
    __table_args__ = described("hub", "专题表口径的参数（由设置写入；未列出的取默认值）")

    name: str = text("参数", primary_key=True)
    value: float = real("取值", required=True)
