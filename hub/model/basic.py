"""Basic data 基础数据: divisions, grids, agencies, officers, items, registrations, places, components."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hub.model.base import Model, Record, day, described, flag, integer, money, real, text, texts
from hub.model.classification import Owner, Personal, Reading
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


class Grid(Record, table=True):
    """A cell of the grid in which a division is looked after."""

    __tablename__ = "grid"
    __table_args__ = described(
        "unified",
        "网格：综合网格、微网格与专属网格",
        key_run_index("grid"),
        changed_index("grid"),
        reading=Reading(division="division_code"),
    )

    code: str | None = text("网格编码", index=True, personal=Personal.KEY)
    name: str | None = text("网格名称", personal=Personal.LABEL)
    kind: str | None = text("网格类型（代码 grid_kind）")
    division_code: str | None = text("区划代码（12 位）")
    community_code: str | None = text("村（社区）代码（12 位）")
    leader_name: str | None = text("网格长姓名", personal=Personal.NAME)
    leader_phone: str | None = text("网格长电话", personal=Personal.PHONE)
    households: int | None = integer("户数")
    population: int | None = integer("人口数")


class Agency(Record, table=True):
    """An authority or squad that enforces."""

    __tablename__ = "agency"
    __table_args__ = described(
        "unified",
        "执法机构",
        key_run_index("agency"),
        changed_index("agency"),
        reading=Reading(division="division_code"),
    )

    code: str | None = text("机构代码（18 位统一社会信用代码）", index=True)
    name: str | None = text("机构名称", index=True, personal=Personal.LABEL)
    level: str | None = text("机构层级（代码 agency_level）")
    kind: str | None = text(
        "机构类型：city_bureau 市级机关、department 部门、township_squad 乡镇（街道）综合行政执法队、other 其他"
    )
    domain: str | None = text("执法领域（代码 domain）")
    division_code: str | None = text("区划代码（12 位）")


class Officer(Record, table=True):
    """A person who enforces for an agency."""

    __tablename__ = "officer"
    __table_args__ = described(
        "unified",
        "执法人员",
        key_run_index("officer"),
        changed_index("officer"),
        partial_index("officer", "certificate_no"),
        reading=Reading(owners=(Owner("agency", own="agency_code", theirs="code"),)),
    )

    employee_no: str | None = text("人员编号", personal=Personal.KEY)
    name: str | None = text("姓名", personal=Personal.NAME)
    sex: str | None = text("性别（代码 sex）")
    citizen_id: str | None = text("公民身份号码", personal=Personal.CITIZEN_ID)
    agency_code: str | None = text("所属机构代码", index=True)
    agency_name: str | None = text("所属机构名称", personal=Personal.LABEL)
    mobile: str | None = text("手机号码", personal=Personal.PHONE)
    certificate_no: str | None = text("执法证号（省证优先，无省证的为部门证）", personal=Personal.KEY)
    certificate_valid_until: date | None = day("执法证有效期至（与所取证号同一证件）")
    is_legal_reviewer: bool | None = flag("是否法制审核人员")
    scope: list[str] | None = texts("执法范围", personal=Personal.LABELS)
    status: str | None = text("人员状态（代码 officer_status）")


class EnforcementItem(Record, table=True):
    """A matter of which enforcement may be made, as the catalogue has it."""

    __tablename__ = "enforcement_item"
    __table_args__ = described(
        "unified", "执法事项：执法事项目录", key_run_index("enforcement_item"), changed_index("enforcement_item")
    )

    code: str | None = text("事项代码（14 位）", index=True)
    name: str | None = text("事项名称")
    domain: str | None = text("执法领域（代码 domain）")
    basis: str | None = text("实施依据")
    penalty_kinds: list[str] | None = texts("处罚种类（代码 penalty_kind）")
    theme: str | None = text("监管一件事主题")
    transferred_batch: str | None = text("划转批次（代码 transferred_batch）")
    exercised_by_code: str | None = text("未划转时的实施机构代码")
    is_valid: bool | None = flag("是否有效")


class ItemAssignment(Record, table=True):
    """Who enforces an item where, and from when to when."""

    __tablename__ = "item_assignment"
    __table_args__ = described(
        "unified",
        "事项划转与赋权：事项由何机构在何地实施",
        key_run_index("item_assignment"),
        changed_index("item_assignment"),
        reading=Reading(division="division_code"),
    )

    item_code: str | None = text("事项代码（14 位）", index=True)
    agency_code: str | None = text("实施机构代码")
    division_code: str | None = text("区划代码（12 位）")
    mode: str | None = text("方式：transferred 划转、empowered 赋权、entrusted 委托、dispatched 派驻")
    begins_on: date | None = day("生效日期")
    ends_on: date | None = day("失效日期；空为仍有效")


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


class Component(Record, table=True):
    """A thing of the city that is looked after: a manhole cover, a lamp, a sign."""

    __tablename__ = "component"
    __table_args__ = described(
        "unified",
        "部件：城市管理部件",
        key_run_index("component"),
        changed_index("component"),
        reading=Reading(division="division_code"),
    )

    code: str | None = text("部件编码（16 位）", personal=Personal.KEY)
    class_: str | None = text("大类", name="class", personal=Personal.LABEL)
    subclass: str | None = text("小类", personal=Personal.LABEL)
    name: str | None = text("部件名称", personal=Personal.LABEL)
    owner: str | None = text("权属单位", personal=Personal.LABEL)
    division_code: str | None = text("区划代码（12 位）")
    community_code: str | None = text("村（社区）代码（12 位）")
    grid_code: str | None = text("网格编码")
    longitude: float | None = real("经度（CGCS2000，度）")
    latitude: float | None = real("纬度（CGCS2000，度）")
    status: str | None = text("状态（代码 component_status）")
