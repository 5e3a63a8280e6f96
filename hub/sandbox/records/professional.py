"""Rows of the files in which the ecology department and the fire service send their penalties."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dossier import FIRE_SERVICE
from hub.sandbox.habits import ECOLOGY, FIRE, FIRE_FOLDER, HABITS, IN_USE, columns
from hub.sandbox.records.record import Record, Row, source_id
from hub.sandbox.story import Fine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.dossier import Filed, FireCase
    from hub.sandbox.records.papers import Clerk

_FOLDER: Final = "ecology"
_WORDS: Final = {"natural_person": "个人", "institution": "事业单位", "enterprise": "企业"}
_FIRE_NUMBERS: Final = {"warning": "11", "fine": "21", "suspend_business": "31"}
_CORRECTED: Final = "（已更正）"


def ecology(clerk: Clerk, filed: list[Filed]) -> Iterator[Record]:
    """The ecology department's penalties of an entity."""
    for each in filed:
        fine = each.paper
        assert isinstance(fine, Fine)
        row = dict.fromkeys(columns(ECOLOGY, HABITS[_FOLDER]), "") | _ecology(clerk, fine)
        told = _noon(fine.decided)
        facts: Row = {name: getattr(fine, name) for name in ("decided", "kinds", "fine", "closed")} | {"told": told}
        key = source_id(ECOLOGY, row, _FOLDER)
        yield Record(ECOLOGY, key, told, clerk.entity.number, row, facts, truth=each, folder=_FOLDER)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12)) + timedelta(days=1)


def _ecology(clerk: Clerk, fine: Fine) -> Row:
    entity, spell, rng = clerk.entity, clerk.spelling, clerk.rng
    person = entity.is_person
    return {
        "id": f"{entity.number:08d}",
        "nd": str(fine.decided.year),
        "tbsj": spell.moment(_noon(fine.decided)),
        "cfzt": fine.agency.name,
        "cfzjssjb": "县级",
        "lah": f"{fine.filed:%Y%m%d}-{entity.number}",
        "jdwsh": spell.bracketed(fine.number),
        "lxr": "陈经办",
        "lxdh": "0577-00000003",
        "dsrxx": _WORDS.get(entity.kind, "其他"),
        "dsrmc": spell.text(entity.name) if person or rng.random() < 0.3 else "",
        "dwmc": "" if person else spell.text(entity.name),
        "yyzzzch": entity.registration_no if not person and rng.random() < 0.3 else "",
        "zzjgdm": entity.credit_code[8:17] if rng.random() < 0.3 else "",
        "tyshxydm": entity.credit_code,
        "fddbr": "" if person else entity.person,
        "sfzhm": entity.person_id,
        "sj": entity.phone,
        "dz": entity.address,
        "sfwssgs": "否",
        "sfssjtgs": rng.choice(("否", "0")),
        "larq": spell.day(fine.filed, "-"),
        "zywfxw": fine.item.violation,
        "cfyj": fine.item.basis,
        "cfzl": spell.listed(clerk.word("penalty_kind", ECOLOGY, IN_USE, kind) for kind in fine.kinds),
        "fkse": spell.wan(fine.fine) if fine.fine else "",
        "mswfssdnr": f"没收违法所得{fine.confiscated}元" if fine.confiscated else "",
        "sfjxtz": rng.choice(("否", "是")),
        "jdxdrq": spell.day(fine.decided, "-"),
        "zxqktx": "已执行" if fine.closed else "执行中",
        "jarq": "" if fine.closed is None else spell.day(fine.closed, "-"),
        "sfnryhzxxt": "否",
        "jdssfshgk": "是",
        "gkrq": spell.day(fine.decided + timedelta(days=7), "-"),
        "gkfs": "网站公开",
        "jaqk": "未结案" if fine.closed is None else "已结案",
    }


def fire(clerk: Clerk, cases: list[FireCase]) -> Iterator[Record]:
    """The fire service's penalties of an entity, each version in its order."""
    for case in cases:
        row = _fire(clerk, case)
        key, facts = source_id(FIRE, row, FIRE_FOLDER), Row(is_told_again=case.is_corrected)
        if clerk.entity.is_person:
            # The fire service knows no field for a person's number.
            facts["lacks"] = ("any.party_code_missing",)
        last = [{"bbh": "2", "wfss": row["wfss"] + _CORRECTED}] if case.is_corrected else []
        for version in ({}, *last):
            sent = row | version
            if version and case.is_withdrawn:
                sent["ztbj"] = "1"
            operation = "delete" if sent["ztbj"] == "1" else "insert"
            yield Record(
                FIRE, key, clerk.last, clerk.entity.number, sent, facts, operation, truth=case, folder=FIRE_FOLDER
            )


def _fire(clerk: Clerk, case: FireCase) -> Row:
    entity, spell, rng = clerk.entity, clerk.spelling, clerk.rng
    return {
        "id": f"XF{entity.number:08d}",
        "bcfdx": spell.text(entity.name),
        "shxydm": entity.credit_code,
        "zzjgdm": entity.credit_code[8:17] if rng.random() < 0.3 else "",
        "cfwh": spell.bracketed(case.number),
        "cfmc": f"{case.violation}案",
        "sxmc": case.violation if rng.random() < 0.8 else "",
        "wfss": f"经消防监督检查，当事人{case.violation}。",
        "cfyj": case.basis,
        "cfrq": spell.day(case.decided, "-"),
        "cfjg": FIRE_SERVICE,
        "cfzl": spell.listed(_FIRE_NUMBERS[kind] for kind in case.kinds),
        "zlstwh": "",
        "zlstnr": "责令停产停业，恢复须经检查合格" if "suspend_business" in case.kinds else "",
        "zxqk": "已执行",
        "bbh": rng.choice(("1", "1.0")),
        "dxfl": "2" if entity.is_person else "1",
        "ztbj": "0",
    }
