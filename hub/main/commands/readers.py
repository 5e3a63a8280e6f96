"""`hub readers`: who may read what, and who read what in clear."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

app = typer.Typer(help="读者：谁可以读什么（区划、敏感权限、接口密钥），谁读过不脱敏的数据。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="读者", help="读者名，也是数据库角色名。")]
By = Annotated[str, typer.Option("--by", metavar="姓名", help="决定人，留存备查。")]
Why = Annotated[str | None, typer.Option("--reason", metavar="理由", help="理由，留存备查；授予敏感权限必填。")]
Divisions = Annotated[
    list[str] | None, typer.Option("--division", metavar="区划", help="区划名称或 12 位代码；可重复。")
]
Sensitive = Annotated[bool, typer.Option("--sensitive", help="敏感权限：读取不脱敏的视图。")]
Login = Annotated[bool, typer.Option("--login", help="直接登录数据库（限定区划的读者不可）。")]


@app.command("add")
def add(
    reader: Name,
    title: Annotated[str, typer.Option("--title", metavar="名称", help="应用或单位名称。")],
    by: By,
    division: Divisions = None,
    reason: Why = None,
    sandbox: Sandbox = False,
) -> None:
    """登记读者：建立数据库角色，只能读脱敏视图；给出 --division 的只看到这些区划。密钥另用 hub readers grant 发放。"""
    from hub.main.output import say
    from hub.readers.registry import Decision, add_reader

    with _opened(sandbox=sandbox) as connection:
        add_reader(connection, reader, title, division, Decision(by, reason))
    scope = f"只看到 {'、'.join(division)}" if division else "不限区划"
    say(f"已登记读者 {reader}（{title}），{scope}；发放密钥：hub readers grant {reader} --key 用途 --by 姓名")


@app.command("grant")
def grant(
    reader: Name,
    by: By,
    division: Divisions = None,
    all_divisions: Annotated[bool, typer.Option("--all-divisions", help="不再限定区划。")] = False,
    sensitive: Sensitive = False,
    key: Annotated[str | None, typer.Option("--key", metavar="用途", help="发放一个接口密钥，只显示这一次。")] = None,
    days: Annotated[int | None, typer.Option("--days", help="密钥几天后到期；默认不限期。", min=1, max=3660)] = None,
    login: Login = False,
    reason: Why = None,
    sandbox: Sandbox = False,
) -> None:
    """授予权限：增加区划、敏感权限、接口密钥或数据库登录；可同时给出几项，要么全部办成，要么都不办。"""
    from hub.errors import SettingsError
    from hub.main.output import say
    from hub.readers import registry
    from hub.readers.keys import make_key

    if not (division or all_divisions or sensitive or key or login):
        raise SettingsError("请说明授予什么：--division、--all-divisions、--sensitive、--key 或 --login")
    if division and all_divisions:
        raise SettingsError("--division 与 --all-divisions 只能用其一")
    decision = registry.Decision(by, reason)
    told = []
    with _opened(sandbox=sandbox) as connection:
        if division:
            registry.grant_divisions(connection, reader, division, decision)
            told.append(f"已增加区划 {'、'.join(division)}")
        if all_divisions:
            registry.unbind(connection, reader, decision)
            told.append("已不限区划")
        if sensitive:
            registry.grant_sensitive(connection, reader, decision)
            told.append("已授予敏感权限：每次读取不脱敏视图都会留痕")
        if login:
            password = registry.grant_login(connection, reader, decision)
            told.append(f"已可登录数据库，用户 {reader}，密码（只显示这一次）：{password}")
        if key:
            key_id, secret = make_key(connection, reader, key, decision, days)
            told.append(f"密钥 {key_id}（只显示这一次）：{secret.get_secret_value()}")
    for each in told:
        say(each)


@app.command("revoke")
def revoke(
    reader: Name,
    by: By,
    division: Divisions = None,
    all_divisions: Annotated[bool, typer.Option("--all-divisions", help="收回全部区划：此后什么也看不到。")] = False,
    sensitive: Sensitive = False,
    key: Annotated[str | None, typer.Option("--key", metavar="编号", help="吊销该密钥，立即生效。")] = None,
    login: Login = False,
    everything: Annotated[bool, typer.Option("--everything", help="停用该读者：收回全部权限与密钥。")] = False,
    reason: Why = None,
    sandbox: Sandbox = False,
) -> None:
    """收回权限：区划、敏感权限、接口密钥、数据库登录，或停用整个读者；立即生效。"""
    from hub.errors import SettingsError
    from hub.main.output import say
    from hub.readers import registry
    from hub.readers.keys import revoke_key

    if not (division or all_divisions or sensitive or key or login or everything):
        raise SettingsError(
            "请说明收回什么：--division、--all-divisions、--sensitive、--key、--login，或以 --everything 停用该读者"
        )
    decision = registry.Decision(by, reason)
    with _opened(sandbox=sandbox) as connection:
        if everything:
            registry.remove_reader(connection, reader, decision)
        else:
            if division or all_divisions:
                registry.revoke_divisions(connection, reader, None if all_divisions else division, decision)
            if sensitive:
                registry.revoke_sensitive(connection, reader, decision)
            if key:
                revoke_key(connection, reader, key, decision)
            if login:
                registry.revoke_login(connection, reader, decision)
        found = registry.find(connection, reader)
    say(f"已停用读者 {reader}" if everything else f"已收回；读者 {reader} 现在{_scope(found)}")


@app.command("list")
def list_(
    with_keys: Annotated[bool, typer.Option("--keys", help="逐个列出密钥。")] = False,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """列出读者：看得到什么、能否登录、有几个有效密钥。"""
    from hub.main.output import emit_json, emit_table, remark, say
    from hub.readers.keys import keys
    from hub.readers.registry import readers
    from hub.readers.rights import unbound_members

    with _opened(sandbox=sandbox) as connection:
        found, made, strays = readers(connection), keys(connection), unbound_members(connection)
    if as_json:
        emit_json(
            [{**asdict(each), "keys": [asdict(key) for key in made if key.reader == each.reader]} for each in found]
        )
        return
    if not found:
        say("还没有登记读者；登记：hub readers add 读者 --title 名称 --by 姓名")
    else:
        emit_table(
            {"读者": "left", "名称": "left", "看得到": "left", "敏感": "left", "登录": "left", "密钥": "right"},
            [(each.reader, each.title, _scope(each), _yes(each.is_sensitive), _yes(each.logs_in), each.keys)
             for each in found],
        )  # fmt: skip
    if with_keys:
        emit_table(
            {"编号": "left", "读者": "left", "用途": "left", "发放": "left", "到期": "left", "吊销": "left"},
            [(each.key_id, each.reader, each.title, _day(each.made_at), _day(each.expires_at), _day(each.revoked_at))
             for each in made],
        )  # fmt: skip
    for user, role in strays:
        remark(f"注意：数据库用户 {user} 是限定区划的读者 {role} 的成员，登录后却不受该限定；请改为直接以 {role} 读取")


@app.command("audit")
def audit(
    reader: Annotated[str | None, typer.Argument(metavar="读者", help="只列该读者。")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="最多列出多少条。")] = 50,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """列出对不脱敏视图的读取：谁、何时、读了哪个视图、用什么语句；已回滚的读取只见编号间断，详情在服务器日志。"""
    from hub.main.output import emit_json, emit_table, remark, say
    from hub.readers.audit import sensitive_reads

    with _opened(sandbox=sandbox) as connection:
        found = sensitive_reads(connection, reader, limit)
    if as_json:
        emit_json([asdict(each) for each in found])
        return
    if not found:
        say("没有读取过不脱敏视图的记录")
        return
    emit_table(
        {"编号": "right", "时间": "left", "登录用户": "left", "角色": "left", "视图": "left", "语句": "left"},
        [(each.read_id, f"{each.read_at:%m-%d %H:%M:%S}", each.login, each.role, each.view_name, each.statement)
         for each in found],
    )  # fmt: skip
    if undone := sum(each.undone_before for each in found):
        remark(f"其间有 {undone} 次读取所在的事务已回滚，没有留下记录；请在数据库服务器日志中查找 hub: sensitive read")


@contextmanager
def _opened(*, sandbox: bool) -> Iterator[psycopg.Connection]:
    """A transaction of a database that is ready."""
    from hub.main.opening import open_settings, ready_database

    with ready_database(open_settings(sandbox=sandbox)).connect() as connection:
        yield connection


def _scope(reader: object) -> str:
    from hub.readers.registry import Reader

    assert isinstance(reader, Reader)
    if reader.removed_at is not None:
        return "已停用"
    if not reader.has_role:
        return "（角色缺失）"
    if not reader.is_bound:
        return "全部区划"
    return "、".join(reader.divisions) or "无"


def _yes(value: object) -> str:
    return "是" if value else ""


def _day(instant: object) -> str:
    return "" if instant is None else f"{instant:%Y-%m-%d %H:%M}"
