"""Rows that are about nobody in particular: agencies, officers, items and assignments, grids, components."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.agencies import DOMAIN_NAMES
from hub.sandbox.city import NOBODY
from hub.sandbox.names import VILLAGES
from hub.sandbox.records.record import Record, Row, Scribe
from hub.sandbox.records.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from hub.sandbox.agencies import Agency, Officer
    from hub.sandbox.city import City
    from hub.sandbox.components import Component
    from hub.sandbox.grids import Grid
    from hub.sandbox.items import Assignment, Item

_PENALTIES: Final = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "fine": "罚款",
    "confiscation": "没收违法所得",
    "suspend_licence": "暂扣许可证件",
    "revoke_licence": "吊销许可证件",
    "suspend_business": "责令停产停业",
    "order_closure": "责令关闭",
    "other": "其他",
}
_BATCHES: Final = {
    "province_1": "省第一批",
    "province_2": "省第二批",
    "city_1": "市第一批",
    "province_3": "省第三批",
}
_AGENCY_KINDS: Final = {"department": "部门", "township_squad": "乡镇街道综合行政执法队", "other": "其他"}
_LEVELS: Final = {"county": "县级", "township": "乡镇(街道)级"}
_MODES: Final = {"transferred": "划转", "empowered": "赋权", "entrusted": "委托", "dispatched": "派驻"}
_SEXES: Final = {"male": "男", "female": "女"}
_OFFICER_STATES: Final = {"active": "有效", "inactive": "失效"}
_GRID_KINDS: Final = {"general": "综合网格", "micro": "微网格", "dedicated": "专属网格"}
_COMPONENT_STATES: Final = {
    "normal": "完好",
    "damaged": "破损",
    "missing": "丢失",
    "occupied": "占用",
    "removed": "移除",
}


def records(world: City) -> Iterator[list[Record]]:
    """The versions of every such record of the city."""
    scribe = Scribe(world, world.random("rows of nobody"))
    start = (world.reference - timedelta(days=3 * 365)).date()

    def provincial(name: str, row: Row, day: date, truth: object, **facts: object) -> list[Record]:
        return list(versions(scribe, f"provincial/{name}", row, day, facts, truth))

    today = world.reference.date()
    for agency in world.bodies:
        yield provincial("agencies", _agency(scribe, agency), start, agency, agency=agency)
        for officer in agency.officers:
            row = _officer(scribe, agency, officer)
            yield provincial("officers", row, start, (agency, officer), officer=officer, today=today)
    for item in world.items:
        yield provincial("enforcement_items", _item(scribe, item), start, item, item=item)
    for each in world.assignments:
        yield provincial("item_assignments", _assignment(scribe, each), each.begins, each, assignment=each)
    for grid in world.grids:
        time = scribe.later(world.reference - timedelta(days=400)).replace(microsecond=0)
        yield [
            Record("grassroots/grids", grid.code, time, NOBODY.number, _grid(scribe, grid), {"grid": grid}, truth=grid)
        ]
    for component in world.components:
        time = scribe.later(world.reference - timedelta(days=600))
        row = _component(scribe, component)
        yield [Record("city/components", component.code, time, NOBODY.number, row, truth=component)]


def size(world: City) -> int:
    """How many things such records are about."""
    officers = sum(len(agency.officers) for agency in world.bodies)
    return officers + sum(map(len, (world.bodies, world.items, world.assignments, world.grids, world.components)))


def _agency(scribe: Scribe, agency: Agency) -> Row:
    spell, dataset = scribe.spelling, "provincial/agencies"
    return {
        "UnitCode": agency.code,
        "UnitName": agency.name,
        "UnitLevel": spell.code("agency_level", dataset, agency.level, _LEVELS[agency.level]),
        "UnitKind": _AGENCY_KINDS[agency.kind],
        "domain": spell.code("domain", dataset, agency.domain, DOMAIN_NAMES[agency.domain]),
        "area_code": agency.division,
    }


def _officer(scribe: Scribe, agency: Agency, officer: Officer) -> Row:
    spell, dataset = scribe.spelling, "provincial/officers"
    return {
        "EmployeeNO": officer.employee_no,
        "AgentName": spell.text(officer.name),
        "AgentSex": spell.code("sex", dataset, officer.sex, _SEXES[officer.sex]),
        "AgentNO": officer.person_id,
        "UnitCode": agency.code,
        "UnitName": agency.name,
        "Mobile": spell.phone(officer.phone),
        "LawNO": officer.departmental_no,
        "LawEndDate": _day(scribe, officer.departmental_until),
        "GovLawNO": officer.provincial_no,
        "GovLawEndDate": _day(scribe, officer.provincial_until),
        "AgentRange": spell.listed(officer.scope),
        "LegalReview": spell.code("bool", dataset, str(officer.reviews).lower(), "是" if officer.reviews else "否"),
        "AgentState": spell.code("officer_status", dataset, officer.status, _OFFICER_STATES[officer.status]),
    }


def _item(scribe: Scribe, item: Item) -> Row:
    spell, dataset = scribe.spelling, "provincial/enforcement_items"
    return {
        "item_code": item.code,
        "item_name": spell.text(item.name),
        "domain": spell.code("domain", dataset, item.domain, DOMAIN_NAMES[item.domain]),
        "implement_basis": item.basis,
        "penalty_kinds": spell.listed(_PENALTIES[kind] for kind in item.kinds),
        "theme": item.theme,
        "transferred_batch": _BATCHES[item.batch] if item.batch else "",
        "exercised_by_code": "" if item.department is None else item.department.code,
        "is_valid": spell.code(
            "item_validity", dataset, str(item.is_valid).lower(), "有效" if item.is_valid else "无效"
        ),
    }


def _assignment(scribe: Scribe, assignment: Assignment) -> Row:
    spell, place = scribe.spelling, assignment.division
    return {
        "item_code": assignment.item.code,
        "UnitCode": assignment.agency.code,
        "area_code": place if scribe.rng.random() < 0.9 else place[:9].removesuffix("000"),
        "mode": _MODES[assignment.mode],
        "begin_date": spell.day(assignment.begins, "-"),
        "end_date": _day(scribe, assignment.ends),
    }


def _grid(scribe: Scribe, grid: Grid) -> Row:
    spell, rng = scribe.spelling, scribe.rng
    return {
        "gridCode": grid.code,
        "gridName": spell.text(grid.name),
        "gridKind": _GRID_KINDS[grid.kind],
        "areaCode": grid.village_code if rng.random() < 0.8 else rng.choice((grid.township.code, grid.township.name)),
        "leaderName": grid.leader,
        "leaderPhone": spell.phone(grid.phone),
        "households": rng.choice((grid.households, str(grid.households), f"{grid.households}.0")),
        "population": rng.choice((grid.population, f"{grid.population:,}")),
    }


def _component(scribe: Scribe, component: Component) -> Row:
    spell, rng = scribe.spelling, scribe.rng
    place, suffix = component.township, "(乐清)" if rng.random() < 0.1 else ""
    x, y = component.longitude, component.latitude
    return {
        "componentCode": component.code,
        "className": component.large,
        "subclassName": component.small + suffix,
        "name": f"{place.name}{component.small}{component.code[-4:]}",
        "ownerDept": component.owner,
        "streetCode": spell.division(place.code, place.name, component.village_code, 9),
        "communityName": f"{VILLAGES[component.village]}村",
        "gridCode": component.grid_code,
        "coordX": str(x) if rng.random() < 0.2 else x,
        "coordY": str(y) if rng.random() < 0.2 else y,
        "state": spell.code(
            "component_status", "city/components", component.status, _COMPONENT_STATES[component.status]
        ),
    }


def _day(scribe: Scribe, day: date | None) -> str | int:
    return "" if day is None else scribe.spelling.day(day, "-")
