"""`hub backfill`: a past window once more, beside the running increments."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox, chosen_datasets

if TYPE_CHECKING:
    from hub.datasets.declaration import Dataset
    from hub.main.settings import Settings

FORMATS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
Since = Annotated[datetime, typer.Option("--from", formats=FORMATS, help="时间窗起点（含），北京时间。")]
Until = Annotated[datetime, typer.Option("--to", formats=FORMATS, help="时间窗终点（不含），北京时间。")]
Step = Annotated[
    int, typer.Option("--step", min=1, max=3660, help="每次取多少天：各段各自核实，中断后从未完成的一段继续。")
]


def backfill(
    platform: Annotated[str, typer.Argument(help="平台。")],
    dataset: Annotated[str, typer.Argument(help="数据集。")],
    since: Since,
    until: Until,
    step: Step = 31,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """补采：重新获取过去任一时间窗，与正在进行的增量互不影响，不移动水位；中断后重复同一命令即可继续。"""
    begun = time.monotonic()
    [of] = chosen_datasets([platform], [dataset])

    from hub.main.backfill import access_to, land_past, window
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import remark
    from hub.main.progress import watched
    from hub.main.stand_ins import stand_ins

    span = window(since, until)
    with ExitStack() as until_end:
        settings: Settings = open_settings(sandbox=sandbox)
        if sandbox:
            served = until_end.enter_context(stand_ins(settings.home, None, None))
            settings = open_settings(sandbox=True, platforms=served)
        access_to(settings, of)
        database = ready_database(settings)
        with watched() as progress:
            windows = land_past(settings, database, of, span, step, progress)
            remark(_taken(of, windows))

            from hub.main.run import take_up_jobs
            from hub.main.summary import conclude

            outcome = take_up_jobs(settings, database, [of], progress)
        code = conclude(outcome, database, time.monotonic() - begun, as_json=as_json, sandbox=sandbox)
    raise typer.Exit(code)


def _taken(dataset: Dataset, windows: int) -> str:
    return f"{dataset.id}：{windows} 段时间窗已取回并核实，正在处理 …"
