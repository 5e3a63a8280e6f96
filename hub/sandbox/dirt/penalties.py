"""What is wrong with provincial penalties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.basic import NOBODYS_CODE
from hub.sandbox.dirt.blemishes import county, line_ends, placeholder, rare_characters
from hub.sandbox.dirt.kinds import (
    Kind,
    control_characters,
    divisions,
    impossible_date,
    missing,
    no_key,
    put,
    slashed,
    too_long,
    unknown_code,
    unreadable_date,
)
from hub.sandbox.dirt.publicity import parties
from hub.sandbox.records.provincial import fine_text
from hub.sandbox.story import Fine

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def _decided(record: Record) -> date:
    day: date = record.facts["decided"]
    return day


def _filed_late(record: Record, _: Entity, __: Random) -> Row:
    decided = _decided(record)
    return {"CF_JDRQ": slashed(decided), "filing_date": slashed(decided + timedelta(days=2)), "closing_date": ""}


def _closed_early(record: Record, _: Entity, __: Random) -> Row:
    decided = _decided(record)
    return {
        "CF_JDRQ": slashed(decided),
        "filing_date": slashed(decided - timedelta(days=9)),
        "closing_date": slashed(decided - timedelta(days=2)),
    }


def _public_early(record: Record, _: Entity, __: Random) -> Row:
    decided = _decided(record)
    return {"CF_JDRQ": slashed(decided), "CF_GSJZQ": slashed(decided - timedelta(days=30))}


def _unform(record: Record, _: Entity, __: Random) -> Row:
    number = record.row["CF_WSH"]
    return {"CF_WSH": "".join(character for character in number if character not in "〔〕【】[]（）()［］ 第")}


def _fine(record: Record) -> int:
    amount: int = record.facts["fine"]
    return amount


def _fine_missing(record: Record, _: Entity, rng: Random) -> Row | None:
    return {"CF_NR_FK": rng.choice(("", None))} if _fine(record) else None


def _fine_unreadable(record: Record, _: Entity, rng: Random) -> Row | None:
    return {"CF_NR_FK": rng.choice(("贰仟元", "若干", "-0.2"))} if _fine(record) else None


def _fine_without_kind(record: Record, _: Entity, rng: Random) -> Row | None:
    return (
        {"CF_CFLB": rng.choice(("1", "警告"))}
        if "fine" in record.facts["kinds"] and len(record.facts["kinds"]) == 1
        else None
    )


def _other_fine_in_text(record: Record, _: Entity, rng: Random) -> Row | None:
    return {"CF_NR": fine_text(_fine(record) + 300, rng.randrange(3))} if _fine(record) else None


def _fine_in_yuan(record: Record, _: Entity, rng: Random) -> Row | None:
    return {"CF_NR_FK": rng.choice((str(_fine(record)), _fine(record)))} if _fine(record) else None


def _confiscated_missing(record: Record, _: Entity, __: Random) -> Row | None:
    return {"CF_NR_WFFF": ""} if record.facts["confiscated"] else None


def _licence_missing(record: Record, _: Entity, rng: Random) -> Row | None:
    kinds = record.facts["kinds"]
    if "revoke_licence" in kinds:
        return {"CF_NR_ZKDX": ""}
    return (
        {"CF_CFLB": rng.choice(("7", "吊销许可证")), "CF_NR": "吊销许可证", "CF_NR_ZKDX": ""}
        if kinds == ("warning",)
        else None
    )


def _not_theirs(record: Record, _: Entity, rng: Random) -> Row | None:
    """An item that the authority has no right to use, there and on that day."""
    world, fine, place = record.facts["world"], record.truth, record.facts["place"]
    assert isinstance(fine, Fine)
    item = rng.choice(world.matters)
    if world.jurisdiction.may_enforce(fine.agency, item, place, fine.decided):
        return None
    return {"supervise_item_implement_code": item.code}


def _before_inspection(record: Record, _: Entity, __: Random) -> Row | None:
    fine = record.truth
    assert isinstance(fine, Fine)
    if not fine.visit:
        return None
    before = fine.filed - timedelta(days=15)
    return {
        "CF_JDRQ": slashed(before),
        "filing_date": slashed(before - timedelta(days=10)),
        "closing_date": "",
        "CF_GSJZQ": slashed(before + timedelta(days=365)),
    }


def _repeated_kinds(record: Record, _: Entity, __: Random) -> Row:
    """Each kind twice, with empty parts between."""
    words = record.row["CF_CFLB"]
    return {"CF_CFLB": f"{words}；；{words};"}


PENALTIES: Final = (
    no_key("CF_WSH"),
    *parties("CF"),
    missing("CF_WFXW"),
    missing("CF_SY"),
    missing("CF_YJ"),
    missing("CF_CFLB", "penalty.fine_without_kind"),
    missing("CF_NR"),
    missing("CF_JDRQ"),
    missing("CF_CFJG"),
    unknown_code("CF_CFLB", "88", "训诫", required=True, may=("penalty.fine_without_kind",)),
    unreadable_date("CF_JDRQ", required=True),
    unreadable_date("filing_date"),
    unreadable_date("CF_GSJZQ"),
    impossible_date(
        "CF_JDRQ",
        "penalty.filed_after_decided",
        "penalty.decided_after_closed",
        "penalty.public_before_decided",
        required=True,
    ),
    impossible_date("filing_date"),
    Kind("number_unreadable", "CF_NR_FK", ("any.number_unreadable", "penalty.fine_missing"), _fine_unreadable),
    Kind("decision_no_form", "CF_WSH", ("penalty.decision_no_form",), _unform),
    Kind("filed_after_decided", "filing_date;CF_JDRQ", ("penalty.filed_after_decided",), _filed_late),
    Kind("decided_after_closed", "CF_JDRQ;closing_date", ("penalty.decided_after_closed",), _closed_early),
    Kind("public_before_decided", "CF_GSJZQ", ("penalty.public_before_decided",), _public_early),
    Kind("fine_missing", "CF_NR_FK", ("penalty.fine_missing",), _fine_missing),
    Kind("fine_without_kind", "CF_CFLB", ("penalty.fine_without_kind",), _fine_without_kind),
    Kind("fine_text", "CF_NR", ("penalty.fine_text",), _other_fine_in_text),
    Kind("fine_unit", "CF_NR_FK", ("penalty.fine_unit", "penalty.fine_text"), _fine_in_yuan),
    Kind("confiscated_missing", "CF_NR_WFFF", ("penalty.confiscated_missing",), _confiscated_missing),
    Kind("licence_missing", "CF_NR_ZKDX", ("penalty.licence_missing",), _licence_missing),
    Kind(
        "item_code_form",
        "supervise_item_implement_code",
        ("any.item_code_form",),
        put("supervise_item_implement_code", "3302000", "A3020000001000"),
    ),
    *divisions("area_number"),
    control_characters("CF_WFXW"),
    too_long("CF_WFXW", 2000),
    Kind(
        "item_unknown",
        "supervise_item_implement_code",
        ("any.item_unknown", "penalty.item_not_assigned"),
        put("supervise_item_implement_code", "33029900099000"),
    ),
    Kind(
        "agency_unknown",
        "CF_CFJGDM",
        ("any.agency_unknown", "penalty.item_not_assigned"),
        put("CF_CFJGDM", NOBODYS_CODE),
    ),
    Kind("item_not_assigned", "supervise_item_implement_code", ("penalty.item_not_assigned",), _not_theirs),
    Kind(
        "inspection_dangling",
        "check_action_code",
        ("any.inspection_dangling",),
        lambda *_: {"check_action_code": "JC20200101999999"},
    ),
    Kind("lead_dangling", "lead_no", ("any.lead_dangling",), lambda *_: {"lead_no": "CG20200101999999"}),
    Kind(
        "before_inspection",
        "CF_JDRQ",
        ("penalty.before_inspection",),
        _before_inspection,
        ("penalty.item_not_assigned",),
    ),
    Kind(
        "repeated_kinds",
        "CF_CFLB",
        (),
        _repeated_kinds,
        shows=lambda _: {},
    ),
    placeholder("CF_GSJZQ", "public_until"),
    line_ends("CF_SY"),
    rare_characters("CF_SY"),
    county("area_number"),
)
