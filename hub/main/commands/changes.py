"""`hub changes`: the change feed, from some place on, and as it grows."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Sandbox
from hub.main.commands.release import OPERATIONS, Table, fed_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hub.database.connection import Database
    from hub.feed.reading import Entry

LATEST = 20
"""How many entries are shown to who does not say from where."""

HEADINGS = {
    "序号": "right",
    "批次": "right",
    "时间": "left",
    "表": "left",
    "操作": "left",
    "标识": "left",
    "另一标识": "left",
    "区划": "left",
}


def changes(
    since: Annotated[
        str | None,
        typer.Option(
            "--since", help=f"从该序号（或上次给出的游标）之后开始；不写则列出最近 {LATEST} 条，或只跟随新的。"
        ),
    ] = None,
    follow: Annotated[
        bool,
        typer.Option("--follow", help="读完后继续等待，每次发布后接着给出；数据库重启后自行接上。按 Ctrl-C 结束。"),
    ] = False,
    table: Table = None,
    limit: Annotated[int | None, typer.Option("--limit", help="最多给出多少条。", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="每条变更一行 JSON，cursor 供下次 --since 使用。")] = False,
    poll: Annotated[float, typer.Option("--poll", help="跟随时至多隔多少秒查看一次。", min=0.1, max=3600)] = 5.0,
    sandbox: Sandbox = False,
) -> None:
    """变更流：自某序号起哪些记录需要重新读取（个人信息已脱敏）；使用方法见 docs/changes.md。"""
    from hub.database.migrate import require_current
    from hub.feed.cursor import read_feed
    from hub.feed.reading import last
    from hub.main.opening import open_database, open_settings

    chosen = fed_tables(table)
    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        feed = read_feed(connection)
        if since is None:
            since = last(connection, 0 if follow else limit or LATEST)
    start = feed.cursor(feed.position(since))
    if follow:
        _follow(database, start, chosen, limit, as_json=as_json, poll=poll)
    else:
        _read(database, start, chosen, limit, as_json=as_json)


def _read(database: Database, cursor: str, tables: Sequence[str], limit: int | None, *, as_json: bool) -> None:
    from hub.main.output import remark

    ends: list[str] = [cursor]
    entries = _entries(database, tables, limit, ends)
    if as_json:
        for each in entries:
            _write_line(each)
    else:
        _show(list(entries))
    remark(f"下次从这里继续：--since {ends[-1]}")


def _entries(database: Database, tables: Sequence[str], limit: int | None, ends: list[str]) -> Iterator[Entry]:
    """The entries after the cursor in `ends`, which is then where to go on."""
    from hub.feed.reading import BATCH, read

    left = limit
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        while left is None or left > 0:
            batch = BATCH if left is None else min(BATCH, left)
            entries, ends[-1] = read(connection, ends[-1], tables=tables, limit=batch)
            yield from entries
            if len(entries) < batch:
                return
            left = None if left is None else left - len(entries)


def _follow(
    database: Database, cursor: str, tables: Sequence[str], limit: int | None, *, as_json: bool, poll: float
) -> None:
    from itertools import islice

    from hub.feed.reading import follow
    from hub.main.output import remark

    def interrupted(why: str) -> None:
        remark(f"数据库连接中断，正在重连（{why.splitlines()[0] if why else '连接已关闭'}）")

    entries = follow(database, cursor, tables=tables, poll_seconds=poll, interrupted=interrupted)
    try:
        for each in islice(entries, limit):
            if as_json:
                _write_line(each)
            else:
                _show_line(each)
    except (KeyboardInterrupt, BrokenPipeError):
        return


def _write_line(entry: Entry) -> None:
    import orjson

    sys.stdout.write(orjson.dumps(asdict(entry)).decode() + "\n")
    sys.stdout.flush()


def _show(entries: Iterable[Entry]) -> None:
    from hub.main.output import emit_table, say

    rows = [_cells(each) for each in entries]
    if rows:
        emit_table(HEADINGS, rows)
    else:
        say("没有更新的变更")


def _show_line(entry: Entry) -> None:
    from hub.main.output import say, written

    say("  ".join(written(each) for each in _cells(entry) if each is not None))


def _cells(entry: Entry) -> tuple[object, ...]:
    return (
        str(entry.seq),
        str(entry.release_id),
        f"{entry.changed_at:%Y-%m-%d %H:%M:%S}",
        entry.table_name,
        OPERATIONS[entry.operation],
        entry.id,
        entry.other_id,
        entry.division_code,
    )
