"""What is wrong with the provincial 双公示 lists: licences and penalties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.kinds import (
    Kind,
    conflicting_kind,
    control_characters,
    divisions,
    impossible_date,
    missing,
    names,
    no_key,
    no_party_code,
    put,
    repairable,
    several,
    slashed,
    too_long,
    unknown_code,
    unknown_party_code,
    unknown_person_code,
    unreadable_date,
    wrong_column,
)
from hub.sandbox.records.provincial import fine_text

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def _party(prefix: str) -> tuple[Kind, ...]:
    """What goes wrong with the party of either list."""
    code, person = f"{prefix}_XDR_SHXYM", f"{prefix}_XDR_ZJHM"
    others = (f"{prefix}_XDR_GSZC", f"{prefix}_XDR_ZZJG", person)
    return (
        missing(f"{prefix}_XDR_MC"),
        missing(f"{prefix}_XDR_LB"),
        unknown_code(f"{prefix}_XDR_LB", "99", "外国", required=True),
        *names(f"{prefix}_XDR_MC"),
        repairable(code),
        several(code),
        wrong_column(code, "any.party_code_unknown"),
        no_party_code(code, *others),
        unknown_party_code(code, *others),
        unknown_person_code(person),
        conflicting_kind(f"{prefix}_XDR_LB", code),
    )


# -- licences ------------------------------------------------------------------------------------------------------


def _dates(record: Record, start: int, end: int) -> Row:
    decided: date = record.facts["decided"]
    return {
        "XK_JDRQ": slashed(decided),
        "XK_YXQZ": slashed(decided + timedelta(days=start)),
        "XK_YXQZI": slashed(decided + timedelta(days=end)),
    }


LICENCES: Final = (
    no_key("XK_WSH"),
    *_party("XK"),
    missing("XK_XKWS"),
    missing("XK_XKLB"),
    missing("XK_NR"),
    missing("XK_JDRQ"),
    missing("XK_YXQZI"),
    missing("XK_XKJG"),
    missing("XK_ZT"),
    unknown_code("XK_XKLB", "07", "备案", required=True),
    unknown_code("XK_ZT", "8", "审核中", required=True),
    unreadable_date("XK_JDRQ", required=True),
    unreadable_date("XK_YXQZ", required=True),
    unreadable_date("XK_YXQZI", required=True),
    impossible_date(
        "XK_JDRQ", "licence.decided_after_start", "licence.decided_after_end", "licence.far_end", required=True
    ),
    impossible_date("XK_YXQZ", "licence.decided_after_start", required=True, past_only=True),
    Kind(
        "decided_after_end",
        "XK_JDRQ;XK_YXQZI",
        ("licence.decided_after_end", "licence.decided_after_start"),
        lambda record, *_: _dates(record, -400, -10),
        ("licence.still_valid",),
    ),
    Kind(
        "validity_order",
        "XK_YXQZ;XK_YXQZI",
        ("licence.validity_order",),
        lambda record, *_: _dates(record, 40, 20),
        ("licence.still_valid",),
    ),
    Kind(
        "decided_after_start",
        "XK_JDRQ;XK_YXQZ",
        ("licence.decided_after_start",),
        lambda record, *_: _dates(record, -30, 365),
        ("licence.still_valid",),
    ),
    Kind("far_end", "XK_YXQZI", ("licence.far_end",), lambda record, *_: _dates(record, 0, 130 * 365)),
    Kind(
        "issuer_code_form",
        "XK_XKJGDM",
        ("licence.issuer_code_form",),
        put("XK_XKJGDM", "11330382MB0000001", "002111111"),
    ),
    control_characters("XK_NR"),
    too_long("XK_NR", 4000),
)

# -- penalties -----------------------------------------------------------------------------------------------------


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


PENALTIES: Final = (
    no_key("CF_WSH"),
    *_party("CF"),
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
)
