"""Alerts to operators: what is wrong, who did what about it, and which channel was told of it when."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, literal_column

from hub.model.base import Model, bigint, described, flag, instant, integer, text, texts, uuid


class Alert(Model, table=True):
    """What an operator has to know, once per finding."""

    __tablename__ = "alert"
    __table_args__ = described(
        "quality",
        "告警：每个问题一条，持续计次，解除后留存",
        CheckConstraint("status in ('open', 'acknowledged', 'resolved')", name="status"),
        Index(
            "uq_alert_open_fingerprint",
            "fingerprint",
            unique=True,
            postgresql_where=literal_column("resolved_at IS NULL"),
        ),
        Index(None, "platform", "rule_id"),
    )

    alert_id: int = bigint("告警标识", primary_key=True, identity=True)
    fingerprint: str = text("指纹：平台、数据集、规则或闸门", required=True)
    severity: str = text("严重程度", required=True)
    platform: str | None = text("平台")
    dataset: str | None = text("数据集")
    rule_id: str | None = text("规则")
    department: str | None = text("报送部门（领域代码）；不限于一个部门的为空")
    division_code: str | None = text("区划代码（12 位）；不限于一个区划的为空")
    title: str = text("标题", required=True)
    body: str = text("正文", required=True)
    affected: int | None = bigint("涉及的记录数；不以记录计的为空")
    status: str = text("状态：open 未处理、acknowledged 已确认、resolved 已解除", required=True)
    occurrences: int = integer("出现次数", required=True, server_default="1")
    opened_at: dt.datetime = instant("首次出现时间", required=True)
    last_seen_at: dt.datetime = instant("最近出现时间", required=True)
    notified_at: dt.datetime | None = instant("最近通知时间")
    acknowledged_at: dt.datetime | None = instant("确认时间")
    acknowledged_by: str | None = text("确认人")
    silenced_until: dt.datetime | None = instant("静默至：在此之前不发送；见 alert_silence")
    resolved_at: dt.datetime | None = instant("解除时间", index=True)
    resolved_by: str | None = text("解除人；自行恢复的为空")


class AlertAction(Model, table=True):
    """What a named operator did about an alert, and why."""

    __tablename__ = "alert_action"
    __table_args__ = described(
        "quality",
        "告警处理记录：谁在何时因何确认或解除",
        CheckConstraint("action in ('acknowledged', 'resolved')", name="action"),
        ForeignKeyConstraint(["alert_id"], ["quality.alert.alert_id"]),
    )

    action_id: int = bigint("处理标识", primary_key=True, identity=True)
    alert_id: int = bigint("告警标识", required=True, index=True)
    action: str = text("处理：acknowledged 确认、resolved 人工解除", required=True)
    operator: str = text("处理人", required=True)
    reason: str | None = text("说明")
    acted_at: dt.datetime = instant("处理时间", required=True)


class AlertSilence(Model, table=True):
    """Alerts of which nobody is told for a time; what is empty matches everything."""

    __tablename__ = "alert_silence"
    __table_args__ = described(
        "quality",
        "告警静默：谁因何在何时之前不发送哪些告警；结束后留存",
        CheckConstraint("num_nonnulls(fingerprint, platform, dataset, rule_id) > 0", name="subject"),
        CheckConstraint("ends_at > starts_at", name="span"),
    )

    silence_id: int = bigint("静默标识", primary_key=True, identity=True)
    fingerprint: str | None = text("告警指纹；空为不限")
    platform: str | None = text("平台；空为不限")
    dataset: str | None = text("数据集；空为不限")
    rule_id: str | None = text("规则；空为不限")
    starts_at: dt.datetime = instant("开始时间", required=True)
    ends_at: dt.datetime = instant("结束时间", required=True)
    operator: str = text("操作人", required=True)
    reason: str = text("原因", required=True)
    ended_at: dt.datetime | None = instant("提前结束的时间")
    ended_by: str | None = text("提前结束的操作人")


class AlertChannel(Model, table=True):
    """How a channel stands; its name gives nothing of its address away."""

    __tablename__ = "alert_channel"
    __table_args__ = described("quality", "告警渠道现状：何时起不通、下次何时再试")

    channel: str = text("渠道（类型与地址的摘要，不含密钥）", primary_key=True)
    told_until: dt.datetime = instant("此前解除的告警都已处理完毕", required=True)
    tried_at: dt.datetime | None = instant("最近尝试时间")
    sent_at: dt.datetime | None = instant("最近送达时间")
    failing_since: dt.datetime | None = instant("不通起始时间；正常为空")
    failures: int = integer("连续失败次数", required=True, server_default="0")
    retry_at: dt.datetime | None = instant("下次尝试时间")
    error: str | None = text("最近一次失败的原因（不含密钥）")


class AlertMessage(Model, table=True):
    """A message to a channel: written before it is sent, settled when the channel answered."""

    __tablename__ = "alert_message"
    __table_args__ = described(
        "quality",
        "告警消息：发送前先记录，渠道答复后结清",
        CheckConstraint("status in ('sending', 'sent')", name="status"),
        Index(None, "channel", "settled_at"),
        Index(
            "uq_alert_message_sending",
            "channel",
            unique=True,
            postgresql_where=literal_column("status = 'sending'"),
        ),
    )

    message_id: int = bigint("消息标识", primary_key=True, identity=True)
    key: UUID = uuid("防重标识（浙政钉的 bizMsgId）", required=True)
    channel: str = text("渠道", required=True)
    platforms: list[str] = texts("涉及的平台", required=True)
    title: str = text("标题", required=True)
    body: str = text("正文", required=True)
    is_recovery: bool = flag("是否只含恢复", required=True)
    status: str = text("状态：sending 发送中或结果不明、sent 已送达", required=True)
    attempts: int = integer("尝试次数", required=True, server_default="0")
    created_at: dt.datetime = instant("生成时间", required=True)
    settled_at: dt.datetime | None = instant("结清时间")


class AlertDelivery(Model, table=True):
    """What a channel is told of an alert by which message; delivered once the channel took the message."""

    __tablename__ = "alert_delivery"
    __table_args__ = described(
        "quality",
        "告警送达：每个渠道每条告警的开始、再次提醒与恢复各送达一次",
        CheckConstraint("event in ('opened', 'reminded', 'resolved')", name="event"),
        ForeignKeyConstraint(["message_id"], ["quality.alert_message.message_id"]),
    )

    alert_id: int = bigint("告警标识", primary_key=True)
    channel: str = text("渠道", primary_key=True)
    event: str = text("事项：opened 开始、reminded 再次提醒、resolved 恢复", primary_key=True)
    number: int = integer("第几次（再次提醒时）", primary_key=True)
    affected: int | None = bigint("当时涉及的记录数")
    message_id: int = bigint("消息标识", required=True, index=True)
    delivered_at: dt.datetime | None = instant("送达时间；消息未结清的为空")


class Heartbeat(Model, table=True):
    """When something that runs by itself was last done, for whoever watches from outside."""

    __tablename__ = "heartbeat"
    __table_args__ = described("quality", "心跳：自动任务最近一次完成的时间，供外部监视")

    name: str = text("任务：alerts 告警发送、release 发布、platform/<平台> 取数", primary_key=True)
    beaten_at: dt.datetime = instant("最近完成时间", required=True)
