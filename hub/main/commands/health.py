"""`hub health`: whether the hub is well, for a watcher outside."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from hub.main.commands.options import Json, Sandbox

MARKS = {"WELL": "正常", "WARNING": "注意", "FAILING": "异常"}


def health(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """系统是否健康：数据库、磁盘、各平台取数、发布、告警发送与渠道；退出码 0 正常，3 有须注意的，1 有异常。"""
    from hub.alerts.health import State
    from hub.errors import ExitCode
    from hub.main.health import examine
    from hub.main.opening import open_settings
    from hub.main.output import emit_json, emit_table, say
    from hub.main.settings import read_settings

    checks = examine(open_settings(sandbox=True) if sandbox else read_settings())
    worst = max(each.state for each in checks)
    if as_json:
        emit_json(
            {
                "status": worst.name.lower(),
                "checked_at": datetime.now(UTC),
                "checks": [
                    {
                        "name": each.name,
                        "status": each.state.name.lower(),
                        "sentence": each.sentence,
                        **each.figures,
                    }
                    for each in checks
                ],
            }
        )
    else:
        shown = sorted(checks, key=lambda each: -each.state)
        emit_table({"结果": "left", "说明": "left"}, ((MARKS[each.state.name], each.sentence) for each in shown))
        wrong = sum(each.state is not State.WELL for each in checks)
        say(f"共 {len(checks)} 项，{wrong} 项需要处理" if wrong else f"共 {len(checks)} 项，全部正常")
    codes = {State.WELL: ExitCode.DONE, State.WARNING: ExitCode.PARTLY, State.FAILING: ExitCode.FAILURE}
    raise typer.Exit(codes[worst])
