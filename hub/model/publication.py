"""What was published when, what changed, and who may see which divisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index

from hub.model.base import Model, bigint, described, document, flag, instant, text
from hub.model.classification import Personal, Reading


class Release(Model, table=True):
    """One publication, all or nothing."""

    __tablename__ = "release"
    __table_args__ = described("hub", "发布批次：每次发布全有或全无")

    release_id: int = bigint("发布批次", primary_key=True, identity=True)
    published_at: datetime = instant("发布时间", required=True)
    counts: dict[str, Any] = document("各表新增、更新、撤回的行数", required=True)
    held: dict[str, Any] = document("暂缓发布的数据集及原因", required=True)


class Change(Model, table=True):
    """The change feed: what a consumer has to read again."""

    __tablename__ = "change"
    __table_args__ = described(
        "hub",
        "变更流：自某序号起需要重新读取的记录",
        CheckConstraint("operation in ('insert', 'update', 'retract', 'merge', 'split')", name="operation"),
        # Entries are only ever added, release after release.
        Index("ix_change_release_id", "release_id", postgresql_using="brin"),
        reading=Reading(division="division_code", about="table_name"),
    )

    seq: int = bigint("序号：只增不减，可有间断", primary_key=True, identity=True)
    release_id: int = bigint("发布批次", required=True)
    table_name: str = text("表名", required=True)
    id: str = text("记录标识或监管对象标识", required=True, personal=Personal.KEY)
    operation: str = text("操作：insert 新增、update 更新、retract 撤回、merge 合并、split 拆分", required=True)
    other_id: str | None = text("合并：并入何者；拆分：自何者分出", personal=Personal.KEY)
    division_code: str | None = text("区划代码（12 位）")
    changed_at: datetime = instant("变更时间", required=True)


class Feed(Model, table=True):
    """Where change feed and history begin, and by what this database's feed is told from others'; one row."""

    __tablename__ = "feed"
    __table_args__ = described("hub", "变更流与历史版本的起点（仅一行）", CheckConstraint("is_only", name="one_row"))

    is_only: bool = flag("恒为真：保证仅一行", primary_key=True, server_default="true")
    feed_id: str = text("变更流标识：不同数据库的不同", required=True)
    begins_after: int = bigint("该序号及之前的变更已按保留期限清理", required=True, server_default="0")
    history_from: datetime | None = instant("历史版本自何时起完整；空为自始")


class ReaderDivision(Model, table=True):
    """The divisions that a reader is bound to; a reader without a row sees all."""

    __tablename__ = "reader_division"
    __table_args__ = described(
        "hub",
        "读者的区划范围：无记录的读者不受限制",
        ForeignKeyConstraint(["division_code"], ["unified.division.code"]),
    )

    reader: str = text("读者（数据库用户名）", primary_key=True)
    division_code: str = text("区划代码（12 位）", primary_key=True)
