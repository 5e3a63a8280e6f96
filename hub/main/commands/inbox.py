"""`hub inbox`: what happened to every file that departments delivered."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from hub.main.settings import Settings
    from hub.receipts.files import FileStory, Unreadable
    from resources.inbox_folder import Found, PassedOver

app = typer.Typer(help="部门文件：每个文件收到了什么、拒收了什么、为什么；回执。", invoke_without_command=True)

Departments = Annotated[list[str] | None, typer.Option("--department", help="只看该部门（文件夹名）；可重复。")]
Days = Annotated[int | None, typer.Option("--days", min=1, help="只看最近这么多天收到的文件（默认全部）。")]

HEADINGS = {
    "部门": "left",
    "文件": "left",
    "结果": "left",
    "内容": "left",
    "行数": "right",
    "采用": "right",
    "重复": "right",
    "拒收": "right",
    "待定": "right",
    "收到时间": "left",
    "说明": "left",
}


@app.callback()
def inbox(
    context: typer.Context,
    department: Departments = None,
    days: Days = None,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """每个部门文件的处理结果：收到几行、采用几行、拒收几行及主要原因；哪些还在等待，哪些整份搁置、为什么。"""
    if context.invoked_subcommand:
        return
    from hub.database.migrate import require_current
    from hub.main.opening import open_database, open_settings
    from hub.receipts.files import told_files, unreadable_files
    from resources.inbox_folder import look

    settings = open_settings(sandbox=sandbox)
    database = open_database(settings)
    require_current(database)
    with database.connect() as connection:
        stories = told_files(connection, department, days=days)
        unreadable = unreadable_files(connection, department)
        seen = _states(connection)
    contents = look(settings.inbox)
    waiting = [each for each in contents.files if _is_new(each, seen) and _is_wanted(each.department, department)]
    passed = [each for each in contents.passed_over if _is_wanted(each.department, department)]
    if as_json:
        _emit_document(settings, stories, waiting, unreadable, passed)
    else:
        _show(settings, stories, waiting, unreadable, passed)


@app.command("receipt")
def receipt(
    file: Annotated[str | None, typer.Argument(help="文件名，或 部门/文件名；不写则为该部门的全部文件。")] = None,
    department: Annotated[str | None, typer.Option("--department", help="部门（文件夹名）。")] = None,
    days: Days = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到这个文件夹（默认当前文件夹）。")] = Path(),
    sandbox: Sandbox = False,
) -> None:
    """写出回执（.xlsx）：收到哪些工作表、采用多少、拒收哪些行（原文件的行号、字段、值、原因、怎么改）、搁置的原因。"""
    from hub.database.migrate import require_current
    from hub.errors import SettingsError
    from hub.main.opening import open_database, open_settings
    from hub.main.output import say
    from hub.receipts.files import told_files, unreadable_files
    from hub.receipts.receipt import PREFIX, receipt_name, write_receipt

    if file is None and department is None:
        raise SettingsError("请写明文件名，或用 --department 指定部门，如 hub inbox receipt --department market")
    if file is not None and department is None and "/" in file:
        department, _, file = file.partition("/")
    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        now = connection.execute("SELECT now()").fetchone()
        assert now is not None
        stories = told_files(connection, [department] if department else None, days=days)
        unreadable = unreadable_files(connection, [department] if department else None)
        if file is None:
            chosen = [(department or "", f"{PREFIX}{department}-{now[0]:%Y-%m-%d}.xlsx", stories, unreadable)]
        else:
            named = [each for each in stories if file in {each.name, *each.names}]
            chosen = [(each.department, receipt_name(each), [each], []) for each in named]
        if not chosen or not any(of_it or left for *_, of_it, left in chosen):
            raise SettingsError(f"没有收到过 {file or department}；hub inbox 列出收到的全部文件")
        for whose, name, of_it, left in chosen:
            write_receipt(connection, output / name, whose, of_it, left, now[0])
            say(str(output / name))


def _states(connection: psycopg.Connection) -> dict[tuple[str, str], tuple[int, int, int]]:
    rows = connection.execute("SELECT department, name, bytes, modified_ns, changed_ns FROM hub.inbox_name")
    return {(department, name): (size, modified, changed) for department, name, size, modified, changed in rows}


def _is_new(found: Found, seen: dict[tuple[str, str], tuple[int, int, int]]) -> bool:
    state = found.state
    return seen.get((found.department, found.name)) != (state.size, state.modified, state.changed)


def _is_wanted(department: str, wanted: Sequence[str] | None) -> bool:
    return not wanted or department in wanted


def _emit_document(
    settings: Settings,
    stories: Sequence[FileStory],
    waiting: Sequence[Found],
    unreadable: Sequence[Unreadable],
    passed: Sequence[PassedOver],
) -> None:
    from hub.main.output import emit_json

    files = [{**asdict(each), "kinds": each.datasets, "reasons": dict(each.reasons)} for each in stories]
    for each in files:
        del each["page_ids"]
    emit_json(
        {
            "inbox": str(settings.inbox),
            "files": files,
            "waiting": [
                {"department": each.department, "name": each.name, "bytes": each.state.size} for each in waiting
            ],
            "unreadable": [asdict(each) for each in unreadable],
            "passed_over": [asdict(each) for each in passed],
        }
    )


def _show(
    settings: Settings,
    stories: Sequence[FileStory],
    waiting: Sequence[Found],
    unreadable: Sequence[Unreadable],
    passed: Sequence[PassedOver],
) -> None:
    from hub.alerts.masking import mask_runs
    from hub.main.output import emit_table, say
    from hub.receipts.receipt import remark_on, result_of, titles_of

    emit_table(
        HEADINGS,
        (
            (
                each.department,
                mask_runs(each.name),
                result_of(each),
                titles_of(each),
                *(
                    (each.rows, each.accepted, each.repeats, each.rejected, each.waiting)
                    if each.is_staged
                    else [""] * 5
                ),
                f"{each.seen_at:%m-%d %H:%M}",
                remark_on(each),
            )
            for each in stories
        ),
    )
    aside = sum(each.status == "set_aside" for each in stories)
    say(f"收件箱 {settings.inbox}：共 {len(stories)} 份，其中整份搁置 {aside} 份；等待接收 {len(waiting)} 份")
    for each in waiting:
        say(f"  等待：{each.department}/{mask_runs(each.name)}（下一次运行时接收；仍在变化的文件等它静止后接收）")
    for left in unreadable:
        say(f"  无法读取：{left.department}/{mask_runs(left.name)}：{left.problem}")
    for one in passed:
        say(f"  不接收：{'/'.join(filter(None, (one.department, mask_runs(one.name))))}：{one.reason}")
