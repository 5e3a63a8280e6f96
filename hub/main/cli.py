"""The command `hub`: puts the commands together and turns what goes wrong into a sentence and an exit code."""

from __future__ import annotations

import atexit
import gc
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hub.errors import HubError
from hub.main.commands import (
    alerts,
    backfill,
    changes,
    config,
    contract,
    db,
    dev,
    handing,
    health,
    inbox,
    landing,
    link,
    quality,
    readers,
    reconcile,
    release,
    replay,
    report,
    rules,
    run,
    sandbox,
    serve,
    sql,
    status,
)

if TYPE_CHECKING:
    from types import TracebackType

app = typer.Typer(
    name="hub",
    help="执法数据中枢：把各执法平台的数据汇成 PostgreSQL 中统一的执法数据模型。",
    epilog="退出码：0 完成，1 失败，2 用法或设置有误，3 部分完成（有平台失败或数据集暂缓发布），4 另一个运行占用着锁。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(run.run)
app.command("dev")(dev.dev)
app.command("sql")(sql.sql)
app.command("status")(status.status)
app.command("health")(health.health)
app.command("report")(report.report)
app.command("handing")(handing.handing)
app.command("rules")(rules.rules)
app.command("replay")(replay.replay)
app.command("backfill")(backfill.backfill)
app.command("reconcile")(reconcile.reconcile)
app.command("compare")(reconcile.compare)
app.command("changes")(changes.changes)
app.add_typer(release.app, name="release")
app.add_typer(contract.app, name="contract")
app.add_typer(db.app, name="db")
app.add_typer(sandbox.app, name="sandbox")
app.add_typer(config.app, name="config")
app.add_typer(alerts.app, name="alerts")
app.add_typer(quality.app, name="quality")
app.add_typer(inbox.app, name="inbox")
app.add_typer(landing.app, name="landing")
app.add_typer(link.app, name="link")
app.add_typer(readers.app, name="readers")
app.command("serve")(serve.serve)

GARBAGE = 100_000
"""How many more objects than before are made until those that hold each other are looked for."""


def main() -> None:
    """Run the command line; the process ends with one of `ExitCode`."""
    sys.excepthook = report_unforeseen
    # Half a million objects are imported and stay: looking through them for what may go, at the usual rate and once
    # more at the end, takes up to two seconds of a run.
    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)
    try:
        app()
    except HubError as error:
        from hub.main.output import complain

        complain(str(error))
        sys.exit(error.exit_code)


def report_unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Keep the traceback of a failure that nobody foresaw in a file, and say one sentence."""
    from hub.main.output import complain
    from hub.main.settings import read_settings

    now = datetime.now().astimezone()
    name = f"failure-{now:%Y%m%d-%H%M%S}.log"
    lines = traceback.format_exception(kind, error, trace)
    for folder in (read_settings().logs, Path(tempfile.gettempdir())):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / name).write_text(f"{now:%F %T %z}  hub {' '.join(sys.argv[1:])}\n{''.join(lines)}", "utf-8")
        except OSError:
            continue
        complain(f"出现了意料之外的错误（{kind.__name__}），详情已写入 {folder / name}")
        return
    complain("".join(lines))


if __name__ == "__main__":
    main()
