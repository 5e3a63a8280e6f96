"""What the platforms' rows were seen to hold: every field with its types, and each time that changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, literal_column

from hub.model.base import Model, bigint, described, flag, instant, text, texts


class FieldSeen(Model, table=True):
    """A field of a dataset: declared, or seen in its rows, or both."""

    __tablename__ = "field_seen"
    __table_args__ = described("hub", "字段实况：各数据集的字段何时出现、何种类型、自何时起不再出现")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    department: str = text("报送部门；接口取数为空文本", primary_key=True)
    field: str = text("字段名（来源写法）", primary_key=True)
    is_declared: bool = flag("是否已登记", required=True)
    types: list[str] = texts("见过的 JSON 类型（文件一律为 string）", required=True)
    first_seen_at: datetime | None = instant("首次出现时间；空为从未出现")
    last_seen_at: datetime | None = instant("最近出现时间；空为从未出现")
    absent_rows: int = bigint("自最近出现以来，不含该字段的行数（删除行不计，主键字段除外）", required=True)
    absent_from_page_id: int | None = bigint("自哪一原始页起不再出现；空为最近一页仍有")
    former_types: list[str] | None = texts("类型变化之前的 JSON 类型；空为没有未结束的类型变化")
    former_rows: int = bigint("类型变化之后，类型又与此前一致的连续行数", required=True, server_default="0")


class SchemaDrift(Model, table=True):
    """One change in what a dataset's rows hold, on the page where it was first seen."""

    __tablename__ = "schema_drift"
    __table_args__ = described(
        "hub",
        "结构变化：新字段、缺失字段、疑似改名、类型变化，每次发现一条",
        CheckConstraint("kind in ('new', 'missing', 'renamed', 'type')", name="kind"),
        Index("ix_schema_drift_page_id", "page_id"),
        Index("ix_schema_drift_open", "platform", "dataset", postgresql_where=literal_column("ended_at IS NULL")),
    )

    drift_id: int = bigint("标识", primary_key=True, identity=True)
    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    department: str = text("报送部门；接口取数为空文本", required=True)
    page_id: int = bigint("发现所在的原始页", required=True)
    kind: str = text("类别：new 新字段、missing 缺失、renamed 疑似改名、type 类型变化", required=True)
    field: str = text("字段名", required=True)
    before: str | None = text("原来的字段名（改名）或类型")
    after: str | None = text("现在的类型")
    example: str | None = text("示例（已脱敏）")
    found_at: datetime = instant("发现时间", required=True)
    ended_at: datetime | None = instant("结束时间：字段或类型恢复，或已登记")
