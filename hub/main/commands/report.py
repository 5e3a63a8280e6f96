"""`hub report`: the page that says how the data is and what to do now."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hub.main.commands.options import Json, Sandbox


def report(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="只写成这一个文件，不放进报告文件夹。", dir_okay=False)
    ] = None,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """写一页质量报告：现在要做什么，得分、暂缓发布、拒收、对账、新鲜度、告警与趋势；保留最近 30 天（HUB_REPORTS）。"""
    from hub.database.migrate import require_current
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, say
    from hub.report.make import keep_report, write_report

    settings = open_settings(sandbox=sandbox)
    database = open_database(settings)
    require_current(database)
    made = keep_report(database, settings.shelf) if output is None else write_report(database, output)
    if as_json:
        emit_json(asdict(made))
        return
    say(made.verdict)
    say(f"报告已写入 {made.path}")
