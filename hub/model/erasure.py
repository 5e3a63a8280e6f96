"""Personal data that was erased on request: that it was, by whom, why and when, and nothing of the data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from hub.model.base import Model, bigint, described, instant, integer, text, uuid


class Erasure(Model, table=True):
    """One record's erasure; begun before anything is changed, so that a killed one is seen and gone on with."""

    __tablename__ = "erasure"
    __table_args__ = described(
        "hub", "个人信息删除：何人因何于何时要求删除了一条记录（不含记录内容）", Index(None, "platform", "dataset")
    )

    erasure_id: int = bigint("标识", primary_key=True, identity=True)
    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    record_digest: str = text("记录标识的摘要（以本安装的密值计算，不可还原）", required=True)
    requested_by: str = text("经办人", required=True)
    reason: str = text("理由或依据", required=True)
    requested_at: datetime = instant("开始时间", required=True)
    finished_at: datetime | None = instant("完成时间；空为中断，可重新执行")
    pages: int = integer("改写的原始页数", required=True, server_default="0")
    rows: int = integer("抹去的行数", required=True, server_default="0")
    checked_page_id: int = bigint("查过的最后一页；其后到达的重复由定期清理抹去", required=True, server_default="0")


class ErasedVersion(Model, table=True):
    """A version that was erased: received again it is a repeat, and is blanked again."""

    __tablename__ = "erased_version"
    __table_args__ = described("hub", "已删除的版本：再次接收时仍算重复，并再次抹去")

    version_hash: UUID = uuid("版本摘要", primary_key=True)
    erasure_id: int = bigint("所属的删除", required=True, index=True)
