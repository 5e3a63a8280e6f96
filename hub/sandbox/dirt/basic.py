"""What is wrong with rows that are about no entity; only what no other record names is spoilt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.blemishes import old_person_code, placeholder
from hub.sandbox.dirt.kinds import (
    Kind,
    bad_phone,
    control_characters,
    divisions,
    impossible_date,
    missing,
    no_key,
    no_key_at_all,
    points,
    put,
    too_long,
    unknown_code,
    unreadable_date,
)
from hub.sandbox.expected.shapes import lost
from hub.sandbox.identifiers import another_character, credit_code, numbered_organisation

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from hub.sandbox.agencies import Agency, Officer
    from hub.sandbox.city import Entity
    from hub.sandbox.expected.shapes import Columns, Sent
    from hub.sandbox.records.record import Record, Row

NOBODYS_CODE: Final = credit_code("11", numbered_organisation("Y", 9_999))
"""A valid code that no agency has."""


def _only(may: Callable[[Row], bool], kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """The kinds, planted only in records with the facts that `may` finds."""

    def limited(kind: Kind) -> Kind:
        def change(record: Record, entity: Entity, rng: Random) -> Row | None:
            return kind.change(record, entity, rng) if may(record.facts) else None

        return replace(kind, change=change)

    return tuple(map(limited, kinds))


# -- agencies and officers -----------------------------------------------------------------------------------------


def _is_station(facts: Row) -> bool:
    agency: Agency = facts["agency"]
    return agency.is_station


AGENCIES: Final = _only(
    _is_station,
    (
        no_key("UnitCode"),
        missing("UnitName"),
        missing("UnitKind"),
        unknown_code("UnitKind", "直属机构", "Z", required=True),
        unknown_code("UnitLevel", "9", "跨区"),
        unknown_code("domain", "海洋", "99"),
        *divisions("area_code"),
        Kind(
            "code_invalid",
            "UnitCode",
            ("agency.code_invalid",),
            lambda record, *_: {"UnitCode": another_character(record.row["UnitCode"], 12)},
        ),
        Kind(
            "squad_without_division",
            "UnitKind;area_code",
            ("agency.squad_without_division",),
            lambda _, __, rng: {"UnitKind": "乡镇街道综合行政执法队", "area_code": rng.choice(("", "330382"))},
        ),
        control_characters("UnitName"),
        too_long("UnitName", 200),
    ),
)


def _stays_in(facts: Row) -> bool:
    officer: Officer = facts["officer"]
    return not officer.inspects


def _is_clerk(record: Record) -> bool:
    officer: Officer = record.facts["officer"]
    return officer.status == "active"


def _until(days: int, reach: int) -> Callable[[Record, Entity, Random], Row | None]:
    """A last day from `days` after the row came, `reach` days long."""

    def change(record: Record, _: Entity, rng: Random) -> Row | None:
        field = "GovLawEndDate" if record.row["GovLawNO"] else "LawEndDate"
        if not _is_clerk(record):
            return None
        reference: Row = record.facts
        return {field: f"{reference['today'] + timedelta(days=days + rng.randrange(reach)):%Y-%m-%d}"}

    return change


def _no_certificate(record: Record, _: Entity, __: Random) -> Row | None:
    nothing = dict.fromkeys(("LawNO", "LawEndDate", "GovLawNO", "GovLawEndDate"), "")
    return nothing if _is_clerk(record) else None


def _provincial(kind: Kind) -> Kind:
    """The kind, planted where the provincial certificate counts."""

    def change(record: Record, entity: Entity, rng: Random) -> Row | None:
        return kind.change(record, entity, rng) if record.row["GovLawNO"] else None

    return replace(kind, change=change)


def _lost_citizen(sent: Sent) -> Columns:
    return lost("citizen_id", sent.after("AgentNO"))


OFFICERS: Final = _only(
    _stays_in,
    (
        no_key("EmployeeNO"),
        missing("AgentName"),
        missing("UnitCode"),
        unknown_code("AgentSex", "3", "保密"),
        unknown_code("AgentState", "借调", "7"),
        Kind(
            "citizen_id_invalid",
            "AgentNO",
            ("any.citizen_id_invalid",),
            lambda record, *_: {"AgentNO": another_character(record.row["AgentNO"], 15)},
            shows=_lost_citizen,
        ),
        bad_phone("Mobile"),
        _provincial(unreadable_date("GovLawEndDate")),
        _provincial(impossible_date("GovLawEndDate", past_only=True)),
        Kind("bool_unknown", "LegalReview", ("any.bool_unknown",), put("LegalReview", "2", "待定")),
        Kind("certificate_missing", "GovLawNO;LawNO", ("officer.certificate_missing",), _no_certificate),
        Kind("certificate_expired", "GovLawEndDate;LawEndDate", ("officer.certificate_expired",), _until(-300, 280)),
        Kind("certificate_expiring", "GovLawEndDate;LawEndDate", ("officer.certificate_expiring",), _until(1, 28)),
        Kind("agency_unknown", "UnitCode", ("any.agency_unknown",), put("UnitCode", NOBODYS_CODE)),
        control_characters("AgentName"),
        placeholder("Mobile", "mobile"),
        old_person_code("AgentNO"),
    ),
)

# -- items and assignments -----------------------------------------------------------------------------------------

ENFORCEMENT_ITEMS: Final = _only(
    lambda facts: not facts["item"].is_used,
    (
        no_key("item_code"),
        missing("item_name"),
        Kind(
            "item_code_form",
            "item_code",
            ("any.item_code_form",),
            lambda record, _, rng: {"item_code": rng.choice((record.row["item_code"][:13], "3302A000001000"))},
        ),
        unknown_code("domain", "海洋渔业", "10"),
        unknown_code("penalty_kinds", "训诫", "罚款；训诫"),
        unknown_code("transferred_batch", "省第九批"),
        unknown_code("is_valid", "暂缓", "9"),
        Kind("agency_unknown", "exercised_by_code", ("any.agency_unknown",), put("exercised_by_code", NOBODYS_CODE)),
        control_characters("item_name"),
        too_long("implement_basis", 2000),
    ),
)


def _ends_early(record: Record, _: Entity, __: Random) -> Row:
    begins = record.facts["assignment"].begins
    return {"end_date": f"{begins - timedelta(days=40):%Y-%m-%d}"}


def _unknown_item(record: Record, _: Entity, __: Random) -> Row:
    return {"item_code": f"330299{record.row['item_code'][6:]}"}


ITEM_ASSIGNMENTS: Final = _only(
    lambda facts: not facts["assignment"].item.is_used,
    (
        no_key("item_code"),
        no_key("UnitCode"),
        no_key("area_code"),
        no_key("begin_date"),
        missing("mode"),
        unknown_code("mode", "下放", "9", required=True),
        Kind(
            "item_code_form",
            "item_code",
            ("any.item_code_form",),
            lambda record, *_: {"item_code": record.row["item_code"][:12]},
        ),
        unreadable_date("begin_date", required=True),
        impossible_date("begin_date", required=True, past_only=True),
        Kind(
            "unreadable_date:end_date",
            "end_date",
            ("any.date_unreadable",),
            lambda _, __, rng: {"end_date": rng.choice(("2025-02-30", "另行通知"))},
        ),
        Kind(
            "impossible_date:end_date",
            "end_date",
            ("any.date_out_of_range",),
            lambda _, __, rng: {"end_date": rng.choice(("1025-03-04", "1900-01-01"))},
            ("item_assignment.dates_order",),
        ),
        Kind("dates_order", "end_date", ("item_assignment.dates_order",), _ends_early),
        *divisions("area_code"),
        Kind("item_unknown", "item_code", ("any.item_unknown",), _unknown_item),
        Kind("agency_unknown", "UnitCode", ("any.agency_unknown",), put("UnitCode", NOBODYS_CODE)),
    ),
)

# -- grids and components ------------------------------------------------------------------------------------------

GRIDS: Final = _only(
    lambda facts: facts["grid"].kind != "general",
    (
        no_key_at_all("gridCode"),
        missing("gridName"),
        missing("gridKind"),
        missing("areaCode"),
        unknown_code("gridKind", "片区", "4", required=True),
        *divisions("areaCode"),
        bad_phone("leaderPhone"),
        Kind("number_unreadable", "households", ("any.number_unreadable",), put("households", "约三百", "-12")),
        control_characters("gridName"),
        too_long("gridName", 200),
        placeholder("leaderPhone", "leader_phone"),
    ),
)

COMPONENTS: Final = (
    no_key_at_all("componentCode"),
    missing("className"),
    missing("subclassName"),
    Kind(
        "code_form",
        "componentCode",
        ("component.code_form",),
        lambda record, _, rng: {"componentCode": record.row["componentCode"][:15] + rng.choice(("", "X", "号"))},
    ),
    Kind("class_unknown", "className", ("component.class_unknown",), put("className", "环卫设施", "水务设施")),
    unknown_code("state", "9", "待修"),
    *divisions("streetCode"),
    *points("coordX", "coordY"),
    Kind("grid_unknown", "gridCode", ("any.grid_unknown",), put("gridCode", "330382999201001")),
    control_characters("name"),
    too_long("name", 200),
)
