"""`hub config`: what is configured, and whether it works."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from hub.main.commands.options import Json, Sandbox

if TYPE_CHECKING:
    from hub.datasets.wire import RestPlatform
    from hub.main.settings import Settings

app = typer.Typer(help="设置。", no_args_is_help=True)


@app.callback()
def group() -> None:
    """设置。"""


@dataclass(frozen=True, slots=True)
class Finding:
    """How something that is configured stands: `works` is None where it was not tried."""

    name: str
    configured: bool
    works: bool | None
    detail: str


@app.command()
def check(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """检查设置：哪些已配置、缺什么、能否连通（真实登录或查询一次）；绝不显示密钥。"""
    from hub.errors import ExitCode
    from hub.main.opening import open_settings
    from hub.main.output import emit_json, emit_table, say
    from hub.main.settings import REST_PLATFORMS, read_settings

    settings = open_settings(sandbox=True) if sandbox else read_settings()
    findings = [_database(settings), _landing(settings), *(_platform(settings, each) for each in REST_PLATFORMS)]
    findings += [_inbox(settings), _channels(settings), _rules()]
    if as_json:
        emit_json(
            {
                "home": str(settings.home),
                "landing": str(settings.landing),
                "settings": dict(settings.given),
                "problems": list(settings.problems),
                "findings": [asdict(each) for each in findings],
            }
        )
    else:
        say(f"HUB_HOME {settings.home}；原文 {settings.landing}")
        if settings.given:
            emit_table({"设置": "left", "来自": "left"}, sorted(settings.given.items()))
        marks = {True: "正常", False: "不通", None: ""}
        emit_table(
            {"对象": "left", "已配置": "left", "检查": "left", "说明": "left"},
            ((each.name, "是" if each.configured else "否", marks[each.works], each.detail) for each in findings),
        )
        for problem in settings.problems:
            say(f"设置有误：{problem}")
    if settings.problems:
        raise typer.Exit(ExitCode.USAGE)
    if any(each.works is False for each in findings):
        raise typer.Exit(ExitCode.PARTLY)


def _database(settings: Settings) -> Finding:
    """Whether the database answers and has the right schema. An embedded server that is down is not started."""
    from hub.database.migrate import is_empty, require_current
    from hub.errors import DatabaseVersionError, HubError
    from hub.main.opening import embedded_server, open_database

    kind = "HUB_DATABASE_URL 所指的数据库" if settings.database_url else f"内置数据库 {settings.home / 'postgres'}"
    if settings.database_url is None and not embedded_server(settings).is_running():
        return Finding("database", True, None, f"{kind}没有在运行；需要它的命令会自行启动")
    try:
        database = open_database(settings)
        with database.connect() as connection:
            row = connection.execute("SHOW server_version").fetchone()
        assert row is not None
        answer = f"{kind}，PostgreSQL {row[0]}"
        if is_empty(database):
            return Finding("database", True, True, f"{answer}，尚未初始化（hub run 会自行初始化）")
        require_current(database)
    except DatabaseVersionError as error:
        return Finding("database", True, False, f"{answer}；{error}")
    except HubError as error:
        return Finding("database", True, False, str(error))
    return Finding("database", True, True, f"{answer}，结构为本版")


def _landing(settings: Settings) -> Finding:
    """Whether a bucket can be read; a folder needs nobody's answer."""
    from hub.errors import HubError
    from hub.main import landing
    from resources.landing_store import S3, open_store

    if not settings.landing.url.startswith(f"{S3}://"):
        return Finding("landing", True, None, f"原文留存处 {settings.landing}")
    if any(name in problem for name in landing.EXPECTED for problem in settings.problems):
        return Finding("landing", True, None, "原文留存处的设置不全或有误")
    try:
        next(open_store(settings.landing).kept("check/"), None)
    except HubError as error:
        return Finding("landing", True, False, str(error))
    return Finding("landing", True, True, f"原文留存处 {settings.landing} 答复正常")


def _platform(settings: Settings, platform: RestPlatform) -> Finding:
    """Whether the platform accepts the credentials that are configured."""
    from hub.datasets import of_platform
    from hub.errors import HubError, PostponedError
    from hub.main.settings import platform_settings
    from resources.rest.client import Client

    access = settings.access(platform.name)
    if access is None:
        names = "、".join(setting.name for setting in platform_settings(platform).values())
        return Finding(platform.name, False, None, f"{platform.title}未配置，取数时跳过；需要 {names}")
    if any(
        setting.name in problem for setting in platform_settings(platform).values() for problem in settings.problems
    ):
        return Finding(platform.name, True, None, f"{platform.title}的设置不全或有误")
    try:
        with Client(platform, access, of_platform(platform.name)[0]) as client:
            client.try_out()
    except PostponedError as error:
        return Finding(platform.name, True, None, str(error))
    except HubError as error:
        return Finding(platform.name, True, False, str(error))
    return Finding(platform.name, True, True, f"{platform.title}答复正常")


def _inbox(settings: Settings) -> Finding:
    from hub.reference.domains import domains

    if not settings.inbox.is_dir():
        return Finding("departments", False, None, f"收件箱 {settings.inbox}不存在，取数时跳过")
    try:
        folders = {each.name for each in settings.inbox.iterdir() if each.is_dir()}
    except OSError as error:
        return Finding("departments", True, False, f"收件箱 {settings.inbox} 无法读取（{error.strerror}）")
    strangers = sorted(folders - domains().keys())
    note = f"；文件夹 {'、'.join(strangers)} 不是执法领域代码，其文件缺少的机关代码无从补齐" if strangers else ""
    return Finding("departments", True, None, f"收件箱 {settings.inbox}{note}")


def _channels(settings: Settings) -> Finding:
    """Whether every channel of every receiver has an address that can be read; nothing is sent."""
    from hub.errors import SettingsError
    from resources.channels.channel import channel_name
    from resources.channels.opening import open_channels

    if not settings.receivers:
        return Finding("alerts", False, None, "没有告警渠道（HUB_ALERT_CHANNELS），告警只留在库中")
    try:
        open_channels(settings.receivers)
    except SettingsError as error:
        return Finding("alerts", True, False, str(error))
    leads = (f"{each.name}：{'、'.join(map(channel_name, each.channels))}" for each in settings.receivers)
    return Finding("alerts", True, True, "；".join(leads))


def _rules() -> Finding:
    """Whether every rule can be run, and every suite be loaded."""
    from expectations.suites import load_all
    from hub.errors import RuleError
    from hub.rules.checking import check_rules
    from hub.rules.texts import rule_texts

    try:
        check_rules()
        suites = load_all()
    except RuleError as error:
        return Finding("rules", True, False, str(error))
    return Finding("rules", True, True, f"质量规则 {len(rule_texts())} 条，规则套件 {suites} 套，全部可用")
