"""`hub reconcile` and `hub compare`: what is held against what the platforms say they have (对账).

And what people do about a record that its platform no longer lists: retract it by hand.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hub.main.commands.options import Datasets, Json, Platforms, Sandbox, chosen_datasets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hub.errors import ExitCode
    from hub.main.balances import Balance
    from hub.main.run import RunOutcome

HEADINGS = {
    "平台": "left",
    "数据集": "left",
    "平台总数": "right",
    "已接收": "right",
    "差额": "right",
    "接收行数": "right",
    "重复": "right",
    "版本": "right",
    "现行": "right",
    "撤回": "right",
    "与他源重复": "right",
    "拒收": "right",
    "暂缓": "right",
    "被取代": "right",
    "结论": "left",
}
SHOWN = 10
"""How many records that are missing at a platform are named."""

Days = Annotated[
    list[datetime] | None,
    typer.Option("--day", formats=["%Y-%m-%d"], help="只核对来源时间在该日的数据（至昨日）；可重复。"),
]


Retract = Annotated[
    list[str] | None,
    typer.Option(
        "--retract",
        help="不对账，而把该记录人工撤回：平台两次核对均不再列出、又没有发过删除的；给出主键（见 --json），可重复。"
        "来源再次报送时自动恢复。",
    ),
]


def reconcile(
    platform: Platforms = None,
    dataset: Datasets = None,
    day: Days = None,
    retract: Retract = None,
    by: Annotated[str, typer.Option("--by", help="撤回人姓名，留存备查。")] = "",
    reason: Annotated[str, typer.Option("--reason", help="撤回理由，留存备查。")] = "",
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """对账：补齐增量，向平台询问截至昨日的总数并逐日核对；不一致的重新获取一遍，仍有差异的说明原因，然后发布。"""
    if retract or by or reason:
        _retract(platform or (), dataset or (), retract or (), by, reason, as_json=as_json, sandbox=sandbox)
    _run(
        platform or (), dataset or (), [each.date() for each in day or ()], full=False, as_json=as_json, sandbox=sandbox
    )


def compare(
    platform: Platforms = None, dataset: Datasets = None, as_json: Json = False, sandbox: Sandbox = False
) -> None:
    """全量比对：获取平台现有的全部记录，逐条找出来源未发删除而已不再列出的记录，并对账。不移动增量的水位。"""
    _run(platform or (), dataset or (), [], full=True, as_json=as_json, sandbox=sandbox)


def _run(
    platforms: Sequence[str], names: Sequence[str], days: Sequence[date], *, full: bool, as_json: bool, sandbox: bool
) -> None:
    wanted = chosen_datasets(platforms, names)
    _refuse_open_days(days)

    from hub.main.opening import open_settings, ready_database
    from hub.main.progress import watched
    from hub.main.stand_ins import stand_ins

    with ExitStack() as until_end:
        settings = open_settings(sandbox=sandbox)
        database = ready_database(settings)
        if sandbox:
            served = until_end.enter_context(stand_ins(settings.home, None, None))
            settings = open_settings(sandbox=True, platforms=served)

        from hub.main.balances import balances
        from hub.main.run import reconcile_jobs

        with watched() as progress:
            outcome = reconcile_jobs(
                settings, database, wanted, progress, days=days, full=full, explicit=bool(platforms or names)
            )
        with database.connect() as connection:
            found = balances(connection, outcome.datasets, days)
    raise typer.Exit(_conclude(outcome, found, as_json=as_json))


def _retract(
    platforms: Sequence[str],
    names: Sequence[str],
    source_ids: Sequence[str],
    by: str,
    reason: str,
    *,
    as_json: bool,
    sandbox: bool,
) -> NoReturn:
    """Retract records of one dataset by hand, and publish that."""
    begun = time.monotonic()
    chosen = chosen_datasets(platforms, names)

    from hub.errors import SettingsError
    from hub.main.opening import open_settings, ready_database
    from hub.main.output import remark
    from hub.main.progress import watched
    from hub.reconciliation.retract import retract
    from hub.reconciliation.telling import tell
    from resources.landing_store import open_store

    if len(chosen) != 1 or not source_ids:
        raise SettingsError("人工撤回须用 --dataset 平台/数据集 指明一个数据集，并用 --retract 给出主键")
    settings = open_settings(sandbox=sandbox)
    database = ready_database(settings)
    count = retract(
        database, open_store(settings.landing), chosen[0], source_ids, by=by, reason=reason, now=datetime.now(UTC)
    )
    remark(f"{chosen[0].id}：已登记人工撤回 {count} 条，正在发布 …")

    from hub.main.run import take_up_jobs
    from hub.main.summary import conclude

    with watched() as progress:
        outcome = take_up_jobs(settings, database, chosen, progress)
    with database.connect() as connection:
        tell(connection, chosen[0])
    raise typer.Exit(conclude(outcome, database, time.monotonic() - begun, as_json=as_json, sandbox=sandbox))


def _refuse_open_days(days: Sequence[date]) -> None:
    """Raises SettingsError for a day that is not over: its own walks prove it."""
    from hub.errors import SettingsError
    from hub.versions.days import today

    for each in days:
        if each >= today():
            raise SettingsError(f"--day {each} 尚未结束；对账只核对已结束的日期，当日由每次取数自行核实")


def _conclude(outcome: RunOutcome, found: Sequence[Balance], *, as_json: bool) -> ExitCode:
    from hub.errors import ExitCode
    from hub.main.output import complain, emit_json, say

    code = outcome.exit_code(())
    if code is ExitCode.DONE and not all(each.is_sound for each in found):
        code = ExitCode.PARTLY
    if as_json:
        emit_json(
            {
                "exit_code": int(code),
                "datasets": [_document(each) for each in found],
                "skipped": dict(outcome.skipped),
                "failures": [{"step": each.step, "message": each.message} for each in outcome.failures],
            }
        )
        return code
    _show(found)
    for reason in outcome.skipped.values():
        say(f"跳过：{reason}")
    for failure in outcome.failures:
        complain(f"{failure.step}：{failure.message}")
    return code


def _document(balance: Balance) -> dict[str, object]:
    from dataclasses import asdict

    document = asdict(balance)
    return {
        **document["fates"],
        "is_balanced": balance.fates.is_balanced,
        "checks": [{**asdict(each), "difference": each.difference} for each in balance.checks],
        "missing": document["missing"],
    }


def _show(found: Sequence[Balance]) -> None:
    from hub.main.output import emit_table, say

    rows = []
    for each in found:
        fates, first = each.fates, each.checks[0] if each.checks else None
        rows.append(
            (
                fates.platform,
                fates.dataset,
                first and first.source_total,
                first and first.known,
                first and first.difference,
                fates.landed,
                fates.repeats,
                fates.versions,
                fates.current,
                fates.retracted,
                fates.duplicate,
                fates.rejected,
                fates.held,
                fates.superseded,
                "去向不平" if not fates.is_balanced else first.called if first else "尚未核对",
            )
        )
    emit_table(HEADINGS, rows)
    for each in found:
        for check in each.checks:
            if check.explanation:
                scope = "" if check.days is None else f" {check.scope}"
                say(f"{check.platform}/{check.dataset}{scope}：{check.called}，{check.explanation}")
    _show_missing(found)


def _show_missing(found: Sequence[Balance]) -> None:
    """Name records that their platforms no longer list; personal data in keys is masked."""
    from hub.alerts.masking import mask_runs
    from hub.main.output import say

    listed = [each for balance in found for each in balance.missing]
    gone = [each for each in listed if each.retracted_at is None]
    if gone:
        say(f"平台不再列出、来源又未发删除的记录：{len(gone)} 条，已发布的保持不变，请向平台方核实（quality.vanished）")
    for each in gone[:SHOWN]:
        name = f"{each.platform}/{each.dataset} {mask_runs(each.source_id)}"
        state = "两次核对均已不见" if each.confirmed_at else "疑似，待下次复核"
        say(f"  {name}，自 {each.missing_since:%m-%d %H:%M}，{state}")
    if any(each.confirmed_at for each in gone):
        say(
            "  确已删除而平台不能补发删除的：hub reconcile --dataset 平台/数据集 --retract 主键 --by 姓名 --reason 理由"
        )
    retracted = [each for each in listed if each.retracted_at is not None]
    if retracted:
        say(f"已人工撤回、平台也不再列出的记录：{len(retracted)} 条（表 hub.retraction），来源再次报送时自动恢复")
