"""Rows of the city management service platform."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.chance import person_name
from hub.sandbox.records.record import Record, Row, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from hub.sandbox.story import Incident, Paper

_SHOP_STATES: Final = {"active": "营业", "closed": "关闭", "suspended": "歇业", "vacant": "空置"}
_PERMIT_STATES: Final = {"valid": "有效", "expired": "过期", "cancelled": "注销"}
_CASE_STATES: Final = {
    "reported": "已上报",
    "accepted": "待立案",
    "filed": "待派遣",
    "dispatched": "待指派",
    "handling": "处置中",
    "returned": "部门回退",
    "suspended": "挂起",
    "voided": "作废",
    "verified": "已核查",
    "handled": "待核查",
    "closed": "已结案",
}
_CLASSES: Final = {
    "general": (
        ("市容环境", "占道经营"),
        ("宣传广告", "违章张贴"),
        ("街面秩序", "无照经营游商"),
        ("市容环境(乐清)", "暴露垃圾"),
    ),
    "market": (("街面秩序", "店外经营"),),
    "ecology": (("市容环境", "油烟污染"), ("施工管理", "施工扬尘")),
    "emergency": (("突发事件", "安全隐患"), ("公用设施", "消防设施损坏")),
}
_OTHER_CLASSES: Final = (("其他", "其他事件"), ("交通设施", "道路破损"), ("园林绿化", "绿地破坏"))
_NIGHTLY_SHARE: Final = 0.25
_UNKNOWN_DELETED: Final = 499


def records(writer: Writer) -> Iterator[Record]:
    """The city platform's rows of an entity, as they stand."""
    entity, story = writer.entity, writer.story
    if story.has_shop:
        time = writer.later(writer.last - timedelta(days=900))
        yield _record(writer, "city/shops", _shop(writer), time, story)
    for number, paper in enumerate(story.permits):
        facts = {
            "decided": paper.decided,
            "since": paper.since,
            "until": paper.until,
            "today": writer.world.reference.date(),
        }
        row, time = _permit(writer, paper, number), writer.arrival(paper.decided)
        yield _record(writer, "city/permits", row, time, paper, facts)
    for case in story.cases:
        latest = case.closed or case.resolved or case.dispatched or case.filed or case.accepted or case.reported
        yield _record(writer, "city/cases", _case(writer, case), writer.arrival(latest, 2), case, {"incident": case})
    if entity.number % _UNKNOWN_DELETED == 17:
        shop = f"SP{entity.number:07d}9"
        gone = {"shopId": shop, "deleted": True}
        yield Record("city/shops", shop, nightly(writer), entity.number, gone, {"never_sent": True}, "delete")


def nightly(writer: Writer) -> datetime:
    """The instant of the nightly load that very many items share."""
    return (writer.world.reference - timedelta(days=40)).replace(hour=2, minute=0, second=0, microsecond=0)


def _record(writer: Writer, dataset: str, row: Row, time: datetime, truth: object, facts: Row | None = None) -> Record:
    key = next(iter(row.values()))
    load = nightly(writer)
    if time < load and writer.rng.random() < _NIGHTLY_SHARE:
        time = load
    return Record(dataset, key, time, writer.entity.number, row, facts or {}, truth=truth)


def _point(writer: Writer, rng: Random) -> tuple[float | str, float | str]:
    entity = writer.entity
    x, y = round(entity.longitude, 6), round(entity.latitude, 6)
    return (str(x), str(y)) if rng.random() < 0.2 else (x, y)


def _shop(writer: Writer) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    dataset = "city/shops"
    state = writer.story.shop_status
    x, y = _point(writer, rng)
    known = not entity.is_person and rng.random() < 0.7
    return {
        "shopId": f"SP{entity.number:07d}0",
        "shopName": entity.signboard,
        "businessName": entity.name if not entity.is_person and rng.random() < 0.8 else None,
        "creditCode": entity.credit_code if known else None,
        "operator": entity.person,
        "operatorPhone": spell.phone(entity.phone),
        "address": spell.text(entity.address),
        "streetCode": spell.division(entity.township.code, entity.township.name, entity.village_code, 9),
        "gridCode": entity.grid_code,
        "coordX": x,
        "coordY": y,
        "businessScope": entity.trade.scope,
        "state": spell.code("shop_status", dataset, state, _SHOP_STATES[state]),
    }


