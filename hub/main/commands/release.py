"""`hub release`: what was published when, what changed between two releases, and what is kept no longer."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox, known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.feed.releases import Difference, Held, Release

app = typer.Typer(help="发布批次：列出、查看、比较；清理到期的变更与历史版本。", no_args_is_help=True)

Table = Annotated[list[str] | None, typer.Option("--table", help="只看该表；可重复。")]
HEADINGS = {
    "批次": "right",
    "发布时间": "left",
    "新增": "right",
    "更新": "right",
    "撤回": "right",
    "暂缓发布的数据集": "left",
}
COUNTS = {"表": "left", "新增": "right", "更新": "right", "撤回": "right"}
DIFFERENCES = {"表": "left", "标识": "left", "变化": "left", "另一标识": "left"}
OPERATIONS = {"insert": "新增", "update": "更新", "retract": "撤回", "merge": "并入", "split": "分出"}
"""What the feed's operations are called."""


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", help="最多列出最近的多少个批次。", min=1)] = 20,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """最近的发布批次：何时发布、变化多少行、哪些数据集被暂缓。"""
    from hub.database.migrate import require_current
    from hub.feed.releases import releases
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, emit_table, say

    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        found = releases(connection, limit)
    if as_json:
        emit_json([_document(each) for each in found])
        return
    if not found:
        say("尚未发布过")
        return
    rows = (
        (each.release_id, f"{each.published_at:%Y-%m-%d %H:%M:%S}", *each.totals.values(), "、".join(each.held))
        for each in found
    )
    emit_table(HEADINGS, rows)


@app.command()
def show(
    number: Annotated[int | None, typer.Argument(help="批次；不写即最近一次。", metavar="[批次]")] = None,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """一个发布批次：各表新增、更新、撤回多少行，哪些数据集因何被暂缓。"""
    from hub.database.migrate import require_current
    from hub.feed.releases import release
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, emit_table, say

    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        found = release(connection, number)
    if as_json:
        emit_json(_document(found))
        return
    say(f"批次 {found.release_id}，发布于 {found.published_at:%Y-%m-%d %H:%M:%S}")
    emit_table(COUNTS, ((table, *counts.values()) for table, counts in found.counts.items()))
    _tell_held("暂缓发布", found.held)
    if not found.held:
        say("没有数据集被暂缓发布")


@app.command()
def diff(
    earlier: Annotated[int, typer.Argument(help="较早的批次。", metavar="批次")],
    later: Annotated[int | None, typer.Argument(help="较晚的批次；不写即最近一次。", metavar="[批次]")] = None,
    table: Table = None,
    limit: Annotated[int, typer.Option("--limit", help="每张表最多列出多少条（--json 不限）。", min=1)] = 50,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """两个批次之间的变化：各表哪些记录新增、更新、撤回、并入或分出，哪些数据集开始或不再暂缓。"""
    from hub.database.migrate import require_current
    from hub.feed.releases import difference, held, release
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, say

    chosen = fed_tables(table)
    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        before, after = release(connection, earlier), release(connection, later)
        found, counts = difference(connection, before, after, tables=chosen, limit=None if as_json else limit)
    of_holds = held(before, after)
    if as_json:
        emit_json(
            {
                "from": _document(before),
                "to": _document(after),
                "changes": [asdict(each) for each in found],
                "held": asdict(of_holds),
            }
        )
        return
    say(f"批次 {before.release_id} 之后至批次 {after.release_id}（{after.published_at:%Y-%m-%d %H:%M:%S}）")
    _tell_differences(found, counts, limit)
    _tell_holds(of_holds)


@app.command()
def expire(
    changes_days: Annotated[
        int | None, typer.Option("--changes-days", help="变更流保留的天数；默认按 HUB_CHANGES_DAYS。", min=7)
    ] = None,
    history_days: Annotated[
        int | None, typer.Option("--history-days", help="历史版本保留的天数；默认按 HUB_HISTORY_DAYS。", min=7)
    ] = None,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """按保留期限清理变更流和历史版本；现行数据不受影响，落后于保留期限的使用方须重新复制。"""
    from datetime import UTC, datetime

    from hub.errors import SettingsError
    from hub.feed import retention
    from hub.feed.keeping import Keeping
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import emit_json, say

    settings = open_settings(sandbox=sandbox)
    keeping = Keeping(changes_days or settings.keeping.changes_days, history_days or settings.keeping.history_days)
    if keeping == Keeping():
        raise SettingsError(
            "没有设置保留期限：请给出 --changes-days 或 --history-days，或设置 HUB_CHANGES_DAYS、HUB_HISTORY_DAYS"
        )
    gone = retention.expire(ready_database(settings), keeping, now=datetime.now(UTC))
    if as_json:
        emit_json({**asdict(keeping), "removed": asdict(gone)})
    else:
        say(f"已清理变更 {gone.changes} 条、历史版本 {gone.versions} 个")


def fed_tables(given: Sequence[str] | None) -> tuple[str, ...]:
    """The tables named with `--table`. Raises SettingsError for one that the change feed does not name."""
    from hub.model import HISTORY

    names = [each.name for each in HISTORY]
    return tuple(known(each, names, "表") for each in given or ())


def _document(release: Release) -> dict[str, object]:
    return {**asdict(release), "totals": release.totals}


def _tell_differences(found: Sequence[Difference], counts: Mapping[str, int], limit: int) -> None:
    from hub.main.output import emit_table, say

    if not found:
        say("没有记录变化")
        return
    emit_table(
        DIFFERENCES,
        (
            (each.table_name, each.id, "、".join(OPERATIONS[one] for one in each.operations), each.other_id)
            for each in found
        ),
    )
    for name, count in counts.items():
        more = f"，只列出前 {limit} 条" if count > limit else ""
        say(f"{name}：{count} 条记录有变化{more}")


def _tell_holds(held: Held) -> None:
    _tell_held("开始暂缓", held.since)
    _tell_held("仍在暂缓", held.still)
    _tell_held("不再暂缓", held.no_longer)


def _tell_held(what: str, held: Mapping[str, Sequence[str]]) -> None:
    from hub.main.output import say

    for name, reasons in held.items():
        say(f"{what} {name}：{'；'.join(reasons)}")
