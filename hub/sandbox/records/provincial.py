"""Rows of the provincial enforcement and supervision application."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.city import REGISTERED
from hub.sandbox.records.record import Record, Row, Writer
from hub.sandbox.records.versions import versions
from hub.sandbox.spelling import LONG_TERMS, in_capitals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.story import Fine, Measure, Paper, Visit

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
    "suspend_licence": "5",
    "revoke_licence": "7",
    "other": "9",
}
_PENALTY_WORDS: Final = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "fine": "罚款",
    "confiscation": "没收违法所得",
    "suspend_licence": "暂扣许可证",
    "revoke_licence": "吊销许可证",
    "suspend_business": "责令停产停业",
    "order_closure": "责令关闭",
    "other": "其他",
}
_FORCE_WORDS: Final = {
    "seal_up": "查封场所、设施或者财物",
    "seize": "扣押财物",
    "remove_obstruction": "排除妨碍、恢复原状",
    "substitute_performance": "代履行",
}


def records(writer: Writer) -> Iterator[Record]:
    """The provincial rows of an entity: every version, oldest first within its key."""
    entity, story = writer.entity, writer.story
    if entity.kind in REGISTERED:
        yield from versions(
            writer,
            "provincial/market_entities",
            _market_entity(writer),
            entity.established,
            {"world": writer.world},
            entity,
        )
    for paper in story.licences:
        facts = _facts(paper, "decided", "since", "until") | {"today": writer.world.reference.date()}
        row = writer.sent[paper.number] = _licence(writer, paper)
        yield from versions(writer, "provincial/licences", row, paper.decided, facts, paper)
    for visit in story.visits:
        facts = _facts(visit, "day", "agency")
        yield from versions(writer, "provincial/inspections", _inspection(writer, visit), visit.day, facts, visit)
    for fine in story.penalties:
        facts = _facts(fine, "filed", "decided", "closed", "fine", "confiscated", "kinds")
        facts |= {"world": writer.world, "place": entity.township.division}
        row = writer.sent[fine.number] = _penalty(writer, fine)
        yield from versions(writer, "provincial/penalties", row, fine.decided, facts, fine)
    for measure in story.measures:
        row, facts = _measure(writer, measure), _facts(measure, "begins", "kind")
        yield from versions(writer, "provincial/coercive_measures", row, measure.begins, facts, measure)
    if entity.number % _UNKNOWN_DELETED == 23:
        key = f"3303829999{entity.number:010d}"
        gone = {"PriPID": key, "EntName": None}
        facts = {"never_sent": True}
        yield Record("provincial/market_entities", key, writer.last, entity.number, gone, facts, "delete")


def _facts(truth: object, *names: str) -> Row:
    return {name: getattr(truth, name) for name in names}


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
            (
                str(capital),
                f"{capital}.000000",
                f"{capital}万元",
                f"{capital}万元人民币",
                f"人民币{capital}万",
                f"{capital * 10_000}元",
                f"{capital / 10_000:.4f}亿元",
            )
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
    person, organisation = entity.is_person, entity.credit_code[8:17]
    return {
        f"{prefix}_XDR_MC": writer.spelling.text(entity.name),
        f"{prefix}_XDR_LB": writer.holder_word(dataset),
        f"{prefix}_XDR_SHXYM": entity.credit_code,
        f"{prefix}_XDR_GSZC": entity.registration_no if not person and rng.random() < 0.2 else "",
        f"{prefix}_XDR_ZZJG": rng.choice((organisation, f"{organisation[:8]}-{organisation[8:]}"))
        if not person and rng.random() < 0.2
        else "",
        f"{prefix}_XDR_SWDJ": rng.choice((entity.credit_code, f"330382{organisation}"))
        if not person and rng.random() < 0.1
        else "",
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
    "not_operating": "未发现开展本次抽查涉及的经营活动",
    "closed": "已关闭停业或正在组织清算",
    "uncooperative": "不配合检查情节严重",
    "deregistered": "注销、吊销、撤销、迁出",
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
        }.get(kind, _PENALTY_WORDS[kind])
        for kind in fine.kinds
    ]
    return {
        **_party(writer, "CF", "provincial/penalties"),
        "CF_WSH": spell.bracketed(fine.number),
        "CF_WFXW": fine.item.violation,
        "CF_SY": spell.text(f"当事人于{fine.filed:%Y年%m月%d日}前在{entity.address}{fine.item.violation}，事实清楚。"),
        "CF_YJ": f"{fine.item.basis}的规定",
        "CF_CFLB": spell.listed(
            _PENALTY_WORDS[kind] if words else _PENALTY_NUMBERS.get(kind, _PENALTY_WORDS[kind]) for kind in fine.kinds
        ),
        "CF_NR": "；".join(content),
        "CF_NR_FK": spell.wan(fine.fine) if fine.fine else "",
        "CF_NR_WFFF": spell.wan(fine.confiscated) if fine.confiscated else "",
        "CF_NR_ZKDX": f"许可证 浙乐许{entity.number:06d}"
        if {"revoke_licence", "suspend_licence"} & set(fine.kinds)
        else "",
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


def _measure(writer: Writer, measure: Measure) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    dataset = "provincial/coercive_measures"
    return {
        "force_action_name": f"对{measure.item.violation}采取的行政强制措施",
        "force_action_code": measure.number,
        "check_action_code": measure.visit,
        "administrative_cp": spell.text(entity.name),
        "administrative_cp_ui_code": entity.person_id if entity.is_person else entity.credit_code,
        "illegal_fact": spell.text(f"在{entity.address}{measure.item.violation}"),
        "force_basis": "《中华人民共和国行政强制法》第二十二条",
        "force_decision_no": spell.bracketed(measure.decision),
        "force_kind": spell.code("force_kind", dataset, measure.kind, _FORCE_WORDS[measure.kind]),
        "force_result": measure.result,
        "begin_date": spell.day(measure.begins, "-"),
        "end_date": "" if measure.ends is None else spell.day(measure.ends, "-"),
        "extend_days": rng.choice((measure.extended, str(measure.extended), f"{measure.extended}.0"))
        if measure.extended or rng.random() < 0.5
        else "",
        "implement_institution": measure.agency.name,
        "implement_institution_code": measure.agency.code,
        "area_number": spell.division(entity.township.code, entity.township.name, entity.village_code),
    }