def _permit(writer: Writer, paper: Paper, number: int) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    code = entity.person_id if entity.is_person else entity.credit_code
    return {
        "permitId": f"XK{entity.number:07d}{number}",
        "permitNo": spell.bracketed(f"乐综执准字〔{paper.decided.year}〕第{paper.number}号"),
        "permitType": paper.kind,
        "holderName": spell.text(entity.name),
        "holderCode": code if rng.random() < 0.85 else None,
        "content": f"{entity.address}{paper.kind}",
        "validFrom": spell.day(paper.since, "-"),
        "validTo": rng.choice(("长期", "2099-12-31")) if paper.until is None else spell.day(paper.until, "-"),
        "decidedAt": spell.day(paper.decided, "-"),
        "issuerName": paper.agency.name,
        "streetCode": spell.division(entity.township.code, entity.township.name, entity.village_code, 9),
        "state": spell.code("permit_status", "city/permits", paper.status, _PERMIT_STATES[paper.status]),
    }


def _case(writer: Writer, case: Incident) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    dataset = "city/cases"
    large, small = rng.choice(_CLASSES.get(case.item.domain, _OTHER_CLASSES))
    x, y = _point(writer, rng)
    party = case.at_premises
    shop = f"SP{entity.number:07d}0" if party and writer.story.has_shop else None
    return {
        "taskId": case.number,
        "statusName": spell.code("incident_status", dataset, case.status, _CASE_STATES[case.status]),
        "infoSourceName": rng.choice(
            ("监督员上报", "公众举报", "视频抓拍", "四平台移交" if case.origin else "12345热线")
        ),
        "infoTypeName": "部件" if large in ("公用设施", "交通设施", "园林绿化") else "事件",
        "infoBcName": large,
        "infoScName": small,
        "description": spell.text(f"{entity.address}附近{case.item.violation}"),
        "discoverTime": spell.moment(case.reported),
        "acceptTime": spell.moment_or_none(case.accepted),
        "fileTime": spell.moment_or_none(case.filed),
        "dispatchTime": spell.moment_or_none(case.dispatched),
        "solvingTime": spell.moment_or_none(case.resolved),
        "closeTime": spell.moment_or_none(case.closed),
        "deadline": spell.moment(case.due),
        "streetCode": spell.division(entity.township.code, entity.township.name, entity.village_code, 9)
        if rng.random() < 0.9
        else None,
        "streetName": entity.township.name,
        "communityName": entity.village_name,
        "gridCode": entity.grid_code,
        "address": entity.address,
        "coordX": x,
        "coordY": y,
        "executeDeptName": f"{entity.township.name}综合行政执法队",
        "urgentDegree": spell.code("urgency", dataset, case.urgency),
        "partyName": entity.name if party else None,
        "partyCode": (entity.person_id if entity.is_person else entity.credit_code)
        if party and rng.random() < 0.6
        else None,
        "shopId": shop,
        "relatedEventNo": case.origin or None,
        "steps": _steps(writer, case),
    }


def _steps(writer: Writer, case: Incident) -> list[Row]:
    rng = writer.rng
    course = (
        ("上报", case.reported),
        ("受理", case.accepted),
        ("立案", case.filed),
        ("派遣", case.dispatched),
        ("处置", case.resolved),
        ("结案", case.closed),
    )
    done = [(action, moment) for action, moment in course if moment is not None]
    return [
        {
            "seq": seq if rng.random() < 0.9 else str(seq),
            "action": action,
            "actor": person_name(rng),
            "time": writer.spelling.moment(moment),
            "note": f"{action}完成" if rng.random() < 0.5 else None,
        }
        for seq, (action, moment) in enumerate(done, start=1)
    ]
