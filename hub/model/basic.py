"""Basic data 基础数据: divisions, market registrations, places. (Entities: linkage.)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hub.model.base import Model, Record, day, described, flag, money, real, text
from hub.model.classification import Personal, Reading
from hub.model.indexes import changed_index, key_run_index, partial_index


class Division(Model, table=True):
    """The county and its 25 townships and subdistricts; reference data."""

    __tablename__ = "division"
    __table_args__ = described("unified", "行政区划：县级市及其 25 个乡镇（街道）")

    code: str = text("区划代码（12 位）", primary_key=True)
    name: str = text("区划名称", required=True)
    kind: str = text("区划类型：county 县级市、subdistrict 街道、town 镇、township 乡", required=True)
    parent_code: str | None = text("上级区划代码")
    enforcement_mode: str | None = text("执法模式：empowered 赋权、dispatched 派驻；空为未知")


class Registration(Record, table=True):
    """What a market register says about a business."""

    __tablename__ = "registration"
    __table_args__ = described(
        "unified",
        "登记：市场主体登记信息（登记机关所载）",
        key_run_index("registration"),
        changed_index("registration"),
        partial_index("registration", "uscc"),
        partial_index("registration", "registration_no"),
        reading=Reading(kind="kind", code="citizen_id", name="name", division="division_code"),
    )

    name: str | None = text("名称", personal=Personal.PARTY_NAME)
    kind: str | None = text("主体类别（代码 party_kind）")
    entity_type: str | None = text("企业类型（来源原文）")
    uscc: str | None = text("统一社会信用代码（18 位，校验有效）")
    registration_no: str | None = text("注册号（15 位、13 位或文字号）", personal=Personal.KEY)
    organisation_code: str | None = text("组织机构代码（9 位）")
    legal_representative: str | None = text("法定代表人（负责人、经营者）", personal=Personal.NAME)
    citizen_id: str | None = text("法定代表人或经营者的公民身份号码", personal=Personal.CITIZEN_ID)
    phone: str | None = text("联系电话", personal=Personal.PHONE)
    capital_text: str | None = text("注册资本（来源原文）", personal=Personal.LABEL)
    capital_yuan: Decimal | None = money("注册资本（元）")
    established_on: date | None = day("成立日期")
    op_from: date | None = day("经营期限自")
    op_until: date | None = day("经营期限至；长期为空")
    is_long_term: bool | None = flag("经营期限是否长期")
    address: str | None = text("住所", personal=Personal.FREE_TEXT)
    premises: str | None = text("生产经营地", personal=Personal.FREE_TEXT)
    authority_name: str | None = text("登记机关")
    local_office_name: str | None = text("管辖单位")
    street: str | None = text("所属街道（来源原文）")
    status: str | None = text("登记状态（代码 registration_status）")
    industry_code: str | None = text("行业代码")
    cancelled_on: date | None = day("注销或吊销日期")
    division_code: str | None = text("区划代码（12 位）")
    department: str | None = text("报送部门（部门文件）")
    entity_id: str | None = text("监管对象标识", index=True)


class Place(Record, table=True):
    """A shop or place where something is supervised."""

    __tablename__ = "place"
    __table_args__ = described(
        "unified",
        "场所：沿街店铺与各类场所",
        key_run_index("place"),
        changed_index("place"),
        reading=Reading(division="division_code"),
    )

    name: str | None = text("场所名称（店招）", personal=Personal.LABEL)
    business_name: str | None = text("登记名称", personal=Personal.LABEL)
    kind: str | None = text("场所类型（代码 place_kind；店铺为 shop）")
    entity_id: str | None = text("监管对象标识", index=True)
    principal: str | None = text("负责人", personal=Personal.NAME)
    phone: str | None = text("联系电话", personal=Personal.PHONE)
    address: str | None = text("地址", personal=Personal.TEXT)
    division_code: str | None = text("区划代码（12 位）")
    community_code: str | None = text("村（社区）代码（12 位）")
    grid_code: str | None = text("网格编码")
    longitude: float | None = real("经度（CGCS2000，度）")
    latitude: float | None = real("纬度（CGCS2000，度）")
    status: str | None = text("状态（代码 shop_status 或 place_status）")
