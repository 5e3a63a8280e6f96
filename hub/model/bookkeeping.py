"""The hub's own record of its work: walks, landed pages, versions, inbox files, holds, installation."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, literal_column

from hub.model.base import Model, bigint, binary, described, document, flag, instant, integer, text, texts, uuid


class Installation(Model, table=True):
    """Whether this database serves real platforms or the sandbox; one row."""

    __tablename__ = "installation"
    __table_args__ = described(
        "hub",
        "本库用途（仅一行）：真实平台或沙箱",
        CheckConstraint("kind in ('real', 'sandbox')", name="kind"),
        CheckConstraint("is_only", name="one_row"),
    )

    is_only: bool = flag("恒为真：保证仅一行", primary_key=True, server_default="true")
    kind: str = text("用途：real 真实平台、sandbox 沙箱", required=True)
    created_at: datetime = instant("建立时间", required=True, server_default=literal_column("now()"))


class Walk(Model, table=True):
    """One reading of a dataset at its platform; its proved end is the watermark."""

    __tablename__ = "walk"
    __table_args__ = described(
        "hub",
        "取数过程：对一个数据集的一次完整取数",
        CheckConstraint("kind in ('increment', 'full', 'backfill', 'compare')", name="kind"),
        CheckConstraint("status in ('open', 'proved', 'failed')", name="status"),
        Index(None, "platform", "dataset", "window_to"),
    )

    walk_id: str = text("取数标识", primary_key=True)
    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    kind: str = text("方式：increment 增量、full 全量、backfill 补采、compare 全量比对", required=True)
    window_from: datetime | None = instant("时间窗起点（含）；空为自始")
    window_to: datetime = instant("时间窗终点（不含）", required=True)
    started_at: datetime = instant("开始时间", required=True)
    finished_at: datetime | None = instant("结束时间")
    status: str = text("状态：open 进行中、proved 已核实、failed 失败", required=True)
    position: dict[str, Any] | None = document("进行到的位置")
    source_total: int | None = bigint("平台所报总数")
    received: int | None = bigint("实收数")
    message: str | None = text("说明")


class LandedPage(Model, table=True):
    """A page exactly as it was received; its bytes are in the landing store under `location`."""

    __tablename__ = "landed_page"
    __table_args__ = described(
        "hub",
        "原始页：按接收原样保存的一页（或一个文件）",
        UniqueConstraint("location"),
        Index(None, "platform", "dataset", "page_id"),
        Index(
            "ix_landed_page_unstaged",
            "platform",
            "dataset",
            "page_id",
            postgresql_where=literal_column("staged_at IS NULL"),
        ),
    )

    page_id: int = bigint("原始页标识", primary_key=True, identity=True)
    platform: str = text("平台", required=True)
    dataset: str = text("数据集", required=True)
    walk_id: str | None = text("取数标识；文件为空", index=True)
    number: int = integer("页序", required=True)
    location: str = text("在落地区的位置", required=True)
    sha256: str = text("内容摘要", required=True)
    bytes: int = bigint("字节数", required=True)
    request: dict[str, Any] | None = document("请求（不含密钥）")
    received_at: datetime = instant("接收时间", required=True)
    staged_at: datetime | None = instant("进入暂存的时间")
    rows: int | None = integer("行数")
    versions: int | None = integer("新版本数")
    repeats: int | None = integer("重复数")
    superseded: int = integer("其中已被取代并移出暂存的版本数", required=True, server_default="0")
    erased: int = integer("其中已应要求抹去个人信息的行数", required=True, server_default="0")
    removed_at: datetime | None = instant("原文按保留期限清理的时间；空为仍在")
    removed_because: str | None = text("清理的依据")
    message: str | None = text("不能读取的原因")


class Version(Model, table=True):
    """Every version ever received: one received again is a repeat for ever."""

    __tablename__ = "version"
    __table_args__ = described("hub", "版本台账：曾经接收的全部版本")

    version_hash: UUID = uuid("版本摘要", primary_key=True)
    page_id: int = bigint("首次出现的原始页", required=True)


class InboxFile(Model, table=True):
    """What happened to a file that a department delivered."""

    __tablename__ = "inbox_file"
    __table_args__ = described(
        "hub",
        "部门文件：收件箱中每个文件的处理结果",
        CheckConstraint("status in ('taken', 'set_aside')", name="status"),
    )

    department: str = text("部门（文件夹名）", primary_key=True)
    sha256: str = text("内容摘要", primary_key=True)
    name: str = text("文件名", required=True)
    bytes: int = bigint("字节数", required=True)
    status: str = text("状态：taken 已接收、set_aside 整份搁置", required=True)
    kinds: list[str] = texts("文件所含的数据集", required=True)
    sheets: list[dict[str, Any]] | None = document(
        "各工作表：name 名称、dataset 数据集、generation 字段名版本、header_row 表头行、rows 行数、reason 未采用的原因"
    )
    reason: str | None = text("搁置原因")
    seen_at: datetime = instant("处理时间", required=True)
    receipt_at: datetime | None = instant("自动写出回执的时间")


class InboxName(Model, table=True):
    """Under which name which content lies in the inbox; known by its size and times, a file is not read again."""

    __tablename__ = "inbox_name"
    __table_args__ = described("hub", "收件箱中的文件名及其内容：大小和时间未变的文件不再读取")

    department: str = text("部门（文件夹名）", primary_key=True)
    name: str = text("文件名", primary_key=True)
    sha256: str | None = text("内容摘要；读不出来的为空")
    bytes: int = bigint("字节数", required=True)
    modified_ns: int = bigint("修改时间（纳秒）", required=True)
    changed_ns: int = bigint("状态变更时间（纳秒）", required=True)
    problem: str | None = text("读不出来的原因")
    seen_at: datetime = instant("查看时间", required=True)


class Hold(Model, table=True):
    """A dataset that a gate holds back from the release until somebody accepts it or it heals."""

    __tablename__ = "hold"
    __table_args__ = described("hub", "暂缓发布：未通过质量闸门的数据集")

    platform: str = text("平台", primary_key=True)
    dataset: str = text("数据集", primary_key=True)
    rule_id: str = text("闸门规则", primary_key=True)
    reason: str = text("原因", required=True)
    since: datetime = instant("起始时间", required=True)
    accepted_by: str | None = text("放行人")
    accepted_at: datetime | None = instant("放行时间")
    accepted_reason: str | None = text("放行理由")
    accepted_until: datetime | None = instant("放行至：此前接收的数据不再因该闸门暂缓发布")


class Repeatable(Model, table=True):
    """What was generated from the models and applied; applied again where its digest differs."""

    __tablename__ = "repeatable"
    __table_args__ = described("hub", "可重复生成的数据库对象（视图、函数、注释、授权）及其摘要")

    name: str = text("名称", primary_key=True)
    digest: str = text("摘要", required=True)
    applied_at: datetime = instant("应用时间", required=True)


class Secret(Model, table=True):
    """Random values of this installation; no reader can see them."""

    __tablename__ = "secret"
    __table_args__ = described("hub", "本安装的随机密值（读者不可见）")

    name: str = text("名称", primary_key=True)
    value: bytes = binary("密值", required=True)
