"""Who is who: supervised entities, which record is whose, every id that ever led to one, and which records double."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hub.model.base import Model, bigint, day, described, document, instant, integer, real, text, texts
from hub.model.classification import Owner, Personal, Reading
from hub.model.indexes import changed_index, key_run_index, partial_index

BY_ENTITY = Reading(parent="entity", joined_by=("entity_id", "entity_id"))


class Entity(Model, table=True):
    """The golden record of a supervised entity."""

    __tablename__ = "entity"
    __table_args__ = described(
        "unified",
        "监管对象（黄金记录）",
        changed_index("entity"),
        partial_index("entity", "uscc"),
        partial_index("entity", "organisation_code"),
        partial_index("entity", "registration_no"),
        reading=Reading(kind="kind", code="citizen_id", name="name", division="division_code"),
    )

    entity_id: str = text("监管对象标识", primary_key=True)
    kind: str | None = text("主体类别（代码 party_kind）")
    name: str | None = text("名称", personal=Personal.PARTY_NAME)
    uscc: str | None = text("统一社会信用代码（18 位，校验有效）")
    organisation_code: str | None = text("组织机构代码（9 位）")
    registration_no: str | None = text("注册号", personal=Personal.KEY)
    citizen_id: str | None = text("公民身份号码（仅自然人）", personal=Personal.CITIZEN_ID)
    legal_representative: str | None = text("法定代表人（负责人、经营者）", personal=Personal.NAME)
    status: str | None = text("状态：active 存续、revoked 吊销、cancelled 注销、moved 迁出、unknown 未知")
    established_on: date | None = day("成立日期")
    cancelled_on: date | None = day("注销或吊销日期")
    address: str | None = text("地址", personal=Personal.FREE_TEXT)
    division_code: str | None = text("区划代码（12 位）", index=True)
    longitude: float | None = real("经度（CGCS2000，度）")
    latitude: float | None = real("纬度（CGCS2000，度）")
    business_scope: str | None = text("经营范围", personal=Personal.FREE_TEXT)
    phone: str | None = text("联系电话", personal=Personal.PHONE)
    source_count: int | None = integer("来源记录数")
    platforms: list[str] | None = texts("来源平台")
    provenance: dict[str, Any] | None = document(
        "各属性取值出处：属性 → 平台、数据集、来源主键、观测时间", personal=Personal.PROVENANCE
    )
    first_published_at: datetime = instant("首次发布时间", required=True)
    changed_at: datetime = instant("最近一次发布变更的时间", required=True)
    retracted_at: datetime | None = instant("撤回时间：其全部记录均已撤回，保留最后的取值")
    release_id: int = bigint("最近一次变更所在的发布批次", required=True)


class EntityLink(Model, table=True):
    """Which record is whose."""

    __tablename__ = "entity_link"
    __table_args__ = described(
        "unified",
        "记录与监管对象的关联",
        key_run_index("entity_link", "source_id"),
        reading=BY_ENTITY,
    )

    platform: str = text("来源平台", primary_key=True)
    dataset: str = text("来源数据集", primary_key=True)
    source_id: str = text("来源主键", primary_key=True, personal=Personal.KEY)
    entity_id: str = text("监管对象标识", required=True, index=True)
    method: str = text(
        "关联方法：uscc 信用代码、organisation_code 组织机构代码、registration_no 注册号、citizen_id 身份号码、"
        "name_and_place 名称与地点、probabilistic 概率、manual 人工、own 自成一体",
        required=True,
    )
    score: float | None = real("得分（0 至 1）")
    evidence: dict[str, Any] | None = document("依据", personal=Personal.EVIDENCE)
    linked_at: datetime = instant("关联时间", required=True)


class EntityAlias(Model, table=True):
    """Every entity id ever published still leads to its entity."""

    __tablename__ = "entity_alias"
    __table_args__ = described("unified", "监管对象标识的别名：曾经发布的标识仍指向其监管对象", reading=BY_ENTITY)

    alias_id: str = text("曾用标识", primary_key=True)
    entity_id: str = text("现行监管对象标识", required=True, index=True)


class EntityRelation(Model, table=True):
    """That one entity follows upon another: succession is no merge, both keep their ids and records."""

    __tablename__ = "entity_relation"
    __table_args__ = described(
        "unified",
        "监管对象的承继关系：一个监管对象由另一个变更、迁移或更名而来，二者各自独立",
        changed_index("entity_relation"),
        reading=Reading(
            owners=(
                Owner("entity", own="predecessor_id", theirs="entity_id"),
                Owner("entity", own="successor_id", theirs="entity_id"),
            )
        ),
    )

    relation_id: str = text("承继关系标识", primary_key=True)
    kind: str = text(
        "承继方式：converted 个转企（个体工商户转为企业）、moved 迁移、renamed 更名或改制、merged 吸收合并",
        required=True,
    )
    predecessor_id: str = text("前身的监管对象标识", required=True, index=True)
    successor_id: str = text("承继者的监管对象标识", required=True, index=True)
    since: date | None = day("承继之日：个转企为企业成立之日，其余为前身注销或迁出之日；空为不详")
    method: str = text("认定方式：registration 登记信息、manual 人工", required=True)
    grounds: list[str] = texts(
        "依据：citizen_id 同一身份号码、principal_and_phone 同一负责人与电话、mark 同一字号、house 同一门牌、"
        "organisation_code 同一主体标识码、former_name 登记的原名称、judgement 人工判定",
        required=True,
    )
    first_published_at: datetime = instant("首次发布时间", required=True)
    changed_at: datetime = instant("最近一次发布变更的时间", required=True)
    retracted_at: datetime | None = instant("撤回时间：所据的记录已撤回")
    release_id: int = bigint("最近一次变更所在的发布批次", required=True)


class DuplicateRecord(Model, table=True):
    """A record that says what another source's record says: the other one is published."""

    __tablename__ = "duplicate_record"
    __table_args__ = described(
        "unified",
        "重复记录：与他源同一文号、同一机关，因而未单独发布的记录",
        key_run_index("duplicate_record", "source_id"),
        reading=Reading(
            owners=(Owner("licence", own="kept_id", theirs="id"), Owner("penalty", own="kept_id", theirs="id"))
        ),
    )

    platform: str = text("来源平台", primary_key=True)
    dataset: str = text("来源数据集", primary_key=True)
    source_id: str = text("来源主键", primary_key=True, personal=Personal.KEY)
    table_name: str = text("所属表", required=True)
    kept_id: str = text("所保留记录的标识", required=True, index=True, personal=Personal.KEY)
