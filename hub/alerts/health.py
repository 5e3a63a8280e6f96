"""Whether the hub is well, for somebody outside who watches it: one sentence for each thing that has to be so.

What runs by itself cannot say that it stands still. So it leaves heartbeats, and this compares them with what was due.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from hub.alerts.due import Event, known
from hub.alerts.heartbeats import ALERTS, RELEASE, of_platform
from hub.alerts.receivers import Subject
from hub.alerts.wording import instant, number, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg

    from hub.alerts.receivers import Outlet

DELIVERY_LATE = timedelta(minutes=15)
"""How long after the last look at the outbox alerting is taken for dead; a sensor looks every minute."""
UNTOLD_LATE = timedelta(minutes=30)
"""How long an alert may wait for its message; in a storm it is ten minutes."""
RELEASE_LATE = timedelta(hours=2)
"""How long after a platform was asked the release may take."""
MISSED = 3
"""How many runs of a platform may be missed."""


class State(IntEnum):
    """How something stands, the worse the higher."""

    WELL = 0
    WARNING = 1
    FAILING = 2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so: how it stands, in one Chinese sentence, and the figures behind it."""

    name: str
    state: State
    sentence: str
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expected:
    """A platform that is configured: how often it is asked, and for how long it may not be (quiet hours).

    `datasets` are the titles of those that are asked for, by their names; files come when they come.
    """

    name: str
    title: str
    every: timedelta
    pause: timedelta = timedelta()
    datasets: Mapping[str, str] = field(default_factory=dict)

    @property
    def late(self) -> timedelta:
        """How old its last success may be."""
        return self.every * MISSED + self.pause


def platform_check(
    connection: psycopg.Connection, expected: Expected, beaten: Mapping[str, datetime], now: datetime
) -> Check:
    """Whether a platform, and every dataset of it, was taken from when it was due. `beaten` are the heartbeats."""
    name = of_platform(expected.name)
    last = beaten.get(name)
    behind = _behind(connection, expected, now - expected.late)
    figures = {"last_success": last, "late_after_seconds": expected.late.total_seconds(), "behind": behind}
    if last is None:
        return Check(name, State.WARNING, f"{expected.title}：还没有取数成功过；查看 hub alerts list", figures)
    told = f"{expected.title}：最近一次取数成功在 {instant(last, now)}（{span(now - last)}前）"
    if now - last <= expected.late:
        if not behind:
            return Check(name, State.WELL, told, figures)
        which = "、".join(expected.datasets[each] for each in behind)
        return Check(name, State.WARNING, f"{told}，但{which}没有取到；查看 hub alerts list", figures)
    due = f"应每 {span(expected.every)}一次"
    return Check(name, State.FAILING, f"{told}，{due}；查看 hub alerts list，并确认定时任务（hub dev）在运行", figures)


def release_check(
    connection: psycopg.Connection, platforms: Sequence[str], beaten: Mapping[str, datetime], now: datetime
) -> Check:
    """Whether what was taken from `platforms` was released."""
    row = connection.execute(
        "SELECT release_id, published_at FROM hub.release ORDER BY release_id DESC LIMIT 1"
    ).fetchone()
    looked = beaten.get(RELEASE)
    taken = max((beaten[name] for name in map(of_platform, platforms) if name in beaten), default=None)
    figures = {
        "release_id": row[0] if row else None,
        "published_at": row[1] if row else None,
        "last_run": looked,
    }
    told = f"最近一次发布：批次 {row[0]}，{instant(row[1], now)}" if row else "还没有发布过"
    is_due = taken is not None and (looked is None or looked < taken) and now - taken > RELEASE_LATE
    if is_due and taken is not None:
        return Check(
            "release",
            State.FAILING,
            f"{told}；{instant(taken, now)} 取数之后一直没有发布；确认 publish 作业在运行，或执行 hub run",
            figures,
        )
    return Check("release", State.WELL, told, figures)


def delivery_check(beaten: Mapping[str, datetime], now: datetime, *, is_configured: bool) -> Check:
    """Whether somebody looks at the outbox."""
    last = beaten.get(ALERTS)
    figures = {"last_delivery": last}
    if not is_configured:
        return Check(
            "delivery",
            State.WARNING,
            "没有配置告警接收人（HUB_ALERT_CHANNELS 或 hub.toml 中的 [receivers.名称]），告警发不出去",
            figures,
        )
    if last is not None and now - last <= DELIVERY_LATE:
        return Check("delivery", State.WELL, f"告警发送正常，最近一次 {instant(last, now)}", figures)
    told = f"自 {instant(last, now)} 起停了 {span(now - last)}" if last else "还没有运行过"
    return Check(
        "delivery",
        State.FAILING,
        f"告警发送{told}；确认 Dagster 的 deliver_alerts 在运行，或定时执行 hub alerts deliver",
        figures,
    )


