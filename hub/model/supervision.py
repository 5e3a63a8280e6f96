"""Supervision data 监管数据: inspections, penalties, coercive measures, incidents with their steps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hub.model.base import Model, Record, day, described, instant, integer, money, real, text, texts
from hub.model.classification import Personal, Reading
from hub.model.indexes import changed_index, key_run_index, partial_index

PARTY = Reading(kind="party_kind", code="party_code", name="party_name", division="division_code")


class Inspection(Record, table=True):
    """An administrative inspection."""

    __tablename__ = "inspection"
    __table_args__ = described(
        "unified",
        "行政检查",
        key_run_index("inspection"),
        changed_index("inspection"),
        partial_index("inspection", "lead_no"),
        reading=PARTY,
    )

    entity_id: str | None = text("监管对象标识", index=True)
    party_name: str | None = text("行政相对人名称", personal=Personal.PARTY_NAME)
    party_kind: str | None = text("行政相对人类别（代码 party_kind）")
    party_code: str | None = text("行政相对人代码（信用代码、身份号码或来源原文）", personal=Personal.PARTY_CODE)
    action_no: str | None = text("检查行为编号", index=True, personal=Personal.KEY)
    name: str | None = text("检查行为名称", personal=Personal.TEXT)
    item_code: str | None = text("监管事项代码（14 位）")
    checklist_code: str | None = text("检查实施清单代码")
    plan_no: str | None = text("检查计划编号")
    joint_task_no: str | None = text("综合查一次任务编号")
    lead_no: str | None = text("线索编号（由何事件引出）", personal=Personal.KEY)
    lead_incident_id: str | None = text("线索事件的记录标识", personal=Personal.KEY)
    agency_code: str | None = text("检查机关代码")
    agency_name: str | None = text("检查机关名称")
    form: str | None = text("检查形式（代码 inspection_form）")
    kind: str | None = text("检查类型（代码 inspection_kind）")
    mode: str | None = text("检查方式（代码 inspection_mode）")
    result: str | None = text("检查结果（代码 inspection_result）")
    result_text: str | None = text("检查结果（来源原文）", personal=Personal.FREE_TEXT)
    inspected_on: date | None = day("检查日期")
    reported_on: date | None = day("报送日期")
    officer_names: list[str] | None = texts("检查人员姓名", personal=Personal.NAMES)
    officer_certificate_nos: list[str] | None = texts("检查人员执法证号", personal=Personal.KEYS)
    address: str | None = text("经营地址；无则为登记地址", personal=Personal.FREE_TEXT)
    division_code: str | None = text("区划代码（12 位）")


class Penalty(Record, table=True):
    """An administrative penalty."""

    __tablename__ = "penalty"
    __table_args__ = described(
        "unified",
        "行政处罚",
        key_run_index("penalty"),
        changed_index("penalty"),
        partial_index("penalty", "inspection_no"),
        partial_index("penalty", "lead_no"),
        reading=PARTY,
    )

    entity_id: str | None = text("监管对象标识", index=True)
    party_name: str | None = text("行政相对人名称", personal=Personal.PARTY_NAME)
    party_kind: str | None = text("行政相对人类别（代码 party_kind）")
    party_code: str | None = text("行政相对人代码（信用代码、身份号码或来源原文）", personal=Personal.PARTY_CODE)
    decision_no: str | None = text("处罚决定书文号（括号统一为〔〕）", index=True, personal=Personal.KEY)
    item_code: str | None = text("监管事项代码（14 位）")
    inspection_no: str | None = text("所依据的检查行为编号", personal=Personal.KEY)
    inspection_id: str | None = text("所依据检查的记录标识", personal=Personal.KEY)
    lead_no: str | None = text("线索编号（由何事件引出）", personal=Personal.KEY)
    lead_incident_id: str | None = text("线索事件的记录标识", personal=Personal.KEY)
    violation: str | None = text("违法行为类型", personal=Personal.TEXT)
    facts: str | None = text("违法事实", personal=Personal.FREE_TEXT)
    basis: str | None = text("处罚依据", personal=Personal.TEXT)
    kinds: list[str] | None = texts("处罚种类（代码 penalty_kind）")
    content: str | None = text("处罚内容", personal=Personal.FREE_TEXT)
    fine_yuan: Decimal | None = money("罚款金额（元）")
    confiscated_yuan: Decimal | None = money("没收金额（元）")
    revoked_licence: str | None = text("暂扣或吊销的证照", personal=Personal.TEXT)
    case_source: str | None = text("案件来源", personal=Personal.LABEL)
    filed_on: date | None = day("立案日期")
    decided_on: date | None = day("处罚决定日期")
    closed_on: date | None = day("结案日期")
    public_until: date | None = day("公示截止期")
    authority_name: str | None = text("处罚机关名称")
    authority_code: str | None = text("处罚机关代码")
    division_code: str | None = text("区划代码（12 位）；来源不提供地点的，为监管对象的区划")
    department: str | None = text("报送部门（部门文件）")


class CoerciveMeasure(Record, table=True):
    """An administrative coercive measure."""

    __tablename__ = "coercive_measure"
    __table_args__ = described(
        "unified",
        "行政强制",
        key_run_index("coercive_measure"),
        changed_index("coercive_measure"),
        partial_index("coercive_measure", "inspection_no"),
        reading=PARTY,
    )

    entity_id: str | None = text("监管对象标识", index=True)
    party_name: str | None = text("行政相对人名称", personal=Personal.PARTY_NAME)
    party_kind: str | None = text("行政相对人类别（代码 party_kind）")
    party_code: str | None = text("行政相对人代码（信用代码、身份号码或来源原文）", personal=Personal.PARTY_CODE)
    action_no: str | None = text("强制行为编号", index=True, personal=Personal.KEY)
    name: str | None = text("强制行为名称", personal=Personal.TEXT)
    inspection_no: str | None = text("所依据的检查行为编号", personal=Personal.KEY)
    inspection_id: str | None = text("所依据检查的记录标识", personal=Personal.KEY)
    decision_no: str | None = text("强制决定书文号（括号统一为〔〕）", personal=Personal.KEY)
    kind: str | None = text("强制种类（代码 force_kind）")
    facts: str | None = text("违法事实", personal=Personal.FREE_TEXT)
    basis: str | None = text("强制依据", personal=Personal.TEXT)
    result: str | None = text("强制结果", personal=Personal.FREE_TEXT)
    begins_on: date | None = day("开始日期")
    ends_on: date | None = day("结束日期")
    extended_days: int | None = integer("延长天数")
    authority_name: str | None = text("强制机关名称")
    authority_code: str | None = text("强制机关代码")
    division_code: str | None = text("区划代码（12 位）")


class Incident(Record, table=True):
    """An event, case, alert or hazard that somebody has to handle."""

    __tablename__ = "incident"
    __table_args__ = described(
        "unified",
        "事件、案件、预警、隐患",
        key_run_index("incident"),
        changed_index("incident"),
        partial_index("incident", "entity_id"),
        partial_index("incident", "place_id"),
        partial_index("incident", "origin_no"),
        reading=PARTY,
    )

    kind: str | None = text(
        "类型：grassroots_event 基层事件、city_case 城管案件、device_alert 设备预警、school_hazard 校园隐患"
    )
    incident_no: str | None = text("事件编号", index=True, personal=Personal.KEY)
    workstream: str | None = text("四平台归属（代码 workstream）")
    category: str | None = text("大类", personal=Personal.LABEL)
    subcategory: str | None = text("小类", personal=Personal.LABEL)
    title: str | None = text("标题", personal=Personal.FREE_TEXT)
    description: str | None = text("描述", personal=Personal.FREE_TEXT)
    source: str | None = text("来源渠道", personal=Personal.LABEL)
    urgency: str | None = text("紧急程度（代码 urgency）")
    status: str | None = text("状态（代码 incident_status）")
    occurred_at: datetime | None = instant("发生（发现）时间")
    reported_at: datetime | None = instant("上报时间")
    accepted_at: datetime | None = instant("受理时间")
    filed_at: datetime | None = instant("立案时间")
    dispatched_at: datetime | None = instant("派遣（分派）时间")
    resolved_at: datetime | None = instant("处置完成时间")
    closed_at: datetime | None = instant("结案（办结）时间")
    due_at: datetime | None = instant("办理时限")
    address: str | None = text("地点", personal=Personal.TEXT)
    division_code: str | None = text("区划代码（12 位）")
    community_code: str | None = text("村（社区）代码（12 位）")
    grid_code: str | None = text("网格编码")
    longitude: float | None = real("经度（CGCS2000，度）")
    latitude: float | None = real("纬度（CGCS2000，度）")
    entity_id: str | None = text("监管对象标识；无有效标识的为空")
    place_id: str | None = text("场所的记录标识", personal=Personal.KEY)
    party_name: str | None = text("当事人名称", personal=Personal.PARTY_NAME)
    party_kind: str | None = text("当事人类别（代码 party_kind）")
    party_code: str | None = text("当事人代码（信用代码、身份号码或来源原文）", personal=Personal.PARTY_CODE)
    handler_name: str | None = text("处置单位（校园隐患：责任人）", personal=Personal.OFFICE)
    reporter_name: str | None = text("上报人", personal=Personal.NAME)
    reporter_phone: str | None = text("上报人电话", personal=Personal.PHONE)
    origin_no: str | None = text("来源事件编号（由其他平台移交而来）", personal=Personal.KEY)
    origin_id: str | None = text("来源事件的记录标识", personal=Personal.KEY)
    satisfaction: str | None = text("满意度（代码 satisfaction）")


class IncidentStep(Model, table=True):
    """One step of an incident's handling."""

    __tablename__ = "incident_step"
    __table_args__ = described(
        "unified",
        "事件流转步骤",
        key_run_index("incident_step", "incident_id"),
        reading=Reading(parent="incident", joined_by=("incident_id", "id")),
    )

    incident_id: str = text("事件的记录标识", primary_key=True, personal=Personal.KEY)
    seq: int = integer("步骤序号", primary_key=True)
    action: str | None = text("环节", personal=Personal.LABEL)
    actor: str | None = text("经办人", personal=Personal.NAME)
    organisation: str | None = text("经办单位", personal=Personal.LABEL)
    at: datetime | None = instant("时间")
    note: str | None = text("意见", personal=Personal.FREE_TEXT)
