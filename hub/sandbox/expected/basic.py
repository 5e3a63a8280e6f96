"""What the hub must publish of rows that are about no entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.sandbox.agencies import Agency, Officer
from hub.sandbox.components import Component
from hub.sandbox.expected.shapes import (
    Columns,
    Shape,
    code,
    codes,
    day,
    flag,
    listed,
    number,
    phone,
    place,
    plain_day,
    point,
)
from hub.sandbox.grids import Grid
from hub.sandbox.items import Assignment, Item

if TYPE_CHECKING:
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Sent
    from hub.sandbox.records.record import Record


def _agency(record: Record, _: Entity) -> Columns:
    agency = record.truth
    assert isinstance(agency, Agency)
    return {
        "level": agency.level,
        "kind": agency.kind,
        "domain": agency.domain,
        "division_code": agency.division,
    }


AGENCIES: Final = Shape(
    table="agency",
    true=_agency,
    texts={"code": "UnitCode", "name": "UnitName"},
    fields={
        "UnitLevel": code("agency_level", "level"),
        "UnitKind": code("agency_kind", "kind"),
        "domain": code("domain", "domain"),
        "area_code": place("division_code"),
    },
)


def _officer(record: Record, _: Entity) -> Columns:
    assert isinstance(record.truth, tuple)
    agency, officer = record.truth
    assert isinstance(agency, Agency)
    assert isinstance(officer, Officer)
    return {
        "name": officer.name,
        "sex": officer.sex,
        "citizen_id": officer.person_id,
        "mobile": officer.phone,
        "certificate_no": officer.certificate,
        "certificate_valid_until": officer.certified_until,
        "is_legal_reviewer": officer.reviews,
        "scope": list(officer.scope),
        "status": officer.status,
    }


def _certificate(_: str, sent: Sent) -> Columns:
    """The provincial certificate goes before the departmental one, number and last day together."""
    own = "GovLaw" if sent.after("GovLawNO") else "Law"
    number, until = sent.after(f"{own}NO") or None, sent.after(f"{own}EndDate") or None
    if number is None:
        return {"certificate_no": None, "certificate_valid_until": None}
    if f"{own}EndDate" not in sent.changed and sent.columns["certificate_no"] == number:
        return {"certificate_no": number}
    day_of = plain_day(until)
    left = {"certificate_valid_until": until} if until and day_of is None else None
    return {"certificate_no": number, "certificate_valid_until": day_of, "unmapped": left}


OFFICERS: Final = Shape(
    table="officer",
    true=_officer,
    texts={"employee_no": "EmployeeNO", "name": "AgentName", "agency_code": "UnitCode", "agency_name": "UnitName"},
    fields={
        "AgentSex": code("sex", "sex"),
        "Mobile": phone("mobile"),
        "GovLawNO": _certificate,
        "GovLawEndDate": _certificate,
        "LawNO": _certificate,
        "LawEndDate": _certificate,
        "AgentRange": listed("scope"),
        "LegalReview": flag("bool", "is_legal_reviewer"),
        "AgentState": code("officer_status", "status"),
    },
)


def _item(record: Record, _: Entity) -> Columns:
    item = record.truth
    assert isinstance(item, Item)
    return {
        "code": item.code,
        "name": item.name,
        "domain": item.domain,
        "penalty_kinds": list(item.kinds),
        "transferred_batch": item.batch or None,
        "exercised_by_code": None if item.department is None else item.department.code,
        "is_valid": item.is_valid,
    }


ENFORCEMENT_ITEMS: Final = Shape(
    table="enforcement_item",
    true=_item,
    texts={"name": "item_name", "basis": "implement_basis", "theme": "theme", "exercised_by_code": "exercised_by_code"},
    fields={
        "domain": code("domain", "domain"),
        "penalty_kinds": codes("penalty_kind", "penalty_kinds"),
        "transferred_batch": code("transferred_batch", "transferred_batch"),
        "is_valid": flag("item_validity", "is_valid"),
    },
)


def _assignment(record: Record, _: Entity) -> Columns:
    assignment = record.truth
    assert isinstance(assignment, Assignment)
    return {
        "item_code": assignment.item.code,
        "agency_code": assignment.agency.code,
        "division_code": assignment.division,
        "mode": assignment.mode,
        "begins_on": assignment.begins,
        "ends_on": assignment.ends,
    }


ITEM_ASSIGNMENTS: Final = Shape(
    table="item_assignment",
    true=_assignment,
    texts={"item_code": "item_code", "agency_code": "UnitCode"},
    fields={
        "area_code": place("division_code"),
        "begin_date": day("begins_on", ahead=True),
        "end_date": day("ends_on", ahead=True),
    },
)


def _grid(record: Record, _: Entity) -> Columns:
    grid, row = record.truth, record.row
    assert isinstance(grid, Grid)
    return {
        "name": grid.name,
        "kind": grid.kind,
        "division_code": grid.township.division,
        "community_code": grid.village_code if row["areaCode"] == grid.village_code else None,
        "leader_phone": grid.phone,
        "households": grid.households,
        "population": grid.population,
    }


GRIDS: Final = Shape(
    table="grid",
    true=_grid,
    texts={"code": "gridCode", "name": "gridName", "leader_name": "leaderName"},
    fields={
        "gridKind": code("grid_kind", "kind"),
        "areaCode": place("division_code", "community_code"),
        "leaderPhone": phone("leader_phone"),
        "households": number("households"),
        "population": number("population"),
    },
)


def _component(record: Record, _: Entity) -> Columns:
    component, row = record.truth, record.row
    assert isinstance(component, Component)
    return {
        "class": component.large,
        "subclass": component.small,
        "division_code": component.township.division,
        "community_code": component.village_code if row["streetCode"] == component.village_code else None,
        "longitude": component.longitude,
        "latitude": component.latitude,
        "status": component.status,
    }


COMPONENTS: Final = Shape(
    table="component",
    true=_component,
    texts={
        "code": "componentCode",
        "class": "className",
        "name": "name",
        "owner": "ownerDept",
        "grid_code": "gridCode",
    },
    fields={
        "streetCode": place("division_code", "community_code"),
        "coordX": point("coordX", "coordY"),
        "coordY": point("coordX", "coordY"),
        "state": code("component_status", "status"),
    },
)
