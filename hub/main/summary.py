"""How a run ended: the closing table, or the same as a JSON document."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from hub.main import overview
from hub.main.commands.status import emit_alerts
from hub.main.output import complain, emit_json, emit_table, say
from hub.rules.texts import rule_texts

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.errors import ExitCode
    from hub.main.run import RunOutcome

HEADINGS = {
    "平台": "left",
    "数据集": "left",
    "接收": "right",
    "新增": "right",
    "变更": "right",
    "拒收": "right",
    "最常见的拒收原因": "left",
    "已发布": "right",
    "秒": "right",
}

SHOWN_ALERTS = 5
"""How many of the open alerts, the latest, are shown at the end of a run."""

TRY_NEXT = (
    ("dev", "", "在浏览器中查看数据资产与每次运行"),
    ("sql", '"select name, uscc, status from v1.entity limit 10"', "像应用那样读取统一模型"),
    ("report", "", "写一页质量报告：现在要做什么"),
    ("status", "", "各数据集的现状与未解除的告警"),
)


def conclude(outcome: RunOutcome, database: Database, elapsed: float, *, as_json: bool, sandbox: bool) -> ExitCode:
    """Show how the run ended; returns its exit code. `elapsed` is the whole command's time in seconds."""
    with database.connect() as connection:
        works = overview.work_since(connection, outcome.started, outcome.datasets)
        holds = overview.holds(connection)
        alerts = overview.open_alerts(connection)
        release = overview.last_release(connection)
    code = outcome.exit_code(holds)
    if as_json:
        emit_json(
            {
                "exit_code": int(code),
                "seconds": round(elapsed, 1),
                "datasets": [
                    {
                        **asdict(work),
                        "commonest_reason": _title(work.commonest_rule),
                        "seconds": round(outcome.seconds.get(f"{work.platform}/{work.dataset}", 0.0), 2),
                    }
                    for work in works
                ],
                "skipped": dict(outcome.skipped),
                "failures": [asdict(each) for each in outcome.failures],
                "logs": [str(each) for each in outcome.logs],
                "holds": holds,
                "open_alerts": [asdict(each) for each in alerts],
                "last_release": release,
            }
        )
        return code
    emit_table(
        HEADINGS,
        (
            (
                work.platform,
                work.dataset,
                work.received,
                work.new,
                work.changed,
                work.rejected,
                _title(work.commonest_rule),
                work.current,
                f"{outcome.seconds.get(f'{work.platform}/{work.dataset}', 0.0):.1f}",
            )
            for work in works
        ),
    )
    for reason in outcome.skipped.values():
        say(f"跳过：{reason}")
    for failure in outcome.failures:
        complain(f"{failure.step}：{failure.message}")
    for log in outcome.logs:
        complain(f"意料之外的错误，详情已写入 {log}")
    for hold in holds:
        say(f"暂缓发布：{hold['platform']}/{hold['dataset']}：{hold['reason']}")
    if not holds:
        say("没有暂缓发布的数据集")
    emit_alerts(alerts[-SHOWN_ALERTS:], of=len(alerts))
    say(f"用时 {elapsed:.1f} 秒{_released(outcome)}")
    _next(sandbox=sandbox)
    return code


def _released(outcome: RunOutcome) -> str:
    return "，已发布" if outcome.published else "，未能发布"


def _next(*, sandbox: bool) -> None:
    """The things to try next, as they have to be typed here, on the same database."""
    command = "hub" if shutil.which("hub") else os.path.relpath(sys.argv[0])
    say("接下来可以试试：")
    for verb, rest, what in TRY_NEXT:
        words = (command, verb, "--sandbox" if sandbox else "", rest)
        say(f"  {' '.join(word for word in words if word)}    {what}")


def _title(rule_id: str | None) -> str | None:
    if rule_id is None:
        return None
    text = rule_texts().get(rule_id)
    return text.title if text else rule_id
