"""Rows of the provincial enforcement and supervision application."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.city import REGISTERED
from hub.sandbox.records.record import Record, Row, Writer, source_id
from hub.sandbox.spelling import LONG_TERMS, in_capitals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.story import Fine, Paper, Visit

_UNKNOWN_DELETED: Final = 499
_TYPES: Final = {
    "enterprise": ("有限责任公司(自然人投资或控股)", "11"),
    "individual_business": ("个体工商户", "50"),
    "cooperative": ("农民专业合作社", "16"),
}
_STATES: Final = {"active": "存续", "revoked": "吊销", "cancelled": "注销", "moved": "迁出"}
_LICENCE_WORDS: Final = {
    "ordinary": "普通",
    "approval": "核准",
    "registration": "登记",
    "recognition": "认可",
    "concession": "特许",
}
_DOCUMENTS: Final = {
    "ordinary": ("食品经营许可证", "食品经营"),
    "approval": ("公共场所卫生许可证", "公共场所卫生"),
    "registration": ("营业执照", "登记注册"),
    "recognition": ("资质证书", "建筑业企业资质"),
    "concession": ("特许经营许可证", "管道燃气特许经营"),
}
_PENALTY_NUMBERS: Final = {
    "warning": "1",
    "fine": "2",
    "confiscation": "3",
    "suspend_business": "4",
    "revoke_licence": "7",
}
_PENALTY_WORDS: Final = {
    "warning": "警告",
    "fine": "罚款",
    "confiscation": "没收违法所得",
    "suspend_business": "责令停产停业",
    "revoke_licence": "吊销许可证",
}


def records(writer: Writer) -> Iterator[Record]:
    """The provincial rows of an entity: every version, oldest first within its key."""
    entity, story = writer.entity, writer.story
    if entity.kind in REGISTERED:
        yield from _versions(writer, "provincial/market_entities", _market_entity(writer), entity.established, {})
    for paper in story.licences:
        facts = _facts(paper, "decided", "since", "until")
        yield from _versions(writer, "provincial/licences", _licence(writer, paper), paper.decided, facts)
    for visit in story.visits:
        facts = _facts(visit, "day")
        yield from _versions(writer, "provincial/inspections", _inspection(writer, visit), visit.day, facts)
    for fine in story.penalties:
        facts = _facts(fine, "filed", "decided", "closed", "fine", "confiscated", "kinds")
        yield from _versions(writer, "provincial/penalties", _penalty(writer, fine), fine.decided, facts)
    if entity.number % _UNKNOWN_DELETED == 23:
        key = f"3303829999{entity.number:010d}"
        gone = {"PriPID": key, "EntName": None}
        facts = {"never_sent": True}
        yield Record("provincial/market_entities", key, writer.last, entity.number, gone, facts, "delete")


def _facts(truth: object, *names: str) -> Row:
    return {name: getattr(truth, name) for name in names}


def _versions(writer: Writer, dataset: str, row: Row, day: date, facts: Row) -> Iterator[Record]:
    """The row as it first came, and sometimes as it came again: changed, unchanged, or deleted."""
    rng = writer.rng
    earliest = (writer.world.reference - timedelta(days=3 * 365)).date()
    time = writer.arrival(max(day, earliest))
    key = source_id(dataset, row)
    yield Record(dataset, key, time, writer.entity.number, row, facts)
    chance = rng.random()
    if chance < 0.14:
        time = writer.later(time)
        changed = {**row, NOTES[dataset]: f"第{rng.randrange(2, 9)}次核对"} if chance < 0.12 else dict(row)
        yield Record(dataset, key, time, writer.entity.number, changed, facts, "update")
    if chance < 0.01:
        time = writer.later(time)
        bare = {name: (value if name in _KEYS[dataset] or chance < 0.005 else None) for name, value in row.items()}
        yield Record(dataset, key, time, writer.entity.number, bare, facts, "delete")


NOTES: Final = {
    "provincial/market_entities": "LocalAdmName",
    "provincial/licences": "XK_LYDW",
    "provincial/inspections": "plan_id",
    "provincial/penalties": "case_source",
}
_KEYS: Final = {
    "provincial/market_entities": ("PriPID",),
    "provincial/licences": ("XK_WSH", "XK_XKJGDM"),
    "provincial/inspections": ("check_action_code",),
    "provincial/penalties": ("CF_WSH", "CF_CFJGDM"),
}


def _market_entity(writer: Writer) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    dataset = "provincial/market_entities"
    old = entity.status in ("revoked", "cancelled") and rng.random() < 0.5
    capital = entity.capital_wan
    type_name, category = _TYPES[entity.kind]
    return {
        "PriPID": f"3303820000{entity.number:010d}",
        "UniCode": "" if old else entity.credit_code,
        "RegNO": entity.registration_no if old or rng.random() < 0.3 else "",
        "EntName": spell.text(entity.name),
        "EntType": type_name,
        "EntTypeCatg": spell.code("party_kind", dataset, entity.kind, category),
        "LeRep": entity.person,
        "CerNO": entity.person_id,
        "Tel": spell.phone(entity.phone),
        "RegCap": rng.choice(
            (str(capital), f"{capital}.000000", f"{capital}万元", f"{capital}万元人民币", f"{capital * 10000}元")
        ),
        "EstDate": spell.day(entity.established, "-"),
        "OpFrom": spell.day(entity.established, "-"),
        "OpTo": rng.choice(LONG_TERMS)
        if rng.random() < 0.6
        else spell.day(entity.established + timedelta(days=20 * 365)),
        "Dom": entity.address,
        "ProLoc": entity.address if rng.random() < 0.4 else "",
        "DomDistrict": writer.spelling.division(entity.township.code, entity.township.name, entity.village_code)
        if rng.random() < 0.8
        else "",
        "RegOrgName": writer.world.agencies[1].name,
        "LocalAdmName": f"{entity.township.name}市场监督管理所",
        "Street": entity.township.name,
        "RegState": spell.code("registration_status", dataset, entity.status, _STATES[entity.status]),
        "IndustryCo": entity.trade.industry,
        "CancelDate": "" if entity.cancelled is None else spell.day(entity.cancelled, "-"),
    }


def _party(writer: Writer, prefix: str, dataset: str) -> Row:
    entity, rng = writer.entity, writer.rng
    person = entity.is_person
    return {
        f"{prefix}_XDR_MC": writer.spelling.text(entity.name),
        f"{prefix}_XDR_LB": writer.holder_word(dataset),
        f"{prefix}_XDR_SHXYM": entity.credit_code,
        f"{prefix}_XDR_GSZC": entity.registration_no if not person and rng.random() < 0.2 else "",
        f"{prefix}_XDR_ZZJG": entity.credit_code[8:17] if rng.random() < 0.2 else "",
        f"{prefix}_XDR_SWDJ": entity.credit_code if rng.random() < 0.1 else "",
        f"{prefix}_XDR_SYDW": "",
        f"{prefix}_XDR_SHZZ": "",
        f"{prefix}_FRDB": "" if person else entity.person,
        f"{prefix}_FR_ZJLX": "" if person else "身份证",
        f"{prefix}_FR_ZJHM": "" if person else entity.person_id,
        f"{prefix}_XDR_ZJLX": rng.choice(("身份证", "01", "")) if person else "",
        f"{prefix}_XDR_ZJHM": entity.person_id if person else "",
    }


def _licence(writer: Writer, paper: Paper) -> Row:
    spell, rng = writer.spelling, writer.rng
    dataset = "provincial/licences"
    name, content = _DOCUMENTS[paper.kind]
    valid = paper.status == "valid"
    return {
        **_party(writer, "XK", dataset),
        "XK_XKWS": f"准予行政许可决定书（{name}）",
        "XK_WSH": spell.bracketed(f"{paper.agency.stem}许〔{paper.decided.year}〕第{paper.number}号"),
        "XK_XKLB": spell.code("licence_kind", dataset, paper.kind, _LICENCE_WORDS[paper.kind]),
        "XK_XKZS": name,
        "XK_XKBH": f"JY1330382{paper.number:08d}",
        "XK_NR": spell.text(f"{content}：{writer.entity.trade.scope}"),
        "XK_JDRQ": spell.day(paper.decided),
        "XK_YXQZ": spell.day(paper.since),
        "XK_YXQZI": rng.choice(LONG_TERMS) if paper.until is None else spell.day(paper.until),
        "XK_XKJG": paper.agency.name,
        "XK_XKJGDM": paper.agency.code,
        "XK_ZT": spell.code("licence_status", dataset, paper.status, "1" if valid else None),
        "XK_LYDW": paper.agency.name,
        "XK_LYDWDM": paper.agency.code,
        "BZ": "",
    }


def _inspection(writer: Writer, visit: Visit) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    dataset = "provincial/inspections"
    result = spell.code("inspection_result", dataset, visit.result, _RESULT_WORDS[visit.result])
    if visit.result == "follow_up" and rng.random() < 0.3:
        result = "发现问题待后续处理(违反规定)"
    lead = bool(visit.lead)
    return {
        "record_unique_identity": f"{visit.number}-1",
        "plan_id": f"JH{visit.day.year}{rng.randrange(100):03d}",
        "supervise_item_implement_code": visit.item.code,
        "supervise_item_check_icode": f"{visit.agency.code}{rng.randrange(1, 6)}{visit.item.code}01",
        "check_action_name": f"{visit.item.violation}情况的检查",
        "check_action_code": visit.number,
        "implement_institution": visit.agency.name,
        "implement_institution_code": visit.agency.code,
        "supervise_object": "1",
        "administrative_cp": spell.text(entity.name),
        "administrative_cp_na": writer.holder_word(dataset),
        "administrative_cp_ce_type": rng.choice(("身份证", "01", "")) if entity.is_person else "统一社会信用代码",
        "administrative_cp_ui_code": entity.person_id if entity.is_person else entity.credit_code,
        "address_registered": entity.address,
        "address_operating": entity.address if rng.random() < 0.5 else "",
        "area_number": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "check_form": spell.code("inspection_form", dataset, "on_site", "现场检查"),
        "check_type": spell.code(
            "inspection_kind", dataset, "case_triggered" if lead else "daily", None if lead else "日常检查"
        ),
        "check_mode": spell.code(
            "inspection_mode", dataset, "cross_department" if visit.joint else "single_department"
        ),
        "check_result": result,
        "check_date": spell.day(visit.day, "-"),
        "check_personnel": spell.listed(officer.name for officer in visit.officers),
        "check_personnel_code": spell.listed(officer.certificate for officer in visit.officers),
        "submitted_date": spell.day(visit.day + timedelta(days=1), "-"),
        "joint_task_no": visit.joint,
        "lead_no": visit.lead,
    }


_RESULT_WORDS: Final = {
    "passed": "未发现问题",
    "corrected": "发现问题经责令已改正",
    "follow_up": "发现问题待后续处理",
    "failed": "2",
}


def fine_text(yuan: int, way: int) -> str:
    """How a decision puts a fine: `way` 0 in digits, 1 in capital numerals, 2 in 万元."""
    if way == 1:
        return f"罚款人民币{in_capitals(yuan)}元整"
    if way == 2 and yuan % 100 == 0:
        return f"罚款{f'{yuan / 10_000:.2f}'.rstrip('0').rstrip('.')}万元"
    return f"罚款{yuan}元"


def _penalty(writer: Writer, fine: Fine) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    words = rng.random() < 0.5
    content = [
        {
            "warning": "警告",
            "fine": fine_text(fine.fine, rng.randrange(3)),
            "confiscation": f"没收违法所得{fine.confiscated}元",
            "suspend_business": "责令停产停业整顿",
            "revoke_licence": "吊销许可证",
        }[kind]
        for kind in fine.kinds
    ]
    return {
        **_party(writer, "CF", "provincial/penalties"),
        "CF_WSH": spell.bracketed(fine.number),
        "CF_WFXW": fine.item.violation,
        "CF_SY": spell.text(f"当事人于{fine.filed:%Y年%m月%d日}前在{entity.address}{fine.item.violation}，事实清楚。"),
        "CF_YJ": f"{fine.item.basis}的规定",
        "CF_CFLB": spell.listed((_PENALTY_WORDS if words else _PENALTY_NUMBERS)[kind] for kind in fine.kinds),
        "CF_NR": "；".join(content),
        "CF_NR_FK": spell.wan(fine.fine) if fine.fine else "",
        "CF_NR_WFFF": spell.wan(fine.confiscated) if fine.confiscated else "",
        "CF_NR_ZKDX": f"许可证 浙乐许{entity.number:06d}" if "revoke_licence" in fine.kinds else "",
        "CF_JDRQ": spell.day(fine.decided),
        "CF_YXQ": "2099/12/31",
        "CF_GSJZQ": spell.day(fine.decided + timedelta(days=365)),
        "CF_CFJG": fine.agency.name,
        "CF_CFJGDM": fine.agency.code,
        "CF_SJLY": fine.agency.name,
        "CF_SJLYDM": fine.agency.code,
        "BZ": "",
        "supervise_item_implement_code": fine.item.code,
        "check_action_code": fine.visit,
        "case_source": rng.choice(("检查发现", "投诉举报", "上级交办", "其他部门移送")),
        "filing_date": spell.day(fine.filed, "-"),
        "closing_date": "" if fine.closed is None else spell.day(fine.closed, "-"),
        "area_number": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "lead_no": fine.lead,
    }
