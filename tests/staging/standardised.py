"""Standardised rows as tests read them: invented rows in, dictionaries out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hub.landing.headers import IN_USE
from hub.staging.standardise import PageRows, standardise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.datasets.declaration import Dataset

LANDED = datetime(2026, 11, 22, 4, tzinfo=UTC)

ENTERPRISE = "91330382MA2AB3CD02"
INDIVIDUAL = "92330382MA2AB3CD0Y"
PERSON = "330382199001011237"
OLD_PERSON = "330382900101123"
OLD_NUMBER = "330382000012345"
ORGANISATION = "D2143569X"
AUTHORITY = "11330382MB12345622"

WHOLE: Mapping[str, Mapping[str, object]] = {
    "provincial/enforcement_items": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "item_code": "33020101330382",
        "item_name": "对擅自占道经营的行政处罚",
    },
    "provincial/item_assignments": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "item_code": "33020101330382",
        "UnitCode": AUTHORITY,
        "area_code": "330382114000",
        "mode": "赋权",
        "begin_date": "2022-10-01",
    },
    "provincial/agencies": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "UnitCode": AUTHORITY,
        "UnitName": "乐清市综合行政执法局",
        "UnitKind": "市级机关",
    },
    "provincial/officers": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "EmployeeNO": "ZF001",
        "AgentName": "张某某",
        "UnitCode": AUTHORITY,
    },
    "provincial/coercive_measures": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "force_action_name": "查封场所",
        "force_action_code": "QZ1",
        "administrative_cp": "乐清市某某电器有限公司",
        "administrative_cp_ui_code": ENTERPRISE,
        "illegal_fact": "存放来路不明的设备",
        "force_basis": "某法第二十二条",
        "force_decision_no": "乐综执强决字〔2026〕第3号",
        "force_kind": "查封场所、设施或者财物",
        "begin_date": "2026-11-01",
    },
    "provincial/market_entities": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "PriPID": "P1",
        "UniCode": ENTERPRISE,
        "EntName": "乐清市某某电器有限公司",
    },
    "provincial/licences": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "XK_XDR_MC": "乐清市某某电器有限公司",
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": ENTERPRISE,
        "XK_XKWS": "准予许可决定书",
        "XK_WSH": "乐许〔2026〕第1号",
        "XK_XKLB": "普通",
        "XK_NR": "食品经营",
        "XK_JDRQ": "2026/01/02",
        "XK_YXQZ": "2026/01/02",
        "XK_YXQZI": "2031/01/01",
        "XK_XKJG": "乐清市某局",
        "XK_XKJGDM": "11330382MB12345622",
        "XK_ZT": "1",
    },
    "provincial/inspections": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "supervise_item_implement_code": "33038200001234",
        "supervise_item_check_icode": "11330382MB123456221",
        "check_action_name": "某某检查",
        "check_action_code": "JC1",
        "administrative_cp": "乐清市某某电器有限公司",
        "administrative_cp_na": "法人",
        "administrative_cp_ui_code": ENTERPRISE,
        "check_form": "现场检查",
        "check_type": "日常检查",
        "check_result": "未发现问题",
        "check_date": "2026-11-19",
        "check_personnel": "张三，李四",
    },
    "provincial/penalties": {
        "dsc_biz_timestamp": "2026-11-20 10:00:00",
        "dsc_biz_record_id": 7,
        "CF_XDR_MC": "乐清市某某电器有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": ENTERPRISE,
        "CF_WSH": "乐综执罚决字〔2026〕第12号",
        "CF_WFXW": "擅自占道经营",
        "CF_SY": "当事人擅自占道经营",
        "CF_YJ": "某条例第三条",
        "CF_CFLB": "2",
        "CF_NR": "罚款2000元",
        "CF_NR_FK": "0.2",
        "CF_JDRQ": "2026/01/02",
        "CF_CFJG": "乐清市综合行政执法局",
        "CF_CFJGDM": "11330382MB12345622",
    },
    "city/components": {
        "updatedAt": "2026-11-20T10:00:00+08:00",
        "componentCode": "3303821140010001",
        "className": "公用设施(乐清)",
        "subclassName": "上水井盖",
    },
    "city/shops": {"updatedAt": "2026-11-20T10:00:00+08:00", "shopId": "S1", "shopName": "老王五金"},
    "city/permits": {
        "updatedAt": "2026-11-20T10:00:00+08:00",
        "permitId": "X1",
        "permitNo": "乐城许（2026）1号",
        "permitType": "户外广告",
        "holderName": "乐清市某某电器有限公司",
        "decidedAt": "2026-01-02",
    },
    "city/cases": {
        "updatedAt": "2026-11-20T10:00:00+08:00",
        "taskId": "T1",
        "statusName": "处置中",
        "infoBcName": "市容环境(乐清)",
        "discoverTime": "2026-11-19 10:00:00",
    },
    "grassroots/grids": {
        "updateTime": "2026-11-20 10:00:00",
        "gridCode": "330382114001001",
        "gridName": "柳市镇某村第一网格",
        "gridKind": "综合网格",
        "areaCode": "330382114001",
    },
    "grassroots/places": {"updateTime": "2026-11-20 10:00:00", "placeId": "P1", "placeName": "某某幼儿园"},
    "grassroots/filings": {
        "updateTime": "2026-11-20 10:00:00",
        "filingNo": "BA1",
        "filingKind": "小餐饮",
        "subjectName": "王某某小吃店",
        "filedDate": "2026-01-02",
    },
    "grassroots/events": {
        "updateTime": "2026-11-20 10:00:00",
        "eventNo": "E1",
        "bigType": "矛盾纠纷",
        "title": "噪音",
        "reportTime": "2026-11-19 10:00:00",
        "status": "处置",
    },
    "departments/market_register": {"注册号/统一社会信用代码": ENTERPRISE, "企业名称": "乐清市某某电器有限公司"},
    "departments/licences": {
        "XK_XDR_MC": "乐清市某某电器有限公司",
        "XK_XDR_SHXYM": ENTERPRISE,
        "XK_WSH": "乐许〔2026〕第1号",
        "XK_XKLB": "普通",
        "XK_NR": "食品经营",
        "XK_JDRQ": "2026/01/02",
        "XK_YXQZI": "2031/01/01",
        "XK_XKJG": "乐清市某局",
        "XK_ZT": "1",
    },
    "departments/penalties": {
        "CF_XDR_MC": "乐清市某某电器有限公司",
        "CF_XDR_SHXYM": ENTERPRISE,
        "CF_WSH": "乐市监罚字〔2026〕12号",
        "CF_SY": "当事人无证经营",
        "CF_YJ": "某条例第三条",
        "CF_CFLB": "1",
        "CF_NR": "警告",
        "CF_JDRQ": "2026/01/02",
        "CF_CFJG": "乐清市市场监督管理局",
    },
    "departments/ecology_penalties": {
        "cfzt": "温州市生态环境局乐清分局",
        "jdwsh": "温环乐罚字〔2026〕7号",
        "dsrxx": "企业",
        "dwmc": "乐清市某某电器有限公司",
        "tyshxydm": ENTERPRISE,
        "zywfxw": "超标排放",
        "cfyj": "某法第八十三条",
        "cfzl": "罚款",
        "fkse": "2",
        "jdxdrq": "2026-01-02",
    },
    "departments/fire_penalties": {
        "bcfdx": "乐清市某某电器有限公司",
        "shxydm": ENTERPRISE,
        "cfwh": "乐消行罚决字〔2026〕第5号",
        "sxmc": "消防设施未保持完好有效",
        "wfss": "室内消火栓无水",
        "cfyj": "消防法第六十条",
        "cfrq": "2026-01-02",
        "cfjg": "乐清市消防救援大队",
        "cfzl": "11",
    },
    "micro_grid/alerts": {
        "updatedAt": "2026-11-20 10:00:00",
        "alertId": "YJ1",
        "kind": "烟雾报警",
        "happenedAt": "2026-11-19 10:00:00",
        "state": "待处置",
    },
    "school_safety/hazards": {
        "updatedAt": "2026-11-20 10:00:00",
        "hazardId": "YH1",
        "schoolName": "乐清市某某小学",
        "kind": "消防安全",
        "foundAt": "2026-11-19 10:00:00",
        "state": "待处置",
    },
}
"""A sound row of each dataset, with what is required and little more."""


def staged(
    dataset: Dataset, *rows: Mapping[str, object], department: str | None = None, generation: str = IN_USE
) -> list[dict[str, Any]]:
    """The staging rows of `rows`, each laid over the dataset's sound row; JSON columns parsed."""
    whole = WHOLE[dataset.id]
    return raw(dataset, *({**whole, **row} for row in rows), department=department, generation=generation)


def raw(
    dataset: Dataset, *rows: Mapping[str, object], department: str | None = None, generation: str = IN_USE
) -> list[dict[str, Any]]:
    """The staging rows of exactly `rows`; JSON columns parsed."""
    if department is None and dataset.platform == "departments":
        department = "market"
    frame = standardise(dataset, [PageRows(1, LANDED, list(rows), department, generation)])
    return [{name: parsed(name, value) for name, value in row.items()} for row in frame.to_dicts()]


def parsed(name: str, value: object) -> object:
    """A JSON column's value as Python's."""
    return (
        json.loads(value) if name in {"defects", "unmapped", "steps", "evidence"} and isinstance(value, str) else value
    )


def rules(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The (rule, field) of a row's defects."""
    return {(each["rule"], each["field"]) for each in row["defects"]}
