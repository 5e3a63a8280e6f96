"""Licensing data 许可数据."""

from __future__ import annotations

from datetime import date

from hub.model.base import Record, day, described, flag, text
from hub.model.classification import Personal, Reading
from hub.model.indexes import changed_index, key_run_index


class Licence(Record, table=True):
    """An administrative licence, permit or filing."""

    __tablename__ = "licence"
    __table_args__ = described(
        "unified",
        "行政许可：许可、城管许可与备案",
        key_run_index("licence"),
        changed_index("licence"),
        reading=Reading(kind="holder_kind", code="holder_code", name="holder_name", division="division_code"),
    )

    entity_id: str | None = text("监管对象标识", index=True)
    holder_name: str | None = text("被许可人名称", personal=Personal.PARTY_NAME)
    holder_kind: str | None = text("被许可人类别（代码 party_kind）")
    holder_code: str | None = text("被许可人代码（信用代码、身份号码或来源原文）", personal=Personal.PARTY_CODE)
    document_no: str | None = text("决定文书号（括号统一为〔〕）", index=True, personal=Personal.KEY)
    document_name: str | None = text("决定文书名称", personal=Personal.TEXT)
    licence_no: str | None = text("许可编号", personal=Personal.KEY)
    licence_name: str | None = text("许可证书名称", personal=Personal.LABEL)
    category: str | None = text("许可类别（代码 licence_kind）")
    category_name: str | None = text("来源的许可种类名称（户外广告、小餐饮等）", personal=Personal.LABEL)
    content: str | None = text("许可内容", personal=Personal.FREE_TEXT)
    decided_on: date | None = day("决定日期")
    valid_from: date | None = day("有效期自")
    valid_until: date | None = day("有效期至；长期为空")
    is_long_term: bool | None = flag("是否长期有效")
    issuer_name: str | None = text("许可机关名称")
    issuer_code: str | None = text("许可机关代码")
    status: str | None = text("状态（代码 licence_status、permit_status 或 filing_status）")
    division_code: str | None = text("区划代码（12 位）；来源不提供地点的，为监管对象的区划")
    community_code: str | None = text("村（社区）代码（12 位）")
    department: str | None = text("报送部门（部门文件）")
