"""Rows of the four platforms of grassroots governance."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.chance import person_name
from hub.sandbox.city import CITY_PLATFORM
from hub.sandbox.coordinates import gcj02
from hub.sandbox.records.record import Record, Row, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.sandbox.story import Incident, Paper

_UNKNOWN_DELETED: Final = 499
_PLACE_STATES: Final = {"active": "正常", "closed": "关闭", "suspended": "停业"}
_FILING_STATES: Final = {"valid": "已备案", "expired": "过期", "cancelled": "注销"}
_EVENT_STATES: Final = {
    "reported": "上报",
    "accepted": "受理",
    "dispatched": "分派",
    "handling": "处置",
    "returned": "退回",
    "suspended": "挂起",
    "handled": "反馈",
    "closed": "办结",
}
_SOURCES: Final = ("网格上报", "网格上报", "群众上报", "12345", "视频", "物联")
_WORKSTREAMS: Final = {"market": "市场监管", "health": "市场监管", "general": "综合执法", "emergency": "综治工作"}


def records(writer: Writer) -> Iterator[Record]:
    """The grassroots rows of an entity, as they stand."""
    entity, story = writer.entity, writer.story
    number = entity.number
    if story.has_place:
        row, time = _place(writer), _second(writer.later(writer.last - timedelta(days=700)))
        yield Record("grassroots/places", row["placeId"], time, number, row, truth=story)
    for paper in story.filings:
        row, time = _filing(writer, paper), _second(writer.arrival(paper.decided))
        facts = {"decided": paper.decided, "until": paper.until, "today": writer.world.reference.date()}
        yield Record("grassroots/filings", row["filingNo"], time, number, row, facts, truth=paper)
    for event in story.events:
        row = _event(writer, event)
        latest = event.closed or event.resolved or event.dispatched or event.accepted or event.reported
        time = _second(writer.arrival(latest, 2))
        if number % _UNKNOWN_DELETED == 31:
            row["deleted"] = 1
            unknown = {"never_sent": True}
            yield Record("grassroots/events", row["eventNo"], time, number, row, unknown, "delete", event)
        else:
            yield Record("grassroots/events", row["eventNo"], time, number, row, {"incident": event}, truth=event)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _point(writer: Writer) -> tuple[float | str, float | str]:
    longitude, latitude = gcj02(writer.entity.longitude, writer.entity.latitude)
    x, y = round(longitude, 7), round(latitude, 7)
    return (str(x), str(y)) if writer.rng.random() < 0.2 else (x, y)


def _place(writer: Writer) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    state = writer.story.place_status
    x, y = _point(writer)
    return {
        "placeId": f"CS{entity.number:08d}",
        "placeName": entity.name if rng.random() < 0.4 and not entity.is_person else entity.signboard,
        "placeKind": spell.code("place_kind", "grassroots/places", entity.trade.place_kind),
        "creditCode": entity.credit_code if entity.credit_code and rng.random() < 0.55 else None,
        "principal": entity.person,
        "principalPhone": spell.phone(entity.phone),
        "address": spell.text(entity.address),
        "areaCode": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "gridCode": entity.grid_code,
        "lng": x,
        "lat": y,
        "state": spell.code("place_status", "grassroots/places", state, _PLACE_STATES[state]),
    }


def _filing(writer: Writer, paper: Paper) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    code = entity.person_id if entity.is_person else entity.credit_code
    if entity.kind == "individual_business" and rng.random() < 0.3:
        code = entity.person_id
    return {
        "filingNo": f"{paper.agency.stem}备〔{paper.decided.year}〕{paper.number}号",
        "filingKind": paper.kind,
        "subjectName": spell.text(entity.name),
        "subjectCode": code if rng.random() < 0.8 else None,
        "address": entity.address,
        "areaCode": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "filedDate": spell.day(paper.decided, "-"),
        "validUntil": rng.choice(("长期", "9999-12-31")) if paper.until is None else spell.day(paper.until, "-"),
        "acceptOrg": f"{entity.township.name}便民服务中心",
        "state": spell.code("filing_status", "grassroots/filings", paper.status, _FILING_STATES[paper.status]),
    }


def _event(writer: Writer, event: Incident) -> Row:
    entity, spell, rng = writer.entity, writer.spelling, writer.rng
    dataset = "grassroots/events"
    x, y = _point(writer)
    party = event.at_premises
    return {
        "eventNo": event.number,
        "platform": _WORKSTREAMS.get(event.item.domain, "便民服务"),
        "bigType": "市场秩序" if event.item.domain == "market" else "市容环境",
        "smallType": event.item.violation[:8],
        "title": f"{entity.township.name}{event.item.violation}",
        "content": spell.text(f"{entity.address}有{event.item.violation}的情况"),
        "source": rng.choice(_SOURCES),
        "urgency": spell.code("urgency", dataset, event.urgency),
        "occurTime": spell.moment(event.occurred),
        "reportTime": spell.moment(event.reported),
        "acceptTime": spell.moment_or_none(event.accepted),
        "dispatchTime": spell.moment_or_none(event.dispatched),
        "finishTime": spell.moment_or_none(event.closed or event.resolved),
        "deadline": spell.moment(event.due),
        "address": entity.address,
        "areaCode": spell.division(entity.township.code, entity.township.name, entity.village_code),
        "gridCode": entity.grid_code,
        "lng": x,
        "lat": y,
        "reporterName": event.reporter,
        "reporterPhone": spell.phone(event.reporter_phone),
        "subjectName": entity.name if party else None,
        "subjectCode": (entity.person_id if entity.is_person else entity.credit_code)
        if party and rng.random() < 0.5
        else None,
        "placeId": f"CS{entity.number:08d}" if party and writer.story.has_place else None,
        "status": spell.code("incident_status", dataset, event.status, _EVENT_STATES[event.status]),
        "handlerOrg": f"{entity.township.name}综合信息指挥室",
        "transferredTo": CITY_PLATFORM if event.handed_to else None,
        "transferredNo": event.handed_to or None,
        "satisfaction": spell.code("satisfaction", dataset, event.satisfaction) if event.closed else None,
        "flows": _flows(writer, event),
        "deleted": rng.choice((0, 0, 0, "0")),
    }


def _flows(writer: Writer, event: Incident) -> list[Row]:
    rng = writer.rng
    course = (
        ("上报", event.reported),
        ("受理", event.accepted),
        ("分派", event.dispatched),
        ("反馈", event.resolved),
        ("办结", event.closed),
    )
    done = [(node, moment) for node, moment in course if moment is not None]
    return [
        {
            "seq": seq,
            "node": node,
            "operator": person_name(rng),
            "org": f"{writer.entity.township.name}综合信息指挥室",
            "time": writer.spelling.moment(moment),
            "opinion": "同意" if rng.random() < 0.4 else None,
        }
        for seq, (node, moment) in enumerate(done, start=1)
    ]
