"""Who reads: readers by name, their keys for reading over HTTP, what was decided about them, and sensitive reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint

from hub.model.base import Model, bigint, binary, described, flag, instant, text


class Reader(Model, table=True):
    """A reader by the name of its database role; its divisions are in `hub.reader_division`."""

    __tablename__ = "reader"
    __table_args__ = described("hub", "读者：获准读取统一模型的应用或人员")

    reader: str = text("读者（数据库角色名）", primary_key=True)
    title: str = text("应用或单位名称", required=True)
    is_bound: bool = flag("是否只见所授区划；为真而未授区划的，什么也看不到", required=True)
    added_at: datetime = instant("登记时间", required=True)
    removed_at: datetime | None = instant("停用时间")


class ReaderKey(Model, table=True):
    """A key for reading over HTTP: only its digest is kept, so it can be recognised and not be shown again."""

    __tablename__ = "reader_key"
    __table_args__ = described(
        "hub",
        "读者的接口密钥：只存摘要",
        UniqueConstraint("digest"),
        ForeignKeyConstraint(["reader"], ["hub.reader.reader"]),
    )

    key_id: str = text("密钥编号", primary_key=True)
    reader: str = text("读者（数据库角色名）", required=True, index=True)
    digest: bytes = binary("密钥摘要（SHA-256）", required=True)
    title: str = text("用途", required=True)
    made_at: datetime = instant("发放时间", required=True)
    expires_at: datetime | None = instant("到期时间；空为不限期")
    revoked_at: datetime | None = instant("吊销时间")


class ReaderDecision(Model, table=True):
    """What somebody decided about a reader's rights; nothing is ever taken out."""

    __tablename__ = "reader_decision"
    __table_args__ = described(
        "hub",
        "读者权限的变更记录",
        CheckConstraint("action in ('add', 'grant', 'revoke', 'remove')", name="action"),
        Index(None, "reader", "decision_id"),
    )

    decision_id: int = bigint("编号", primary_key=True, identity=True)
    reader: str = text("读者（数据库角色名）", required=True)
    action: str = text("动作：add 登记、grant 授予、revoke 收回、remove 停用", required=True)
    subject: str = text("授予或收回的内容", required=True)
    decided_by: str = text("决定人", required=True)
    reason: str | None = text("理由")
    decided_at: datetime = instant("时间", required=True)


class SensitiveRead(Model, table=True):
    """A statement that read a view of `v1_sensitive`; a gap in the numbers is one whose transaction was undone."""

    __tablename__ = "sensitive_read"
    __table_args__ = described("hub", "敏感读取留痕：每条读取不脱敏视图的语句；编号间断处为已回滚的读取")

    read_id: int = bigint("编号", primary_key=True, identity=True)
    read_at: datetime = instant("时间", required=True, index=True)
    login: str = text("登录用户", required=True)
    role: str | None = text("所切换的角色")
    application: str | None = text("应用名（由客户端自报）")
    address: str | None = text("客户端地址；本机套接字为空")
    view_name: str = text("视图", required=True)
    statement: str | None = text("语句（号码已遮盖，至多 2000 字）")
