"""What is wrong with the 双公示 lists in departments' files, and with what spreadsheets have made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hub.sandbox.dirt.blemishes import oddly_written, old_person_code, other_name
from hub.sandbox.dirt.kinds import (
    Kind,
    conflicting_kind,
    control_characters,
    impossible_date,
    missing,
    names,
    no_key_at_all,
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
from hub.sandbox.dossier import Filed
from hub.sandbox.expected.parties import unchanged
from hub.sandbox.records.provincial import fine_text

if TYPE_CHECKING:
    from random import Random

    from hub.sandbox.city import Entity
    from hub.sandbox.records.record import Record, Row


def where(field: str, kind: Kind) -> Kind:
    """A kind that needs the column `field`: not in files whose names have none."""
    return replace(
        kind, change=lambda record, entity, rng: kind.change(record, entity, rng) if field in record.row else None
    )


def _in_file(kind: Kind) -> Kind:
    """A kind as far as a file has its columns: the names of 2015 have others than those in use."""

    def change(record: Record, entity: Entity, rng: Random) -> Row | None:
        changed = kind.change(record, entity, rng)
        if changed is None or any(name not in record.row for name in kind.field.split(";")):
            return None
        return {name: value for name, value in changed.items() if name in record.row}

    return replace(kind, change=change)


def numbers(field: str, code: str) -> tuple[Kind, ...]:
    """What a spreadsheet makes of a number beside a right code: `.0` at its end, or an exponent for its digits."""

    def made(form: str) -> Kind:
        def change(record: Record, entity: Entity, _: Random) -> Row | None:
            if not entity.credit_code or record.row.get(code) != entity.credit_code:
                return None
            number = entity.registration_no
            return {field: f"{number}.0" if form == "float" else f"{int(number):.5E}"}

        return Kind(f"number_{form}:{field}", field, (f"departments.number_{form}",), change, shows=unchanged)

    return made("float"), made("damaged")


def folders_authority(field: str) -> Kind:
    """No code for the authority: the folder's own stands in, where it is the one that decided."""

    def change(record: Record, _: Entity, __: Random) -> Row | None:
        if not record.row.get(field) or record.folder != record.facts["agency"].domain:
            return None
        return {field: ""}

    return Kind(f"folders_authority:{field}", field, (), change, shows=unchanged)


def other_content(field: str) -> Kind:
    """Not the words of the provincial platform's row of the same paper."""

    def change(record: Record, _: Entity, __: Random) -> Row | None:
        filed = record.truth
        assert isinstance(filed, Filed)
        return {field: f"{record.row[field].strip()}，另附清单"} if filed.is_copy else None

    return Kind(f"other_content:{field}", field, ("any.one_number_one_content",), change)


def _parties(prefix: str) -> tuple[Kind, ...]:
    code, person, former = f"{prefix}_XDR_SHXYM", f"{prefix}_XDR_ZJHM", f"{prefix}_XDR_SFZ"
    others = (f"{prefix}_XDR_GSZC", f"{prefix}_XDR_ZZJG", person, former)
    word = f"{prefix}_XDR_LB"
    return (
        missing(f"{prefix}_XDR_MC"),
        names(f"{prefix}_XDR_MC")[2],
        unknown_code(word, "99", "外国"),
        repairable(code),
        several(code),
        wrong_column(code, "any.party_code_unknown"),
        no_party_code(code, *others),
        unknown_party_code(code, *others),
        unknown_person_code(person),
        unknown_person_code(former),
        conflicting_kind(word, code),
        old_person_code(former),
        other_name(f"{prefix}_XDR_MC"),
        *numbers(f"{prefix}_XDR_GSZC", code),
    )


def _reversed(record: Record, _: Entity, __: Random) -> Row:
    decided: date = record.facts["decided"]
    return {"XK_JDRQ": slashed(decided), "XK_YXQZI": slashed(decided - timedelta(days=10))}


_LICENCES: Final = (
    no_key_at_all("XK_WSH"),
    *_parties("XK"),
    missing("XK_XKLB"),
    missing("XK_YXQZI"),
    missing("XK_ZT"),
    unknown_code("XK_XKLB", "07", "备案", required=True),
    unknown_code("XK_ZT", "8", "审核中", required=True),
    unreadable_date("XK_YXQZ"),
    unreadable_date("SJC"),
    impossible_date("XK_YXQZI", "licence.decided_after_end", "licence.validity_order", required=True, past_only=True),
    Kind(
        "decided_after_end",
        "XK_JDRQ;XK_YXQZI",
        ("licence.decided_after_end",),
        _reversed,
        ("licence.decided_after_start", "licence.validity_order", "licence.still_valid"),
    ),
    control_characters("XK_NR"),
    too_long("XK_NR", 4000),
    oddly_written("XK_ZT"),
    folders_authority("XK_XKJGDM"),
    other_content("XK_NR"),
)
LICENCES: Final = tuple(_in_file(kind) for kind in _LICENCES)


def _other_fine_in_text(record: Record, _: Entity, rng: Random) -> Row | None:
    fine: int = record.facts["fine"]
    return {"CF_NR": fine_text(fine + 300, rng.randrange(3))} if fine else None


def _fine_missing(record: Record, _: Entity, rng: Random) -> Row | None:
    return {"CF_NR_FK": rng.choice(("", None))} if record.facts["fine"] else None


_PENALTIES: Final = (
    no_key_at_all("CF_WSH"),
    *_parties("CF"),
    missing("CF_SY"),
    missing("CF_JDRQ"),
    unknown_code("CF_CFLB", "88", "训诫", required=True, may=("penalty.fine_without_kind",)),
    unreadable_date("CF_GSJZQ"),
    impossible_date("CF_JDRQ", "penalty.public_before_decided", required=True),
    Kind("fine_missing", "CF_NR_FK", ("penalty.fine_missing",), _fine_missing),
    where("CF_NR_FK", Kind("fine_text", "CF_NR", ("penalty.fine_text",), _other_fine_in_text)),
    Kind("withdrawn", "CF_ZT", ("penalty.withdrawn",), put("CF_ZT", "1", "撤销", "2", "异议"), shows=unchanged),
    too_long("CF_SY", 5000),
    folders_authority("CF_CFJGDM"),
    other_content("CF_NR"),
)
PENALTIES: Final = tuple(_in_file(kind) for kind in _PENALTIES)
