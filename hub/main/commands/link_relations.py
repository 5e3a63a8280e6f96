"""`hub link relate` and `hub link conflicts`: what became of whom, and which identifiers link nobody."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.link_texts import METHODS, VERDICTS, said
from hub.main.commands.options import Json, Sandbox, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hub.linkage.conflicts import Relation

WAYS = {"converted": "个转企", "moved": "迁移", "renamed": "更名", "merged": "吸收合并", "unrelated": "无承继关系"}
GROUNDS = {
    "citizen_id": "同一身份号码",
    "principal_and_phone": "同一负责人与电话",
    "organisation_code": "同一主体标识码",
    "former_name": "登记的原名称",
    "mark": "同一字号",
    "house": "同一门牌",
    "judgement": "人工判定",
}
WHAT_TO_DO = (
    "这些标识为几个信用代码所共用，因而不用于关联：请报送单位核对是哪一方写错，改正后自动解除；"
    "确是承继的用 hub link relate，人工判定有误的用 hub link undo"
)


def relate(
    predecessor: Annotated[str, typer.Argument(metavar="前身", help="监管对象标识、信用代码或一条记录。")],
    successor: Annotated[str, typer.Argument(metavar="承继者")],
    way: Annotated[str, typer.Option("--as", metavar="方式", help="、".join(f"{k} {v}" for k, v in WAYS.items()))],
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="判定人。")],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="理由，留存备查。")] = "",
    sandbox: Sandbox = False,
) -> None:
    """判定一个监管对象由另一个变更而来（承继而非合并），或者并无承继关系。"""
    from hub.errors import SettingsError
    from hub.linkage.judgements import Decision, Verdict
    from hub.linkage.judgements import relate as decide
    from hub.linkage.queue import find_entity, members
    from hub.main.commands.link import NEXT_RUN, opened
    from hub.main.output import say

    verdict = Verdict(known(way, WAYS, "方式"))
    database = opened(sandbox=sandbox)
    entities = [find_entity(database, each) for each in (predecessor, successor)]
    if entities[0] == entities[1]:
        raise SettingsError(f"两者现为同一个监管对象 {entities[0]}；先用 hub link split 拆分")
    first, second = (members(database, each)[0].record_id for each in entities)
    number = decide(database, first, second, verdict, Decision(by, reason or None))
    told = f"{entities[0]} 与 {entities[1]} {WAYS[way]}" if way == "unrelated" else (
        f"{entities[1]} 由 {entities[0]} {WAYS[way]}而来"
    )  # fmt: skip
    say(f"已判定 {told}（判定编号 {number}），{NEXT_RUN}")


def conflicts(
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少。")] = 50,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """列出因为会把几个信用代码并成一个而不予采用的标识。"""
    from hub.alerts.masking import mask_runs
    from hub.linkage.conflicts import read_conflicts
    from hub.main.commands.link import opened
    from hub.main.output import emit_json, emit_table, say

    found = read_conflicts(opened(sandbox=sandbox), limit)
    if as_json:
        emit_json([asdict(each) for each in found])
        return
    if not found:
        say("没有标识冲突")
        return
    emit_table(
        {"标识": "left", "值": "left", "记录": "right", "涉及的信用代码": "left", "监管对象": "left"},
        (
            (METHODS[each.rung], mask_runs(each.value), each.records, "、".join(each.usccs), "、".join(each.entities))
            for each in found
        ),
    )
    say(WHAT_TO_DO)


def relation_lines(relations: Iterable[Relation]) -> Iterator[str]:
    """What an entity came from and what became of it, a sentence each."""
    for each in relations:
        since = f"，{each.since:%Y-%m-%d}" if each.since else ""
        yield (
            f"承继：{said('name', each.predecessor)}（{each.predecessor_id}）→ "
            f"{said('name', each.successor)}（{each.successor_id}），"
            f"{VERDICTS[each.kind]}{since}，依据 {'、'.join(GROUNDS[ground] for ground in each.grounds)}"
        )
