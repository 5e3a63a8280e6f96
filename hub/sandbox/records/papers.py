"""Rows of the 双公示 lists in departments' files, in either generation of names; fields bear the names in use."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.habits import FORMER, HABITS, IN_USE, LICENCES, PENALTIES, columns
from hub.sandbox.moments import written
from hub.sandbox.records.provincial import fine_text
from hub.sandbox.records.record import Record, Row, Scribe, source_id
from hub.sandbox.spelling import LONG_TERMS, spellings
from hub.sandbox.story import Fine, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.city import Entity
    from hub.sandbox.dossier import Filed

_PLACE: Final = "330382"
_KINDS_IN_TEXT: Final = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "suspend_licence": "暂扣许可证",
    "revoke_licence": "吊销许可证",
    "suspend_business": "责令停产停业",
    "order_closure": "责令关闭",
    "other": "其他",
}
_WITH_LICENCE: Final = frozenset({"suspend_licence", "revoke_licence"})
_LACKED: Final = {
    "fine": "penalty.fine_missing",
    "confiscation": "penalty.confiscated_missing",
    "suspend_licence": "penalty.licence_missing",
    "revoke_licence": "penalty.licence_missing",
}
"""What the names of 2015 have no column for, though the kind of penalty asks for it."""


class Clerk(Scribe):
    """Who writes a department's file about an entity; `sent` are the provincial platform's rows by paper."""

    def __init__(self, scribe: Scribe, entity: Entity, sent: dict[object, Row]) -> None:
        super().__init__(scribe.world, scribe.world.random("clerk", entity.number))
        self.entity = entity
        self.sent = sent

    def word(self, code_list: str, dataset: str, generation: str, code: str) -> str:
        """A word for a hub code; none that a list of several would be cut at."""
        known = spellings(code_list, dataset, generation)[code]
        return self.rng.choice([each for each in known if "、" not in each])

    def holder(self, dataset: str) -> str:
        """What stands for the kind of party that the entity is."""
        kind = self.entity.kind
        if kind in ("natural_person", "individual_business"):
            return self.word("party_kind", dataset, IN_USE, kind)
        return self.rng.choice(("法人及非法人组织", "02", "法人"))


def papers(clerk: Clerk, licences: list[Filed], penalties: list[Filed]) -> Iterator[Record]:
    """The rows of an entity in departments' lists."""
    for filed in licences:
        assert isinstance(filed.paper, Paper)
        yield _record(clerk, LICENCES, filed, _licence(clerk, filed, filed.paper))
    for filed in penalties:
        assert isinstance(filed.paper, Fine)
        yield _record(clerk, PENALTIES, filed, _penalty(clerk, filed, filed.paper))


def _record(clerk: Clerk, dataset: str, filed: Filed, row: Row) -> Record:
    habit, paper = HABITS[filed.folder], filed.paper
    row = {name: row[name] for name in columns(dataset, habit)}
    facts: Row = {"decided": paper.decided, "today": clerk.world.reference.date(), "agency": paper.agency}
    if isinstance(paper, Fine):
        facts |= {"fine": paper.fine, "confiscated": paper.confiscated, "kinds": paper.kinds}
        if habit.generation == FORMER:
            facts["lacks"] = tuple(dict.fromkeys(_LACKED[kind] for kind in paper.kinds if kind in _LACKED))
    key = source_id(dataset, row, filed.folder)
    return Record(dataset, key, _time(clerk, filed), clerk.entity.number, row, facts, truth=filed, folder=filed.folder)


def _time(clerk: Clerk, filed: Filed) -> datetime:
    """When the department wrote it down."""
    return min(datetime.combine(filed.paper.decided, time(16)) + timedelta(days=2), clerk.last)


def _party(clerk: Clerk, prefix: str, dataset: str) -> Row:
    entity, rng = clerk.entity, clerk.rng
    person, coded = entity.is_person, bool(entity.credit_code)
    return {
        f"{prefix}_XDR_MC": clerk.spelling.text(entity.name),
        f"{prefix}_XDR_LB": clerk.holder(dataset),
        f"{prefix}_XDR_SHXYM": entity.credit_code,
        f"{prefix}_XDR_GSZC": entity.registration_no if coded and rng.random() < 0.3 else "",
        f"{prefix}_XDR_ZZJG": entity.credit_code[8:17] if rng.random() < 0.2 else "",
        f"{prefix}_XDR_SWDJ": entity.credit_code if rng.random() < 0.1 else "",
        f"{prefix}_XDR_SYDW": "",
        f"{prefix}_XDR_SHZZ": "",
        f"{prefix}_XDR_SFZ": entity.person_id if person else "",
        f"{prefix}_FRDB": "" if person else entity.person,
        f"{prefix}_FR_ZJLX": "" if person else "身份证",
        f"{prefix}_FR_ZJHM": "" if person else entity.person_id,
        f"{prefix}_XDR_ZJLX": rng.choice(("身份证", "01", "")) if person else "",
        f"{prefix}_XDR_ZJHM": entity.person_id if person else "",
    }


