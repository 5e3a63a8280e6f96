"""`hub handing`: leads that one platform handed to another and that got lost on the way, with whom to ask."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, Sandbox, known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.marts.handing import Handing

HEADINGS = {
    "应询问": "left",
    "情形": "left",
    "线索": "left",
    "对方编号": "left",
    "自何时起": "left",
    "已过天数": "right",
    "最后经手": "left",
    "区划": "left",
}
SHOWN = 100


def handing(
    waiting: Annotated[bool, typer.Option("--waiting", help="也列出还在途中的：待接收、待反馈、对方在办。")] = False,
    division: Annotated[str | None, typer.Option("--division", help="只列该乡镇（街道），名称或 12 位代码。")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少条。")] = SHOWN,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """跨平台移交：列出移交途中丢失的线索（无人接收、结果未回、来处不明），以及各应向谁询问。"""
    from hub.database.migrate import require_current
    from hub.main.opening import open_database, open_settings
    from hub.marts.handing import LOST, WAITING, handings

    chosen = None if division is None else _code(division)
    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        found = handings(connection, [*LOST, *(WAITING if waiting else ())], chosen)
    _tell(found, LOST | WAITING, limit, as_json=as_json)


def _code(division: str) -> str:
    """Raises SettingsError where there is no such division."""
    from hub.reference.divisions import codes_by_name

    codes = codes_by_name()
    if division in codes.values():
        return division
    return codes[known(division, codes, "区划")]


def _tell(found: Sequence[Handing], names: dict[str, str], limit: int, *, as_json: bool) -> None:
    from hub.main.output import emit_json, emit_table, say

    shown = [_masked(each) for each in found[:limit]]
    counts = Counter(each.handing for each in found)
    if as_json:
        emit_json({"total": len(found), "counts": counts, "handings": shown})
        return
    if shown:
        columns = ("ask_name", "handing", "lead_id", "number", "since", "days", "holder_name", "division_name")
        rows = [{**each, "handing": names[str(each["handing"])]} for each in shown]
        emit_table(HEADINGS, ([each[name] for name in columns] for each in rows))
    parts = "，".join(f"{name} {counts[stage]:,} 条" for stage, name in names.items() if counts[stage])
    say(f"共 {len(found):,} 条：{parts}" if found else "没有丢失的移交")
    if len(found) > limit:
        say(f"只列出前 {limit:,} 条；--limit 可多列，--division 可只看一个乡镇（街道），--json 便于处理")


def _masked(handing: Handing) -> dict[str, object]:
    """As it may be shown: names that could be a person's, and digits in keys that could be theirs, are masked."""
    from hub.alerts.masking import LONGEST_PERSON_NAME, mask_name, mask_runs
    from hub.reference.divisions import divisions

    names = {each.code: each.name for each in divisions()}
    shown = asdict(handing)
    for name in ("lead_id", "number"):
        shown[name] = None if shown[name] is None else mask_runs(shown[name])
    for name in ("holder_name", "ask_name"):
        office = shown[name]
        if office is not None:
            shown[name] = mask_name(office) if len(office) <= LONGEST_PERSON_NAME else mask_runs(office)
    return {**shown, "division_name": names.get(handing.division_code or "")}
