"""What the linkage and the release know between two releases; derived, except for the anchors of former ids."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, literal_column

from hub.model.base import Model, bigint, described, instant, real, text, texts


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
