"""How the townships do, month by month."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Index

from hub.model.base import Model, described, integer, money, real, text
from hub.model.classification import Reading


class TownshipScorecard(Model, table=True):
    """A township's month."""

    __tablename__ = "township_scorecard"
    __table_args__ = described(
        "derived",
        "乡镇（街道）月度执法概览：有检查、处罚或事件的月份各一行，另有发布当月一行；区划不详的不计",
        Index(None, "month"),
        reading=Reading(division="division_code"),
    )

    division_code: str = text("区划代码（12 位）；县级市本级自成一行", primary_key=True)
    month: str = text("月份，形如 2026-11（北京时间）", primary_key=True)
    entity_count: int = integer(
        "月末在册的监管对象数：成立日期不晚于月末（或不详），注销日期晚于月末（或无）；"
        "状态为吊销、注销、迁出而无日期的不计",
        required=True,
    )
    inspection_count: int = integer("当月检查次数（按检查日期）", required=True)
    joint_inspection_count: int = integer("其中属于综合查一次任务的（有任务编号）", required=True)
    penalty_count: int = integer("当月处罚次数（按决定日期）", required=True)
    fine_yuan: Decimal = money("当月罚款金额合计（元），不含没收金额", required=True)
    incident_count: int = integer("当月上报的事件数（按上报时间，无则按发生、受理时间），含作废的", required=True)
    incident_closed_count: int = integer("其中至今已办结的：有结案时间，或状态为已结案或作废", required=True)
    closure_rate: float | None = real("办结率（0 至 1）：已办结数除以事件数；没有事件的为空")
    median_hours_to_close: float | None = real(
        "办结用时中位数（小时）：自上报（无则发生、受理）至结案；没有结案时间的，已结案或作废的取处置完成时间，否则不计"
    )
    overdue_count: int = integer(
        "其中超期的：办理时限早于结案时间（同上）；尚未办结的，时限早于发布日零时", required=True
    )
    officer_count: int = integer(
        "执法人员数：所属机构在该区划、状态为有效或不详的现有人员（不追溯以往月份的人员变动）", required=True
    )
    certified_officer_count: int = integer("其中月末持有效执法证的：有证号，有效期不早于月末（或不详）", required=True)
    legal_reviewer_count: int = integer("其中法制审核人员数", required=True)
    officer_median_age: float | None = real("执法人员月末周岁年龄的中位数（按身份号码）；不足 3 人的为空")
