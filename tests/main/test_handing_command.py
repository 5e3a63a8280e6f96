"""`hub handing`: what got lost between platforms, and whom to ask."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from staged_versions import Version, stage

from hub.errors import ExitCode
from hub.progress import Silence
from hub.release.publish import publish

if TYPE_CHECKING:
    from hub_command import Hub

    from hub.database.connection import Database

NOW = dt.datetime.now(dt.UTC)
CITY = "乐清市综合管理服务平台"
SQUAD, ROOM = "柳市镇综合行政执法队", "柳市镇综合信息指挥室"
LIUSHI, HONGQIAO = "330382103000", "330382108000"


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def event(number: str, case: str | None, status: str, **more: object) -> Version:
    """An event of the four platforms, handed to the city's platform six days ago."""
    columns = {
        "kind": "grassroots_event",
        "incident_no": number,
        "status": status,
        "reported_at": ago(9),
        "handler_name": ROOM,
        "division_code": LIUSHI,
        "transferredTo": case and CITY,
        "origin_id_ref": case,
        **more,
    }
    return Version("grassroots/events", number, ago(6), columns=columns)


def case(number: str, closed: int | None, **more: object) -> Version:
    """A case of the city's platform, closed so many days ago."""
    columns = {
        "kind": "city_case",
        "incident_no": number,
        "status": "handling" if closed is None else "closed",
        "reported_at": ago(6),
        "closed_at": None if closed is None else ago(closed),
        "handler_name": SQUAD,
        "division_code": LIUSHI,
        **more,
    }
    return Version("city/cases", number, ago(1), columns=columns)


def test_what_got_lost_is_listed_with_whom_to_ask(hub: Hub, url: str, database: Database) -> None:
    stage(
        database,
        [
            event("E-ended", "C-ended", "closed", closed_at=ago(2)),
            case("C-ended", 5),
            event("E-open", "C-open", "handling"),
            case("C-open", None),
            event("E-lost", "C-nowhere", "handling", division_code=HONGQIAO),
            event("E-13800138000", "C-silent", "handling"),
            case("C-silent", 5),
            event("E-soon", "C-soon", "handling"),
            case("C-soon", 1),
            case("C-foundling", None, origin_no="E-never"),
            Version(
                "provincial/inspections",
                "V1",
                ago(4),
                1,
                columns={
                    "action_no": "V1",
                    "lead_no": "E-unheard",
                    "agency_name": "甲局",
                    "inspected_on": ago(4).date(),
                },
            ),
        ],
    )
    publish(database, Silence())

    listed = hub("handing", "--json", HUB_DATABASE_URL=url)
    assert listed.returncode == ExitCode.DONE, listed.stderr
    document = json.loads(listed.stdout)
    assert [(each["handing"], each["lead_id"], each["number"], each["ask_name"]) for each in document["handings"]] == [
        ("lost_handover", "grassroots:events:E-lost", "C-nowhere", CITY),
        ("lost_origin", "city:cases:C-foundling", "E-never", "基层治理四平台"),
        ("lost_result", "grassroots:events:E-138****8000", "C-silent", ROOM),
        ("unknown_lead", "provincial:inspections:V1", "E-unheard", "甲*"),
    ]
    assert document["counts"] == {"lost_handover": 1, "lost_origin": 1, "lost_result": 1, "unknown_lead": 1}
    by_lead = {each["lead_id"]: each for each in document["handings"]}
    assert by_lead["grassroots:events:E-138****8000"]["holder_name"] == SQUAD

    shown = hub("handing", "--waiting", HUB_DATABASE_URL=url)
    assert "移交后无人接收 1 条" in shown.stdout
    assert "待反馈 1 条" in shown.stdout
    assert "对方在办 1 条" in shown.stdout
    assert "C-ended" not in shown.stdout
    assert "13800138000" not in shown.stdout

    of_one = hub("handing", "--division", "虹桥", HUB_DATABASE_URL=url)
    assert "共 1 条：移交后无人接收 1 条" in of_one.stdout
    unknown = hub("handing", "--division", "虹桥县", HUB_DATABASE_URL=url)
    assert unknown.returncode == ExitCode.USAGE
    assert "没有区划" in unknown.stderr
