"""`hub alerts`: what operators have to know, and what they do about it."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox, known

if TYPE_CHECKING:
    from hub.alerts.listing import Listed
    from hub.database.connection import Database

app = typer.Typer(help="告警：列出、确认、静默、解除或发送。", no_args_is_help=True)

Numbers = Annotated[list[int], typer.Argument(metavar="编号...", help="告警编号（hub alerts list 的第一列）。")]
By = Annotated[str, typer.Option("--by", metavar="姓名", help="操作人。")]
Reason = Annotated[str, typer.Option("--reason", metavar="原因", help="原因，留存备查。")]

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST_SILENCE = timedelta(days=90)


class Status(StrEnum):
    """Which alerts are listed."""

    LASTING = "lasting"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    ALL = "all"


STATUSES = {
    Status.LASTING: ("open", "acknowledged"),
    Status.OPEN: ("open",),
    Status.ACKNOWLEDGED: ("acknowledged",),
    Status.RESOLVED: ("resolved",),
    Status.ALL: ("open", "acknowledged", "resolved"),
}
STATES = {"open": "未处理", "acknowledged": "已确认", "resolved": "已解除"}
ACTIONS = {"acknowledged": "确认", "resolved": "人工解除"}
EVENTS = {"opened": "告警", "reminded": "再次提醒", "resolved": "恢复"}


@app.command("list")
def list_(
    status: Annotated[
        Status, typer.Option("--status", help="lasting 未解除（默认）、open、acknowledged、resolved 或 all。")
    ] = Status.LASTING,
    platform: Annotated[list[str] | None, typer.Option("--platform", help="只列该平台；可重复。")] = None,
    dataset: Annotated[
        list[str] | None, typer.Option("--dataset", help="只列该数据集（平台/数据集）；可重复。")
    ] = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="只列该规则；可重复。")] = None,
    severity: Annotated[
        list[str] | None, typer.Option("--severity", help="只列 error、block、reject 或 warn；可重复。")
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option("--department", help="只列该部门（收件箱文件夹名）；可重复。")
    ] = None,
    division: Annotated[list[str] | None, typer.Option("--division", help="只列该区划（12 位代码）；可重复。")] = None,
    since: Annotated[str | None, typer.Option("--since", help="只列最近出现过的，如 2h、7d。")] = None,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """列出告警：未解除的全部，或按条件选取。"""
    from hub.alerts.findings import Severity
    from hub.alerts.listing import Choice, list_alerts
    from hub.datasets import PLATFORMS
    from hub.main.commands.options import chosen_datasets
    from hub.main.output import emit_json

    for given, names, what in (
        (platform, PLATFORMS, "平台"),
        (severity, tuple(Severity), "严重程度"),
    ):
        for each in given or ():
            known(each, names, what)
    named = chosen_datasets((), dataset) if dataset else ()
    choice = Choice(
        statuses=STATUSES[status],
        platforms=tuple(platform or ()),
        datasets=tuple(each.id for each in named),
        rules=tuple(rule or ()),
        severities=tuple(severity or ()),
        departments=tuple(department or ()),
        divisions=tuple(division or ()),
        since=datetime.now(UTC) - span_of(since, "--since") if since else None,
    )
    with _database(sandbox).connect() as connection:
        alerts = list_alerts(connection, choice)
    if as_json:
        emit_json([asdict(each) | {"owner": each.owner} for each in alerts])
    else:
        _show(alerts)


@app.command("show")
def show(
    number: Annotated[int, typer.Argument(metavar="编号", help="告警编号。")],
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """显示一条告警的全文、处理记录与送达情况。"""
    from hub.alerts import listing
    from hub.alerts.wording import instant
    from hub.errors import SettingsError
    from hub.main.output import emit_json, say

    with _database(sandbox).connect() as connection:
        alert = listing.find_alert(connection, number)
        actions = listing.actions_of(connection, number)
        deliveries = listing.deliveries_of(connection, number)
    if alert is None:
        raise SettingsError(f"没有编号为 {number} 的告警；hub alerts list --status all 列出全部")
    if as_json:
        emit_json(asdict(alert) | {"owner": alert.owner, "actions": actions, "deliveries": deliveries})
        return
    say(f"{alert.title}（编号 {alert.alert_id}，{_state(alert)}）")
    say(f"自何时：{instant(alert.opened_at)} 起，出现 {alert.occurrences:,} 次，最近 {instant(alert.last_seen_at)}")
    say(f"归谁处理：{alert.owner}")
    say(alert.body)
    for each in actions:
        reason = f"：{each['reason']}" if each["reason"] else ""
        say(f"{_moment(each['acted_at'])} 由 {each['operator']} {ACTIONS[str(each['action'])]}{reason}")
    for each in deliveries:
        at = f"{_moment(each['delivered_at'])} 送达" if each["delivered_at"] else "正在发往"
        say(f"{at} {each['channel']}（{EVENTS[str(each['event'])]}）")


@app.command("acknowledge")
def acknowledge(
    numbers: Numbers,
    by: By,
    reason: Annotated[str | None, typer.Option("--reason", metavar="说明", help="打算怎么处理。")] = None,
    sandbox: Sandbox = False,
) -> None:
    """确认：已有人着手处理，不再重复提醒；恢复时仍会通知。"""
    from hub.alerts import actions
    from hub.main.output import say

    with _database(sandbox).connect() as connection:
        actions.acknowledge(connection, numbers, _person(by), reason)
    say(f"已确认 {len(set(numbers))} 条告警")


@app.command("resolve")
def resolve(numbers: Numbers, by: By, reason: Reason, sandbox: Sandbox = False) -> None:
    """人工解除；问题仍在的，下次检查会重新告警。"""
    from hub.alerts import actions
    from hub.main.output import say

    with _database(sandbox).connect() as connection:
        actions.resolve(connection, numbers, _person(by), _said(reason))
    say(f"已解除 {len(set(numbers))} 条告警")


@app.command("silence")
def silence(
    by: By,
    reason: Reason,
    length: Annotated[str, typer.Option("--for", metavar="时长", help="静默多久：30m、2h、7d，最长 90d。")],
    number: Annotated[int | None, typer.Argument(metavar="[编号]", help="只静默这一条告警（含其再次出现）。")] = None,
    platform: Annotated[str | None, typer.Option("--platform", help="静默该平台的告警。")] = None,
    dataset: Annotated[str | None, typer.Option("--dataset", help="静默该数据集（平台/数据集）的告警。")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="静默该规则的告警。")] = None,
    sandbox: Sandbox = False,
) -> None:
    """静默一段时间：告警照常记录，只是不发送；到时自动恢复发送。"""
    from hub.alerts.actions import fingerprint_of
    from hub.alerts.silences import Scope
    from hub.alerts.silences import silence as put
    from hub.alerts.wording import instant
    from hub.datasets import PLATFORMS
    from hub.errors import SettingsError
    from hub.main.commands.options import chosen_datasets
    from hub.main.output import say

    span = span_of(length, "--for")
    if span > LONGEST_SILENCE:
        raise SettingsError(f"--for {length} 太长；一次最长静默 {LONGEST_SILENCE.days} 天")
    if platform is not None:
        known(platform, PLATFORMS, "平台")
    named = chosen_datasets((platform,) if platform else (), (dataset,))[0] if dataset else None
    with _database(sandbox).connect() as connection:
        scope = Scope(
            fingerprint=None if number is None else fingerprint_of(connection, number),
            platform=named.platform if named else platform,
            dataset=named.name if named else None,
            rule_id=rule,
        )
        silence_id = put(connection, scope, span, _person(by), _said(reason))
    until = instant(datetime.now(UTC) + span)
    say(f"静默 {silence_id} 已生效，到 {until} 为止；hub alerts unsilence {silence_id} 提前结束")


@app.command("silences")
def silences(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """列出生效中的静默。"""
    from hub.alerts.silences import silences as in_force
    from hub.alerts.wording import instant
    from hub.main.output import emit_json, emit_table, say

    with _database(sandbox).connect() as connection:
        found = in_force(connection)
    if as_json:
        emit_json([asdict(each) for each in found])
    elif not found:
        say("没有生效中的静默")
    else:
        emit_table(
            {"编号": "right", "对象": "left", "到": "left", "操作人": "left", "原因": "left"},
            (
                (
                    each.silence_id,
                    each.fingerprint or "/".join(filter(None, (each.platform, each.dataset, each.rule_id))),
                    instant(each.ends_at),
                    each.operator,
                    each.reason,
                )
                for each in found
            ),
        )


@app.command("unsilence")
def unsilence(
    number: Annotated[int, typer.Argument(metavar="静默编号", help="hub alerts silences 的第一列。")],
    by: By,
    sandbox: Sandbox = False,
) -> None:
    """提前结束静默。"""
    from hub.alerts.silences import end_silence
    from hub.main.output import say

    with _database(sandbox).connect() as connection:
        end_silence(connection, number, _person(by))
    say(f"静默 {number} 已结束")


@app.command("deliver")
def deliver_alerts(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """立即把该通知的告警发到各接收人的渠道；不通的渠道保留待发。"""
    from hub.errors import ExitCode
    from hub.main.alerting import alerting
    from hub.main.opening import open_settings
    from hub.main.output import emit_json, say
    from resources.channels.deliver import deliver

    chosen = alerting(open_settings(sandbox=sandbox))
    outcome = deliver(_database(sandbox), chosen.receivers, report=chosen.report, insist=True)
    if as_json:
        emit_json(asdict(outcome) | {"sentence": outcome.sentence})
    else:
        say(outcome.sentence)
    if outcome.failed:
        raise typer.Exit(ExitCode.PARTLY)


@app.command("test")
def try_out_channels(sandbox: Sandbox = False) -> None:
    """向每个渠道发一条测试消息，看是否收得到。"""
    from hub.errors import ExitCode, SettingsError
    from hub.main.opening import open_settings
    from hub.main.output import say
    from resources.channels.deliver import try_out

    receivers = open_settings(sandbox=sandbox).receivers
    if not receivers:
        raise SettingsError("没有配置告警渠道；设置 HUB_ALERT_CHANNELS，或在 hub.toml 中添加 [receivers.名称]")
    found = try_out(receivers)
    for channel, problem in found.items():
        say(f"{channel}：{'已送达' if problem is None else f'没有送达，{problem}'}")
    if any(found.values()):
        raise typer.Exit(ExitCode.PARTLY)


def span_of(text: str, option: str) -> timedelta:
    """A length of time such as 30m, 2h or 7d. Raises SettingsError, naming the option, for anything else."""
    from hub.errors import SettingsError

    found = re.fullmatch(r"(\d{1,4})([mhd])", text.strip())
    if found is None or int(found[1]) == 0:
        raise SettingsError(f"{option} {text!r} 不是时长；应形如 30m（分钟）、2h（小时）、7d（天）")
    return int(found[1]) * UNITS[found[2]]


def _database(sandbox: bool) -> Database:
    from hub.database.migrate import require_current
    from hub.main.opening import open_database, open_settings

    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    return database


def _person(name: str) -> str:
    return _given(name, "--by", "操作人的姓名")


def _said(reason: str) -> str:
    return _given(reason, "--reason", "原因")


def _given(text: str, option: str, what: str) -> str:
    from hub.errors import SettingsError

    if not text.strip():
        raise SettingsError(f"{option} 不能为空，请写明{what}")
    return text.strip()


def _show(alerts: list[Listed]) -> None:
    from hub.alerts.messages import SEVERITIES
    from hub.alerts.wording import instant
    from hub.main.output import emit_table, say

    if not alerts:
        say("没有符合条件的告警")
        return
    say(f"共 {len(alerts):,} 条；hub alerts show 编号 可看全文")
    emit_table(
        {
            "编号": "right",
            "级别": "left",
            "标题": "left",
            "归谁处理": "left",
            "自": "left",
            "次数": "right",
            "状态": "left",
        },
        (
            (
                each.alert_id,
                SEVERITIES.get(each.severity, each.severity),
                each.title,
                each.owner,
                instant(each.opened_at),
                each.occurrences,
                _state(each),
            )
            for each in alerts
        ),
    )


def _state(alert: Listed) -> str:
    """How an alert stands, in words."""
    from hub.alerts.wording import instant

    state = STATES[alert.status]
    if alert.resolved_at is not None:
        by = f"，由 {alert.resolved_by}" if alert.resolved_by else ""
        return f"{state}（{instant(alert.resolved_at)}{by}）"
    if alert.silenced_until is not None:
        return f"{state}，静默至 {instant(alert.silenced_until)}"
    return f"{state}（{alert.acknowledged_by}）" if alert.acknowledged_by else state


def _moment(value: object) -> str:
    from hub.alerts.wording import instant

    assert isinstance(value, datetime)
    return instant(value)
