"""What an inspector goes by: licences to look after, and visits that could have been one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index

from hub.model.base import Model, day, described, integer, text, texts
from hub.model.classification import Owner, Personal, Reading
from hub.model.indexes import key_run_index
from hub.model.linkage import BY_ENTITY
from hub.model.marts.parameters import told


class LicenceWatch(Model, table=True):
    """A licence of an active entity that has run out or is about to."""

    __tablename__ = "licence_watch"
    __table_args__ = described(
        "derived",
        "许可预警：存续对象已过期或即将到期的许可，每证一行。撤销、吊销、注销及状态为其他的不列；"
        "同一对象同一许可（名称与种类相同）另有更晚到期的有效许可的，视为已经换证，不列",
        key_run_index("licence_watch", "licence_id"),
        Index(None, "entity_id"),
        Index(None, "finding", "valid_until"),
        # A licence is seen where it is, and with it what is found about it.
        reading=Reading(owners=(Owner("licence", own="licence_id", theirs="id"),)),
    )

    licence_id: str = text("许可的记录标识", primary_key=True, personal=Personal.KEY)
    entity_id: str = text("监管对象标识", required=True)
    finding: str = text(
        told(
            "预警：expiring 即将到期（自发布日起 {expiring_days} 日内，含当日）、"
            "expired 已过期（截止日已过，或来源标明过期）、"
            "supervised_after_expiry 过期后仍受监管（已过期，且截止日之后有过检查、处罚或强制，可见仍在经营）；"
            "取最重的一项"
        ),
        required=True,
    )
    valid_until: date | None = day("有效期至；来源标明过期而未给日期的为空")
    last_supervised_on: date | None = day("该对象最近一次受监管的日期：检查日期、处罚决定日期、强制开始日期中最晚的")


class JointInspection(Model, table=True):
    """Who came to an entity in a quarter, and how often that could have been spared."""

    __tablename__ = "joint_inspection"
    __table_args__ = described(
        "derived",
        "综合查一次：每个监管对象每季度谁来查过几次，哪些上门本可合为一次",
        Index(None, "quarter", "avoidable_count"),
        reading=BY_ENTITY,
    )

    entity_id: str = text("监管对象标识", primary_key=True)
    quarter: str = text("季度，形如 2026Q4；按检查日期，日期不详的检查不计", primary_key=True)
    agencies: list[str] = texts("检查机关：代码，无代码的为名称；去重，按字符顺序", required=True)
    item_codes: list[str] = texts("所查监管事项的代码；去重，按字符顺序", required=True)
    inspection_count: int = integer("检查次数（检查记录数）", required=True)
    joint_count: int = integer("其中属于综合查一次任务的（有任务编号）", required=True)
    avoidable_count: int = integer(
        told(
            "可免的上门次数。上门：某机关某日到现场（检查形式为现场或不详），同日查几项算一次。"
            "首次上门之后 {joint_days} 日内（含末日），每个别的机关第一次单独上门本可与之合并，计一次可免；"
            "同一机关再来（复查）不计，属综合查一次任务的不计；此后的下一次上门又为首次，可跨季度。"
            "计入上门所在的季度"
        ),
        required=True,
    )
