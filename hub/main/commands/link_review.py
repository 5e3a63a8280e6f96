"""`hub link review`: the queue, pair by pair, at a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.link_texts import REASONS, VERDICTS
from hub.main.commands.options import Sandbox, known

if TYPE_CHECKING:
    from hub.database.connection import Database
    from hub.linkage.queue import Candidate

KEYS = {
    "s": "same",
    "d": "different",
    "u": "unsure",
    "c": "converted",
    "m": "moved",
    "r": "renamed",
    "h": "merged",
}
"""What is typed for each verdict; those from `c` on ask which of the two came first."""
UNDO, SKIP, REASON, QUIT = "z", "n", "w", "q"
HELP = (
    "　".join(f"{key} {VERDICTS[verdict]}" for key, verdict in KEYS.items())
    + f"　{SKIP} 跳过　{REASON} 先写理由　{UNDO} 撤销上一项　{QUIT} 结束"
)
SIDES = {"1": "甲", "2": "乙"}


def review(
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="判定人。")],
    reason: Annotated[
        list[str] | None, typer.Option("--reason", help=f"只判该缘由（{'、'.join(REASONS)}）；可重复。")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多判多少对。")] = 50,
    sandbox: Sandbox = False,
) -> None:
    """逐对判定待判定的记录：同一、不同、无法判定或承继，可撤销，最像的在前。"""
    from hub.linkage.queue import read_queue
    from hub.main.commands.link import NEXT_RUN, opened
    from hub.main.output import say

    for each in reason or ():
        known(each, REASONS, "缘由")
    database = opened(sandbox=sandbox)
    waiting = read_queue(database, reasons=reason or (), limit=limit)
    if not waiting:
        say("没有待判定的记录对")
        return
    session = _Session(database, by, waiting)
    session.run()
    done = len(session.made)
    say(f"已判定 {done} 对，{NEXT_RUN}" if done else "没有作出判定")


@dataclass
class _Session:
    """A walk over pairs: `made` are the judgements so far, each with the place of its pair."""

    database: Database
    by: str
    waiting: list[Candidate]
    made: list[tuple[int, int]] = field(default_factory=list)
    place: int = 0

    def run(self) -> None:
        """Ask until all pairs are judged or skipped and nothing is taken back, or somebody stops."""
        reason: str | None = None
        shown = -1
        while True:
            is_through = self.place == len(self.waiting)
            if shown != self.place and not is_through:
                self._show()
                shown, reason = self.place, None
            answer = _asked(f"已到最后：{UNDO} 撤销上一项，其他键结束" if is_through else "判定")
            if answer in (QUIT, None) or (is_through and answer != UNDO):
                return
            if answer == SKIP:
                self.place += 1
            elif answer == REASON:
                reason = _asked("理由") or None
            elif answer == UNDO:
                self._undo()
            elif answer in KEYS:
                self._judge(KEYS[answer], reason)
            else:
                _tell(HELP)

    def _show(self) -> None:
        from hub.linkage.explaining import explain
        from hub.main.commands.link_texts import tell_explained

        pair = self.waiting[self.place]
        _tell(f"第 {self.place + 1} 对，共 {len(self.waiting)} 对　编号 {pair.number}　{REASONS[pair.reason]}")
        tell_explained(pair.record_a, pair.record_b, explain(self.database, pair.record_a, pair.record_b), ())
        _tell(HELP)

    def _judge(self, verdict: str, reason: str | None) -> None:
        from hub.linkage.judgements import SUCCESSIONS, Decision, Verdict, judge, relate

        pair, decision, chosen = self.waiting[self.place], Decision(self.by, reason), Verdict(verdict)
        records = (pair.record_a, pair.record_b)
        if chosen not in SUCCESSIONS:
            number = judge(self.database, [records], chosen, decision)[0]
        else:
            first = _asked("前身是 1 甲（左）还是 2 乙（右）")
            if first not in SIDES:
                _tell("没有判定：前身须为 1 或 2")
                return
            ordered = records if first == "1" else records[::-1]
            number = relate(self.database, *ordered, chosen, decision)
        _tell(f"已判定为{VERDICTS[verdict]}（判定编号 {number}）")
        self.made.append((number, self.place))
        self.place += 1

    def _undo(self) -> None:
        from hub.linkage.judgements import withdraw

        if not self.made:
            _tell("本次还没有判定可撤销")
            return
        number, self.place = self.made.pop()
        withdraw(self.database, [number], self.by)
        _tell(f"已撤销判定 {number}")


def _asked(question: str) -> str | None:
    """What was typed, in small letters where it is a letter; None at the end of the input."""
    try:
        answer = input(f"{question}：").strip()
    except EOFError:
        return None
    return answer.lower() if len(answer) == 1 else answer


def _tell(sentence: str) -> None:
    from hub.main.output import say

    say(sentence)
