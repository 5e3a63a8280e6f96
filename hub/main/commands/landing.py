"""`hub landing`: the landed pages themselves, kept, let go, or blanked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox

if TYPE_CHECKING:
    from hub.erasure.erase import Erased
    from hub.landing.sweep import Orphans

app = typer.Typer(help="原文留存：清理残留、按期限清理、抹去个人信息。", no_args_is_help=True)

DryRun = Annotated[bool, typer.Option("--dry-run", help="只列出会清理什么，不作改动。")]
SHOWN = 10
"""How many files are named."""


@app.command()
def sweep(
    grace_hours: Annotated[
        float, typer.Option("--grace-hours", min=1, help="只清理多少小时以前的文件，至少 1 小时。")
    ] = 24,
    force: Annotated[bool, typer.Option("--force", help="残留文件异常多时也清理。")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """清理没有登记的残留文件：写入途中被中断的进程留下的。"""
    from datetime import UTC, datetime, timedelta

    from hub.landing import sweep as sweeping
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import emit_json
    from resources.landing_store import open_store

    settings = open_settings(sandbox=sandbox)
    database, store = ready_database(settings), open_store(settings.landing)
    now, grace = datetime.now(UTC), timedelta(hours=grace_hours)
    if dry_run:
        orphans = sweeping.find_orphans(database, store, now=now, grace=grace)
    else:
        orphans = sweeping.sweep(database, store, now=now, grace=grace, force=force)
    if as_json:
        found = [each.location for each in orphans.found]
        emit_json({"files": orphans.files, "young": orphans.young, "removed": not dry_run, "orphans": found})
    else:
        _tell_orphans(orphans, dry_run=dry_run)


@app.command()
def expire(
    days: Annotated[int | None, typer.Option("--days", min=30, help="保留的天数；不给则用 HUB_LANDING_DAYS。")] = None,
    with_held: Annotated[
        bool, typer.Option("--with-held", help="仍在使用的版本所在的页也清理；清空数据库后将无法由原文恢复。")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """按保留期限清理原始页：默认只清理重建不再需要的；登记、摘要和计数仍留存。"""
    from dataclasses import asdict
    from datetime import UTC, datetime, timedelta

    from hub.datasets import DATASETS
    from hub.errors import SettingsError
    from hub.landing import retention
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import emit_json, say
    from hub.main.progress import watched
    from resources.landing_store import open_store

    settings = open_settings(sandbox=sandbox)
    kept = days or settings.landing_days
    if kept is None:
        raise SettingsError("没有设置保留期限：请给出 --days，或设置 HUB_LANDING_DAYS")
    database, now = ready_database(settings), datetime.now(UTC)
    if dry_run:
        before = now - timedelta(days=kept)
        with database.connect() as connection:
            expired = sum(
                (retention.expiring(connection, each, before=before, with_held=with_held) for each in DATASETS),
                retention.Expired(),
            )
    else:
        with watched() as progress:
            expired = retention.expire(
                database, open_store(settings.landing), progress, now=now, days=kept, with_held=with_held
            )
    if as_json:
        emit_json({"days": kept, "removed": not dry_run, **asdict(expired)})
    else:
        say(f"{'将清理' if dry_run else '已清理'}超过 {kept} 天的原文：{expired.sentence}")


@app.command()
def erase(
    platform: Annotated[str, typer.Argument(help="平台。")],
    dataset: Annotated[str, typer.Argument(help="数据集。")],
    source_id: Annotated[str, typer.Argument(help="记录标识（source_id）。")],
    by: Annotated[str, typer.Option("--by", help="经办人。")],
    reason: Annotated[str, typer.Option("--reason", help="理由或依据。")],
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """应要求抹去一条记录的个人信息：原文、暂存、统一模型及其历史；只留下何人因何于何时抹去。"""
    from dataclasses import asdict

    from hub.datasets import dataset as declared
    from hub.erasure import erase as erasing
    from hub.errors import ExitCode
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import emit_json
    from hub.main.progress import watched
    from hub.release.publish import publish
    from resources.landing_store import open_store

    settings = open_settings(sandbox=sandbox)
    chosen = declared(f"{platform}/{dataset}")
    database, store = ready_database(settings), open_store(settings.landing)
    with watched() as progress:
        erased = erasing.erase(database, store, progress, chosen, source_id, by=by, reason=reason)
        # What others say of its entity takes the place of what it said.
        publish(database, progress)
    if as_json:
        emit_json(asdict(erased))
    else:
        _tell_erased(erased)
    if erased.unread or erased.inbox:
        raise typer.Exit(ExitCode.PARTLY)


def _tell_orphans(orphans: Orphans, *, dry_run: bool) -> None:
    from hub.main.output import say

    for each in orphans.found[:SHOWN]:
        say(f"  {each.location}（{each.bytes} 字节，{each.modified_at.astimezone():%Y-%m-%d %H:%M}）")
    if len(orphans.found) > SHOWN:
        say(f"  …… 共 {len(orphans.found)} 个")
    done = "将清理" if dry_run else "已清理"
    say(f"落地区共 {orphans.files} 个文件，{done}没有登记的 {len(orphans.found)} 个（{orphans.bytes} 字节）")
    if orphans.young:
        say(f"另有 {orphans.young} 个未登记的文件较新，可能正在写入，未动")
    if dry_run and orphans.are_too_many:
        say("没有登记的文件异常多，不像是残留：执行清理时需加 --force；数据库若是新建的，请先运行 hub replay")


def _tell_erased(erased: Erased) -> None:
    from hub.main.output import say

    say(f"已抹去：{erased.pages} 个原始页中的 {erased.rows} 行，及其全部派生数据")
    say(f"留痕编号 {erased.erasure_id}（表 hub.erasure）")
    for each in erased.unread:
        say(f"未能检查的原始页：{each.location}（{each.reason}）")
    for name in erased.inbox:
        say(f"收件箱中的原始文件仍含该记录，请报送部门改正或删除：{name}")
    say("来源平台若再次报送该记录的新版本，会照常接收；请同时向来源单位提出删除。数据库与落地区的备份须另行处理")
