"""`hub quality accept` and `hub quality recheck`: what an operator does about what is held or rejected."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from hub.main.commands.options import Datasets, Json, Platforms, Sandbox, chosen_datasets, known


def accept(
    platform: Annotated[str, typer.Argument(help="平台。")],
    dataset: Annotated[str, typer.Argument(help="数据集。")],
    by: Annotated[str, typer.Option("--by", help="放行人姓名，留存备查。")],
    reason: Annotated[str, typer.Option("--reason", help="放行理由，留存备查。")],
    days: Annotated[
        float, typer.Option("--days", help="此后几天内收到的数据也放行；默认只放行已收到的。", min=0, max=366)
    ] = 0,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """放行被暂缓发布的数据集：放行的是此前收到的数据，之后的数据再有同样问题会重新暂缓；原因消除后放行自行结束。"""
    from hub.database.migrate import require_current
    from hub.datasets import PLATFORMS, of_platform
    from hub.errors import SettingsError
    from hub.gates.keeper import accept_holds
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, say

    known(platform, PLATFORMS, "平台")
    names = {each.name: each for each in of_platform(platform)}
    known(dataset, names, "数据集")
    if not by.strip() or not reason.strip():
        raise SettingsError("放行须写明放行人（--by）和理由（--reason），二者留存备查")
    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        accepted = accept_holds(connection, names[dataset], by.strip(), reason.strip(), days=days)
    if as_json:
        emit_json([asdict(each) for each in accepted])
        return
    if not accepted:
        say(f"{platform}/{dataset} 没有被暂缓发布，无须放行")
    for each in accepted:
        say(f"已放行 {platform}/{dataset}：{each.reason}")
    if accepted:
        until = accepted[0].accepted_until
        say(f"放行 {until:%Y-%m-%d %H:%M} 以前收到的数据；运行 hub run 或等待下一次发布即生效")


def recheck(
    platform: Platforms = None, dataset: Datasets = None, as_json: Json = False, sandbox: Sandbox = False
) -> None:
    """按现行规则与代码表重新判定尚未发布和被拒收的版本：改正了规则或补充了代码表之后使用。已发布的数据不变。"""
    chosen = chosen_datasets(platform or (), dataset or ())

    from uuid import uuid4

    from expectations.again import recheck as judge_again
    from hub.alerts import standing, watch
    from hub.database.locks import platform_lock
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import emit_json, emit_table
    from hub.main.progress import watched
    from resources.landing_store import open_store

    settings = open_settings(sandbox=sandbox)
    database = ready_database(settings)
    run_id, outcomes = str(uuid4()), []
    with watched() as progress:
        for each in chosen:
            with platform_lock(database, each.platform):
                judgement = judge_again(each, database, open_store(settings.landing), run_id, progress)
                with database.connect() as connection:
                    stand = standing.of_dataset(
                        connection, each, {result.rule_id: result.examples for result in judgement.results}
                    )
                    mend_days = settings.quality.book.of(each).mend_days
                    watch.judged(connection, each, stand, again=False, mend_days=mend_days)
            outcomes.append((each.id, judgement.evaluated, judgement.passed, judgement.rejected))
    names = ("dataset", "evaluated", "passed", "rejected")
    if as_json:
        emit_json([dict(zip(names, each, strict=True)) for each in outcomes])
    else:
        emit_table(
            {"数据集": "left", "重新判定": "right", "合格": "right", "仍拒收": "right"},
            [each for each in outcomes if each[1]],
        )