def _as_sent(clerk: Clerk, filed: Filed, field: str, otherwise: str) -> str:
    """A text as the provincial platform has it, where this is a copy of its row."""
    number = filed.paper.number
    return str(clerk.sent[number][field]) if filed.is_copy else otherwise


def _licence(clerk: Clerk, filed: Filed, paper: Paper) -> Row:
    spell, rng, habit = clerk.spelling, clerk.rng, HABITS[filed.folder]
    numbers = {"valid": "0" if habit.generation == FORMER else "1"}
    status = numbers.get(paper.status) if rng.random() < 0.6 else None
    return {
        **_party(clerk, "XK", LICENCES),
        "XK_XMMC": "行政许可审批",
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": spell.bracketed(f"{paper.agency.stem}许〔{paper.decided.year}〕第{paper.number}号"),
        "XK_XKLB": clerk.word("licence_kind", LICENCES, habit.generation, paper.kind),
        "XK_XKZS": "许可证",
        "XK_XKBH": f"JY2330382{paper.number:08d}",
        "XK_NR": _as_sent(clerk, filed, "XK_NR", clerk.entity.trade.scope),
        "XK_JDRQ": spell.day(paper.decided),
        "XK_YXQZ": spell.day(paper.since),
        "XK_YXQZI": rng.choice(LONG_TERMS) if paper.until is None else spell.day(paper.until),
        "XK_XKJG": paper.agency.name,
        "XK_XKJGDM": paper.agency.code,
        "XK_ZT": status or clerk.word("licence_status", LICENCES, habit.generation, paper.status),
        "XK_LYDW": paper.agency.name,
        "XK_LYDWDM": paper.agency.code,
        "DFBM": _PLACE,
        "SJC": written(_time(clerk, filed)),
        "BZ": "",
    }


def _content(clerk: Clerk, fine: Fine) -> str:
    said = {
        **_KINDS_IN_TEXT,
        "fine": fine_text(fine.fine, clerk.rng.randrange(3)),
        "confiscation": f"没收违法所得{fine.confiscated}元",
    }
    return "；".join(said[kind] for kind in fine.kinds)


def _penalty(clerk: Clerk, filed: Filed, fine: Fine) -> Row:
    spell, rng, habit = clerk.spelling, clerk.rng, HABITS[filed.folder]
    words = [clerk.word("penalty_kind", PENALTIES, habit.generation, kind) for kind in fine.kinds]
    first, others = (words[:1], words[1:]) if habit.generation == FORMER else (words, [])
    return {
        **_party(clerk, "CF", PENALTIES),
        "CF_WSH": spell.bracketed(fine.number),
        "CF_CFMC": fine.item.violation,
        "CF_AJMC": f"{clerk.entity.name}{fine.item.violation}案",
        "CF_WFXW": fine.item.violation,
        "CF_SY": spell.text(f"经查，当事人{fine.item.violation}。"),
        "CF_YJ": fine.item.basis,
        "CF_CFLB": spell.listed(first),
        "CF_CFLB2": spell.listed(others),
        "CF_NR": _as_sent(clerk, filed, "CF_NR", _content(clerk, fine)),
        "CF_NR_FK": spell.wan(fine.fine) if fine.fine else "",
        "CF_NR_WFFF": spell.wan(fine.confiscated) if fine.confiscated else "",
        "CF_NR_ZKDX": f"许可证 浙乐许{clerk.entity.number:06d}" if _WITH_LICENCE & set(fine.kinds) else "",
        "CF_JDRQ": spell.day(fine.decided),
        "CF_YXQ": "2099/12/31",
        "CF_GSJZQ": spell.day(fine.decided + timedelta(days=365)),
        "GSQX": rng.choice(("一年", "12个月", "")),
        "CF_CFJG": fine.agency.name,
        "CF_CFJGDM": fine.agency.code,
        "CF_ZT": rng.choice(("0", "有效", "正常")),
        "CF_SJLY": fine.agency.name,
        "CF_SJLYDM": fine.agency.code,
        "DFBM": _PLACE,
        "SJC": written(_time(clerk, filed)),
        "BZ": "",
    }
