"""What the linkage and the release know between two releases; derived, except for the anchors of former ids and what
people judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, literal_column

from hub.model.base import Model, bigint, described, document, flag, instant, real, text, texts
from hub.model.indexes import partial_index


class RecordEntity(Model, table=True):
    """The entity of every record that the next release shows; a row without one is a record that has none."""

    __tablename__ = "record_entity"
    __table_args__ = described(
        "hub",
        "关联状态：下一次发布中每条记录所属的监管对象",
        Index("ix_record_entity_entity_id", "entity_id", postgresql_where=literal_column("entity_id IS NOT NULL")),
        Index(None, "platform", "dataset"),
    )

    record_id: str = text("记录标识", primary_key=True)
    platform: str = text("来源平台", required=True)
    dataset: str = text("来源数据集", required=True)
    source_id: str = text("来源主键", required=True)
    content_hash: str = text("据以关联的版本的内容摘要", required=True)
    entity_id: str | None = text("监管对象标识；空为无")
    method: str | None = text("关联方法")
    score: float | None = real("得分（0 至 1）")
    evidence: dict[str, Any] | None = document("概率关联的依据：比对项 → 权重（比特）")


class LinkRecord(Model, table=True):
    """The keys of every record that can have an entity: records with one key are resolved together."""

    __tablename__ = "link_record"
    __table_args__ = described(
        "hub",
        "关联状态：每条记录用以归并的标识",
        partial_index("link_record", "organisation_code"),
        partial_index("link_record", "registration_no"),
        partial_index("link_record", "citizen_id"),
        partial_index("link_record", "name_and_place"),
        partial_index("link_record", "unique_name"),
    )

    record_id: str = text("记录标识", primary_key=True)
    kind: str | None = text("主体类别")
    uscc: str | None = text("统一社会信用代码")
    organisation_code: str | None = text("组织机构代码（含信用代码中的）")
    registration_no: str | None = text("注册号")
    citizen_id: str | None = text("公民身份号码；个体工商户另加名称")
    name_and_place: str | None = text("名称与区划")
    unique_name: str | None = text("登记机关辖区内唯一的名称")


class LinkStale(Model, table=True):
    """Records to be resolved again although they say what they said: something they were linked with is gone."""

    __tablename__ = "link_stale"
    __table_args__ = described("hub", "关联状态：自身未变而须重新归并的记录")

    record_id: str = text("记录标识", primary_key=True)


class LinkVersion(Model, table=True):
    """The version of keys and model that the whole state comes from; with another one all is resolved again."""

    __tablename__ = "link_version"
    __table_args__ = described("hub", "关联状态：所用规则与模型的版本")

    version: str = text("版本", primary_key=True)


class LinkProfile(Model, table=True):
    """What the probabilistic rung compares of a record."""

    __tablename__ = "link_profile"
    __table_args__ = described(
        "hub",
        "关联状态：概率比对所用的记录要素",
        partial_index("link_profile", "phone"),
        partial_index("link_profile", "principal"),
        partial_index("link_profile", "name"),
        Index(None, "mark", "division_code"),
        Index(None, "road", "number", "division_code"),
    )

    record_id: str = text("记录标识", primary_key=True)
    uscc: str | None = text("统一社会信用代码")
    citizen_id: str | None = text("公民身份号码（仅自然人）")
    kind: str | None = text("主体类型")
    name: str | None = text("归一化的全称")
    mark: str | None = text("字号")
    trade: str | None = text("行业表述")
    branch: str | None = text("分支机构名称")
    principal: str | None = text("负责人")
    phone: str | None = text("联系电话")
    division_code: str | None = text("区划代码（12 位）")
    road: str | None = text("路名")
    number: str | None = text("门牌号")


class LinkEdge(Model, table=True):
    """Two records that the model finds alike."""

    __tablename__ = "link_edge"
    __table_args__ = described("hub", "关联状态：模型判为相似的两条记录")

    record_a: str = text("记录标识（较小者）", primary_key=True)
    record_b: str = text("记录标识（较大者）", primary_key=True, index=True)
    weight: float = real("权重（比特）", required=True)
    probability: float = real("概率（0 至 1）", required=True)
    obstacle: str | None = text("不予自动关联的缘由")
    evidence: dict[str, Any] = document("依据：比对项 → 权重（比特）", required=True)
    model: str = text("模型版本", required=True)


class LinkCandidate(Model, table=True):
    """Two records of different entities that people should look at: the queue."""

    __tablename__ = "link_candidate"
    __table_args__ = described("hub", "待人工判定的记录对")

    record_a: str = text("记录标识（较小者）", primary_key=True)
    record_b: str = text("记录标识（较大者）", primary_key=True, index=True)
    weight: float = real("权重（比特）", required=True)
    probability: float = real("概率（0 至 1）", required=True)
    reason: str = text(
        "缘由：unsure 把握不足、several 同时像多个信用代码的主体、uscc 信用代码不同、kind 个体与企业之别、"
        "registered 登记簿上各有一条、branch 分支机构、size 归并过多",
        required=True,
    )
    evidence: dict[str, Any] = document("依据：比对项 → 权重（比特）", required=True)


class LinkJudgement(Model, table=True):
    """What somebody decided of two records. Never derived, never changed by a run: it survives a rebuild."""

    __tablename__ = "link_judgement"
    __table_args__ = described("hub", "人工判定：两条记录是否属于同一监管对象；不因重新计算而改变")

    judgement_id: int = bigint("判定编号", primary_key=True, identity=True)
    record_a: str = text("记录标识（较小者）", required=True, index=True)
    record_b: str = text("记录标识（较大者）", required=True)
    verdict: str = text(
        "判定：same 同一、different 不同、unsure 无法判定；不同而有承继关系的：converted 个转企、"
        "moved 迁移、renamed 更名、"
        "merged 吸收合并；unrelated 不同且无承继关系",
        required=True,
    )
    predecessor: str | None = text("有承继关系的：前身的记录")
    decided_by: str = text("判定人", required=True)
    decided_at: datetime = instant("判定时间", required=True)
    reason: str | None = text("理由")
    withdrawn_by: str | None = text("撤销人")
    withdrawn_at: datetime | None = instant("撤销时间；空为有效")
    is_taken: bool = flag("关联是否已采用其现状", required=True)


class Relinked(Model, table=True):
    """Records whose entity or method changed since the last release; emptied by it."""

    __tablename__ = "relinked"
    __table_args__ = described("hub", "自上次发布以来关联有变的记录")

    number: int = bigint("序号", primary_key=True, identity=True)
    record_id: str = text("记录标识", required=True)


class LinkConflict(Model, table=True):
    """An identifier that links nobody, because it would make one entity of several credit codes."""

    __tablename__ = "link_conflict"
    __table_args__ = described("hub", "关联冲突：为多个信用代码所共用、因而不予采用的标识")

    rung: str = text("标识的种类", primary_key=True)
    value: str = text("标识", primary_key=True)
    usccs: list[str] = texts("涉及的信用代码", required=True)
    records: int = bigint("涉及的记录数", required=True)


class EntityAnchor(Model, table=True):
    """The strongest former record of an id that is no entity's any more: the id leads to that record's entity.

    Never derived: it survives a rebuild, as the aliases do.
    """

    __tablename__ = "entity_anchor"
    __table_args__ = described("hub", "曾用监管对象标识的锚点：标识随该记录指向其监管对象")

    entity_id: str = text("曾用标识", primary_key=True)
    record_id: str = text("其最强的原记录", required=True, index=True)


class Rebuild(Model, table=True):
    """A dataset whose derived tables were emptied and are being filled again."""

    __tablename__ = "rebuild"
    __table_args__ = described("hub", "重建中的数据集：暂存已清空，正由原始页重新生成")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    since: datetime = instant("开始时间", required=True)
