"""One file for every supervised entity 一企一档: what a scan shows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index

from hub.model.base import Model, day, described, instant, integer, money, real, text
from hub.model.classification import Personal, Reading
from hub.model.indexes import partial_index
from hub.model.marts.parameters import told


class EntityProfile(Model, table=True):
    """What one sees of an entity at a glance: one row for each that is not retracted."""

    __tablename__ = "entity_profile"
    __table_args__ = described(
        "derived",
        "一企一档：每个监管对象一行，扫码所见",
        partial_index("entity_profile", "uscc"),
        Index(None, "division_code", "risk_level"),
        reading=Reading(kind="kind", code="uscc", name="name", division="division_code"),
    )

    entity_id: str = text("监管对象标识", primary_key=True)
    name: str | None = text("名称", personal=Personal.PARTY_NAME)
    uscc: str | None = text("统一社会信用代码（18 位，校验有效）")
    kind: str | None = text("主体类别（代码 party_kind）")
    status: str | None = text("状态：active 存续、revoked 吊销、cancelled 注销、moved 迁出、unknown 未知")
    division_code: str | None = text("区划代码（12 位）")
    licence_count: int = integer("许可数：全部许可、城管许可与备案，不论是否有效", required=True)
    valid_licence_count: int = integer(
        "有效许可数：发布日在有效期内（起始日已到或不详，截止日未过、长期或不详），且状态为有效、异议或不详",
        required=True,
    )
    expiring_licence_count: int = integer(
        told("即将到期的许可数：有效许可中，自发布日起 {expiring_days} 日内（含当日）到期的，长期的除外"), required=True
    )
    inspection_count: int = integer("检查次数（检查记录数）", required=True)
    last_inspected_on: date | None = day("最近一次检查日期")
    failed_inspection_count: int = integer(
        "发现问题的检查次数：结果为经责令已改正、待后续处理、不配合检查或不合格", required=True
    )
    penalty_count: int = integer("处罚次数（处罚决定数）", required=True)
    fine_yuan_total: Decimal = money("罚款金额合计（元）：不含没收金额；金额不详的不计", required=True)
    last_penalised_on: date | None = day("最近一次处罚决定日期")
    coercive_measure_count: int = integer("行政强制次数", required=True)
    incident_count: int = integer("事件数：关联到该对象的事件、案件、预警、隐患，含作废的", required=True)
    open_incident_count: int = integer("未办结事件数：没有结案时间，且状态不是已结案或作废", required=True)
    risk_level: str = text(
        told(
            "风险等级：high 高、medium 中、low 低。按 {risk_days} 日内的记录计分：每次处罚 {penalty_points} 分，"
            "其中罚款不少于 {heavy_fine_yuan} 元，或有暂扣、吊销许可证件、停产停业、责令关闭、限制经营、限制从业、拘留"
            "之一的，改计 {heavy_penalty_points} 分；每次行政强制 {coercive_points} 分；"
            "每次发现问题的检查 {failed_inspection_points} 分，"
            "不配合检查的改计 {uncooperative_points} 分；另加每件未办结事件（不限时间）{open_incident_points} 分。"
            "不少于 {high_risk_from} 分为高，不少于 {medium_risk_from} 分为中，其余为低"
        ),
        required=True,
    )
    completeness: float = real(
        "档案完整度（0 至 1）：应有信息中已有的比例。自然人应有名称、身份号码、地址、区划、电话；"
        "其他对象应有名称、信用代码、负责人、状态、成立日期、地址、区划、坐标、经营范围、电话",
        required=True,
    )
    updated_at: datetime = instant("档案内容最近一次变化的发布时间", required=True)
