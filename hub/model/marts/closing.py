"""From a lead to its end 闭环: what followed from every incident, whether it came to an end, and where it got lost."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, column

from hub.model.base import Model, day, described, flag, instant, integer, text
from hub.model.classification import Personal, Reading
from hub.model.indexes import key_run_index, partial_index
from hub.model.marts.parameters import told


class Closure(Model, table=True):
    """One row for every incident; those that were handed on are one chain with what came of them."""

    __tablename__ = "closure"
    __table_args__ = described(
        "derived",
        "闭环：每个事件经由其引出的案件、检查与处罚到何处了结，跨平台移交的结果是否回到来处",
        key_run_index("closure", "lead_id"),
        partial_index("closure", "entity_id"),
        Index(None, "chain_id"),
        Index("ix_closure_open", "division_code", "opened_at", postgresql_where=~column("is_closed")),
        partial_index("closure", "handing"),
        reading=Reading(division="division_code"),
    )

    lead_id: str = text("线索：事件的记录标识", primary_key=True, personal=Personal.KEY)
    lead_kind: str | None = text(
        "类型：grassroots_event 基层事件、city_case 城管案件、device_alert 设备预警、school_hazard 校园隐患"
    )
    entity_id: str | None = text("监管对象标识：事件自身的，没有则依次取其引出的案件、检查、处罚的")
    division_code: str | None = text("区划代码（12 位）")
    opened_at: datetime | None = instant("开始时间：上报时间，没有则为发生时间")
    inspected_on: date | None = day("首次检查日期：由该事件或由其引出的案件引出的检查")
    penalised_on: date | None = day("首次处罚决定日期：由该事件、其引出的案件或上述检查引出的处罚")
    closed_at: datetime | None = instant(
        "了结时间：已闭环的，为事件与其引出的案件的办结时间（没有则为处置完成时间）、末次检查日期、处罚结案日期中最晚的一个"
    )
    days_open: int | None = integer("历时天数：开始之日到了结之日；未闭环的到发布日。开始或了结时间不详的为空")
    is_overdue: bool = flag(
        "是否逾期：事件或由其引出的案件，办结晚于时限，或时限日已过而未办结（挂起、作废的不计）；没有时限的不算逾期",
        required=True,
    )
    is_closed: bool = flag(
        told(
            "是否闭环：事件自身与由其引出的案件均已办结（有结案时间，或状态为已结案、作废）；"
            "末次检查的结果若为待后续处理、不合格或不配合，已据以处罚；引出的处罚均已结案"
            "（{closed_by_decision}，取 1 时作出处罚决定即可）。没有后续的一直未闭环"
        ),
        required=True,
    )
    chain_id: str = text(
        "所在链条：同一线索跨平台移交的各行取同一个值，即最初事件的记录标识；该行的各列涵盖整条链",
        personal=Personal.KEY,
        required=True,
    )
    handed_to_id: str | None = text("移交后在对方平台的事件（案件）的记录标识", personal=Personal.KEY)
    handing: str | None = text(
        told(
            "移交情况：awaiting_receipt 待接收、lost_handover 移交后无人接收（对方平台没有由它而来的案件，自移交起超过"
            " {receipt_days} 日）、awaiting_origin 来处待核、lost_origin 来处不明（所称来源事件不存在，自开始起超过"
            " {receipt_days} 日）、under_way 对方在办、awaiting_result 待反馈、lost_result 结果未回（引出的案件、检查、"
            "处罚均已了结，自了结起超过 {result_days} 日而事件自身未办结）、returned 结果已回、"
            "elsewhere 移交未接入的单位；空为未曾移交"
        )
    )
    handed_at: datetime | None = instant("该环节自何时起：移交、对方了结或事件开始的时间")
    holder_name: str | None = text("最后经手的单位", personal=Personal.OFFICE)
    ask_name: str | None = text(
        "应向谁询问：无人接收的问接收方，来处不明的问来源平台，结果未回的问事件的承办单位，对方在办的问现承办单位",
        personal=Personal.OFFICE,
    )
