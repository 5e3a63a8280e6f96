"""`hub link`: who is who, and what people decide of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands import link_relations, link_review, link_train, link_workbook
from hub.main.commands.link_texts import METHODS, REASONS, VERDICTS, bits, moment, shown_record
from hub.main.commands.options import Json, Sandbox, known

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.linkage.queue import Judged

app = typer.Typer(help="监管对象归并：待判定的记录对、人工判定、合并与拆分。", no_args_is_help=True)
app.command("review")(link_review.review)
app.command("relate")(link_relations.relate)
app.command("conflicts")(link_relations.conflicts)
app.command("export")(link_workbook.export)
app.command("import")(link_workbook.import_)
app.command("train")(link_train.train)

By = Annotated[str, typer.Option("--by", metavar="姓名", help="判定人。")]
Why = Annotated[str, typer.Option("--reason", metavar="理由", help="理由，留存备查。")]
Pair = Annotated[list[str], typer.Argument(metavar="编号|记录甲 记录乙", help="待判定的编号，或两条记录。")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="最多列出多少。")]
NEXT_RUN = "下次 hub run 时生效"


def opened(*, sandbox: bool) -> Database:
    """The database, ready for commands."""
    from hub.main.opening import open_settings, ready_database

    return ready_database(open_settings(sandbox=sandbox))


@app.command("queue")
def queue(
    reason: Annotated[
        list[str] | None, typer.Option("--reason", help=f"只列该缘由（{'、'.join(REASONS)}）；可重复。")
    ] = None,
    limit: Limit = 50,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """列出待人工判定的记录对，最像的在前。"""
    from hub.linkage.queue import read_queue
    from hub.main.output import emit_json, emit_table, say

    for each in reason or ():
        known(each, REASONS, "缘由")
    waiting = read_queue(opened(sandbox=sandbox), reasons=reason or (), limit=limit)
    if as_json:
        emit_json([asdict(each) for each in waiting])
        return
    if not waiting:
        say("没有待判定的记录对")
        return
    headings = {"编号": "left", "记录甲": "left", "记录乙": "left", "权重": "right", "缘由": "left", "依据": "left"}
    emit_table(
        headings,
        (
            (each.number, shown_record(each.record_a), shown_record(each.record_b), f"{each.weight:.1f}",
             REASONS[each.reason], bits(each.evidence))
            for each in waiting
        ),
    )  # fmt: skip
    say("hub link explain 编号 看依据，hub link judge 编号 --same|--different|--unsure 作出判定")


@app.command("explain")
def explain(pair: Pair, as_json: Json = False, sandbox: Sandbox = False) -> None:
    """两条记录各自写了什么、像在哪里、差在哪里。"""
    from hub.linkage.explaining import explain as explained
    from hub.linkage.queue import read_judged
    from hub.main.commands.link_texts import tell_explained
    from hub.main.output import emit_json

    database = opened(sandbox=sandbox)
    one, other = chosen_pair(database, pair)
    found = explained(database, one, other)
    judged = [each for each in read_judged(database, [one]) if {each.record_a, each.record_b} == {one, other}]
    if as_json:
        document = {key: value for key, value in asdict(found).items() if key not in ("first", "second")}
        emit_json({"records": [one, other], **document, "judgements": [asdict(each) for each in judged]})
        return
    tell_explained(one, other, found, judged)


@app.command("show")
def show(
    entity: Annotated[str, typer.Argument(metavar="标识", help="监管对象标识、统一社会信用代码或一条记录。")],
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """一个监管对象由哪些记录归并而来，各凭什么。"""
    from hub.linkage.conflicts import read_relations
    from hub.linkage.queue import find_entity, members, read_judged
    from hub.main.output import emit_json, emit_table, say

    database = opened(sandbox=sandbox)
    entity_id = find_entity(database, entity)
    relations = read_relations(database, entity_id)
    found = members(database, entity_id)
    judged = read_judged(database, [each.record_id for each in found]) if found else []
    if as_json:
        emit_json(
            {
                "entity_id": entity_id,
                "records": [asdict(each) for each in found],
                "judgements": [asdict(each) for each in judged],
                "relations": [asdict(each) for each in relations],
            }
        )
        return
    say(f"{entity_id}　{len(found)} 条记录" + ("" if entity_id == entity else f"（由 {shown_record(entity)} 指向）"))
    emit_table(
        {"记录": "left", "方法": "left", "得分": "right", "依据": "left"},
        ((shown_record(each.record_id), METHODS[each.method], f"{each.score:.4f}", bits(each.evidence))
         for each in found),
    )  # fmt: skip
    for sentence in link_relations.relation_lines(relations):
        say(sentence)
    _list_judged(judged)


@app.command("judge")
def judge(
    pair: Pair,
    by: By,
    is_same: Annotated[bool, typer.Option("--same", help="是同一监管对象。")] = False,
    is_different: Annotated[bool, typer.Option("--different", help="不是同一监管对象。")] = False,
    is_unsure: Annotated[bool, typer.Option("--unsure", help="无法判定：移出待判定，其余不变。")] = False,
    reason: Why = "",
    sandbox: Sandbox = False,
) -> None:
    """判定一对记录；同一对以最后一次判定为准。"""
    from hub.errors import SettingsError
    from hub.linkage.judgements import Decision, Verdict
    from hub.linkage.judgements import judge as decide
    from hub.main.output import say

    given = {Verdict.SAME: is_same, Verdict.DIFFERENT: is_different, Verdict.UNSURE: is_unsure}
    chosen = [verdict for verdict, is_given in given.items() if is_given]
    if len(chosen) != 1:
        raise SettingsError("请在 --same、--different、--unsure 中给出一个")
    database = opened(sandbox=sandbox)
    numbers = decide(database, [chosen_pair(database, pair)], chosen[0], Decision(by, reason or None))
    say(f"已判定为{VERDICTS[chosen[0]]}（判定编号 {numbers[0]}），{NEXT_RUN}")


@app.command("undo")
def undo(
    numbers: Annotated[list[int], typer.Argument(metavar="判定编号...", help="hub link judgements 的第一列。")],
    by: By,
    sandbox: Sandbox = False,
) -> None:
    """撤销判定；判定与撤销都留存备查。"""
    from hub.linkage.judgements import withdraw
    from hub.main.output import say

    withdraw(opened(sandbox=sandbox), numbers, by)
    say(f"已撤销 {len(numbers)} 项判定，{NEXT_RUN}")


@app.command("judgements")
def judgements(
    all_: Annotated[bool, typer.Option("--all", help="连同已撤销的。")] = False,
    as_json: Json = False,
    sandbox: Sandbox = False,
) -> None:
    """列出人工判定，最近的在前。"""
    from hub.linkage.queue import read_judged
    from hub.main.output import emit_json, say

    found = read_judged(opened(sandbox=sandbox), all_=all_)
    if as_json:
        emit_json([asdict(each) for each in found])
    elif found:
        _list_judged(found)
    else:
        say("没有人工判定")


@app.command("merge")
def merge(
    one: Annotated[str, typer.Argument(metavar="标识甲", help="监管对象标识、信用代码或一条记录。")],
    other: Annotated[str, typer.Argument(metavar="标识乙")],
    by: By,
    reason: Why = "",
    sandbox: Sandbox = False,
) -> None:
    """两个监管对象实为一个。两个有效而不同的信用代码不可合并。"""
    from hub.errors import SettingsError
    from hub.linkage.judgements import Decision
    from hub.linkage.judgements import merge as join
    from hub.linkage.queue import find_entity, golden, members
    from hub.main.output import say

    database = opened(sandbox=sandbox)
    entities = [find_entity(database, each) for each in (one, other)]
    if entities[0] == entities[1]:
        raise SettingsError(f"两者已是同一个监管对象：{entities[0]}")
    codes = {row["uscc"] for each in entities if (row := golden(database, each)) and row["uscc"]}
    if len(codes) > 1:
        raise SettingsError("两者各有有效而不同的统一社会信用代码，不可合并；个转企、迁移等承继关系不是合并")
    records = [[each.record_id for each in members(database, entity)] for entity in entities]
    numbers = join(database, records[0], records[1], Decision(by, reason or None))
    say(f"已判定 {entities[0]} 与 {entities[1]} 为同一监管对象（判定编号 {numbers[0]}），{NEXT_RUN}")


@app.command("split")
def split(
    entity: Annotated[str, typer.Argument(metavar="标识", help="监管对象标识、信用代码或一条记录。")],
    records: Annotated[list[str], typer.Argument(metavar="记录...", help="要分出去的记录：平台:数据集:来源主键。")],
    by: By,
    reason: Why = "",
    sandbox: Sandbox = False,
) -> None:
    """把一些记录从监管对象中分出去，另成一个。"""
    from hub.errors import SettingsError
    from hub.linkage.judgements import Decision
    from hub.linkage.judgements import split as part
    from hub.linkage.queue import find_entity, members
    from hub.main.output import say

    database = opened(sandbox=sandbox)
    entity_id = find_entity(database, entity)
    held = [each.record_id for each in members(database, entity_id)]
    for each in records:
        if each not in held:
            raise SettingsError(f"{shown_record(each)} 不是 {entity_id} 的记录；hub link show {entity_id} 列出全部")
    staying = [each for each in held if each not in records]
    numbers = part(database, sorted(set(records), key=held.index), staying, Decision(by, reason or None))
    say(f"已从 {entity_id} 分出 {len(set(records))} 条记录（{len(numbers)} 项判定），{NEXT_RUN}")


def chosen_pair(database: Database, given: list[str]) -> tuple[str, str]:
    """The two records that a number of the queue or two ids name. Raises SettingsError."""
    from hub.errors import SettingsError
    from hub.linkage.queue import pair_of

    match given:
        case [number]:
            return pair_of(database, number)
        case [one, other]:
            return one, other
    raise SettingsError("请给出待判定的编号，或两条记录（平台:数据集:来源主键）")


def _list_judged(judged: list[Judged]) -> None:
    from hub.main.output import emit_table

    if not judged:
        return
    emit_table(
        {"判定编号": "right", "记录甲": "left", "记录乙": "left", "判定": "left", "判定人": "left", "时间": "left",
         "理由": "left", "撤销": "left"},
        (
            (each.judgement_id, shown_record(each.record_a), shown_record(each.record_b), VERDICTS[each.verdict],
             each.decided_by, moment(each.decided_at), each.reason or "",
             f"{each.withdrawn_by} {moment(each.withdrawn_at)}" if each.withdrawn_at else "")
            for each in judged
        ),
    )  # fmt: skip