def untold_check(connection: psycopg.Connection, outlets: Mapping[str, Outlet], now: datetime) -> Check:
    """Whether everybody was told of everything in time. `outlets` are the channels by their names."""
    then = now - UNTOLD_LATE
    late: dict[int, datetime] = {}
    for channel, outlet in outlets.items():
        for alert in known(connection, channel, _told_until(connection, channel, now), then):
            event = alert.event(then)
            if event not in (Event.OPENED, Event.RESOLVED):
                continue
            if outlet.wants(alert.subject) and outlet.is_told_now(alert.subject, then):
                late[alert.alert_id] = alert.resolved_at or alert.opened_at
    figures = {"undelivered": len(late), "oldest": min(late.values(), default=None)}
    if not late:
        return Check("undelivered", State.WELL, "没有迟迟未送达的告警", figures)
    oldest = min(late.values())
    return Check(
        "undelivered",
        State.FAILING,
        f"有 {number(len(late))} 条告警没有送达，最早的已等了 {span(now - oldest)}；"
        "查看渠道是否不通，或执行 hub alerts deliver",
        figures,
    )


def unrouted_check(connection: psycopg.Connection, outlets: Sequence[Outlet]) -> Check:
    """Whether every alert that is not over is somebody's to hear of."""
    rows = connection.execute(
        """
        SELECT severity, platform, department, division_code, count(*) FROM quality.alert
        WHERE status <> 'resolved' GROUP BY severity, platform, department, division_code
        """
    ).fetchall()
    unheard = sum(row[4] for row in rows if not any(outlet.wants(Subject(*row[:4])) for outlet in outlets))
    figures = {"unrouted": unheard}
    if not unheard or not outlets:
        return Check("routing", State.WELL, "每条告警都有接收人" if outlets else "没有接收人，不判断", figures)
    return Check(
        "routing",
        State.WARNING,
        f"有 {number(unheard)} 条未解除的告警不属于任何接收人；"
        "在 hub.toml 中放宽某个 [receivers.名称]，或增加一个不设条件的接收人",
        figures,
    )


def channel_checks(connection: psycopg.Connection, outlets: Mapping[str, Outlet], now: datetime) -> list[Check]:
    """How every channel that is configured stands."""
    rows = connection.execute(
        "SELECT channel, failing_since, sent_at, error FROM quality.alert_channel WHERE channel = ANY(%s)",
        (list(outlets),),
    ).fetchall()
    found = {channel: rest for channel, *rest in rows}
    checks = []
    for channel, outlet in outlets.items():
        since, sent, error = found.get(channel, (None, None, None))
        figures = {"failing_since": since, "last_sent": sent, "error": error}
        names = "、".join(each.name for each in outlet.receivers)
        if since is None:
            told = f"，最近一次送达 {instant(sent, now)}" if sent else "，还没有发过消息"
            checks.append(Check(f"channel/{channel}", State.WELL, f"渠道 {channel}（{names}）正常{told}", figures))
        else:
            told = f"渠道 {channel}（{names}）自 {instant(since, now)} 起不通，已 {span(now - since)}：{error}"
            checks.append(Check(f"channel/{channel}", State.FAILING, f"{told}；核对地址、密钥与网络", figures))
    return checks


def _behind(connection: psycopg.Connection, expected: Expected, since: datetime) -> list[str]:
    """The datasets of which no walk was proved after `since`."""
    rows = connection.execute(
        "SELECT DISTINCT dataset FROM hub.walk WHERE platform = %s AND status = 'proved' AND finished_at >= %s",
        (expected.name, since),
    )
    return sorted(expected.datasets.keys() - {row[0] for row in rows})


def _told_until(connection: psycopg.Connection, channel: str, now: datetime) -> datetime:
    """Up to when ends are settled; a channel that was never used hears of none that came before now."""
    row = connection.execute("SELECT told_until FROM quality.alert_channel WHERE channel = %s", (channel,)).fetchone()
    return now if row is None else row[0]
