"""`hub link export` and `hub link import`: the queue as a workbook, out and in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.main.commands.link_texts import REASONS, bits, shown_record, told_side_by_side
from hub.main.commands.options import Sandbox

MOST_LINES = 10_000
"""So many pairs a workbook holds."""


def export(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要写的工作簿（.xlsx）。")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_LINES, help="最多导出多少对。")] = 500,
    sandbox: Sandbox = False,
) -> None:
    """把待判定的记录对导出为工作簿，供线下逐行判定。"""
    from hub.linkage.queue import read_queue, told
    from hub.linkage.workbook import Pair, write_queue
    from hub.main.commands.link import opened
    from hub.main.output import say

    database = opened(sandbox=sandbox)
    waiting = read_queue(database, limit=limit)
    profiles = told(database, [record for each in waiting for record in (each.record_a, each.record_b)])
    write_queue(
        file,
        (
            Pair(
                each.number,
                each.weight,
                REASONS[each.reason],
                bits(each.evidence),
                told_side_by_side((profiles.get(each.record_a), profiles.get(each.record_b))),
                (shown_record(each.record_a), shown_record(each.record_b)),
            )
            for each in waiting
        ),
        datetime.now(UTC),
    )
    say(f"已导出 {len(waiting)} 对到 {file}")


def import_(
    file: Annotated[Path, typer.Argument(metavar="文件", exists=True, dir_okay=False, help="填好的工作簿。")],
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="判定人。")],
    sandbox: Sandbox = False,
) -> None:
    """收回填好的工作簿：每个填了的行是一项判定。填错时一项也不收。"""
    from hub.linkage.judgements import SUCCESSIONS, Decision, judge, relate
    from hub.linkage.queue import read_queue
    from hub.linkage.workbook import SIDES, read_filled
    from hub.main.commands.link import NEXT_RUN, opened
    from hub.main.output import say

    filled = read_filled(file.read_bytes())
    database = opened(sandbox=sandbox)
    waiting = {each.number: (each.record_a, each.record_b) for each in read_queue(database)}
    done = 0
    for each in filled:
        if pair := waiting.get(each.number):
            decision = Decision(by, each.reason)
            if each.verdict in SUCCESSIONS:
                relate(database, *(pair if each.first == SIDES[0] else pair[::-1]), each.verdict, decision)
            else:
                judge(database, [pair], each.verdict, decision)
            done += 1
    gone = len(filled) - done
    say(f"已收下 {done} 项判定，{NEXT_RUN}" + (f"；{gone} 对已不在待判定之列，没有收下" if gone else ""))
